"""Gaps of cut images whose medium has terabytes and whose map is small: looked for by the map.

Grain by grain, each of these takes minutes of computing, in which the worker says nothing and is killed.
"""

from __future__ import annotations

import os
import random
import struct
import subprocess
import time
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import read_around, widened
from forensics_app.evidence.bytes.byte_source import ByteSource, known_gaps
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.containers.mapped_medium import MappedMedium
from forensics_app.evidence.containers.vmdk.sparse import SparseExtent
from forensics_app.evidence.containers.vmdk.stream import CompressedExtent, StreamPlaces
from forensics_app.evidence.encryption.bitlocker_volume import open_bitlocker
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.protocol.messages import Open
from forensics_app.evidence.worker.session import Session
from forensics_app.model.artifact import Gap
from tests.conformance.encryption.test_encrypted import bitlocker, ntfs_twin
from tests.judging.judges import require_judge
from tests.made.bitlocker_images import CLEAR
from tests.made.containers import vhdx
from tests.made.partial_source import PartialSource

TIB = 1 << 40
SIZE = 8 * TIB
SECTOR = 512
GRAIN = 128 * SECTOR
BLOCK = 2 << 20  # of VHD and VHDX
TABLE = 512 * GRAIN
DIRECTORY_AT = 64
_MOST_SECONDS = 20.0
_HEADER = struct.Struct("<4sIIQQQQIQQQB4s")
_DESCRIPTOR = """# Disk DescriptorFile
version=1
CID=12345678
parentCID=ffffffff
createType="monolithicSparse"

# Extent description
RW {sectors} SPARSE "{name}"

# The Disk Data Base
#DDB

ddb.virtualHWVersion = "4"
ddb.adapterType = "ide"
"""


