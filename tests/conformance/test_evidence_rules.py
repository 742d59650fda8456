"""Rules of opening and walking that no other module of this folder tests. test_twelve_rules has the list."""

from __future__ import annotations

import gzip
import struct
import threading
from pathlib import Path

import pytest

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, Window
from forensics_app.evidence.bytes.libyal_medium import LibyalMedium
from forensics_app.evidence.containers.concatenation import Concatenation
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.contents.targets import not_read, target_of
from forensics_app.evidence.filesystems.spare_copies import open_file_system
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.protocol.messages import Digest, Open, Options
from forensics_app.evidence.worker.session import Session
from forensics_app.model.artifact import ReadOutcome
from forensics_app.model.evidence import LayerState
from tests.conformance.containers.test_container_samples import container
from tests.reading.evidence_reading import read_source, sample
from tests.world.shared_data import shared

_VFS = "testdata/SecurityRonin_forensic-vfs-engine/tests/data/"
_SELF = "testdata/self-made/"


def mbr_medium(path: Path, volumes: list[tuple[int, bytes]]) -> Path:
    """Volumes one behind the other from sector 64 on, each under the partition type that is given."""
    medium = bytearray(64 * 512)
    for slot, (number, volume) in enumerate(volumes):
        start, length = len(medium) // 512, -(-len(volume) // 512)
        entry = struct.pack("<B3sB3sII", 0, bytes(3), number, bytes(3), start, length)
        medium[446 + 16 * slot : 462 + 16 * slot] = entry
        medium += volume.ljust(length * 512, b"\x00")
    medium[510:512] = b"\x55\xaa"
    path.write_bytes(medium)
    return path


# --- rule 1: every leaf is tried, whatever its table or its boot code say -----------------------------------


@pytest.mark.parametrize(("name", "system"), [("ufs.img", "ufs2"), ("exfat.img", "exfat")])
@pytest.mark.parametrize("number", [0x07, 0x83])
def test_partition_type_decides_nothing(name: str, system: str, number: int, tmp_path: Path) -> None:
    alone = read_source(shared(_VFS + name))
    image = mbr_medium(tmp_path / "disk.dd", [(number, shared(_VFS + name).read_bytes())])
    found = read_source(image)
    assert found.layer("s1.p1").file_system == system
    assert found.paths() == alone.paths()


