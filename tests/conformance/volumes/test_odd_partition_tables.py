"""Partition tables in odd shapes (DFTT extended partitions, and what broken or crafted disks have).

Every volume is a FAT with its own label, so that what was found is known by name; nothing that a table says
may be passed over without a word.
"""

from __future__ import annotations

import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from forensics_app.errors import SourceTruncatedError
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.evidence import LayerKind
from tests.judging.judges import require_judge
from tests.reading.evidence_reading import Reading, read_source, spec

_MIB = 1 << 20
_SECTORS = 2048  # of a volume
_BASIC_DATA = bytes.fromhex("a2a0d0ebe5b9334487c068b6b72699c7")


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Volumes of 1 MiB by their label."""
    made = {}
    for label in ("ONE", "TWO", "THREE", "FOUR"):
        image = tmp_path_factory.mktemp("fat") / label
        image.write_bytes(bytes(_SECTORS * 512))
        command = [require_judge("mkfs.fat"), "-F", "12", "-n", label, str(image)]
        subprocess.run(command, check=True, capture_output=True)
        made[label] = image.read_bytes()
    return made


class Disk:
    """A medium of 512-byte sectors under construction."""

    def __init__(self, folder: Path, size: int = 16 * _MIB) -> None:
        self.data = bytearray(size)
        self._path = folder / "disk.dd"

    def put(self, sector: int, data: bytes) -> None:
        self.data[sector * 512 : sector * 512 + len(data)] = data

    def record(self, sector: int, *slots: bytes) -> None:
        self.put(sector, bytes(446) + b"".join(slots).ljust(64, b"\0") + b"\x55\xaa")

    def write(self) -> Path:
        self._path.write_bytes(self.data)
        return self._path


def slot(number: int, start: int, length: int = _SECTORS, flag: int = 0) -> bytes:
    return struct.pack("<B3xB3xII", flag, number, start, length)


def labels(found: Reading) -> dict[str, str]:
    """Layer of each volume by its label."""
    end = "(Volume Label Entry)"
    return {
        path.removesuffix(end).strip(): layer.layer_id
        for layer in found.source.layers
        for path in found.paths(layer.layer_id)
        if path.endswith(end)
    }


def reported(found: Reading) -> str:
    """What the ledger says of the table, one line."""
    (line,) = [o for o in found.omissions if o.code == "partition-table-damaged"]
    assert line.count == (line.detail or "").count("; ") + 1
    return line.detail or ""


def covered(found: Reading, parent: str = "s1") -> None:
    """Every byte of a disk whose partitions don't overlap belongs to one layer."""
    position = 0
    (disk,) = [la for la in found.source.layers if la.layer_id == parent]
    for layer in sorted(
        (la for la in found.source.layers if la.parent_id == parent), key=lambda la: la.offset_bytes
    ):
        assert layer.offset_bytes == position, layer
        position += layer.length_bytes
    assert position == disk.length_bytes


# --- MBR ---------------------------------------------------------------------------------------------------