@contextmanager
def soon(most_seconds: float = _MOST_SECONDS) -> Iterator[None]:
    """In seconds of this process's own computing."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < most_seconds


def accepted(path: Path) -> Container:
    opened = open_source(path, Incomplete(accepted=True))
    assert isinstance(opened, Container)
    return opened


def sparse_vmdk(
    path: Path, tables: dict[int, dict[int, bytes]], *, size: int = SIZE, per_table: int = 512
) -> Path:
    """A whole disk in one file: by number of a grain table, its grains, each filled with one byte."""
    count = -(-size // (per_table * GRAIN))
    sectors = -(-per_table * 4 // SECTOR)
    at = DIRECTORY_AT + -(-count * 4 // SECTOR)
    text = _DESCRIPTOR.format(sectors=size // SECTOR, name=path.name)
    directory = [0] * count
    with path.open("wb") as file:
        for number in tables:
            directory[number], at = at, at + sectors
        at = -(-at // 128) * 128
        for number, grains in tables.items():
            entries = [0] * per_table
            for index, fill in grains.items():
                entries[index] = at
                file.seek(at * SECTOR)
                file.write(fill * GRAIN)
                at += 128
            file.seek(directory[number] * SECTOR)
            file.write(struct.pack(f"<{per_table}I", *entries))
        file.seek(DIRECTORY_AT * SECTOR)
        file.write(struct.pack(f"<{count}I", *directory))
        file.seek(0)
        numbers = (1, 1, size // SECTOR, 128, 1, 20, per_table, 0, DIRECTORY_AT, 128, 0)
        head = _HEADER.pack(b"KDMV", *numbers, b"\n \r\n")
        file.write(head.ljust(SECTOR, b"\x00") + text.encode())
    return path


def test_vmdk(tmp_path: Path) -> None:
    image = sparse_vmdk(tmp_path / "big.vmdk", {0: {0: b"a"}, 200_000: {3: b"b", 511: b"c"}})
    os.truncate(image, image.stat().st_size - 3 * SECTOR)
    with soon():
        medium = accepted(image).medium
        assert medium.size_bytes == SIZE
        gaps = known_gaps(medium, 0, SIZE)
    assert gaps == (Gap(200_001 * TABLE - 3 * SECTOR, 3 * SECTOR),)
    assert medium.read(200_000 * TABLE + 3 * GRAIN, GRAIN) == b"b" * GRAIN
    assert medium.read(200_000 * TABLE - SECTOR, GRAIN) == bytes(GRAIN)


def test_vmdk_whose_tables_are_behind_its_end(tmp_path: Path) -> None:
    image = sparse_vmdk(tmp_path / "big.vmdk", {number: {} for number in range(100_000, 150_000)})
    with image.open("rb") as file:
        file.seek(DIRECTORY_AT * SECTOR + 130_000 * 4)
        os.truncate(image, struct.unpack("<I", file.read(4))[0] * SECTOR)
    with soon():
        gaps = known_gaps(accepted(image).medium, 0, SIZE)
    assert gaps == (Gap(130_000 * TABLE, 20_000 * TABLE),)


def test_opening_says_that_it_is_alive(tmp_path: Path) -> None:
    image = sparse_vmdk(tmp_path / "big.vmdk", {200_000: {3: b"b"}})
    os.truncate(image, image.stat().st_size - SECTOR)
    beats: list[int] = []
    with soon():
        opened = Session(lambda at, done: beats.append(done)).open(
            Open(os.fsencode(image), "s1", "EX-1", accept_truncated=True, skip={})
        )
    sector = (200_000 * TABLE + 4 * GRAIN) // SECTOR - 1
    (told,) = [omission for omission in opened.omissions if omission.code == "image-truncated"]
    assert (told.detail or "").startswith(f"sectors {sector}-{sector} of {SIZE // SECTOR}")
    assert sum(done % (16 << 30) == 0 and done > TIB for done in beats) > 100


def test_stream_of_compressed_grains(tmp_path: Path) -> None:
    """What the stream passes over is zeros, and what comes behind its last grain is missing."""
    numbers = (0, 5, SIZE // GRAIN // 2)
    stream = b""
    for number in numbers:
        data = zlib.compress(bytes([number % 251]) * GRAIN)
        marker = struct.pack("<QI", number * 128, len(data)) + data
        stream += marker + bytes(-len(marker) % SECTOR)
    path = tmp_path / "stream"
    path.write_bytes(stream)
    file = ReadOnlyFile(path)
    places = StreamPlaces(file, 0, grain=128, capacity=SIZE // SECTOR, alive=lambda: None)
    medium = CompressedExtent(file, SIZE, GRAIN, places)
    with soon():
        gaps = known_gaps(medium, 0, SIZE)
    behind = (numbers[-1] + 1) * GRAIN
    assert gaps == (Gap(behind, SIZE - behind),)
    file.close()


def qemu(folder: Path, *arguments: str) -> None:
    program, *others = arguments
    subprocess.run([require_judge(program), *others], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("options", ["cluster_size=64k", "cluster_size=64k,extended_l2=on"])
def test_qcow2_over_a_parent_that_was_cut(options: str, tmp_path: Path) -> None:
    qemu(tmp_path, "qemu-img", "create", "-f", "qcow2", "-o", options, "base.qcow2", "8T")
    writes = ("write -P 1 1T 64k", "write -P 2 5T 64k", "write -P 3 7T 128k")
    qemu(tmp_path, "qemu-io", "-f", "qcow2", *(word for one in writes for word in ("-c", one)), "base.qcow2")
    backing = ("-F", "qcow2", "-b", "base.qcow2")
    qemu(tmp_path, "qemu-img", "create", "-f", "qcow2", "-o", options, *backing, "child.qcow2")
    qemu(tmp_path, "qemu-io", "-f", "qcow2", "-c", "write -P 4 7T 64k", "child.qcow2")
    base = tmp_path / "base.qcow2"
    whole = open_source(tmp_path / "child.qcow2")
    assert isinstance(whole, Container)
    with soon():
        assert known_gaps(whole.medium, 0, SIZE) == ()
    whole.close()
    data = base.read_bytes()
    os.truncate(base, data.index(b"\x03" * (64 << 10)))
    with soon():
        opened = accepted(tmp_path / "child.qcow2")
        gaps = known_gaps(opened.medium, 0, SIZE)
    assert gaps == (Gap(7 * TIB + (64 << 10), 64 << 10),)
    opened.close()


def by_sectors(medium: ByteSource) -> tuple[Gap, ...]:
    """What can't be read, found by reading."""
    found: list[Gap] = []
    for at in range(0, medium.size_bytes, SECTOR):
        try:
            medium.read(at, SECTOR)
        except ReadFailedError:
            last = found[-1] if found else Gap(-1, 0)
            if last.offset_bytes + last.length_bytes == at:
                found[-1] = Gap(last.offset_bytes, last.length_bytes + SECTOR)
            else:
                found.append(Gap(at, SECTOR))
    return tuple(found)


