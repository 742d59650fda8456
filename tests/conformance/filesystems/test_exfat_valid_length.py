"""exFAT files that were written in part: behind ValidDataLength every system shows zeros (exFAT 7.6.5)."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest

from forensics_app.model.artifact import ExtentClass, ReadOutcome
from tests.conformance.filesystems.test_names_and_times import EXFAT
from tests.reading.evidence_reading import read_source
from tests.world.shared_data import shared

_NAME = "HELLO.TXT"
_VALID_AT = 32 + 8  # in the stream extension behind the file entry


@pytest.mark.parametrize("valid", [0, 3, 17])
def test_what_was_never_written_is_zeros_and_not_what_stood_there(valid: int, tmp_path: Path) -> None:
    sound, image = read_source(shared(EXFAT)).entry(_NAME), tmp_path / "exfat.img"
    data = bytearray(shared(EXFAT).read_bytes())
    heap, shift = struct.unpack_from("<I", data, 88)[0], data[108]
    at = (heap << shift) + (int(sound.locator.address or "") - 3) * 32
    struct.pack_into("<Q", data, at + _VALID_AT, valid)
    image.write_bytes(data)
    [(_, begin, size)] = sound.extents
    assert begin is not None
    expected = bytes(data[begin : begin + valid]).ljust(size, b"\0")
    entry, examination = read_source(image).pair(_NAME)
    assert examination.digests.sha256 == hashlib.sha256(expected).hexdigest()
    assert examination.read.outcome is ReadOutcome.COMPLETE
    assert entry.size_bytes == size
    assert entry.extent_class is (ExtentClass.RUNS if valid == size else ExtentClass.NTFS_VALID_LENGTH)
