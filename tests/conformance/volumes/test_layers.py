"""Partition tables and what lies between them. Judge: mmls, which counts in sectors of the raw medium."""

from __future__ import annotations

import re
import struct
import subprocess
import uuid
import zlib
from pathlib import Path

import pytest

from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.evidence import Layer, LayerKind, LayerState, Omission, OpenedSource
from forensics_app.model.progress import Progress
from tests.judging.judges import require_judge
from tests.reading.evidence_reading import read_source, sample, spec
from tests.world.shared_data import shared

MBR = "testdata/unpacked/dfvfs-hist__89103e38_mbr.raw"
GPT = "testdata/SecurityRonin_forensic-vfs-engine/tests/data/gpt_ntfs.E01"
LINUX = uuid.UUID("0fc63daf-8483-4772-8e79-3d69d8477de4").bytes_le


def opened(path: Path) -> tuple[OpenedSource, tuple[Omission, ...]]:
    with EvidenceReader(spec(path)) as reader:
        return reader.open()


def partitions(source: OpenedSource) -> list[tuple[str, int, int]]:
    return [
        (la.layer_id, la.offset_bytes, la.length_bytes)
        for la in source.layers
        if la.kind in (LayerKind.PARTITION, LayerKind.ENCRYPTED)
    ]


def test_mbr_with_an_extended_partition_is_what_mmls_says() -> None:
    image = shared(MBR)
    lines = subprocess.run(
        [require_judge("mmls"), "-a", str(image)], capture_output=True, check=True, text=True
    ).stdout.splitlines()
    table = [re.match(r"\d+:\s+\d+:\d+\s+(\d+)\s+\d+\s+(\d+)", line) for line in lines]
    expected = [(int(m[1]) * 512, int(m[2]) * 512) for m in table if m]
    source, omissions = opened(image)
    assert [(offset, length) for _, offset, length in partitions(source)] == expected
    assert [layer_id for layer_id, _, _ in partitions(source)] == ["s1.p1", "s1.p5"]
    assert omissions == ()


@pytest.mark.parametrize("name", [MBR, GPT])
def test_every_byte_of_the_medium_belongs_to_a_layer(name: str) -> None:
    """Partitions, table areas and unallocated areas cover the medium, without overlap."""
    source, _ = opened(shared(name))
    position = 0
    for layer in source.layers[1:]:
        assert layer.offset_bytes == position, layer
        position += layer.length_bytes
    assert position == source.size_bytes


def test_gpt_partition_has_type_label_and_file_system() -> None:
    source, _ = opened(shared(GPT))
    (layer,) = [la for la in source.layers if la.kind is LayerKind.PARTITION]
    assert (layer.description, layer.label, layer.file_system) == ("Microsoft basic data", "NTFS", "ntfs")
    assert (layer.offset_bytes, layer.length_bytes) == (2048 * 512, 14336 * 512)


def test_unpartitioned_file_system_sits_on_the_medium(tmp_path: Path) -> None:
    found = read_source(sample("ext2-names.raw", tmp_path))
    assert [la.layer_id for la in found.source.layers] == ["s1"]
    assert found.source.layers[0].kind is LayerKind.MEDIUM
    assert {entry.locator.layer_id for entry, _ in found.found} == {"s1"}


# --- media made here ----------------------------------------------------------------------------------


