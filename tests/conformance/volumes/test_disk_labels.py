"""BSD's and Sun's disk labels, of disks and in slices of an MBR, held to mmls.

parted writes Sun's label, fdisk the nested one of BSD; what neither writes (Solaris' VTOC on PCs, labels that
count from their slice, several volumes) is written here after the headers that the modules name.
"""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import pytest

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.scanning.scan_result import Scan
from forensics_app.evidence.volumes.partitions.reading import read_slices
from forensics_app.model.evidence import LayerKind, LayerState
from tests.judging.judges import require_judge
from tests.judging.sleuthkit import mmls
from tests.reading.evidence_reading import read_source, reported, sample, scan_image

_MIB = 1 << 20
_SLICE = 2048  # where the slice begins, in sectors
_VOLUME = 4096  # sectors of a volume


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An ext2 of 2 MiB."""
    return sample("ext2-names.raw", tmp_path_factory.mktemp("volume")).read_bytes()


def bsd_label(slots: dict[str, tuple[int, int, int]]) -> bytes:
    """`slots`: type, start and length in sectors by letter."""
    raw = bytearray(148 + 16 * 8)
    struct.pack_into("<4s36xI", raw, 0, b"WEV\x82", 512)
    struct.pack_into("<4sHHII", raw, 132, b"WEV\x82", 0, 8, 8192, 8192)
    for letter, (kind, start, length) in slots.items():
        at = 148 + 16 * (ord(letter) - ord("a"))
        struct.pack_into("<IIIBBH", raw, at, length, start, 0, kind, 8, 0)
    struct.pack_into("<H", raw, 136, xor(raw, "<H"))
    return bytes(raw)


def vtoc(slots: dict[int, tuple[int, int, int]]) -> bytes:
    """Solaris' label on PCs; `slots` as of `bsd_label`, by number."""
    raw = bytearray(512)
    struct.pack_into("<II", raw, 12, 0x600DDEEE, 1)
    struct.pack_into("<HH", raw, 28, 512, 16)
    for number, (tag, start, length) in slots.items():
        struct.pack_into("<HHII", raw, 72 + 12 * number, tag, 0, start, length)
    struct.pack_into("<H", raw, 508, 0xDABE)
    struct.pack_into("<H", raw, 510, xor(raw, "<H"))
    return bytes(raw)


def xor(raw: bytes | bytearray, form: str) -> int:
    total = 0
    for (word,) in struct.iter_unpack(form, raw):
        total ^= word
    return total


def disk(folder: Path, label: bytes, kind: int, volumes: dict[int, bytes], *, begin: int = _SLICE) -> Path:
    """12 MiB with one slice of 10 MiB, or (`begin` 0) with a label alone; volumes at sectors of the disk."""
    data = bytearray(12 * _MIB)
    for at, content in volumes.items():
        data[at * 512 : at * 512 + len(content)] = content
    if begin:
        slot = struct.pack("<4xB3xII", kind, begin, 20480)
        data[446:512] = slot.ljust(64, b"\0") + b"\x55\xaa"
    data[(begin + 1) * 512 : (begin + 1) * 512 + len(label)] = label
    image = folder / "disk.dd"
    image.write_bytes(data)
    return image


def places(found: Scan, parent: str) -> dict[str, tuple[int, int]]:
    """Offset on the disk and length of each partition in a layer, by its id."""
    layers = {la.layer_id: la for la in found.layers}
    begin = layers[parent].offset_bytes
    return {
        la.layer_id: (begin + la.offset_bytes, la.length_bytes)
        for la in found.layers
        if la.parent_id == parent and la.kind is LayerKind.PARTITION
    }


def judged(image: Path, kind: str, sector: int = 0) -> list[tuple[int, int]]:
    """Where mmls sees partitions that don't stand for the whole."""
    slots = mmls(image, "-t", kind, *(("-o", str(sector)) if sector else ()))
    return [(s.offset, s.length) for s in slots if s.kind.isdigit()]


