"""Virtual disks and split images that are not whole: refused, or read as far as they go, never as zeros."""

from __future__ import annotations

import bz2
import lzma
import os
import random
import struct
import subprocess
import uuid
import zlib
from pathlib import Path

import pytest

from forensics_app.errors import (
    EvidenceError,
    FormatNotSupportedError,
    ReadFailedError,
    SegmentsIncompleteError,
    SourceDamagedError,
    SourceTruncatedError,
)
from forensics_app.evidence.bytes.byte_source import known_gaps
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import Gap
from tests.conformance.containers.test_made_containers import MEDIUM
from tests.judging.judges import require_judge
from tests.made.containers import udif
from tests.reading.evidence_reading import spec

SECTOR = 512
SMALL = MEDIUM[: 256 << 10]
FORMATS = {
    "vhd": ("vpc", ["subformat=dynamic", "force_size=on"]),
    "vhdx": ("vhdx", ["subformat=dynamic,block_size=1M"]),
    "qcow2": ("qcow2", ["cluster_size=4096"]),
    "qcow2-512": ("qcow2", ["cluster_size=512"]),
    "qcow2-extended": ("qcow2", ["extended_l2=on,cluster_size=16384"]),
    "vmdk": ("vmdk", ["subformat=monolithicSparse"]),
    "vmdk-stream": ("vmdk", ["subformat=streamOptimized"]),
}


def converted(folder: Path, name: str, medium: bytes = MEDIUM) -> Path:
    kind, options = FORMATS[name]
    raw, image = folder / "medium.raw", folder / f"disk.{kind}"
    raw.write_bytes(medium)
    command = [require_judge("qemu-img"), "convert", "-f", "raw", "-O", kind]
    for option in options:
        command += ["-o", option]
    subprocess.run([*command, raw, image], check=True, capture_output=True)
    raw.unlink()
    return image


def accepted(image: Path) -> Container:
    opened = open_source(image, Incomplete(accepted=True))
    assert isinstance(opened, Container)
    return opened