def cut_at_random(path: Path, chance: random.Random) -> Path:
    """A small disk of a random map, cut anywhere behind its directory."""
    size, per_table = 10 << 20, 16
    tables = {
        number: dict.fromkeys(chance.sample(range(per_table), chance.choice((1, 3, per_table))), b"x")
        for number in chance.sample(range(10), 6)
    }
    image = sparse_vmdk(path, tables, size=size, per_table=per_table)
    os.truncate(image, chance.randrange((DIRECTORY_AT + 1) * SECTOR, image.stat().st_size, SECTOR))
    return image


@pytest.mark.parametrize("seed", range(6))
def test_runs_of_the_map_tell_what_reading_finds(seed: int, tmp_path: Path) -> None:
    """Also over a parent that was cut, and for any range."""
    chance = random.Random(seed)
    parent = accepted(cut_at_random(tmp_path / "parent.vmdk", chance)).medium
    file = ReadOnlyFile(cut_at_random(tmp_path / "child.vmdk", chance))
    own = SparseExtent(file)
    child = MappedMedium(
        file,
        own.size_bytes,
        own.locate,
        parent,
        unit_bytes=own.table_bytes,
        intact=own.intact_bytes,
    )
    for medium in (parent, child):
        found = by_sectors(medium)
        assert found
        assert known_gaps(medium, 0, medium.size_bytes) == found
        begin, end = sorted(at * SECTOR for at in chance.sample(range(medium.size_bytes // SECTOR), 2))
        within = [(max(g.offset_bytes, begin), min(g.offset_bytes + g.length_bytes, end)) for g in found]
        expected = tuple(Gap(first, behind - first) for first, behind in within if first < behind)
        assert known_gaps(medium, begin, end - begin) == expected
    file.close()


def blocks_vhd(path: Path, blocks: dict[int, int], size: int) -> Path:
    """A dynamic VHD with these blocks of 2 MiB, each by the place among the stored ones."""
    count = -(-size // BLOCK)
    begin = 1536 + -(-count * 4 // SECTOR) * SECTOR
    table = [0xFFFFFFFF] * count
    for block, place in blocks.items():
        table[block] = (begin + place * (BLOCK + SECTOR)) // SECTOR
    footer = bytearray(struct.pack(">8sIIQ16xQQIII", b"conectix", 2, 1 << 16, 512, size, size, 0, 3, 0))
    header = struct.pack(">8sQQIII", b"cxsparse", (1 << 64) - 1, 1536, 1 << 16, count, BLOCK)
    with path.open("wb") as file:
        file.write(
            footer.ljust(SECTOR, b"\0") + header.ljust(1024, b"\0") + struct.pack(f">{count}I", *table)
        )
        file.truncate(begin + len(blocks) * (BLOCK + SECTOR))
        file.seek(0, os.SEEK_END)
        file.write(footer.ljust(SECTOR, b"\0"))
    return path


def test_vhd(tmp_path: Path) -> None:
    """Of the largest there is, one block in the middle is missing, and half of another one."""
    size = 2040 << 30
    image = blocks_vhd(tmp_path / "big.vhd", {7: 0, 1_000_000: 1, 500_000: 2}, size)
    os.truncate(image, image.stat().st_size - SECTOR - BLOCK - SECTOR - BLOCK // 2)
    with soon(1.0):
        medium = accepted(image).medium
        gaps = known_gaps(medium, 0, size)
    half = BLOCK // 2
    assert gaps == (Gap(500_000 * BLOCK, BLOCK), Gap(1_000_000 * BLOCK + half, half))


@pytest.mark.parametrize("seed", range(3))
def test_blocks_of_a_vhdx_child_tell_what_reading_finds(seed: int, tmp_path: Path) -> None:
    """Blocks of single sectors, whole ones, zeroed ones, and their bitmap: cut anywhere."""
    chance = random.Random(seed)
    identity = uuid.UUID(int=8)
    size, sectors = 8 << 20, dict.fromkeys((0, 7, 4096, 8191, 12288, 16383), b"x" * SECTOR)
    keys = {"relative_path": ".\\parent.vhdx"}
    writes: tuple[dict[int, bytes], ...] = ({}, sectors)
    for name, number in (("parent.vhdx", 0), ("child.vhdx", 1)):
        made = {"zero_blocks": (2,)} if number else {"full_blocks": (1, 3)}
        vhdx.differencing(tmp_path / name, identity, size, writes[number], keys=keys, **made)
    parent = bytearray((tmp_path / "parent.vhdx").read_bytes())
    at = parent.index(struct.pack("<II", BLOCK, 2), 2 << 20)
    struct.pack_into("<I", parent, at + 4, 0)  # it has no parent itself
    (tmp_path / "parent.vhdx").write_bytes(parent)
    for name in ("parent.vhdx", "child.vhdx"):
        image = tmp_path / name
        os.truncate(image, chance.randrange(8 << 20, image.stat().st_size, SECTOR))
    medium = accepted(tmp_path / "child.vhdx").medium
    assert known_gaps(medium, 0, size) == by_sectors(medium)


def test_bitlocker_over_gaps() -> None:
    """Those of the encrypted volume are asked for at once, and a page is the least that is had behind one."""
    gaps = (Gap(256 << 10, 512 << 10), Gap((1 << 20) + SECTOR, SECTOR))
    source = PartialSource(bitlocker(CLEAR).image, *gaps)
    medium = open_bitlocker(source, (), lambda: None).source
    found = known_gaps(medium, 0, medium.size_bytes)
    assert found == (gaps[0], Gap((1 << 20) + SECTOR, 4096 - SECTOR))
    data, told = read_around(medium, 0, medium.size_bytes)
    assert told == found
    assert source.refused < 10
    twin = bytearray(ntfs_twin())
    for gap in found:
        twin[gap.offset_bytes : gap.offset_bytes + gap.length_bytes] = bytes(gap.length_bytes)
    assert data == twin


@pytest.mark.parametrize("unit", [512, 4096])
def test_gaps_in_one_unit_are_one(unit: int) -> None:
    gaps = (Gap(1000, 24), Gap(2048, 512), Gap(9000, 10))
    found = widened(gaps, 100, 9005, down_to=unit, up_to=unit)
    assert all(a.offset_bytes + a.length_bytes < b.offset_bytes for a, b in pairwise(found))
    covered = {at for gap in found for at in range(gap.offset_bytes, gap.offset_bytes + gap.length_bytes)}
    wanted = {
        at // unit for gap in gaps for at in range(gap.offset_bytes, gap.offset_bytes + gap.length_bytes)
    }
    assert covered == {at for n in wanted for at in range(n * unit, n * unit + unit) if 100 <= at < 9005}
