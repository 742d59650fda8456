"""Partition tables that stock tools write, held to mmls: slots, areas between them, damage and hybrids.

sfdisk writes MBR with extended partitions, sgdisk GPT and hybrid MBR, parted the Apple map.
"""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import pytest

from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.evidence import Layer, LayerKind, LayerState, Omission, OpenedSource
from tests.conformance.volumes.test_layers import GPT, MBR, gpt_medium
from tests.judging.judges import require_judge
from tests.judging.sleuthkit import Slot, mmls, raw_of
from tests.reading.evidence_reading import read_source, sample, spec
from tests.world.shared_data import shared

_MIB = 1 << 20
LOGICAL = """label: dos
start=2048, size=4096, type=83
start=8192, size=4096, type=7
start=14336, size=32768, type=5
start=50000, size=4096, type=c
start=16384, size=2048, type=83
start=20480, size=2048, type=82
start=30000, size=1000, type=b
"""


def opened(path: Path) -> tuple[OpenedSource, tuple[Omission, ...]]:
    with EvidenceReader(spec(path)) as reader:
        return reader.open()


def mbr(folder: Path) -> Path:
    image = blank(folder)
    subprocess.run(
        [require_judge("sfdisk"), "-q", str(image)], input=LOGICAL, text=True, check=True, capture_output=True
    )
    return image


def gpt(folder: Path, *more: str) -> Path:
    image = blank(folder)
    sgdisk(image, "-n", "1:2048:6143", "-n", "2:8192:10239", "-n", "5:20480:30000", "-t", "2:8200", *more)
    return image


def hybrid(folder: Path) -> Path:
    image = gpt(folder)
    sgdisk(image, "-h", "1:2")
    return image


def apple(folder: Path) -> Path:
    image = blank(folder)
    parts = ["mkpart", "primary", "hfs", "1MB", "5MB", "mkpart", "primary", "hfs", "10MB", "20MB"]
    # parted complains of a missing udevadm and does its work
    command = [require_judge("parted"), "-s", str(image), "mklabel", "mac", *parts]
    subprocess.run(command, check=True, capture_output=True)
    return image


def blank(folder: Path) -> Path:
    image = folder / "disk.dd"
    with image.open("wb") as file:
        file.truncate(32 * _MIB)
    return image


def sgdisk(image: Path, *arguments: str) -> None:
    subprocess.run([require_judge("sgdisk"), *arguments, str(image)], check=True, capture_output=True)


@pytest.mark.parametrize("make", [mbr, gpt, hybrid, apple])
def test_made_tables_are_what_mmls_says(make: object, tmp_path: Path) -> None:
    assert callable(make)
    image: Path = make(tmp_path)
    source, omissions = opened(image)
    agree(source, mmls(image))
    assert [o.code for o in omissions] == []
    covered(source)


@pytest.mark.parametrize("name", [MBR, GPT])
def test_shared_images_are_what_mmls_says(name: str, tmp_path: Path) -> None:
    image = shared(name)
    source, omissions = opened(image)
    agree(source, mmls(raw_of(image, tmp_path)))
    # Windows had that volume open, as ntfs-3g.probe says too
    assert [(o.code, o.locator) for o in omissions] == [("journal-not-replayed", "s1.p1")] * (name == GPT)


def test_gpt_in_sectors_of_4096_bytes_is_what_mmls_says(tmp_path: Path) -> None:
    image = gpt_medium(tmp_path, 4096, sample("ext4-inline-data.raw", tmp_path).read_bytes())
    source, _ = opened(image)
    agree(source, mmls(image, sector=4096))
    assert source.sector_size_bytes == 4096


def test_numbers_are_those_of_the_operating_system(tmp_path: Path) -> None:
    """Primary partitions keep their slot, logical ones count from 5; a GPT keeps the numbers it was given."""
    ids = [la.layer_id for la in opened(mbr(tmp_path))[0].layers if la.kind is LayerKind.PARTITION]
    assert ids == ["s1.p1", "s1.p2", "s1.p5", "s1.p6", "s1.p7", "s1.p4"]
    ids = [la.layer_id for la in opened(gpt(tmp_path))[0].layers if la.kind is LayerKind.PARTITION]
    assert ids == ["s1.p1", "s1.p2", "s1.p5"]


# --- tables that don't agree with themselves --------------------------------------------------------------


@pytest.mark.parametrize("entries", [1024, 16384])
def test_gpt_with_any_number_of_entries(entries: int, tmp_path: Path) -> None:
    image = blank(tmp_path)
    sgdisk(image, "-S", str(entries), "-n", "1:8192:10239", "-n", f"{entries}:20480:30000")
    source, omissions = opened(image)
    found = [layer.layer_id for layer in source.layers if layer.kind is LayerKind.PARTITION]
    assert (found, omissions) == (["s1.p1", f"s1.p{entries}"], ())


def test_partition_that_only_the_hybrid_mbr_has_is_told(tmp_path: Path) -> None:
    image = hybrid(tmp_path)
    entry = struct.pack("<B3sB3sII", 0, bytes(3), 0x83, bytes(3), 40960, 2048)
    patch(image, 446 + 3 * 16, entry)
    _, omissions = opened(image)
    assert [o.code for o in omissions] == ["partition-table-damaged"]
    assert "20971520" in (omissions[0].detail or "")


@pytest.mark.parametrize("copy", [1, 65535])
def test_gpt_with_one_copy_gives_the_same_partitions(copy: int, tmp_path: Path) -> None:
    whole, _ = opened(gpt(tmp_path))
    image = gpt(tmp_path)
    patch(image, copy * 512, bytes(512))
    source, omissions = opened(image)
    assert slots(source) == slots(whole)
    assert [o.code for o in omissions] == ["partition-table-damaged"]