def test_two_file_systems_in_one_place_are_told_and_each_is_listed(tmp_path: Path) -> None:
    """ext2 leaves its first 1024 bytes free: a FAT boot sector fits in there."""
    medium = bytearray(sample("ext2-names.raw", tmp_path).read_bytes())
    medium[:512] = sample("fat12-oem-names.raw", tmp_path).read_bytes()[:512]
    struct.pack_into("<H", medium, 19, len(medium) // 512)
    image = tmp_path / "both.dd"
    image.write_bytes(medium)
    found = read_source(image)
    told = [(o.code, o.locator) for o in found.omissions]
    # where its tables should be lies what ext has there
    assert told == [("file-system-ambiguous", "s1"), ("allocation-tables-differ", "s1.fat")]
    assert [(la.layer_id, la.file_system, la.state.value) for la in found.source.layers] == [
        ("s1", None, "area"),
        ("s1.fat", "fat12", "walked"),
        ("s1.ext", "ext2", "walked"),
    ]
    assert found.paths("s1") == []
    assert "$FAT1" in found.paths("s1.fat")
    alone = read_source(sample("ext2-names.raw", tmp_path))
    assert found.paths("s1.ext") == alone.paths()


def test_volume_that_is_ntfs_and_ext2_is_named_as_both(tmp_path: Path) -> None:
    """As the images of DFTT #10: NTFS lies in the boot sector, ext2 from byte 1024 on."""
    medium = bytearray(gzip.decompress(shared(_SELF + "plain-ntfs.raw.gz").read_bytes()))
    medium[1024:2048] = sample("ext2-names.raw", tmp_path).read_bytes()[1024:2048]
    image = tmp_path / "both.dd"
    image.write_bytes(medium)
    found = read_source(image)
    assert found.omissions[0].code == "file-system-ambiguous"
    assert found.omissions[0].detail == "Multiple file system types detected (EXT2/3/4 or NTFS)"
    assert "readme.txt" in found.paths("s1.ntfs")
    # of ext2 there is a superblock alone: what else it lists are inodes without a name
    assert ("directory-unreadable", "s1.ext:/") in [(o.code, o.locator) for o in found.omissions[1:]]
    assert all(path.lstrip("* ").startswith("$OrphanFiles") for path in found.paths("s1.ext"))


@pytest.mark.parametrize("name", ["evidence.bin", "evidence.iso", "evidence.E01"])
def test_a_name_that_lies_decides_nothing(name: str, tmp_path: Path) -> None:
    image = container("compressed.qcow2", tmp_path)
    plain = read_source(sample("ext2-names.raw", tmp_path))
    found = read_source(image.rename(tmp_path / name))
    assert (found.source.format.value, found.media) == ("qcow2", plain.media)


# --- rules 3 and 4: one thread, exact reads, the first cause kept -------------------------------------------


class Watched:
    """A source that remembers which threads read it."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self.threads: set[int] = set()

    @property
    def size_bytes(self) -> int:
        return self._source.size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        self.threads.add(threading.get_ident())
        return self._source.read(offset_bytes, size_bytes)


def test_a_medium_is_read_by_one_thread_alone() -> None:
    """libyal objects belong to one thread; digests run in several, on bytes that were read before."""
    image = shared("testdata/log2timeline_dfvfs/test_data/windows_volume.qcow2")
    watched: list[Watched] = []

    def opener(path: Path, incomplete: Incomplete) -> Container:
        container = open_source(path, incomplete)
        assert isinstance(container, Container)
        watched.append(Watched(container.medium))
        container.medium = watched[0]
        return container

    session = Session(lambda at, done: None, opener=opener)
    session.open(Open(str(image).encode(), "s1", "EX", False, {}))
    session.digest(Digest(None, ("md5", "sha1", "sha256"), around=False))
    options = Options(("sha256",), media_type=True, exif=True, sparse_bytes=1 << 40)
    for entries, _ in session.walk("s1", {}, lambda place, components: None):
        for entry in entries:
            if not_read(entry, 1 << 40) is None:
                session.examine(target_of(entry), options)
    assert watched[0].threads == {threading.get_ident()}


class Stuttering:
    """A library that answers with fewer bytes than asked for, and at `end` with none."""

    def __init__(self, data: bytes, end: int) -> None:
        self._data = data
        self._end = end

    def get_media_size(self) -> int:
        return len(self._data)

    def read_buffer_at_offset(self, size: int, offset: int) -> bytes:
        return self._data[offset : min(offset + min(size, 7), self._end)]


def test_short_answers_are_asked_on_and_an_empty_one_raises() -> None:
    data = bytes(range(256))
    assert LibyalMedium(Stuttering(data, 256)).read(3, 200) == data[3:203]
    with pytest.raises(ReadFailedError):
        LibyalMedium(Stuttering(data, 100)).read(3, 200)


@pytest.mark.parametrize(("offset", "size"), [(0, 17), (16, 1), (-1, 2), (5, 1 << 40), (0, -1)])
def test_range_beyond_the_end_raises_and_is_never_cut(offset: int, size: int) -> None:
    class Bytes:
        size_bytes = 16

        def read(self, offset_bytes: int, size_bytes: int) -> bytes:
            return bytes(size_bytes)

    for source in (Window(Bytes(), 0, 16), Concatenation((Window(Bytes(), 0, 8), Window(Bytes(), 8, 8)))):
        with pytest.raises(ReadFailedError):
            source.read(offset, size)


def test_the_cause_of_a_failed_read_comes_out_of_libtsk_as_it_went_in(tmp_path: Path) -> None:
    raw = sample("ext2-names.raw", tmp_path).read_bytes()

    class Broken:
        size_bytes = len(raw)

        def read(self, offset_bytes: int, size_bytes: int) -> bytes:
            if offset_bytes + size_bytes > 32768:
                raise ReadFailedError(
                    offset_bytes=offset_bytes, size_bytes=size_bytes, detail="no such sector"
                )
            return raw[offset_bytes : offset_bytes + size_bytes]

    def read_all() -> None:
        file_system = open_file_system(Broken(), lambda reach: None)
        for name in file_system.names(file_system.root_address):
            file_system.content(name.address)

    with pytest.raises(ReadFailedError) as caught:
        read_all()
    assert caught.value.detail == "no such sector"


# --- rule 5: one layer never ends the scan of the others ----------------------------------------------------


def test_locked_damaged_and_unknown_volumes_leave_the_others_alone(tmp_path: Path) -> None:
    locked = gzip.decompress(shared(_SELF + "luks1-ext4.raw.gz").read_bytes())[: 1 << 20]
    good = sample("ext2-names.raw", tmp_path).read_bytes()
    damaged = bytearray(gzip.decompress(shared(_SELF + "plain-ntfs.raw.gz").read_bytes()))
    for boot in (0, len(damaged) - 512):  # and its copy
        damaged[boot + 0x30 : boot + 0x38] = b"\xff" * 8  # where the MFT begins
    image = mbr_medium(
        tmp_path / "disk.dd",
        [(0x83, locked), (0x07, bytes(damaged)), (0x83, b"\xa5\x11" * 65536), (0x83, good)],
    )
    found = read_source(image)
    states = {la.layer_id: la.state for la in found.source.layers if la.layer_id.startswith("s1.p")}
    assert states == {
        "s1.p1": LayerState.OMITTED,
        "s1.p2": LayerState.OMITTED,
        "s1.p3": LayerState.OMITTED,
        "s1.p4": LayerState.WALKED,
    }
    assert {(o.code, o.locator) for o in found.omissions} == {
        ("encrypted-volume", "s1.p1"),
        ("file-system-damaged", "s1.p2"),
        ("file-system-unknown", "s1.p3"),
    }
    image.write_bytes(good)
    alone = read_source(image)
    assert found.paths("s1.p4") == alone.paths()


# --- rule 8: names of NTFS whose record moved on ------------------------------------------------------------


@pytest.mark.parametrize(
    ("sequence", "outcome", "reason"),
    [(2, ReadOutcome.COMPLETE, None), (5, ReadOutcome.NOT_READ, "content-reallocated")],
)
def test_a_record_that_was_used_again_gives_its_old_name_no_content(
    sequence: int, outcome: ReadOutcome, reason: str | None, tmp_path: Path
) -> None:
    """The name was made for sequence number 1. Deleting counts one up; more, and it was used again."""
    medium = bytearray(gzip.decompress(shared(_SELF + "plain-ntfs.raw.gz").read_bytes()))
    for at in range(0, len(medium), 512):
        if medium[at : at + 4] == b"FILE" and struct.unpack_from("<I", medium, at + 0x2C)[0] == 64:
            struct.pack_into("<H", medium, at + 0x10, sequence)
            struct.pack_into("<H", medium, at + 0x16, 0)  # not in use
    image = tmp_path / "ntfs.dd"
    image.write_bytes(medium)
    entry, examination = read_source(image).pair("readme.txt")
    assert (examination.read.outcome, examination.read.reason) == (outcome, reason)
    assert entry.reallocated is (outcome is ReadOutcome.NOT_READ)
    assert bool(entry.extents) is not entry.reallocated


# --- rule 9: what libtsk only supposes of deleted FAT files -------------------------------------------------


@pytest.mark.parametrize("name", ["fat.img", "exfat.img"])
def test_deleted_file_of_fat_is_marked_as_assumed_contiguous(name: str, tmp_path: Path) -> None:
    image = tmp_path / name
    image.write_bytes(shared(_VFS + name).read_bytes())
    entry = read_source(image).entry("HELLO.TXT")
    sector, within = divmod(int(entry.locator.address or "") - 3, 16)
    medium = bytearray(image.read_bytes())
    place = _directory_entries(medium, name) + sector * 512 + within * 32
    if name == "fat.img":
        medium[place] = 0xE5
    else:
        for number in range(3):  # file, stream and name entries: the bit that says they are in use
            medium[place + 32 * number] &= 0x7F
        medium[place + 33] &= ~2  # no longer said to be in one piece, and without a chain
    image.write_bytes(medium)
    found = read_source(image)
    (deleted,) = [e for e, _ in found.found if not e.allocated and e.inode == entry.inode]
    assert deleted.extent_class.value == "assumed-contiguous"


def _directory_entries(medium: bytearray, name: str) -> int:
    """Where libtsk's inode 3 lies: the first entry of FAT12's root, the first cluster of exFAT."""
    if name == "exfat.img":
        heap, shift = struct.unpack_from("<I", medium, 88)[0], medium[108]
        return int(heap) << shift
    sector, reserved, fats, per_fat = (
        struct.unpack_from("<H", medium, 11)[0],
        struct.unpack_from("<H", medium, 14)[0],
        medium[16],
        struct.unpack_from("<H", medium, 22)[0],
    )
    return int(sector * (reserved + fats * per_fat))
