"""APFS: volumes of a container as layers of their own, each as macOS or Linux shows it.

`apfs.raw` of dfVFS was made by macOS; libfsapfs is the second reader there. The sample beside the tests was
filled and listed by the Linux driver (samples/making). Extents are proven by pread.
"""

from __future__ import annotations

import hashlib
import os
import struct
from pathlib import Path

import pyfsapfs
import pytest

from forensics_app.evidence.filesystems.apfs.object import checksum_agrees
from forensics_app.evidence.protocol.messages import Open
from forensics_app.evidence.worker.session import Session
from forensics_app.model.artifact import ArtifactKind, ExtentClass, ReadOutcome
from forensics_app.model.evidence import LayerKind, LayerState
from tests.conformance.samples.making.mark_compressed import fletcher64
from tests.judging.kernel_listing import as_listed, kernel_listing, nanoseconds, unpack_sparse
from tests.reading.evidence_reading import Reading, path_of, read_source
from tests.world.shared_data import shared

MACOS = "testdata/log2timeline_dfvfs/test_data/apfs.raw"
BLOCK = 4096
VOLUME = "s1.apfs1"
TEXT = b"".join(b"line %06d of a text that compresses well\n" % number for number in range(4000))
SHORT = TEXT[:1000]
LONG = b"A" * 65536 + SHORT
COMPRESSED = {
    "zlib-inline": SHORT,
    "zlib-stored": b"stored bytes",
    "zlib-fork": TEXT,
    "raw-inline": SHORT,
    "lzvn-inline": SHORT,
    "lzvn-fork": LONG,
    "lzfse-inline": SHORT,
    "lzfse-fork": LONG,
}
NOT_READ = {"bomb", "no-fork", "unknown"}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack_sparse("apfs", tmp_path_factory.mktemp("apfs"))


@pytest.fixture(scope="module")
def reading(image: Path) -> Reading:
    return read_source(image)


@pytest.fixture(scope="module")
def macos() -> Reading:
    return read_source(shared(MACOS))


# --- made by macOS ----------------------------------------------------------------------------------------


def test_container_and_volume_are_layers(macos: Reading) -> None:
    container, volume = macos.source.layers
    assert (container.layer_id, container.file_system, container.state) == ("s1", "APFS", LayerState.AREA)
    assert (volume.layer_id, volume.parent_id, volume.kind) == (VOLUME, "s1", LayerKind.FILE_SYSTEM)
    assert (volume.label, volume.file_system, volume.state) == ("apfs_test", "apfs", LayerState.WALKED)
    assert (volume.offset_bytes, volume.length_bytes) == (0, container.length_bytes)
    assert [(o.code, o.locator) for o in macos.omissions] == [("deleted-entries-not-listed", VOLUME)]


def test_names_that_are_known(macos: Reading) -> None:
    assert set(macos.paths()) == {
        ":purgeable-drecs-fixed",
        "passwords.txt", "a_link", "a_directory", "a_directory/a_resourcefork",
        "a_directory/a_resourcefork:com.apple.ResourceFork", "a_directory/another_file",
        "a_directory/a_file", "a_directory/a_file:myxattr", ".fseventsd", ".fseventsd/fseventsd-uuid",
        ".fseventsd/000000001714941a", ".fseventsd/000000001714941b",
    }  # fmt: skip
    assert macos.entry("a_link").link_target == b"a_directory/another_file"
    assert macos.entry("a_directory/a_file:myxattr").kind is ArtifactKind.ATTRIBUTE


def test_libfsapfs_reads_the_same(macos: Reading) -> None:
    container = pyfsapfs.container()
    container.open(str(shared(MACOS)))
    volume = container.get_volume(0)
    compared = 0
    for entry, examination in macos.found:
        if entry.locator.stream is not None:
            continue
        other = volume.get_file_entry_by_path("/" + path_of(entry))
        assert entry.inode == str(other.identifier)
        modified, accessed, changed, created = map(nanoseconds, entry.times)
        # libfsapfs 20260921 gives each of these two as the other, against Apple's reference (j_inode_val_t):
        # by it every file here was modified before it was created
        assert (modified, created) == (
            other.get_creation_time_as_integer(),
            other.get_modification_time_as_integer(),
        )
        assert created <= modified
        assert (accessed, changed) == (
            other.get_access_time_as_integer(),
            other.get_inode_change_time_as_integer(),
        )
        assert (entry.uid, entry.gid) == (str(other.owner_identifier), str(other.group_identifier))
        if entry.kind is ArtifactKind.FILE:
            data = other.read_buffer_at_offset(other.size, 0) if other.size else b""
            assert examination.digests.sha256 == hashlib.sha256(data).hexdigest()
        compared += 1
    assert compared == 10


