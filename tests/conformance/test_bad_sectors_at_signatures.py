"""Bad sectors where volumes of other kinds, or other tables, would have their headers.

They say nothing of the volume, or the table, that is there. A damaged chunk of an E01, a missing segment and
a failing disk have such places. Every one of them cost the whole volume, or all partitions.
"""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pytest

from forensics_app.evidence.scanning.medium import Scanner
from forensics_app.model.evidence import LayerState
from tests.conformance.volumes.test_odd_partition_tables import Disk, slot
from tests.judging.judges import require_judge
from tests.made.byte_sources import Bytes
from tests.reading.evidence_reading import SAMPLES, reported

_MIB = 1 << 20
_MAKERS = {
    "fat16": ["mkfs.fat", "-F", "16", "-r", "112"],  # its root directory ends before the places below
    "ext4": ["mke2fs", "-q", "-F", "-t", "ext4"],
    "ntfs": ["mkntfs", "-q", "-F"],
}
# sectors: of ext and HFS+, of swap and md, of shadow copies, of UFS1, of ISO 9660, of Btrfs and UFS2, of ZFS,
# of VMFS
_PLACES = (2, 3, 7, 8, 15, 18, 64, 68, 128, 130, 256, 2048, 4096)
_OWN = {
    ("ntfs", 15): ["snapshots-not-read"],  # where its shadow copies would be told
    ("ext4", 2): ["superblock-damaged"],
    ("ext4", 3): ["superblock-damaged"],
}


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    made = {}
    for kind, (program, *options) in _MAKERS.items():
        image = tmp_path_factory.mktemp("volume") / kind
        image.write_bytes(bytes(10 * _MIB))
        command = [require_judge(program), *options, str(image)]
        subprocess.run(command, check=True, capture_output=True)
        made[kind] = image.read_bytes()
    return made


def scanned(data: bytes, bad_sector: int, count: int = 1) -> Scanner:
    bad = range(bad_sector * 512, (bad_sector + count) * 512)
    return Scanner(Bytes(data, bad), "s1", skip={}, alive=lambda at, done: None)


@pytest.mark.parametrize("sector", _PLACES)
@pytest.mark.parametrize("kind", _MAKERS)
def test_volume_opens(kind: str, sector: int, volumes: dict[str, bytes]) -> None:
    found = scanned(volumes[kind], sector).run()
    (layer,) = found.layers
    assert (layer.file_system, layer.state) == (kind, LayerState.WALKED)
    codes = [code for code, _, _ in reported(found)]
    assert codes == _OWN.get((kind, sector), [])


def test_boot_sector_of_ntfs_that_cannot_be_read_is_read_by_its_copy(volumes: dict[str, bytes]) -> None:
    found = scanned(volumes["ntfs"], 0).run()
    assert [layer.file_system for layer in found.layers] == ["ntfs"]
    assert [code for code, _, _ in reported(found)] == ["partition-table-damaged", "boot-sector-damaged"]


@pytest.mark.parametrize("sector", [3, 15, 64, 68, 128, 1024, 2048])
@pytest.mark.parametrize("name", ["xfs-v5", "lvm-linear"])
def test_volume_that_libtsk_does_not_know_is_read(name: str, sector: int) -> None:
    """It looks for all of its own systems first, and some hundred KiB of a volume are read for that."""
    data = gzip.decompress((SAMPLES / f"{name}.raw.gz").read_bytes())
    sound, found = scanned(data, 0, 0).run(), scanned(data, sector).run()
    kinds = [(layer.layer_id, layer.file_system, layer.state) for layer in sound.layers]
    assert [(layer.layer_id, layer.file_system, layer.state) for layer in found.layers] == kinds
    codes = {code for code, _, _ in reported(sound)} | {
        "journal-not-replayed"
    }  # where the bad sector may lie
    assert {code for code, _, _ in reported(found)} <= codes


@pytest.mark.parametrize("sector", [0, 1, 8, 32, 33, 40])
def test_header_of_luks2_is_read_by_its_copy(sector: int) -> None:
    data = gzip.decompress((SAMPLES / "luks2-pbkdf2-cbc.raw.gz").read_bytes())
    found = scanned(data, sector).run()
    assert [(volume.layer_id, volume.name) for volume in found.locked] == [("s1", "LUKS")]


@pytest.mark.parametrize("sector", [1, 3, 18, 64, 68, 128, 130, 256])
def test_partitions_of_an_mbr_are_read(sector: int, volumes: dict[str, bytes], tmp_path: Path) -> None:
    disk = Disk(tmp_path, 32 * _MIB)
    disk.record(0, slot(6, 2048, 20480), slot(7, 22528, 20480))
    disk.put(2048, volumes["fat16"])
    disk.put(22528, volumes["ntfs"])
    found = scanned(bytes(disk.data), sector).run()
    states = {layer.layer_id: layer.file_system for layer in found.layers if layer.file_system}
    assert states == {"s1.p1": "fat16", "s1.p2": "ntfs"}
    assert found.omissions == []


@pytest.mark.parametrize(
    ("sector", "count", "problem"),
    [
        (0, 1, "GPT: the MBR can't be read"),
        (1, 1, "GPT: the primary table is damaged, the backup is used"),
        (0, 64, "GPT: the primary table is damaged, the backup is used; the MBR can't be read"),
        (65535, 1, "GPT: the backup table is damaged or missing"),
    ],
)
def test_partitions_of_a_gpt_are_read_by_the_copy_that_is_there(
    sector: int, count: int, problem: str, volumes: dict[str, bytes], tmp_path: Path
) -> None:
    disk = Disk(tmp_path, 32 * _MIB)
    image = disk.write()
    command = [require_judge("sgdisk"), "-n", "1:2048:22527", "-n", "2:22528:43007", str(image)]
    subprocess.run(command, check=True, capture_output=True)
    disk.data = bytearray(image.read_bytes())
    disk.put(2048, volumes["ext4"])
    disk.put(22528, volumes["ntfs"])
    found = scanned(bytes(disk.data), sector, count).run()
    states = {layer.layer_id: layer.file_system for layer in found.layers if layer.file_system}
    assert states == {"s1.p1": "ext4", "s1.p2": "ntfs"}
    assert reported(found) == [("partition-table-damaged", "s1", problem)]


def test_logical_partition_behind_an_unreadable_record_is_told(
    volumes: dict[str, bytes], tmp_path: Path
) -> None:
    disk = Disk(tmp_path, 64 * _MIB)
    disk.record(0, slot(6, 2048, 20480), slot(5, 40000, 60000))
    disk.record(40000, slot(7, 2048, 20480))
    disk.put(2048, volumes["fat16"])
    found = scanned(bytes(disk.data), 40000).run()
    assert [layer.file_system for layer in found.layers if layer.layer_id == "s1.p1"] == ["fat16"]
    problem = "MBR: the boot record at sector 40000 can't be read"
    assert reported(found) == [("partition-table-damaged", "s1", problem)]