@pytest.mark.parametrize("begin", [0, _SLICE], ids=["disk", "slice"])
def test_partitions_of_bsd_are_those_of_mmls(begin: int, volume: bytes, tmp_path: Path) -> None:
    """The first file system begins where the slice does: alone, it would hide the others."""
    slots = {
        "a": (7, begin, _VOLUME),
        "b": (1, begin + 4096, 1024),
        "c": (0, begin, 20480 if begin else 24576),
        "d": (17, begin + 8192, _VOLUME),
        "e": (8, begin + 14000, 500),
    }
    volumes = {begin: volume, begin + 8192: volume}
    image = disk(tmp_path, bsd_label(slots), 0xA5, volumes, begin=begin)
    found = scan_image(image)
    parent = "s1.p1" if begin else "s1"
    wanted = {
        f"{parent}.p{ord(letter) - 96}": (start * 512, length * 512)
        for letter, (_, start, length) in slots.items()
        if letter != "c"
    }
    assert places(found, parent) == wanted
    whole = (begin * 512, slots["c"][2] * 512)
    assert [place for place in judged(image, "bsd", begin) if place != whole] == list(wanted.values())
    walked = [la.layer_id for la in found.layers if la.state is LayerState.WALKED]
    assert walked == [f"{parent}.p1", f"{parent}.p4"]
    assert reported(found) == []


@pytest.mark.parametrize("begin", [0, _SLICE], ids=["disk", "slice"])
@pytest.mark.parametrize("first", [16, 0], ids=["elsewhere", "too small"])
def test_label_that_a_file_system_left_in_place_does_not_hide_it(
    begin: int, first: int, volume: bytes, tmp_path: Path
) -> None:
    """mke2fs writes from byte 1024 on, and spares a label before it."""
    label = bsd_label({"a": (7, begin + first, 1000), "e": (7, begin + 8192, 1000)})
    image = disk(tmp_path, label, 0x83, {begin: volume}, begin=begin)
    found = scan_image(image)
    walked = [la.layer_id for la in found.layers if la.state is LayerState.WALKED]
    assert walked == ["s1.p1" if begin else "s1"]
    assert reported(found) == []


def test_bad_sector_where_a_superblock_may_be_hides_no_label() -> None:
    class Bad:
        size_bytes = 10 * _MIB

        def read(self, offset_bytes: int, size_bytes: int) -> bytes:
            if offset_bytes <= 0x10000 + 1372 < offset_bytes + size_bytes:
                raise ReadFailedError(offset_bytes=offset_bytes, size_bytes=size_bytes, detail="bad sector")
            data = bytes(512) + bsd_label({"a": (7, 16, 1000)})
            return data[offset_bytes : offset_bytes + size_bytes].ljust(size_bytes, b"\0")

    table = read_slices(Bad(), 0)
    assert table is not None
    assert [p.offset_bytes for p in table.partitions] == [16 * 512]


def test_label_that_counts_from_its_slice(volume: bytes, tmp_path: Path) -> None:
    slots = {"a": (7, 16, _VOLUME), "c": (0, 0, 20480)}
    found = scan_image(disk(tmp_path, bsd_label(slots), 0xA5, {_SLICE + 16: volume}))
    assert places(found, "s1.p1") == {"s1.p1.p1": ((_SLICE + 16) * 512, _VOLUME * 512)}
    assert [la.layer_id for la in found.layers if la.state is LayerState.WALKED] == ["s1.p1.p1"]


def test_partitions_outside_of_the_slice_are_the_disks(volume: bytes, tmp_path: Path) -> None:
    """OpenBSD lists those of the MBR as well, from `i` on; here `h`."""
    slots = {"a": (7, _SLICE, _VOLUME), "c": (0, 0, 24576), "h": (8, 64, 1000)}
    found = scan_image(disk(tmp_path, bsd_label(slots), 0xA6, {_SLICE: volume}))
    assert places(found, "s1.p1") == {"s1.p1.p1": (_SLICE * 512, _VOLUME * 512)}


def test_nested_label_of_fdisk(tmp_path: Path) -> None:
    image = tmp_path / "disk.dd"
    image.write_bytes(bytes(32 * _MIB))
    layout = "label: dos\nstart=2048,size=50000,type=a5\n"
    subprocess.run([require_judge("sfdisk"), "-q", image], input=layout, text=True, check=True)
    keys = "b\ny\nn\na\n4096\n+9999\nn\nb\n20000\n+4999\nw\n"
    made = [require_judge("fdisk"), str(image)]
    subprocess.run(made, input=keys, text=True, check=True, capture_output=True)
    found = scan_image(image)
    wanted = [(4096 * 512, 10000 * 512), (20000 * 512, 5000 * 512)]
    assert list(places(found, "s1.p1").values()) == wanted
    slice_and_disk = {2048 * 512, 0}  # where `c` and `d` begin
    assert [place for place in judged(image, "bsd", 2048) if place[0] not in slice_and_disk] == wanted
    assert reported(found) == []