def missing_sectors(opened: Container, medium: bytes = MEDIUM) -> list[int]:
    """Sectors that can't be read; the others are compared. What is known to be missing is exactly those."""
    assert opened.medium.size_bytes >= len(medium)
    unread = []
    for number in range(len(medium) // SECTOR):
        try:
            data = opened.medium.read(number * SECTOR, SECTOR)
        except ReadFailedError:
            unread.append(number)
            continue
        assert data == medium[number * SECTOR : (number + 1) * SECTOR], number
    return unread


def reported_sectors(opened: Container) -> list[int]:
    """Those that the container says are missing."""
    found: set[int] = set()
    for gap in known_gaps(opened.medium, 0, opened.medium.size_bytes):
        found |= set(range(gap.offset_bytes // SECTOR, -(-(gap.offset_bytes + gap.length_bytes) // SECTOR)))
    return sorted(number for number in found if number < len(MEDIUM) // SECTOR)


def tables_end(whole: bytes, name: str) -> int:
    """Where what has to be there ends: header and first table of the format."""
    if name == "vhd":
        return 512 + 1024
    if name == "vhdx":  # the metadata's table and items; its region may be cut
        region = whole.index(uuid.UUID("8b7ca206-4790-4b9a-b8fe-575f050f886e").bytes_le)
        return int(struct.unpack_from("<Q", whole, region + 16)[0]) + (64 << 10) + 512
    if name.startswith("qcow2"):
        entries, at = struct.unpack_from(">IQ", whole, 36)
        return int(at + entries * 8)
    directory, capacity, grain = (struct.unpack_from("<Q", whole, at)[0] for at in (56, 12, 20))
    return int(directory * SECTOR + -(-capacity // (grain * 512)) * 4)


@pytest.mark.parametrize("name", FORMATS)
def test_cut_anywhere(name: str, tmp_path: Path) -> None:
    """20 places: every sector is the true one or can't be read, and the ones that can't be read are told."""
    image = converted(tmp_path, name)
    whole = image.read_bytes()
    chance = random.Random(name)
    opened_some = 0
    for _ in range(20):
        size = chance.randrange(len(whole) // 20, len(whole))
        image.write_bytes(whole[:size])
        if size < tables_end(whole, name):
            with pytest.raises(SourceDamagedError):
                accepted(image)
            continue
        opened = accepted(image)
        opened_some += 1
        unread = missing_sectors(opened)
        if opened.missing:
            assert unread == reported_sectors(opened)
            with pytest.raises(EvidenceError) as caught:
                open_source(image)
            assert isinstance(caught.value, SourceTruncatedError)
        opened.close()
    assert opened_some > 8


@pytest.mark.parametrize("name", FORMATS)
def test_whole_one_misses_nothing(name: str, tmp_path: Path) -> None:
    opened = accepted(converted(tmp_path, name))
    assert (missing_sectors(opened), opened.missing, opened.problems) == ([], (), ())
    opened.close()


@pytest.mark.parametrize("name", FORMATS)
def test_half_of_it_is_had(name: str, tmp_path: Path) -> None:
    """Cut in the middle of the blocks: about half of what is stored is read."""
    image = converted(tmp_path, name)
    size = image.stat().st_size  # the first MiBs of a VHDX are its header's
    os.truncate(image, size - (3 << 19) if name == "vhdx" else size * 3 // 5)
    opened = accepted(image)
    assert 0 < len(missing_sectors(opened)) < len(MEDIUM) // SECTOR * 0.7
    opened.close()


def test_vhd_without_its_footer(tmp_path: Path) -> None:
    """The copy in front is used; no block is lost."""
    image = converted(tmp_path, "vhd")
    os.truncate(image, image.stat().st_size - 512)
    with pytest.raises(SourceTruncatedError):
        open_source(image)
    opened = accepted(image)
    assert missing_sectors(opened) == []
    assert "disk.vpc ends at" in opened.missing[0]
    opened.close()


def test_fixed_vhd_without_its_footer_is_the_raw_medium(tmp_path: Path) -> None:
    image = tmp_path / "disk.vhd"
    (tmp_path / "medium.raw").write_bytes(MEDIUM)
    command = [
        require_judge("qemu-img"),
        "convert",
        "-f",
        "raw",
        "-O",
        "vpc",
        "-o",
        "subformat=fixed,force_size",
    ]
    subprocess.run([*command, tmp_path / "medium.raw", image], check=True, capture_output=True)
    os.truncate(image, len(MEDIUM))
    with EvidenceReader(spec(image)) as reader:
        source, _ = reader.open()
    assert source.format.value == "raw"


def test_stream_whose_tables_stand_at_its_end(tmp_path: Path) -> None:
    """As VMware's own tools write it: a cut one has no table at all."""
    image = stream_optimised(tmp_path, MEDIUM)
    whole = open_source(image)
    assert isinstance(whole, Container)
    assert whole.medium.read(0, len(MEDIUM)) == MEDIUM
    whole.close()
    data = image.read_bytes()
    before = -1
    for size in range(len(data) // 10, len(data) - 1600, len(data) // 11):
        image.write_bytes(data[:size])
        opened = accepted(image)
        unread = missing_sectors(opened)
        assert unread == reported_sectors(opened)
        assert unread == list(range(unread[0], len(MEDIUM) // SECTOR)) if unread else True
        there = len(MEDIUM) // SECTOR - len(unread)
        assert there >= before
        before = there
        opened.close()


def stream_optimised(folder: Path, medium: bytes) -> Path:
    """After VMware's "Virtual Disk Format 5.0": grains with markers, then tables, directory and footer."""
    grain, per_table = 128, 512
    capacity = len(medium) // SECTOR
    image = folder / "stream.vmdk"
    text = (
        "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\n"
        f'createType="streamOptimized"\n\n# Extent description\nRDONLY {capacity} SPARSE "stream.vmdk"\n\n'
        "# The Disk Data Base\n#DDB\n"
    )

    def header(directory: int) -> bytes:
        fields = (b"KDMV", 3, 0x30001, capacity, grain, 1, 20, per_table, 0, directory, 128)
        return (
            struct.pack(
                "<4sIIQQQQIQQQ",
                *fields,
            )
            + b"\x00\n \r\n"
            + struct.pack("<H", 1)
        )

    data = bytearray(
        header(0xFFFFFFFFFFFFFFFF).ljust(SECTOR, b"\0") + text.encode().ljust(20 * SECTOR, b"\0")
    )
    data = data.ljust(128 * SECTOR, b"\0")

    def marker(sectors: int, kind: int) -> bytes:
        return struct.pack("<QII", sectors, 0, kind).ljust(SECTOR, b"\0")

    entries = []
    for first in range(0, capacity, grain):
        part = medium[first * SECTOR : (first + grain) * SECTOR]
        if not part.strip(b"\0"):
            entries.append(0)
            continue
        entries.append(len(data) // SECTOR)
        packed = zlib.compress(part)
        data += struct.pack("<QI", first, len(packed)) + packed
        data += bytes(-len(data) % SECTOR)
    tables = []
    for begin in range(0, len(entries), per_table):
        data += marker(per_table * 4 // SECTOR, 1)
        tables.append(len(data) // SECTOR)
        part_entries = entries[begin : begin + per_table]
        data += struct.pack(f"<{len(part_entries)}I", *part_entries).ljust(per_table * 4, b"\0")
    data += marker(1, 2)
    directory = len(data) // SECTOR
    data += struct.pack(f"<{len(tables)}I", *tables).ljust(SECTOR, b"\0")
    data += marker(1, 3) + header(directory).ljust(SECTOR, b"\0") + bytes(SECTOR)
    image.write_bytes(data)
    return image


# --- extents and segments ----------------------------------------------------------------------------------


def flat(folder: Path, sizes: list[int]) -> Path:
    """A VMDK of flat extents of these sizes."""
    lines, offset = [], 0
    for number, size in enumerate(sizes, start=1):
        (folder / f"disk-f00{number}.vmdk").write_bytes(MEDIUM[offset : offset + size])
        lines.append(f'RW {size // SECTOR} FLAT "disk-f00{number}.vmdk" 0')
        offset += size
    image = folder / "disk.vmdk"
    image.write_text(
        "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\n"
        'createType="twoGbMaxExtentFlat"\n\n# Extent description\n'
        + "\n".join(lines)
        + "\n\n# The Disk Data Base\n#DDB\n"
    )
    return image


THIRD = len(MEDIUM) // 3


@pytest.mark.parametrize("number", [1, 2, 3])
def test_missing_extent_of_a_vmdk(number: int, tmp_path: Path) -> None:
    image = flat(tmp_path, [THIRD] * 3)
    name = f"disk-f00{number}.vmdk"
    (tmp_path / name).unlink()
    with pytest.raises(SegmentsIncompleteError) as caught:
        open_source(image)
    assert caught.value.segment == name
    opened = accepted(image)
    assert opened.missing == (f"{name} is missing",)
    begin = (number - 1) * THIRD // SECTOR
    assert missing_sectors(opened) == list(range(begin, begin + THIRD // SECTOR)) == reported_sectors(opened)
    opened.close()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_cut_extent_of_a_vmdk_keeps_the_others_in_place(number: int, tmp_path: Path) -> None:
    image = flat(tmp_path, [THIRD] * 3)
    extent = tmp_path / f"disk-f00{number}.vmdk"
    os.truncate(extent, 4096)
    with pytest.raises(SourceTruncatedError) as caught:
        open_source(image)
    assert caught.value.path == str(extent)
    opened = accepted(image)
    begin = ((number - 1) * THIRD + 4096) // SECTOR
    assert missing_sectors(opened) == list(range(begin, number * THIRD // SECTOR)) == reported_sectors(opened)
    opened.close()


def split(folder: Path, names: list[str]) -> list[Path]:
    piece = len(MEDIUM) // len(names)
    paths = [folder / name for name in names]
    for number, path in enumerate(paths):
        path.write_bytes(MEDIUM[number * piece : (number + 1) * piece])
    return paths


NAMES = [["x.001", "x.002", "x.003", "x.004"], ["x.1of4", "x.2of4", "x.3of4", "x.4of4"]]


@pytest.mark.parametrize("names", NAMES, ids=lambda names: names[0])
@pytest.mark.parametrize("gone", [(0,), (1,), (1, 2), (0, 2)])
def test_split_image_with_a_gap(names: list[str], gone: tuple[int, ...], tmp_path: Path) -> None:
    """Segments are of one size, so those behind a gap have their places."""
    paths = split(tmp_path, names)
    for number in gone:
        paths[number].unlink()
    image = next(path for path in paths if path.exists())
    with pytest.raises(SegmentsIncompleteError) as caught:
        open_source(image)
    assert caught.value.segment == names[gone[0]]
    opened = accepted(image)
    piece = len(MEDIUM) // 4 // SECTOR
    expected = [n for n in range(piece * 4) if n // piece in gone]
    assert missing_sectors(opened) == expected == reported_sectors(opened)
    assert f"{names[gone[0]]} is missing" in opened.missing
    opened.close()


def test_split_image_whose_middle_segment_was_cut(tmp_path: Path) -> None:
    paths = split(tmp_path, NAMES[0])
    os.truncate(paths[1], 1024)
    with pytest.raises(SourceTruncatedError):
        open_source(paths[0])
    opened = accepted(paths[0])
    piece = len(MEDIUM) // 4 // SECTOR
    assert missing_sectors(opened) == list(range(piece + 2, 2 * piece)) == reported_sectors(opened)
    opened.close()


def test_last_segment_alone_has_no_place(tmp_path: Path) -> None:
    paths = split(tmp_path, NAMES[0])
    for path in paths[:3]:
        path.unlink()
    with pytest.raises(SourceDamagedError):
        open_source(paths[3], Incomplete(accepted=True))


def test_gap_is_told_with_its_sectors_and_read_around(tmp_path: Path) -> None:
    paths = split(tmp_path, NAMES[0])
    paths[2].unlink()
    gaps: list[Gap] = []
    with EvidenceReader(spec(paths[0], accept_truncated=True)) as reader:
        source, omissions = reader.open()
        reader.digest_medium(unread=gaps.append)
    piece = len(MEDIUM) // 4
    (line,) = [o for o in omissions if o.code == "image-truncated"]
    begin, end = 2 * piece // SECTOR, 3 * piece // SECTOR - 1
    assert (line.detail or "").startswith(
        f"sectors {begin}-{end} of {len(MEDIUM) // SECTOR}; x.003 is missing"
    )
    assert gaps == [Gap(2 * piece, piece)]
    assert [segment.name for segment in source.segments] == ["x.001", "x.002", "x.004"]


# --- what can't be helped is told ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [udif.ZLIB, udif.BZIP2, udif.LZFSE, udif.LZMA], ids=hex)
@pytest.mark.parametrize("gone", ["trailer", "trailer overwritten", "list", "half"])
def test_dmg_without_its_trailer(gone: str, kind: int, tmp_path: Path) -> None:
    """With its property list it is read, and told; without, it is refused by its name, whatever that is."""
    image = tmp_path / "image.bin"
    udif.write_udif(image, SMALL, kind, chunk=32 << 10)
    whole = image.read_bytes()
    begin = whole.rindex(b"<?xml")
    if gone == "trailer overwritten":
        image.write_bytes(whole[:-512] + bytes(512))
    else:
        os.truncate(image, {"trailer": len(whole) - 512, "list": begin + 100, "half": begin // 2}[gone])
    if gone in ("list", "half"):
        with pytest.raises(SourceDamagedError) as caught:
            open_source(image)
        assert (caught.value.format, caught.value.detail) == ("DMG", "no trailer")
        return
    opened = open_source(image)
    assert isinstance(opened, Container)
    assert opened.medium.read(0, len(SMALL)) == SMALL
    assert opened.medium.size_bytes == len(SMALL)
    assert opened.problems == ("the trailer is missing, the property list before it was used",)


def test_list_that_does_not_fit_its_blocks_is_not_used(tmp_path: Path) -> None:
    image = tmp_path / "image.dmg"
    udif.write_udif(image, SMALL, udif.ZLIB, chunk=32 << 10)
    image.write_bytes(bytes(512) + image.read_bytes()[:-512])
    with pytest.raises(SourceDamagedError) as caught:
        open_source(image)
    assert caught.value.detail == "no trailer"


@pytest.mark.parametrize(
    "content",
    [
        zlib.compress(bytes(4096)),
        zlib.compress(bytes(4096)) + b"more",
        zlib.compress(bytes(1000)) * 2,
        bz2.compress(bytes(10240)) * 2,
        lzma.compress(bytes(10240)) * 2,
        b"<?xml version='1.0'?><plist><key>blkx</key></plist>",
        b"bvx-" + bytes(60),
    ],
    ids=["zlib", "zlib and more", "odd zlib", "bzip2", "xz", "list", "lzfse"],
)
def test_what_is_no_dmg_is_not_called_a_damaged_one(content: bytes, tmp_path: Path) -> None:
    image = tmp_path / "image.dmg"
    image.write_bytes(content)
    assert open_source(image) is not None


def test_parent_that_is_missing_is_refused_all_the_same(tmp_path: Path) -> None:
    """Without its parent, no sector of a child has a known content."""
    base = converted(tmp_path, "qcow2")
    child = tmp_path / "child.qcow2"
    create = [require_judge("qemu-img"), "create", "-f", "qcow2", "-F", "qcow2", "-b", base.name, child.name]
    subprocess.run(create, cwd=tmp_path, check=True, capture_output=True)
    base.unlink()
    with pytest.raises((EvidenceError, FormatNotSupportedError)) as caught:
        open_source(child, Incomplete(accepted=True))
    assert caught.value.code == "segment-missing"


def test_child_over_a_parent_that_was_cut(tmp_path: Path) -> None:
    """The parent's gaps are the child's."""
    base = converted(tmp_path, "qcow2")
    child = tmp_path / "child.qcow2"
    create = [require_judge("qemu-img"), "create", "-f", "qcow2", "-F", "qcow2", "-b", base.name, child.name]
    subprocess.run(create, cwd=tmp_path, check=True, capture_output=True)
    os.truncate(base, base.stat().st_size // 2)
    with pytest.raises(SourceTruncatedError):
        open_source(child)
    opened = accepted(child)
    unread = missing_sectors(opened)
    assert unread
    assert unread == reported_sectors(opened)
    opened.close()
