"""Segments of more than 2 GiB, as EnCase 6.7 writes them: the offsets of their tables need all 32 bits."""

from __future__ import annotations

import random
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.opening.open_source import open_source
from tests.judging.judges import require_judge
from tests.made.containers.ewf_sections import DESCRIPTOR_BYTES, Section, section, sections

CHUNK = 32768
CONTENT = random.Random(67).randbytes(40 * CHUNK)
FIRST_ABOVE = 17  # the chunk that begins behind 2 GiB


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """An image of ewfacquire whose chunks were moved up to 2 GiB in their section, behind a hole."""
    (tmp_path / "medium.bin").write_bytes(CONTENT)
    command = [require_judge("ewfacquire"), "-u", "-q", "-t", "image", "-c", "none", "-b", "64", "-S", "1GiB"]
    subprocess.run([*command, "medium.bin"], cwd=tmp_path, check=True, capture_output=True)
    image = tmp_path / "image.E01"
    data = bytearray(image.read_bytes())
    chunks = section(image, "sectors")
    moved_by = (1 << 31) - (chunks.data + (FIRST_ABOVE - 1) * (CHUNK + 4)) - CHUNK // 2
    starts = [chunks.data + moved_by + number * (CHUNK + 4) for number in range(40)]
    for one in sections(image):
        if one.name in ("table", "table2"):
            _put_table(data, one, starts)
        if one.offset >= chunks.offset:
            _move(data, one, moved_by)
    with image.open("wb") as file:
        file.write(data[: chunks.data])
        file.seek(chunks.data + moved_by)
        file.write(data[chunks.data :])
    assert starts[FIRST_ABOVE - 1] < 1 << 31 < starts[FIRST_ABOVE]
    return image


def _put_table(data: bytearray, table: Section, starts: list[int]) -> None:
    struct.pack_into("<QI", data, table.data + 8, 0, 0)  # counted from the beginning of the file
    struct.pack_into("<I", data, table.data + 20, zlib.adler32(data[table.data : table.data + 20]))
    entries = struct.pack("<40I", *starts)
    data[table.data + 24 : table.data + 24 + len(entries)] = entries
    struct.pack_into("<I", data, table.data + 24 + len(entries), zlib.adler32(entries))


def _move(data: bytearray, one: Section, by: int) -> None:
    """What follows a section comes later; the one of the chunks begins where it did, and is larger."""
    following, size = struct.unpack_from("<QQ", data, one.offset + 16)
    size += by if one.name == "sectors" else 0
    struct.pack_into("<QQ", data, one.offset + 16, following + by, size)
    checked = data[one.offset : one.offset + DESCRIPTOR_BYTES - 4]
    struct.pack_into("<I", data, one.offset + DESCRIPTOR_BYTES - 4, zlib.adler32(checked))


def test_chunks_behind_2_gib_are_read_and_checked(image: Path) -> None:
    opened = open_source(image)
    assert isinstance(opened, Container)
    assert (opened.problems, opened.notes) == ((), ())
    assert opened.medium.read(0, len(CONTENT)) == CONTENT
    opened.close()


def test_libewf_reads_them_too(image: Path) -> None:
    command = [require_judge("ewfexport"), "-u", "-q", "-f", "raw", "-t", str(image.parent / "out"), image]
    subprocess.run(command, check=True, capture_output=True)
    assert (image.parent / "out.raw").read_bytes() == CONTENT
