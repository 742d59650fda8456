"""Examining content: digests with gaps, EXIF with a position, and pictures that are malformed on purpose."""

from __future__ import annotations

import hashlib
import random
import struct

import pytest

from forensics_app.examine.examination import TypeMemory, examine
from forensics_app.examine.exif import picture_facts
from forensics_app.examine.options import ExamineOptions
from forensics_app.model.artifact import Examination, Gap, ReadOutcome
from forensics_app.model.digests import DigestAlgorithm


class Bytes:
    """Content in memory; `bad` ranges can't be read and are zeros."""

    def __init__(self, data: bytes, bad: tuple[Gap, ...] = ()) -> None:
        self._data = bytearray(data)
        for gap in bad:
            self._data[gap.offset_bytes : gap.offset_bytes + gap.length_bytes] = bytes(gap.length_bytes)
        self.gaps = bad
        self.reads: list[tuple[int, int]] = []

    @property
    def size_bytes(self) -> int:
        return len(self._data)

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        self.reads.append((offset_bytes, size_bytes))
        assert 0 <= offset_bytes <= offset_bytes + size_bytes <= len(self._data)
        return bytes(self._data[offset_bytes : offset_bytes + size_bytes])


def look(
    content: Bytes, extension: str = "", options: ExamineOptions | None = None
) -> tuple[Examination, list[str]]:
    found, problems = examine(
        content, extension, options or ExamineOptions(), TypeMemory(), alive=lambda done: None
    )
    return found, [problem.value for problem in problems]


@pytest.mark.parametrize("size", [0, 1, 262_143, 262_144, 262_145, 1_000_000])
def test_digests_of_every_size_of_content(size: int) -> None:
    data = random.Random(size).randbytes(size)
    found, _ = look(Bytes(data), options=ExamineOptions(tuple(DigestAlgorithm)))
    assert found.digests.sha256 == hashlib.sha256(data).hexdigest()
    assert found.digests.sha1 == hashlib.sha1(data, usedforsecurity=False).hexdigest()
    assert found.digests.md5 == hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert found.read.outcome is ReadOutcome.COMPLETE


def test_each_byte_is_read_once() -> None:
    content = Bytes(random.Random(1).randbytes(600_000))
    look(content)
    assert content.reads == [(0, 262_144), (262_144, 262_144), (524_288, 75_712)]


def test_gaps_count_as_zeros_and_are_told() -> None:
    gap = Gap(10, 5)
    found, _ = look(Bytes(b"x" * 100, (gap,)))
    assert found.read.outcome is ReadOutcome.PARTIAL
    assert found.read.gaps == (gap,)
    assert found.digests.sha256 == hashlib.sha256(b"x" * 10 + bytes(5) + b"x" * 85).hexdigest()


def test_content_of_which_nothing_could_be_read_has_no_digest() -> None:
    found, _ = look(Bytes(b"x" * 100, (Gap(0, 100),)))
    assert (found.read.outcome, found.digests.sha256, found.media_type) == (
        ReadOutcome.UNREADABLE,
        None,
        None,
    )


def test_type_is_remembered_by_digest() -> None:
    memory = TypeMemory()
    data = b"words\n"
    examine(Bytes(data), "", ExamineOptions(), memory, alive=lambda done: None)
    assert memory.types == {hashlib.sha256(data).hexdigest(): "text/plain"}


# --- EXIF --------------------------------------------------------------------------------------------------