# --- made by the Linux driver -----------------------------------------------------------------------------


def test_everything_is_as_linux_shows_it(reading: Reading) -> None:
    """Names, types, modes, contents, link targets, attributes, times, owners, inodes; but for compression."""
    listed = {item.path: item for item in kernel_listing("apfs")}
    found = {item.path: item for item in as_listed(reading)}
    assert found.keys() == listed.keys()
    for path, item in listed.items():
        other = found[path]
        # the driver's prefix, and the attribute in which it and macOS keep a link's target
        expected = {
            name.removeprefix(b"osx."): digest
            for name, digest in item.attributes.items()
            if name != b"osx.com.apple.fs.symlink"
        }
        assert other.attributes == expected, path
        assert (other.kind, other.mode, other.link) == (item.kind, item.mode, item.link), path
        assert (other.times, other.uid, other.gid, other.inode) == (
            item.times, item.uid, item.gid, item.inode,
        )  # fmt: skip
        if path[:2] != (b"plain", b"compressed"):
            assert other.sha256 == item.sha256, path


def test_snapshot_and_deleted_names_are_told_and_not_listed(reading: Reading) -> None:
    opened = [(o.code, o.count) for o in reading.omissions if o.locator == VOLUME]
    assert opened == [("snapshots-not-read", 1), ("deleted-entries-not-listed", 1)]
    assert "plain/after-snapshot" in reading.paths()
    assert "d150/file-000007.dat" not in reading.paths()  # deleted since, and still in the snapshot


@pytest.mark.parametrize("name", COMPRESSED)
def test_compressed_content_is_what_was_compressed(name: str, reading: Reading) -> None:
    entry, examination = reading.pair(f"plain/compressed/{name}")
    assert examination.read.outcome is ReadOutcome.COMPLETE
    assert entry.size_bytes == len(COMPRESSED[name])
    assert examination.digests.sha256 == hashlib.sha256(COMPRESSED[name]).hexdigest()
    assert (entry.extents, entry.extent_class) == ((), ExtentClass.NONE)


@pytest.mark.parametrize("name", sorted(NOT_READ))
def test_compression_that_cannot_be_undone_is_told_and_its_bytes_are_there(
    name: str, reading: Reading
) -> None:
    path = f"plain/compressed/{name}"
    examination = reading.examination(path)
    assert examination.read.outcome is ReadOutcome.UNREADABLE
    assert examination.digests.sha256 is None
    (omission,) = [o for o in reading.omissions if o.locator == f"{VOLUME}:/{path}"]
    assert omission.code == "content-unreadable"
    stored = reading.examination(f"{path}:com.apple.decmpfs")
    assert stored.read.outcome is ReadOutcome.COMPLETE


def test_nothing_else_is_told(reading: Reading) -> None:
    others = [o for o in reading.omissions if o.locator != VOLUME]
    assert len(others) == len(NOT_READ)


@pytest.mark.parametrize("which", ["macos", "reading"])
def test_extents_alone_give_every_content(which: str, image: Path, request: pytest.FixtureRequest) -> None:
    found: Reading = request.getfixturevalue(which)
    proven = 0
    with (shared(MACOS) if which == "macos" else image).open("rb") as raw:
        for entry, examination in found.found:
            if examination.digests.sha256 is None or entry.extent_class is ExtentClass.NONE:
                continue
            data = b"".join(
                bytes(extent.length_bytes)
                if extent.offset_bytes is None
                else os.pread(raw.fileno(), extent.length_bytes, extent.offset_bytes)
                for extent in entry.extents
            )
            assert hashlib.sha256(data).hexdigest() == examination.digests.sha256, path_of(entry)
            proven += 1
    assert proven >= (10 if which == "macos" else 240)