def gpt_medium(folder: Path, sector: int, volume: bytes) -> Path:
    """A GPT with both copies and one partition from sector 64 on, in sectors of this size."""
    sectors = -(-len(volume) // sector)
    total = 64 + sectors + 64
    entry = LINUX + uuid.uuid4().bytes + struct.pack("<QQQ", 64, 63 + sectors, 0)
    entry += "évidence".encode("utf-16-le").ljust(72, b"\x00")
    entries = entry.ljust(128 * 128, b"\x00")
    table = -(-len(entries) // sector)
    medium = bytearray(total * sector)
    medium[446:462] = struct.pack("<B3sB3sII", 0, b"\0\2\0", 0xEE, b"\xff\xff\xff", 1, 0xFFFFFFFF)
    medium[510:512] = b"\x55\xaa"
    for here, there, at in ((1, total - 1, 2), (total - 1, 1, total - 1 - table)):
        medium[at * sector : at * sector + len(entries)] = entries
        header = struct.pack(
            "<8sIIIIQQQQ16sQIII", b"EFI PART", 0x10000, 92, 0, 0, here, there, 34, total - 34,
            bytes(16), at, 128, 128, zlib.crc32(entries),
        )  # fmt: skip
        header = header[:16] + struct.pack("<I", zlib.crc32(header)) + header[20:]
        medium[here * sector : here * sector + 92] = header
    medium[64 * sector : 64 * sector + len(volume)] = volume
    path = folder / f"gpt{sector}.dd"
    path.write_bytes(medium)
    return path


@pytest.mark.parametrize("sector", [512, 4096])
def test_gpt_in_sectors_of_512_and_4096_bytes(sector: int, tmp_path: Path) -> None:
    volume = sample("ext4-inline-data.raw", tmp_path).read_bytes()
    found = read_source(gpt_medium(tmp_path, sector, volume))
    layer = found.layer("s1.p1")
    assert (found.source.sector_size_bytes, layer.offset_bytes) == (sector, 64 * sector)
    assert (layer.file_system, layer.label) == ("ext4", "évidence")
    assert found.omissions == ()
    assert "tiny.txt" in found.paths()


def test_mbr_in_sectors_of_4096_bytes(tmp_path: Path) -> None:
    volume = sample("ext4-inline-data.raw", tmp_path).read_bytes()
    medium = bytearray(16 * 4096) + volume
    medium[446:462] = struct.pack("<B3sB3sII", 0, bytes(3), 0x83, bytes(3), 16, len(volume) // 4096)
    medium[510:512] = b"\x55\xaa"
    image = tmp_path / "mbr4k.dd"
    image.write_bytes(medium)
    found = read_source(image)
    assert found.source.sector_size_bytes == 4096
    assert found.layer("s1.p1").file_system == "ext4"


def test_damaged_primary_gpt_is_read_from_its_backup_and_told(tmp_path: Path) -> None:
    image = gpt_medium(tmp_path, 512, sample("ext4-inline-data.raw", tmp_path).read_bytes())
    damage(image, 512 + 24)
    found = read_source(image)
    assert found.layer("s1.p1").file_system == "ext4"
    assert found.codes() == ["partition-table-damaged"]


def test_damaged_backup_gpt_is_told(tmp_path: Path) -> None:
    image = gpt_medium(tmp_path, 512, sample("ext4-inline-data.raw", tmp_path).read_bytes())
    damage(image, image.stat().st_size - 512 + 24)
    assert read_source(image).codes() == ["partition-table-damaged"]


def test_gpt_with_both_copies_damaged_is_told(tmp_path: Path) -> None:
    image = gpt_medium(tmp_path, 512, sample("ext4-inline-data.raw", tmp_path).read_bytes())
    damage(image, 512 + 24)
    damage(image, image.stat().st_size - 512 + 24)
    _, omissions = opened(image)
    assert "partition-table-damaged" in [o.code for o in omissions]


def test_chain_of_extended_records_that_loops_ends(tmp_path: Path) -> None:
    image = tmp_path / "loop.raw"
    image.write_bytes(shared(MBR).read_bytes())
    record = 130 * 512
    with image.open("r+b") as file:
        file.seek(record + 446 + 16)
        file.write(struct.pack("<B3sB3sII", 0, bytes(3), 0x05, bytes(3), 0, 100))
    source, omissions = opened(image)
    assert [layer_id for layer_id, _, _ in partitions(source)] == ["s1.p1", "s1.p5"]
    assert [o.code for o in omissions] == ["partition-table-damaged"]


def test_partition_without_a_file_system_is_an_omission_and_a_zeroed_one_is_empty(tmp_path: Path) -> None:
    medium = bytearray(2048 * 512)
    for slot, (start, length) in enumerate([(64, 256), (320, 256)]):
        medium[446 + 16 * slot : 462 + 16 * slot] = struct.pack(
            "<B3sB3sII", 0, bytes(3), 0x83, bytes(3), start, length
        )
    medium[510:512] = b"\x55\xaa"
    medium[64 * 512 : 320 * 512] = b"\xa7\x31" * (256 * 256)
    image = tmp_path / "two.dd"
    image.write_bytes(medium)
    source, omissions = opened(image)
    states = {la.layer_id: la.state for la in source.layers if la.kind is LayerKind.PARTITION}
    assert states == {"s1.p1": LayerState.OMITTED, "s1.p2": LayerState.EMPTY}
    assert [(o.code, o.locator) for o in omissions] == [("file-system-unknown", "s1.p1")]


def test_swap_and_lvm_are_named(tmp_path: Path) -> None:
    medium = bytearray(4096 * 512)
    for slot, (number, start, length) in enumerate([(0x82, 64, 1024), (0x8E, 1088, 1024)]):
        medium[446 + 16 * slot : 462 + 16 * slot] = struct.pack(
            "<B3sB3sII", 0, bytes(3), number, bytes(3), start, length
        )
    medium[510:512] = b"\x55\xaa"
    medium[64 * 512 + 4086 : 64 * 512 + 4096] = b"SWAPSPACE2"
    medium[1089 * 512 : 1089 * 512 + 32] = b"LABELONE" + bytes(16) + b"LVM2 001"
    image = tmp_path / "swap-lvm.dd"
    image.write_bytes(medium)
    source, omissions = opened(image)
    found: dict[str, Layer] = {la.layer_id: la for la in source.layers}
    assert (found["s1.p1"].file_system, found["s1.p1"].state) == ("Linux swap", LayerState.AREA)
    assert (found["s1.p2"].file_system, found["s1.p2"].state) == ("LVM2", LayerState.AREA)
    assert [o.code for o in omissions] == ["volume-damaged"]  # a label without a checksum


def test_areas_can_be_digested() -> None:
    """SHA-256 of a partition, and of an unallocated area, by slicing the file."""
    image = shared(MBR)
    data = image.read_bytes()
    with EvidenceReader(spec(image)) as reader:
        source, _ = reader.open()
        for layer in source.layers[1:]:
            said: list[Progress] = []
            digests = reader.digest_layer(layer.layer_id, report=said.append)
            assert {(p.subject, p.layer) for p in said} == {(str(image), layer)}
            part = data[layer.offset_bytes : layer.offset_bytes + layer.length_bytes]
            assert digests.sha256 == sha256(part)


def sha256(data: bytes) -> str:
    run = subprocess.run([require_judge("sha256sum")], input=data, capture_output=True, check=True)
    return run.stdout.decode("ascii").split()[0]


def damage(image: Path, offset: int) -> None:
    with image.open("r+b") as file:
        file.seek(offset)
        file.write(b"\xff\xff")