def test_files_of_a_slice_have_their_places_on_the_medium(volume: bytes, tmp_path: Path) -> None:
    (tmp_path / "volume.dd").write_bytes(volume)
    label = bsd_label({"a": (7, _SLICE + 64, _VOLUME), "c": (0, _SLICE, 20480)})
    found = read_source(disk(tmp_path, label, 0xA9, {_SLICE + 64: volume}))
    plain = read_source(tmp_path / "volume.dd")
    assert [e.digests for _, e in found.found] == [e.digests for _, e in plain.found]
    begin = (_SLICE + 64) * 512
    moved = [[((x.offset_bytes or 0) + begin, x.length_bytes) for x in e.extents] for e, _ in plain.found]
    assert [[(x.offset_bytes, x.length_bytes) for x in e.extents] for e, _ in found.found] == moved


def test_wrong_checksum_of_a_label_is_told(volume: bytes, tmp_path: Path) -> None:
    label = bytearray(bsd_label({"a": (7, _SLICE, _VOLUME)}))
    label[136] ^= 0xFF
    found = scan_image(disk(tmp_path, bytes(label), 0xA5, {_SLICE: volume}))
    assert len(places(found, "s1.p1")) == 1
    assert reported(found) == [
        ("partition-table-damaged", "s1.p1", "BSD: the checksum of the label is wrong")
    ]


def test_partitions_of_sun_are_those_of_mmls(volume: bytes, tmp_path: Path) -> None:
    image = tmp_path / "disk.dd"
    image.write_bytes(bytes(32 * _MIB))
    starts = (8192, 16384)
    command = [require_judge("parted"), "-s", str(image), "mklabel", "sun", "unit", "s"]
    for start in starts:
        command += ["mkpart", "ext2", f"{start}s", f"{start + _VOLUME - 1}s"]
    subprocess.run(command, check=True, capture_output=True)
    with image.open("r+b") as file:
        for start in starts:
            file.seek(start * 512)
            file.write(volume)
    found = scan_image(image)
    assert list(places(found, "s1").values()) == judged(image, "sun")
    assert [(la.layer_id, la.file_system) for la in found.layers if la.state is LayerState.WALKED] == [
        ("s1.p0", "ext2"),
        ("s1.p1", "ext2"),
    ]
    assert reported(found) == []


def test_vtoc_of_solaris_on_a_pc(volume: bytes, tmp_path: Path) -> None:
    slots = {0: (2, 1024, _VOLUME), 1: (3, 6000, 100), 2: (5, 0, 20480), 7: (8, 10240, _VOLUME)}
    volumes = {_SLICE + 1024: volume, _SLICE + 10240: volume}
    image = disk(tmp_path, vtoc(slots), 0xBF, volumes)
    found = scan_image(image)
    wanted = [((_SLICE + start) * 512, length * 512) for tag, start, length in slots.values() if tag != 5]
    assert list(places(found, "s1.p1").values()) == wanted
    # mmls leaves them as they stand, counted from the slice
    assert [(_SLICE * 512 + offset, length) for offset, length in judged(image, "sun", _SLICE)] == wanted
    walked = [la.layer_id for la in found.layers if la.state is LayerState.WALKED]
    assert walked == ["s1.p1.p0", "s1.p1.p7"]


def test_label_in_its_own_first_partition_is_not_told_twice(tmp_path: Path) -> None:
    """A partition that begins where the slice does, and holds nothing that is known."""
    label = bsd_label({"a": (7, _SLICE, _VOLUME)})
    found = scan_image(disk(tmp_path, label, 0xA5, {_SLICE: b"\x5a" * 512}))
    assert [(code, layer) for code, layer, _ in reported(found)] == [("file-system-unknown", "s1.p1.p1")]
