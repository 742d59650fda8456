"""Volumes that a partition table doesn't tell of: on the whole medium, in no partition, or in a reserved one.

Sticks that were formatted whole keep the backup of a GPT at their end; a deleted partition, or a wiped
table, leaves its volumes where they are; a type that says that nothing is to be listed can be given to any
partition.
"""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from forensics_app.evidence.scanning.medium import Scanner
from forensics_app.evidence.scanning.scan_result import Scan
from forensics_app.model.evidence import LayerState
from tests.conformance.volumes.test_odd_partition_tables import Disk, covered, labels, slot
from tests.judging.judges import require_judge
from tests.made.byte_sources import Bytes
from tests.reading.evidence_reading import read_source, reported

_MIB = 1 << 20
_SECTORS = 2048  # of a small volume


def made(path: Path, size: int, program: str, *options: str) -> bytes:
    path.write_bytes(bytes(size))
    subprocess.run([require_judge(program), *options, str(path)], check=True, capture_output=True)
    return path.read_bytes()


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """FAT volumes of 1 MiB by their label; `WHOLE` and `ext4` of 24 MiB."""
    folder = tmp_path_factory.mktemp("volumes")
    found = {
        label: made(folder / label, _MIB, "mkfs.fat", "-F", "12", "-n", label)
        for label in ("ONE", "TWO", "THREE")
    }
    found["WHOLE"] = made(folder / "WHOLE", 24 * _MIB, "mkfs.fat", "-F", "16", "-n", "WHOLE")
    options = ("-q", "-F", "-t", "ext4", "-b", "1024", "-O", "^sparse_super,^resize_inode")
    found["ext4"] = made(folder / "ext4", 24 * _MIB, "mke2fs", *options)
    return found


def states(found: Scan) -> dict[str, str]:
    """File system of each layer that has one."""
    return {layer.layer_id: layer.file_system for layer in found.layers if layer.file_system}


def scanned(disk: Disk, bad: range = range(0), skip: dict[str, str] | None = None) -> Scan:
    return Scanner(Bytes(bytes(disk.data), bad), "s1", skip=skip or {}, alive=lambda at, done: None).run()


# --- on the whole medium ---------------------------------------------------------------------------------


def test_volume_made_over_a_gpt_is_read_beside_its_backup(volumes: dict[str, bytes], tmp_path: Path) -> None:
    disk = Disk(tmp_path, 32 * _MIB)
    image = disk.write()
    command = [require_judge("sgdisk"), "-n", "1:53248:55295", str(image)]
    subprocess.run(command, check=True, capture_output=True)
    disk.data = bytearray(image.read_bytes())
    disk.put(53248, volumes["ONE"])
    disk.put(0, volumes["WHOLE"])
    found = read_source(disk.write())
    assert labels(found) == {"WHOLE": "s1", "ONE": "s1.p1"}
    assert ("file-system-ambiguous", "fat16, GPT") in [(o.code, o.detail) for o in found.omissions]


def test_ext_behind_an_mbr_that_was_left_there(volumes: dict[str, bytes], tmp_path: Path) -> None:
    """ext leaves the first 1024 bytes alone: an old table stays, and what it led to, in free space."""
    disk = Disk(tmp_path, 24 * _MIB)
    disk.put(0, volumes["ext4"])
    disk.record(0, slot(6, 40960))
    disk.put(40960, volumes["ONE"])
    found = scanned(disk)
    assert states(found) == {"s1": "ext4", "s1.p1": "fat12"}
    assert reported(found) == [("file-system-ambiguous", "s1", "ext4, MBR")]


def test_table_in_the_boot_sector_of_a_fat(volumes: dict[str, bytes], tmp_path: Path) -> None:
    disk = Disk(tmp_path, 32 * _MIB)
    disk.put(0, volumes["WHOLE"])
    disk.data[446:510] = slot(6, 49152).ljust(64, b"\0")
    disk.put(49152, volumes["ONE"])
    assert labels(read_source(disk.write())) == {"WHOLE": "s1", "ONE": "s1.p1"}
    assert reported(scanned(disk)) == [("file-system-ambiguous", "s1", "fat16, MBR")]


# --- in a partition that is passed over ------------------------------------------------------------------


def test_volume_in_a_partition_that_is_said_to_hold_none(volumes: dict[str, bytes], tmp_path: Path) -> None:
    disk = Disk(tmp_path, 16 * _MIB)
    image = disk.write()
    command = [
        require_judge("sgdisk"),
        "-n",
        "1:2048:4095",
        "-t",
        "1:0c01",
        "-n",
        "2:4096:6143",
        "-t",
        "2:ef02",
    ]
    subprocess.run([*command, "-n", "3:6144:8191", "-t", "3:0c01", image], check=True, capture_output=True)
    disk.data = bytearray(image.read_bytes())
    disk.put(2048, volumes["ONE"])
    disk.put(4096, volumes["TWO"])
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p1", "TWO": "s1.p2"}
    assert found.layer("s1.p3").state is LayerState.AREA
    assert found.omissions == ()


