"""One disk of a RAID, or of a Windows dynamic disk: told as that, and never garbage listed as files.

Headers after `md_p.h` of Linux. Judge of what a header is: blkid, which knows them all.
"""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import pytest

from forensics_app.model.evidence import LayerState
from tests.judging.judges import require_judge
from tests.reading.evidence_reading import read_source, reported, sample, scan_image

_KIB, _MIB = 1 << 10, 1 << 20
_END = 128 * _KIB  # behind the data, room for a header


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An ext2 of 2 MiB."""
    return sample("ext2-names.raw", tmp_path_factory.mktemp("volume")).read_bytes()


def header(level: int, devices: int, at: int, *, data_at: int = 0, data: int) -> bytes:
    """A header of version 1.x at sector `at`, with its checksum."""
    raw = bytearray(264)
    struct.pack_into("<II", raw, 0, 0xA92B4EFC, 1)
    raw[16:40] = bytes(range(1, 17)) + b"host:0\0\0"
    struct.pack_into("<iIQII", raw, 72, level, 0, data, 128, devices)
    struct.pack_into("<QQQ", raw, 128, data_at, data, at)
    struct.pack_into("<I", raw, 220, 4)
    total = sum(struct.unpack("<66I", raw))
    struct.pack_into("<I", raw, 216, (total & 0xFFFFFFFF) + (total >> 32) & 0xFFFFFFFF)
    return bytes(raw)


def part(folder: Path, data: bytes, version: str, level: int, devices: int = 2, *, size: int = 0) -> Path:
    """One disk of an array; `size` of what one disk gives to it, in sectors."""
    size = size or len(data) // 512
    if version in ("1.1", "1.2"):
        at = 0 if version == "1.1" else 8
        disk = bytearray(_MIB) + data
        place, raw = at * 512, header(level, devices, at, data_at=_MIB // 512, data=size)
    elif version == "1.0":
        disk = bytearray(data) + bytes(_END)
        at = len(disk) // 512 - 16 & ~7
        place, raw = at * 512, header(level, devices, at, data=size)
    else:
        disk = bytearray(data) + bytes(_END)
        place = len(disk) // (64 * _KIB) * 64 * _KIB - 64 * _KIB
        raw = struct.pack("<III", 0xA92B4EFC, 0, 90).ljust(28, b"\0")
        raw += struct.pack("<iIII", level, size // 2, devices, devices)
    disk[place : place + len(raw)] = raw
    image = folder / "part.dd"
    image.write_bytes(disk)
    return image


def is_raid(image: Path, version: str) -> None:
    """What blkid says."""
    command = [require_judge("blkid"), "-p", "-o", "export", str(image)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "TYPE=linux_raid_member" in said
    assert f"VERSION={version}" in said


@pytest.mark.parametrize("version", ["0.90", "1.0"])
def test_mirror_with_its_header_at_the_end_is_listed_and_told(
    version: str, volume: bytes, tmp_path: Path
) -> None:
    image = part(tmp_path, volume, version, 1)
    is_raid(image, version)
    found = scan_image(image)
    assert [(la.layer_id, la.file_system, la.state) for la in found.layers] == [
        ("s1", "ext2", LayerState.WALKED)
    ]
    assert reported(found) == [("part-of-array", "s1", f"Linux RAID (md) {version}: RAID1 of 2")]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_mirror_with_its_header_in_front_is_read(version: str, volume: bytes, tmp_path: Path) -> None:
    image = part(tmp_path, volume, version, 1)
    is_raid(image, version)
    (tmp_path / "volume.dd").write_bytes(volume)
    plain, found = read_source(tmp_path / "volume.dd"), read_source(image)
    assert found.paths("s1.md") == plain.paths("s1")
    assert [e.digests for _, e in found.found] == [e.digests for _, e in plain.found]
    assert found.layer("s1.md").offset_bytes == _MIB
    assert found.layer("s1").file_system == f"Linux RAID (md) {version}: RAID1 of 2"
    assert found.codes() == ["part-of-array"]
    places = [[(x.offset_bytes, x.length_bytes) for x in e.extents] for e, _ in found.found]
    moved = [[((x.offset_bytes or 0) + _MIB, x.length_bytes) for x in e.extents] for e, _ in plain.found]
    assert places == moved
    assert any(places)


@pytest.mark.parametrize(
    ("at", "value", "state"),
    [(256, 0xFFFF, "spare"), (256, 0xFFFE, "faulty"), (8, 2, "being rebuilt"), (256, 1, None)],
)
def test_mirror_that_may_lack_content_is_told(
    at: int, value: int, state: str | None, volume: bytes, tmp_path: Path
) -> None:
    image = part(tmp_path, volume, "1.2", 1)
    data = bytearray(image.read_bytes())
    struct.pack_into("<H", data, 4096 + at, value)
    image.write_bytes(data)
    name = "Linux RAID (md) 1.2: RAID1 of 2" + (f" ({state})" if state else "")
    assert ("part-of-array", "s1", name) in reported(scan_image(image))


@pytest.mark.parametrize("level", [0, 5, 6, 10])
@pytest.mark.parametrize("version", ["0.90", "1.0", "1.2"])
def test_stripes_are_named_and_not_listed(version: str, level: int, tmp_path: Path) -> None:
    """The first disk begins with the file system's own beginning, and holds half of it.

    A FAT of 4 MiB: on what is as small as a floppy, blkid looks for no RAID.
    """
    volume = sample("fat12-oem-names.raw", tmp_path).read_bytes()
    half = b"".join(volume[at : at + 64 * _KIB] for at in range(0, len(volume), 128 * _KIB))
    image = part(tmp_path, half, version, level, 2 if level == 0 else 4)
    is_raid(image, version)
    found = scan_image(image)
    name = f"Linux RAID (md) {version}: RAID{level} of {2 if level == 0 else 4}"
    assert reported(found) == [("volume-not-supported", "s1", name)]
    assert [(la.file_system, la.state) for la in found.layers] == [(name, LayerState.OMITTED)]
    assert not found.needed_bytes


def test_file_system_over_an_old_header_is_listed_and_told(volume: bytes, tmp_path: Path) -> None:
    """A disk that was of a RAID5 and was formatted again: what fits on it is no stripe."""
    found = scan_image(part(tmp_path, volume, "1.0", 5, 3))
    assert found.layers[0].state is LayerState.WALKED
    assert reported(found) == [("part-of-array", "s1", "Linux RAID (md) 1.0: RAID5 of 3")]


@pytest.mark.parametrize("version", ["0.90", "1.0"])
def test_file_system_of_an_own_reader_over_an_old_header_is_listed(version: str, tmp_path: Path) -> None:
    volume = sample("xfs-v5.raw", tmp_path).read_bytes()
    found = scan_image(part(tmp_path, volume, version, 5, 3))
    assert [(la.file_system, la.state) for la in found.layers] == [("xfs", LayerState.WALKED)]
    assert reported(found)[0] == ("part-of-array", "s1", f"Linux RAID (md) {version}: RAID5 of 3")


def test_swap_space_over_an_old_header_is_swap_space(tmp_path: Path) -> None:
    """mkswap writes the first page, and the header of version 1.2 stands behind it."""
    image = part(tmp_path, bytes(_MIB), "1.2", 1)
    data = bytearray(image.read_bytes())
    data[4086:4096] = b"SWAPSPACE2"
    image.write_bytes(data)
    assert [(la.layer_id, la.file_system) for la in scan_image(image).layers] == [("s1", "Linux swap")]


@pytest.mark.parametrize("damage", ["moved", "other version"])
def test_what_only_looks_like_a_header_is_none(damage: str, volume: bytes, tmp_path: Path) -> None:
    image = part(tmp_path, volume, "1.0", 5, 3)
    data = bytearray(image.read_bytes())
    at = data.rindex(b"\xfc\x4e\x2b\xa9")
    struct.pack_into("<Q" if damage == "moved" else "<I", data, at + (144 if damage == "moved" else 4), 77)
    image.write_bytes(data)
    assert reported(scan_image(image)) == []


@pytest.mark.parametrize(
    ("from_end", "magic", "name"),
    [
        (1024, b"Intel Raid ISM Cfg Sig. 1.3.00\0\0", "Intel Matrix RAID"),
        (512, b"\xde\x11\xde\x11", "RAID with DDF metadata"),
    ],
)
def test_disk_of_a_raid_of_the_firmware_is_told(
    from_end: int, magic: bytes, name: str, volume: bytes, tmp_path: Path
) -> None:
    """One with a partition table of a larger array is not called cut off."""
    disk = bytearray(_MIB) + volume + bytes(_MIB)
    disk[len(disk) - from_end : len(disk) - from_end + len(magic)] = magic
    disk[446:512] = struct.pack("<4xB3xII", 0x83, 2048, 50000).ljust(64, b"\0") + b"\x55\xaa"
    image = tmp_path / "disk.dd"
    image.write_bytes(disk)
    found = scan_image(image)
    assert ("part-of-array", "s1", name) in reported(found)
    assert not found.needed_bytes


@pytest.mark.parametrize("begins", ["ext2", "nothing known"])
def test_partition_of_a_dynamic_disk_is_told(begins: str, volume: bytes, tmp_path: Path) -> None:
    disk = bytearray(63 * 512) + (volume if begins == "ext2" else b"\x5a" * len(volume))
    disk[446:512] = struct.pack("<4xB3xII", 0x42, 63, len(volume) // 512).ljust(64, b"\0") + b"\x55\xaa"
    image = tmp_path / "disk.dd"
    image.write_bytes(disk)
    code = "part-of-array" if begins == "ext2" else "volume-not-supported"
    assert reported(scan_image(image)) == [(code, "s1.p1", "Windows dynamic disk (LDM)")]