def test_gpt_on_a_disk_that_was_made_larger_is_found(tmp_path: Path) -> None:
    """The backup then isn't in the last sector: the primary says where it is."""
    image = gpt(tmp_path)
    whole, _ = opened(image)
    with image.open("r+b") as file:
        file.truncate(40 * _MIB)
    source, omissions = opened(image)
    assert slots(source) == slots(whole)
    assert omissions == ()
    covered(source)


def test_logical_partition_whose_record_is_gone_is_told(tmp_path: Path) -> None:
    image = mbr(tmp_path)
    patch(image, 18432 * 512, bytes(512))
    source, omissions = opened(image)
    assert [la.layer_id for la in source.layers if la.kind is LayerKind.PARTITION] == [
        "s1.p1",
        "s1.p2",
        "s1.p5",
        "s1.p4",
    ]
    assert [o.code for o in omissions] == ["partition-table-damaged"]
    covered(source)


def test_overlapping_partitions_are_both_kept_and_told(tmp_path: Path) -> None:
    image = mbr(tmp_path)
    patch(image, 446 + 8, struct.pack("<II", 2048, 8192))
    source, omissions = opened(image)
    assert ("s1.p1", 2048 * 512, 8192 * 512) in slots(source)
    assert ("s1.p2", 8192 * 512, 4096 * 512) in slots(source)
    assert [o.code for o in omissions] == ["partition-table-damaged"]


def test_partition_beyond_the_end_of_the_disk_is_told(tmp_path: Path) -> None:
    image = mbr(tmp_path)
    patch(image, 446 + 3 * 16 + 8, struct.pack("<II", 70000, 4096))
    with EvidenceReader(spec(image, accept_truncated=True)) as reader:
        _, omissions = reader.open()
    assert {"partition-truncated", "image-truncated"} <= {o.code for o in omissions}


@pytest.mark.parametrize(
    ("offset", "magic", "name"),
    [
        (508, b"\xda\xbe", "Sun disk label"),
        (512, b"WEV\x82", "BSD disk label"),
        (0, b"RDSK", "Amiga rigid disk block"),
        (0, b"\x0b\xe5\xa9\x41", "SGI volume header"),
    ],
)
def test_other_labels_are_named(offset: int, magic: bytes, name: str, tmp_path: Path) -> None:
    image = blank(tmp_path)
    patch(image, offset, magic)
    _, omissions = opened(image)
    assert [(o.code, o.detail) for o in omissions] == [("volume-not-supported", name)]


@pytest.mark.parametrize("first", [0x00, 0x17])
def test_disc_that_starts_from_a_stick_keeps_its_second_partition(first: int, tmp_path: Path) -> None:
    """As isohybrid makes them: a slot over the whole disc, and one for the EFI partition behind it."""
    disc = shared("testdata/log2timeline_dfvfs/test_data/iso9660.raw").read_bytes()
    volume = sample("fat12-oem-names.raw", tmp_path).read_bytes()
    start = len(disc) // 512
    image = tmp_path / "hybrid.iso"
    medium = bytearray(disc + volume)
    whole = struct.pack("<B3sB3sII", 0x80, bytes(3), first, bytes(3), 0, len(medium) // 512)
    behind = struct.pack("<B3sB3sII", 0, bytes(3), 0xEF, bytes(3), start, len(volume) // 512)
    medium[446:478] = whole + behind
    medium[510:512] = b"\x55\xaa"
    image.write_bytes(medium)
    found = read_source(image)
    assert {la.layer_id: la.file_system for la in found.source.layers if la.file_system} == {
        "s1": "iso9660",
        "s1.p2": "fat12",
    }
    assert "PASSWORDS.TXT" in found.paths("s1")
    assert "Grüße.txt" in found.paths("s1.p2")


# --- comparing -------------------------------------------------------------------------------------------


def slots(source: OpenedSource) -> list[tuple[str, int, int]]:
    return [
        (la.layer_id, la.offset_bytes, la.length_bytes)
        for la in source.layers
        if la.kind in (LayerKind.PARTITION, LayerKind.ENCRYPTED)
    ]


def agree(source: OpenedSource, lines: list[Slot]) -> None:
    """The same slots; and unallocated what mmls calls so, less the sectors that hold tables.

    mmls counts a table's sectors as unallocated as well, prints an Apple map's free space and the map itself
    as slots, and takes the backup copy of a GPT for unallocated.
    """
    free = [s for s in lines if s.kind.startswith("---") or s.description == "Apple_Free"]
    used = [
        s for s in lines if s.kind[0].isdigit() and s.description not in ("Apple_Free", "Apple_partition_map")
    ]
    assert sorted((o, n) for _, o, n in slots(source)) == sorted((s.offset, s.length) for s in used)
    tables = [la for la in source.layers if la.kind is LayerKind.TABLE]
    theirs = sectors([(s.offset, s.length) for s in free]) - spans(tables)
    assert spans([la for la in source.layers if la.kind is LayerKind.UNALLOCATED]) == theirs


def spans(layers: list[Layer]) -> set[int]:
    return sectors([(la.offset_bytes, la.length_bytes) for la in layers])


def sectors(ranges: list[tuple[int, int]]) -> set[int]:
    return {s for offset, length in ranges for s in range(offset // 512, (offset + length) // 512)}


def covered(source: OpenedSource) -> None:
    """Every sector belongs to a layer, and to one only."""
    position = 0
    for layer in source.layers[1:]:
        assert layer.offset_bytes == position, layer
        assert layer.state is not LayerState.WALKED or layer.file_system
        position += layer.length_bytes
    assert position == source.size_bytes


def patch(image: Path, offset: int, data: bytes) -> None:
    with image.open("r+b") as file:
        file.seek(offset)
        file.write(data)