def test_slot_that_begins_at_sector_0_costs_no_other(volumes: dict[str, bytes], tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.record(0, slot(6, 2048), slot(6, 8192), slot(0x83, 0, 100))
    disk.put(2048, volumes["ONE"])
    disk.put(8192, volumes["TWO"])
    found = read_source(disk.write())
    assert labels(found) == {"ONE": "s1.p1", "TWO": "s1.p2"}
    detail = "MBR: slot 3 of the boot record at sector 0 begins at sector 0"
    assert [(o.code, o.detail) for o in found.omissions] == [("partition-table-damaged", detail)]


# --- in no partition -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sector", [4096, 4000, 6144, 63 + 16065, 63 + 5 * 1008, 4096 + 63])
def test_volume_of_a_deleted_partition_is_found(
    sector: int, volumes: dict[str, bytes], tmp_path: Path
) -> None:
    """Where the partition before it ends, a track behind, at a whole MiB, at cylinders; one where it ends."""
    disk = Disk(tmp_path)
    disk.record(0, slot(6, 2048, 4000 - 2048 if sector == 4000 else 2048))
    disk.put(2048, volumes["ONE"][: (4000 - 2048) * 512] if sector == 4000 else volumes["ONE"])
    disk.put(sector, volumes["TWO"])
    disk.put(sector + _SECTORS, volumes["THREE"])
    found = read_source(disk.write())
    assert {label: layer for label, layer in labels(found).items() if label != "ONE"} == {
        "TWO": "s1.p5",
        "THREE": "s1.p6",
    }
    lost = [(o.locator, o.detail) for o in found.omissions if o.code == "volume-in-no-partition"]
    places = [sector * 512, (sector + _SECTORS) * 512]
    assert lost == [(f"s1.p{n}", f"at byte {at}") for n, at in enumerate(places, start=5)]
    covered(found)


@pytest.mark.parametrize("bad", [range(0), range(512)], ids=["wiped", "unreadable"])
def test_volumes_of_a_disk_whose_table_is_gone(bad: range, volumes: dict[str, bytes], tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.put(2048, volumes["ONE"])
    disk.put(10240, volumes["TWO"])
    found = scanned(disk, bad)
    assert states(found) == {"s1.p1": "fat12", "s1.p2": "fat12"}
    assert [(la.offset_bytes, la.length_bytes) for la in found.layers if la.file_system] == [
        (2048 * 512, _MIB),
        (10240 * 512, _MIB),
    ]
    codes = [code for code, _, _ in reported(found)]
    assert codes.count("volume-in-no-partition") == 2
    assert ("partition-table-damaged" in codes) == bool(bad)


def test_encrypted_volume_in_no_partition_is_named(volumes: dict[str, bytes], tmp_path: Path) -> None:
    """It doesn't say how large it is: it may reach to the next volume."""
    disk = Disk(tmp_path, 16 * _MIB)
    disk.record(0, slot(6, 2048))
    disk.put(2048, volumes["ONE"])
    disk.put(4096, b"LUKS\xba\xbe\x00\x01")
    disk.put(20480, volumes["TWO"])
    found = scanned(disk)
    (layer,) = [layer for layer in found.layers if layer.layer_id == "s1.p5"]
    assert (layer.file_system, layer.length_bytes) == ("LUKS", (20480 - 4096) * 512)
    assert states(found)["s1.p6"] == "fat12"


def test_copies_of_superblocks_are_no_volumes(volumes: dict[str, bytes], tmp_path: Path) -> None:
    """Every group of an ext volume begins with one: its own, and those that are left without it."""
    disk = Disk(tmp_path, 40 * _MIB)
    disk.record(0, slot(6, 2048))
    disk.put(2048, volumes["ONE"])
    disk.put(4096, volumes["ext4"])
    assert states(scanned(disk)) == {"s1.p1": "fat12", "s1.p5": "ext4"}
    disk.put(4096, bytes(_MIB))
    found = scanned(disk)
    assert (states(found), reported(found)) == ({"s1.p1": "fat12"}, [])


def test_what_is_left_of_a_volume_that_reached_further_is_told(
    volumes: dict[str, bytes], tmp_path: Path
) -> None:
    disk = Disk(tmp_path, 40 * _MIB)
    disk.record(0, slot(6, 32768))
    disk.put(2048, volumes["WHOLE"])
    disk.put(32768, volumes["ONE"])
    found = scanned(disk)
    assert states(found) == {"s1.p1": "fat12"}
    detail = f"MBR: a volume at byte {_MIB} begins where no partition is, and reaches beyond that area"
    assert reported(found) == [("partition-table-damaged", "s1", detail)]


def test_nothing_is_found_in_noise(tmp_path: Path) -> None:
    noise = random.Random("noise")
    disk = Disk(tmp_path, 64 * _MIB)
    for sector in range(2048, 64 * 2048, 2048):  # with magics of two bytes at every MiB
        disk.put(sector, noise.randbytes(4096))
        disk.put(sector + 2, noise.choice((bytes(56) + b"\x53\xef", b"H+", b"BD")))
    found = scanned(disk)
    assert reported(found) == [("file-system-unknown", "s1", "Cannot determine file system type")]


def test_search_that_lost_a_worker_is_told_and_not_tried_again(
    volumes: dict[str, bytes], tmp_path: Path
) -> None:
    disk = Disk(tmp_path)
    disk.record(0, slot(6, 2048))
    disk.put(2048, volumes["ONE"])
    disk.put(4096, volumes["TWO"])
    found = scanned(disk, skip={"s1.lost": "worker-crashed"})
    assert states(found) == {"s1.p1": "fat12"}
    assert reported(found) == [("worker-crashed", "s1", "looking for volumes in no partition")]


@pytest.mark.parametrize(
    ("at", "magic"), [(_MIB, b"\x0d\xd0\x01\xc0"), (2 * _MIB, b"\x5e\xf1\xab\x2f")], ids=["volume", "files"]
)
def test_vmfs_is_named_where_blkid_names_it(at: int, magic: bytes, tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.data[at : at + 4] = magic
    command = [require_judge("blkid"), "-p", "-o", "value", "-s", "TYPE", str(disk.write())]
    judged = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert judged.startswith("VMFS")
    assert states(scanned(disk)) == {"s1": "VMFS"}