def exif_jpeg(
    latitude: tuple[int, int, int], north: bytes, longitude: tuple[int, int, int], east: bytes
) -> bytes:
    """A JPEG that is little but an EXIF segment: Make, and a GPS position in degrees, minutes, seconds."""
    make = b"Sealwright\0\0"
    first = 8
    gps_at = first + 2 + 2 * 12 + 4
    data_at = gps_at + 2 + 4 * 12 + 4
    rationals = b"".join(struct.pack(">II", part, 1) for part in (*latitude, *longitude))
    tiff = b"MM\0*" + struct.pack(">I", first)
    tiff += struct.pack(">H", 2) + struct.pack(">HHII", 0x010F, 2, len(make), data_at + len(rationals))
    tiff += struct.pack(">HHII", 0x8825, 4, 1, gps_at) + bytes(4)
    tiff += struct.pack(">H", 4)
    tiff += struct.pack(">HHI4s", 1, 2, 2, north + b"\0\0\0") + struct.pack(">HHII", 2, 5, 3, data_at)
    tiff += struct.pack(">HHI4s", 3, 2, 2, east + b"\0\0\0") + struct.pack(">HHII", 4, 5, 3, data_at + 24)
    tiff += bytes(4) + rationals + make
    segment = b"Exif\0\0" + tiff
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + b"\xff\xd9"


def test_beginning_that_could_not_be_read_says_nothing_against_the_name() -> None:
    picture = exif_jpeg((48, 0, 0), b"N", (2, 0, 0), b"E") + random.Random(2).randbytes(5000)
    found, _ = look(Bytes(picture, (Gap(0, 512),)), "jpg")
    assert (found.media_type, found.extension_mismatch) == ("application/octet-stream", False)
    found, _ = look(Bytes(picture, (Gap(5000, 50),)), "png")
    assert (found.media_type, found.extension_mismatch) == ("image/jpeg", True)
    found, _ = look(Bytes(random.Random(2).randbytes(5000)), "jpg")
    assert (found.media_type, found.extension_mismatch) == ("application/octet-stream", True)


def test_position_is_in_decimal_degrees() -> None:
    found, problems = look(Bytes(exif_jpeg((48, 51, 30), b"N", (2, 17, 40), b"E")), "jpg")
    assert problems == []
    assert found.media_type == "image/jpeg"
    assert (found.latitude, found.longitude) == (48.8583333, 2.2944444)
    assert ("Image Make", "Sealwright") in found.exif


def test_south_and_west_are_negative() -> None:
    found, _ = look(Bytes(exif_jpeg((33, 51, 24), b"S", (70, 40, 0), b"W")))
    assert found.latitude is not None
    assert found.longitude is not None
    assert (round(found.latitude, 4), round(found.longitude, 4)) == (-33.8567, -70.6667)


def test_position_that_is_nowhere_is_no_position() -> None:
    found, _ = look(Bytes(exif_jpeg((91, 0, 0), b"N", (2, 0, 0), b"E")))
    assert (found.latitude, found.longitude) == (None, None)


def test_exif_is_not_looked_for_when_not_asked() -> None:
    picture = exif_jpeg((48, 0, 0), b"N", (2, 0, 0), b"E")
    assert look(Bytes(picture), options=ExamineOptions(exif=False))[0].exif == ()


@pytest.mark.timeout(1200)  # a busy machine may take long for so many
def test_malformed_pictures_never_raise() -> None:
    """500 damaged EXIF segments, some of them endless: each ends, and says nothing that isn't text."""
    chance = random.Random(11)
    picture = exif_jpeg((48, 51, 30), b"N", (2, 17, 40), b"E")
    for _ in range(500):
        broken = bytearray(picture)
        for _ in range(chance.choice([1, 2, 8])):
            broken[chance.randrange(12, len(broken))] = chance.randrange(256)
        found, _ = look(Bytes(bytes(broken)))
        for name, text in found.exif:
            assert isinstance(name, str)
            assert len(text) <= 512
            text.encode("utf-8")


def test_a_picture_in_memory_is_read_as_one_that_is_not() -> None:
    """Damaged too, where positions may lie anywhere."""
    chance = random.Random(12)
    picture = exif_jpeg((48, 51, 30), b"N", (2, 17, 40), b"E")
    seen = set()
    for _ in range(500):
        broken = bytearray(picture)
        for _ in range(chance.choice([0, 1, 2, 8])):
            broken[chance.randrange(12, len(broken))] = chance.choice([0, 128, 255, chance.randrange(256)])
        content = Bytes(bytes(broken))
        found = picture_facts(content, bytes(broken))
        assert found == picture_facts(content, b"")
        seen.add(found)
    assert len(seen) > 100