def test_container_in_a_partition(tmp_path: Path, macos: Reading) -> None:
    """The volume is a layer of the partition, and its extents count in the medium."""
    inner = shared(MACOS).read_bytes()
    entry = struct.pack("<B3sB3sII", 0, b"\xfe\xff\xff", 0xAF, b"\xfe\xff\xff", 64, len(inner) // 512)
    table = bytes(446) + entry + bytes(48) + b"\x55\xaa"
    image = tmp_path / "disk.dd"
    image.write_bytes(table + bytes(63 * 512) + inner)
    reading = read_source(image)
    assert [o.code for o in reading.omissions] == ["deleted-entries-not-listed"]
    assert [layer.layer_id for layer in reading.source.layers] == [
        "s1",
        "s1.t1",
        "s1.u1",
        "s1.p1",
        "s1.p1.apfs1",
    ]
    assert reading.layer("s1.p1").state is LayerState.AREA
    assert reading.paths() == macos.paths()
    where, found = macos.entry("passwords.txt").extents[0], reading.entry("passwords.txt").extents[0]
    assert (found.layer_id, found.offset_bytes) == ("s1", (where.offset_bytes or 0) + 64 * 512)
    assert reading.examination("passwords.txt") == macos.examination("passwords.txt")


# --- damage, and malice -----------------------------------------------------------------------------------


class Altered:
    """A copy of the image made by macOS, with blocks changed and their checksums made to fit, or not."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "altered.dd"
        self.raw = bytearray(shared(MACOS).read_bytes())

    def blocks(self, kind: int, subtype: int = 0) -> list[int]:
        """Offsets of the sound objects of a type."""
        return [
            at
            for at in range(0, len(self.raw), BLOCK)
            if struct.unpack_from("<I", self.raw, at + 24)[0] & 0xFFFF == kind
            and struct.unpack_from("<I", self.raw, at + 28)[0] == subtype
            and fletcher64(self.raw[at : at + BLOCK]) == self.raw[at : at + 8]
        ]

    def seal(self, at: int) -> None:
        """Make a block's checksum fit it."""
        self.raw[at : at + 8] = fletcher64(self.raw[at : at + BLOCK])

    def volumes(self) -> list[int]:
        """Superblocks of the volume, every version."""
        return self.blocks(13)

    def nodes(self) -> list[int]:
        """Nodes of the volume's tree, every version: roots and others."""
        return self.blocks(2, 14) + self.blocks(3, 14)

    def read(self) -> Reading:
        self.path.write_bytes(self.raw)
        return read_source(self.path)


@pytest.fixture
def altered(tmp_path: Path) -> Altered:
    return Altered(tmp_path)


def reported(reading: Reading) -> list[tuple[str, str | None]]:
    return [(o.code, o.locator) for o in reading.omissions if o.code != "deleted-entries-not-listed"]


def test_checksum_by_the_definition(altered: Altered) -> None:
    """Fletcher's sums word by word, as the reference writes them down."""
    for at in range(0, len(altered.raw), BLOCK):
        block = bytes(altered.raw[at : at + BLOCK])
        assert checksum_agrees(block) == (fletcher64(block) == block[:8])


def test_encrypted_volume_is_an_omission(altered: Altered) -> None:
    for at in altered.volumes():
        flags = struct.unpack_from("<Q", altered.raw, at + 264)[0]
        assert flags & 1  # APFS_FS_UNENCRYPTED
        struct.pack_into("<Q", altered.raw, at + 264, flags & ~1)
        altered.seal(at)
    reading = altered.read()
    assert [(o.code, o.locator) for o in reading.omissions] == [("encrypted-volume", VOLUME)]
    assert reading.layer(VOLUME).state is LayerState.OMITTED
    assert reading.layer(VOLUME).label == "apfs_test"
    assert reading.found == ()
    assert reading.media.sha256 is not None


def test_fusion_container_is_refused_by_name(altered: Altered) -> None:
    for at in altered.blocks(1):
        features = struct.unpack_from("<Q", altered.raw, at + 64)[0]
        struct.pack_into("<Q", altered.raw, at + 64, features | 0x100)
        altered.seal(at)
    reading = altered.read()
    assert reported(reading) == [("file-system-not-supported", "s1")]
    assert "Fusion" in (reading.omissions[0].detail or "")


def test_node_whose_checksum_differs_is_told_and_read(altered: Altered, macos: Reading) -> None:
    for at in altered.nodes():
        altered.raw[at] ^= 1
    reading = altered.read()
    assert {code for code, _ in reported(reading)} == {"checksum-differs"}
    assert reading.paths() == macos.paths()


def test_tree_that_is_gone_costs_the_volume(altered: Altered) -> None:
    for at in altered.nodes():
        altered.raw[at : at + BLOCK] = bytes(BLOCK)
    reading = altered.read()
    assert reported(reading)[-1] == ("file-system-damaged", VOLUME)
    assert reading.layer(VOLUME).state is LayerState.OMITTED


def test_old_superblock_in_block_0_is_passed_over(altered: Altered, macos: Reading) -> None:
    """The checkpoint area has the newest; block 0 is only where to begin."""
    struct.pack_into("<Q", altered.raw, 16, 1)
    struct.pack_into("<Q", altered.raw, 160, 0)
    altered.seal(0)
    reading = altered.read()
    assert reported(reading) == []
    assert reading.paths() == macos.paths()


def test_directory_that_is_its_own_child_ends(altered: Altered) -> None:
    """The name a_directory made to lead to the root, in every version of its record."""
    changed = 0
    for at in altered.nodes():
        place = altered.raw.find(b"a_directory\x00", at, at + BLOCK)
        values = [
            v for v in range(at + 56, at + BLOCK - 18) if altered.raw[v : v + 8] == struct.pack("<Q", 16)
            and struct.unpack_from("<H", altered.raw, v + 16)[0] & 15 == 4
        ]  # fmt: skip
        if place < 0 or not values:
            continue
        for value in values:
            struct.pack_into("<Q", altered.raw, value, 2)
            changed += 1
        altered.seal(at)
    assert changed
    reading = altered.read()
    assert ("directory-unreadable", f"{VOLUME}:/a_directory") in reported(reading)
    assert "passwords.txt" in reading.paths()


def test_children_that_the_inode_counts_and_the_tree_lacks_are_told(altered: Altered) -> None:
    for at in altered.nodes():
        for value in range(at + 56, at + BLOCK - 92):
            # the root's inode: parent 1, private id 2; its children at 56
            if altered.raw[value : value + 16] == struct.pack("<QQ", 1, 2):
                struct.pack_into("<i", altered.raw, value + 56, 5)
                altered.seal(at)
    reading = altered.read()
    (omission,) = [o for o in reading.omissions if o.code == "directory-incomplete"]
    assert omission.detail == "directory 2: 4 names, 5 counted in its inode"


def test_content_without_its_extent_is_a_gap_and_not_zeros(altered: Altered) -> None:
    """The extent of passwords.txt, one block at block 95, made to have no length."""
    changed = 0
    for at in altered.nodes():
        place = altered.raw.find(struct.pack("<QQ", BLOCK, 95), at, at + BLOCK)
        if place >= 0:
            struct.pack_into("<Q", altered.raw, place, 0)
            altered.seal(at)
            changed += 1
    assert changed
    reading = altered.read()
    assert reported(reading) == [("content-unreadable", f"{VOLUME}:/passwords.txt")]
    entry, examination = reading.pair("passwords.txt")
    assert (entry.size_bytes, entry.extent_class) == (116, ExtentClass.SHORT)
    assert (examination.read.outcome, examination.digests.sha256) == (ReadOutcome.UNREADABLE, None)


@pytest.mark.parametrize("where", ["size", "block", "snapshots"])
def test_numbers_beyond_all_sense_cost_what_they_belong_to(where: str, altered: Altered) -> None:
    """The largest number of 64 bits as size and as block of passwords.txt, and as count of snapshots."""
    largest, extent = struct.pack("<Q", (1 << 64) - 1), struct.pack("<QQ", BLOCK, 95)
    for at in altered.volumes() if where == "snapshots" else altered.nodes():
        if where == "snapshots":
            place = at + 216
        elif where == "block":
            place = altered.raw.find(extent, at, at + BLOCK) + 8
        else:  # the stream of the inode: its size, then what is allocated for it
            place = altered.raw.find(struct.pack("<QQ", 116, BLOCK), at, at + BLOCK)
        if place >= at:
            altered.raw[place : place + 8] = largest
            altered.seal(at)
    reading = altered.read()
    expected = {
        "size": [("inode-unreadable", f"{VOLUME}:/passwords.txt")],
        "block": [("content-unreadable", f"{VOLUME}:/passwords.txt")],
        "snapshots": [("snapshots-not-read", VOLUME)],
    }
    assert reported(reading) == expected[where]


def test_random_damage_never_ends_the_walk(altered: Altered) -> None:
    """Each node in turn with a run of bytes overwritten and its checksum made to fit."""
    whole = bytes(altered.raw)
    for number, at in enumerate(altered.nodes() * 8):
        altered.raw[:] = whole
        begin = at + 32 + number * 97 % (BLOCK - 64)
        altered.raw[begin : begin + 24] = bytes((number * 7 + i) & 255 for i in range(24))
        altered.seal(at)
        altered.path.write_bytes(altered.raw)
        session = Session(lambda at, done: None)
        opened = session.open(Open(str(altered.path).encode(), "s1", "EX", True, {}))
        if opened.source.layers[-1].state is LayerState.WALKED:
            for _ in session.walk(VOLUME, {}, lambda place, components: None):
                pass
