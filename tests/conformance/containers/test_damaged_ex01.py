"""Ex01 images that are damaged or not whole: tables say where chunks belong, so nothing else is lost."""

from __future__ import annotations

import os
import random
import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from forensics_app.errors import (
    EvidenceError,
    ReadFailedError,
    SegmentsIncompleteError,
    SourceTruncatedError,
)
from forensics_app.evidence.bytes.byte_source import known_gaps
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import Gap
from tests.conformance.containers.test_made_containers import MEDIUM
from tests.made.containers.ewf2 import DEFLATE, write_ex01
from tests.reading.evidence_reading import spec

CHUNK = 32768
CHUNKS = len(MEDIUM) // CHUNK
_DESCRIPTOR_BYTES = 64
_TABLE = 4


def written(folder: Path) -> list[Path]:
    """Four segments of up to 30 chunks."""
    return write_ex01(folder, MEDIUM, method=DEFLATE, patterns=True, chunks_per_segment=30)


def descriptors(segment: Path) -> list[tuple[int, int]]:
    """Type of each section and where its descriptor is, last first."""
    data = segment.read_bytes()
    at, found = len(data) - _DESCRIPTOR_BYTES, []
    while at:
        kind, _, previous = struct.unpack_from("<IIQ", data, at)
        found.append((kind, at))
        at = previous
    return found


def at_of(segment: Path, kind: int) -> int:
    return next(at for one, at in descriptors(segment) if one == kind)