def test_mbr_with_odd_boot_flags_is_read_and_told(volumes: dict[str, bytes], tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.record(0, slot(1, 2048, flag=0x01), slot(1, 8192, flag=0x80))
    disk.put(2048, volumes["ONE"])
    disk.put(8192, volumes["TWO"])
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p1", "TWO": "s1.p2"}
    assert reported(found) == "MBR: slot 1 of the boot record at sector 0 has the flag 0x01"
    covered(found)


def test_slots_without_a_type_that_lead_to_volumes_are_read_and_told(
    volumes: dict[str, bytes], tmp_path: Path
) -> None:
    """In the MBR and in an extended record; one that leads to nothing known is unused."""
    disk = Disk(tmp_path)
    disk.record(0, slot(1, 63), slot(0, 2200), slot(5, 8192, 16384), slot(0, 5000))
    disk.record(8192, slot(0, 63), slot(1, 4096))
    for sector, label in ((63, "ONE"), (2200, "TWO"), (8255, "THREE"), (12288, "FOUR")):
        disk.put(sector, volumes[label])
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p1", "TWO": "s1.p2", "THREE": "s1.p6", "FOUR": "s1.p5"}
    assert reported(found) == (
        "MBR: slot 2 of the boot record at sector 0 has no type and leads to a volume; "
        "slot 1 of the boot record at sector 8192 has no type and leads to a volume"
    )
    covered(found)


def test_two_extended_partitions_are_both_followed(volumes: dict[str, bytes], tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.record(0, slot(1, 63), slot(5, 4096, 8192), slot(0xF, 16384, 8192))
    disk.record(4096, slot(1, 63), slot(5, 4096, 4096))
    disk.record(8192, slot(1, 63))
    disk.record(16384, slot(1, 63))
    for sector, label in ((63, "ONE"), (4159, "TWO"), (8255, "THREE"), (16447, "FOUR")):
        disk.put(sector, volumes[label])
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p1", "TWO": "s1.p5", "THREE": "s1.p6", "FOUR": "s1.p7"}
    assert found.omissions == ()
    covered(found)


@pytest.mark.parametrize("number", [0x15, 0x1F, 0xC5])
def test_hidden_extended_partition_is_followed_and_told(
    number: int, volumes: dict[str, bytes], tmp_path: Path
) -> None:
    """Each record counts from the beginning of the extended partition, not from the one before it."""
    disk = Disk(tmp_path, 64 * _MIB)
    disk.record(0, slot(1, 2048), slot(number, 8192, 100000))
    disk.record(8192, slot(1, 2048), slot(5, 30000, 4096))
    disk.record(38192, slot(1, 100), slot(5, 60000, 4096))
    disk.record(68192, slot(1, 100))
    for sector, label in ((2048, "ONE"), (10240, "TWO"), (38292, "THREE"), (68292, "FOUR")):
        disk.put(sector, volumes[label])
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p1", "TWO": "s1.p5", "THREE": "s1.p6", "FOUR": "s1.p7"}
    assert reported(found) == f"MBR: slot 2 is a hidden extended partition (0x{number:02x})"
    covered(found)


def test_extended_record_that_leads_to_two_others_loses_neither(
    volumes: dict[str, bytes], tmp_path: Path
) -> None:
    disk = Disk(tmp_path)
    disk.record(0, slot(5, 4096, 20000))
    disk.record(4096, slot(1, 63), slot(5, 4096, 4096), slot(5, 8192, 4096))
    disk.record(8192, slot(1, 63))
    disk.record(12288, slot(1, 63), slot(5, 0, 4096))
    for sector, label in ((4159, "ONE"), (8255, "TWO"), (12351, "THREE")):
        disk.put(sector, volumes[label])
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p5", "TWO": "s1.p6", "THREE": "s1.p7"}
    assert reported(found) == (
        "MBR: the boot record at sector 4096 leads to 2 others; "
        "the chain of extended boot records loops at sector 4096"
    )
    covered(found)


def test_logical_partition_with_an_odd_flag_is_kept_and_told(
    volumes: dict[str, bytes], tmp_path: Path
) -> None:
    disk = Disk(tmp_path)
    disk.record(0, slot(5, 4096, 20000))
    disk.record(4096, slot(1, 63), slot(5, 4096, 4096))
    disk.record(8192, slot(1, 63, flag=0x40))
    disk.put(4159, volumes["ONE"])
    disk.put(8255, volumes["TWO"])
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p5", "TWO": "s1.p6"}
    assert "sector 8192 has the flag 0x40" in reported(found)
    disk.record(8192, slot(1, 63, flag=0x40), slot(0x99, 0xFFFFFF00, 0xFFFFFF00))
    assert "what stands at sector 8192 is no boot record" in reported(read_source(disk.write()))


def test_every_partition_that_another_one_covers_is_told(volumes: dict[str, bytes], tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.record(0, slot(1, 2048, 20000), slot(1, 6144), slot(1, 10240), slot(1, 30000))
    for sector, label in ((2048, "ONE"), (6144, "TWO"), (10240, "THREE"), (30000, "FOUR")):
        disk.put(sector, volumes[label])
    found = read_source(disk.write())
    assert set(labels(found)) == set(volumes)
    assert reported(found) == (
        "MBR: partitions 1 and 2 overlap at byte 3145728; partitions 1 and 3 overlap at byte 5242880"
    )


def test_beginning_of_a_disk_before_its_first_partition_is_cut_off_and_not_unknown(tmp_path: Path) -> None:
    disk = Disk(tmp_path, _MIB)
    disk.record(0, slot(7, 2048, 20000, flag=0x80))
    image = disk.write()
    with EvidenceReader(spec(image)) as reader, pytest.raises(SourceTruncatedError) as caught:
        reader.open()
    assert caught.value.expected_bytes == (2048 + 20000) * 512
    found = read_source(image, accept_truncated=True)
    assert found.codes() == ["partition-truncated", "image-truncated"]


def test_volume_that_is_larger_than_its_partition_is_told(volumes: dict[str, bytes], tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.record(0, slot(1, 2048, 100), slot(1, 8192))
    disk.put(2048, volumes["ONE"])
    disk.put(8192, volumes["TWO"])
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p1", "TWO": "s1.p2"}
    (reported,) = [o for o in found.omissions if o.code == "volume-exceeds-partition"]
    assert (reported.locator, reported.detail) == ("s1.p1", "1048576 bytes in a partition of 51200")


def test_disk_in_a_partition_is_read_like_one(volumes: dict[str, bytes], tmp_path: Path) -> None:
    inner = Disk(tmp_path, 4 * _MIB)
    inner.record(0, slot(1, 2048), slot(1, 4096))
    inner.put(2048, volumes["ONE"])
    inner.put(4096, volumes["TWO"])
    disk = Disk(tmp_path)
    disk.record(0, slot(0x83, 2048, 8192), slot(1, 16384))
    disk.put(2048, bytes(inner.data))
    disk.put(16384, volumes["THREE"])
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p1.p1", "TWO": "s1.p1.p2", "THREE": "s1.p2"}
    assert found.omissions == ()
    covered(found)
    covered(found, "s1.p1")
    label = next(e for e, _ in found.found if e.locator.layer_id == "s1.p1.p2" and e.extents)
    (extent,) = label.extents
    assert extent.layer_id == "s1"
    assert (extent.offset_bytes or 0) >= (2048 + 4096) * 512


# --- GPT ---------------------------------------------------------------------------------------------------


def gpt(disk: Disk, *parts: tuple[int, int], wrong: tuple[int, ...] = (), gone: tuple[int, ...] = ()) -> None:
    """Both copies; `wrong`: those whose header has a wrong checksum, `gone`: those that aren't there."""
    sectors, slots = len(disk.data) // 512, max(128, -(-len(parts) // 4) * 4)
    disk.record(0, slot(0xEE, 1, sectors - 1))
    entries = b"".join(
        _BASIC_DATA + (number + 1).to_bytes(16) + struct.pack("<QQQ72x", first, last, 0)
        for number, (first, last) in enumerate(parts)
    ).ljust(slots * 128, b"\0")
    backup = sectors - 1 - slots * 128 // 512
    for copy, (own, other, at) in enumerate(((1, sectors - 1, 2), (sectors - 1, 1, backup))):
        if copy in gone:
            continue
        head = bytearray(
            struct.pack(
                "<8sIIIIQQQQ16sQIII", b"EFI PART", 0x10000, 92, 0, 0, own, other, 34, sectors - 34, bytes(16),
                at, slots, 128, zlib.crc32(entries),
            )
        )  # fmt: skip
        struct.pack_into("<I", head, 16, zlib.crc32(head) ^ (copy in wrong))
        disk.put(own, bytes(head))
        disk.put(at, entries)


def two_volumes(disk: Disk, volumes: dict[str, bytes]) -> None:
    disk.put(4096, volumes["ONE"])
    disk.put(8192, volumes["TWO"])


_TWO = ((4096, 6143), (8192, 10239))


@pytest.mark.parametrize(("wrong", "gone"), [((0, 1), ()), ((0,), (1,)), ((1,), (0,))])
def test_gpt_without_any_right_checksum_is_used_as_it_stands_and_told(
    wrong: tuple[int, ...], gone: tuple[int, ...], volumes: dict[str, bytes], tmp_path: Path
) -> None:
    disk = Disk(tmp_path)
    gpt(disk, *_TWO, wrong=wrong, gone=gone)
    two_volumes(disk, volumes)
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p1", "TWO": "s1.p2"}
    assert reported(found) == "GPT: neither copy of the table has right checksums, one is used as it stands"
    covered(found)


def test_partitions_by_the_thousand_hide_nothing_and_end_nothing(
    volumes: dict[str, bytes], tmp_path: Path
) -> None:
    """A volume of which the entry comes after 2,400 of one sector each: found where no partition is."""
    disk = Disk(tmp_path)
    many = [(12000 + number, 12000 + number) for number in range(2400)]
    gpt(disk, (4096, 6143), *many, (8192, 10239), *((9, 3) for _ in range(47)), (8, 3))
    two_volumes(disk, volumes)
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p1", "TWO": "s1.p1025"}
    (table,) = [o for o in found.omissions if o.code == "partition-table-damaged"]
    assert table.count == 49
    assert str(table.detail).startswith(
        "GPT: 1378 partitions beyond the 1024 that are read of a medium; entry 2403 reaches from "
    )
    assert str(table.detail).endswith("entry 2409 reaches from sector 9 to 3; and 41 more")
    assert [o.locator for o in found.omissions if o.code == "volume-in-no-partition"] == ["s1.p1025"]
    covered(found)


def test_what_is_left_of_a_gpt_does_not_displace_the_mbr_behind_it(
    volumes: dict[str, bytes], tmp_path: Path
) -> None:
    disk = Disk(tmp_path)
    gpt(disk, (20000, 22047), wrong=(0, 1))
    disk.record(0, slot(1, 4096), slot(1, 8192))
    two_volumes(disk, volumes)
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p1", "TWO": "s1.p2"}
    assert found.omissions == ()


def test_backup_of_a_gpt_is_found_on_a_larger_disk_without_the_primary(
    volumes: dict[str, bytes], tmp_path: Path
) -> None:
    disk = Disk(tmp_path)
    gpt(disk, *_TWO, wrong=(0,))
    two_volumes(disk, volumes)
    disk.data += bytes(4 * _MIB)
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p1", "TWO": "s1.p2"}
    assert reported(found) == "GPT: the primary table is damaged, the backup is used"
    covered(found)


def test_partitions_that_only_the_mbr_has_are_read_beside_the_gpt(
    volumes: dict[str, bytes], tmp_path: Path
) -> None:
    """A hybrid MBR with one more; then an MBR that doesn't announce the GPT, which is left over."""
    disk = Disk(tmp_path)
    gpt(disk, *_TWO)
    disk.record(0, slot(0xEE, 1, 4095), slot(1, 4096), slot(1, 20000))
    two_volumes(disk, volumes)
    disk.put(20000, volumes["THREE"])
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p1", "TWO": "s1.p2", "THREE": "s1.p3"}
    assert reported(found) == (
        "GPT: the MBR has a partition at byte 10240000 that the GPT doesn't have, here number 3"
    )
    covered(found)
    disk.record(0, slot(1, 20000))
    found = read_source(disk.write())
    assert set(labels(found)) == {"ONE", "TWO", "THREE"}
    assert "the MBR doesn't announce it" in reported(found)


# --- Apple's map -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", [512, 2048])
def test_damaged_entry_of_an_apple_map_costs_itself_alone(
    block: int, volumes: dict[str, bytes], tmp_path: Path
) -> None:
    disk = Disk(tmp_path)
    disk.put(0, struct.pack(">2sHI", b"ER", block, len(disk.data) // block))
    per_block = block // 512
    entries = [("Apple_partition_map", 1, 63)] + [
        ("DOS_FAT_12", sector // per_block, _SECTORS // per_block) for sector in (4096, 8192, 16384)
    ]
    for number, (kind, start, length) in enumerate(entries, start=1):
        entry = struct.pack(">2sHIII32s32s", b"PM", 0, 4, start, length, b"", kind.encode())
        disk.put(number * per_block, entry if number != 3 else bytes(80))
    for sector, label in ((4096, "ONE"), (8192, "TWO"), (16384, "THREE")):
        disk.put(sector, volumes[label])
    found = read_source(disk.write())
    # its volume is found where no partition is
    assert labels(found) == {"ONE": "s1.p2", "THREE": "s1.p4", "TWO": "s1.p5"}
    assert reported(found) == "APM: 1 of 4 entries are not there"
    lost = [o.locator for o in found.omissions if o.code == "volume-in-no-partition"]
    assert lost == ["s1.p5"]
    assert LayerKind.UNALLOCATED in {la.kind for la in found.source.layers}
    covered(found)
