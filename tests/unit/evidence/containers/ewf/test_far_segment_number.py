"""A segment whose header claims a number that no segment has is read as its name says."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.ewf.segment_set import in_their_order
from tests.made.containers.ewf2 import write_ex01


@pytest.mark.parametrize("number", [15_000, 0xFFFFFFFF])
def test_far_number_does_not_count(number: int, tmp_path: Path) -> None:
    """What is missing before it would be listed, name by name."""
    [image] = write_ex01(tmp_path, bytes(range(256)) * 256)
    data = bytearray(image.read_bytes())
    struct.pack_into("<I", data, 12, number)
    image.write_bytes(data)
    file = ReadOnlyFile(image)
    assert in_their_order({1: file}) == {1: file}


def test_near_number_counts(tmp_path: Path) -> None:
    [image] = write_ex01(tmp_path, bytes(range(256)) * 256)
    data = bytearray(image.read_bytes())
    struct.pack_into("<I", data, 12, 7)
    image.write_bytes(data)
    file = ReadOnlyFile(image)
    assert in_their_order({1: file}) == {7: file}