def flip(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 0xFF
    path.write_bytes(data)


def rest(image: Path) -> tuple[Container, list[int]]:
    """What is there, every byte compared, and the chunks that can't be read."""
    opened = open_source(image, Incomplete(accepted=True))
    assert isinstance(opened, Container)
    assert opened.medium.size_bytes == len(MEDIUM)
    unread = []
    for number in range(CHUNKS):
        try:
            data = opened.medium.read(number * CHUNK, CHUNK)
            assert data == MEDIUM[number * CHUNK : (number + 1) * CHUNK]
        except ReadFailedError:
            unread.append(number)
    opened.close()
    return opened, unread


def refused(image: Path) -> EvidenceError:
    with pytest.raises(EvidenceError) as caught:
        open_source(image)
    return caught.value


@pytest.mark.parametrize("gone", [(2,), (4,), (1,), (2, 4), (1, 3)])
def test_missing_segments_cost_their_own_chunks(gone: Sequence[int], tmp_path: Path) -> None:
    paths = written(tmp_path)
    for number in gone:
        paths[number - 1].unlink()
    image = next(path for path in paths if path.exists())
    error = refused(image)
    assert isinstance(error, SegmentsIncompleteError)
    assert error.segment == f"image.Ex{gone[0]:02d}"
    opened, unread = rest(image)
    assert unread == [n for n in range(CHUNKS) if n // 30 + 1 in gone]
    assert opened.missing == tuple(f"image.Ex{number:02d} is missing" for number in gone)
    assert known_gaps(opened.medium, 0, len(MEDIUM))[0] == Gap(
        unread[0] * CHUNK, min(30 * CHUNK, len(MEDIUM) - unread[0] * CHUNK)
    )


def test_segment_of_another_set_is_not_joined(tmp_path: Path) -> None:
    paths = written(tmp_path)
    data = bytearray(paths[1].read_bytes())
    data[16:32] = bytes(16)
    paths[1].write_bytes(data)
    error = refused(paths[0])
    assert isinstance(error, SegmentsIncompleteError)
    assert error.segment == "image.Ex02"
    opened, unread = rest(paths[0])
    assert unread == list(range(30, 60))
    assert opened.missing == ("image.Ex02 is missing: the file there belongs elsewhere",)


def test_segments_under_wrong_names_are_read_in_their_order(tmp_path: Path) -> None:
    paths = written(tmp_path)
    first, third = paths[0].read_bytes(), paths[2].read_bytes()
    paths[0].write_bytes(third)
    paths[2].write_bytes(first)
    opened, unread = rest(paths[0])
    assert not unread
    assert sorted(opened.problems) == [
        "image.Ex01 is segment 3 by its header",
        "image.Ex03 is segment 1 by its header",
    ]


@pytest.mark.parametrize("into", [0, 1, 63])
def test_cut_behind_the_table_loses_nothing_of_the_medium(into: int, tmp_path: Path) -> None:
    """The end is gone: digests and all. That is refused, or accepted and told."""
    paths = written(tmp_path)
    size = at_of(paths[-1], 8) + into  # the descriptor of the MD5
    os.truncate(paths[-1], size)
    refused(paths[0])
    opened, unread = rest(paths[0])
    assert unread == []
    assert opened.stored_digests.md5 is None
    with EvidenceReader(spec(paths[0], accept_truncated=True)) as reader:
        _, omissions = reader.open()
    (line,) = [o for o in omissions if o.code == "image-truncated"]
    assert f"image.Ex04 is cut off at {size} bytes" in (line.detail or "")


def test_cut_before_the_table_loses_the_segments_chunks(tmp_path: Path) -> None:
    paths = written(tmp_path)
    os.truncate(paths[1], at_of(paths[1], _TABLE) - 20)
    error = refused(paths[0])
    assert isinstance(error, SourceTruncatedError)
    assert error.path == str(paths[1])
    _, unread = rest(paths[0])
    assert unread == list(range(30, 60))


def test_single_segment_cut_before_its_table_is_refused(tmp_path: Path) -> None:
    """Nothing tells which chunks those are that are left: an answer could only be a guess."""
    (image,) = write_ex01(tmp_path, MEDIUM, patterns=True)
    os.truncate(image, at_of(image, _TABLE) - 200)
    with pytest.raises(EvidenceError):
        open_source(image, Incomplete(accepted=True))


def test_damaged_table_costs_what_it_is_for(tmp_path: Path) -> None:
    paths = written(tmp_path)
    flip(paths[2], at_of(paths[2], _TABLE) - 100)
    refused(paths[0])
    opened, unread = rest(paths[0])
    assert unread == list(range(60, 90))
    assert "wrong MD5" in opened.missing[0]


@pytest.mark.parametrize("kind", [8, 9, 3])
def test_damaged_descriptor_of_what_is_not_needed(kind: int, tmp_path: Path) -> None:
    """Digests, and the data that tables lead to: told, and nothing to accept."""
    paths = written(tmp_path)
    flip(paths[-1], at_of(paths[-1], kind) + 20)
    opened = open_source(paths[0])
    assert isinstance(opened, Container)
    assert opened.medium.read(0, len(MEDIUM)) == MEDIUM
    assert len(opened.problems) == 1
    opened.close()


def test_damaged_device_information_is_had_from_another_segment(tmp_path: Path) -> None:
    paths = written(tmp_path)
    flip(paths[0], at_of(paths[0], 1) - 30)
    opened = open_source(paths[0])
    assert isinstance(opened, Container)
    assert opened.medium.read(0, len(MEDIUM)) == MEDIUM
    assert "wrong MD5" in opened.problems[0]
    opened.close()


def test_every_cut_gives_true_chunks(tmp_path: Path) -> None:
    paths = written(tmp_path)
    whole = paths[-1].read_bytes()
    chance = random.Random(3)
    for _ in range(40):
        paths[-1].write_bytes(whole[: chance.randrange(1, len(whole))])
        _, unread = rest(paths[0])
        assert unread in ([], list(range(90, CHUNKS)))


def test_image_inside_an_image_is_not_taken_for_its_sections(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (inner,) = write_ex01(tmp_path / "inner", MEDIUM[: 1 << 18])
    medium = inner.read_bytes() + bytes(-inner.stat().st_size % CHUNK)
    paths = write_ex01(tmp_path, medium, method=0, chunks_per_segment=5)
    for path in paths:
        data = path.read_bytes()
        os.truncate(path, len(data) - 70)
        opened = open_source(paths[0], Incomplete(accepted=True))
        assert isinstance(opened, Container)
        assert opened.medium.size_bytes == len(medium)
        opened.close()
        path.write_bytes(data)
