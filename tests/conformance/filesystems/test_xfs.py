"""XFS: what is listed is what Linux shows of the same images; damage and malice cost themselves.

The samples were filled and listed by the kernel (samples/making); what is proven by extents is read from the
raw image by pread, through no file system.
"""

from __future__ import annotations

import hashlib
import os
import random
import struct
import subprocess
from pathlib import Path

import pytest

from forensics_app.errors import SourceTruncatedError
from forensics_app.evidence.bytes.crc32c import crc32c
from forensics_app.evidence.protocol.messages import Open
from forensics_app.evidence.worker.session import Session
from forensics_app.model.artifact import ArtifactKind, Entry, ExtentClass, ReadOutcome
from forensics_app.model.evidence import LayerState
from tests.judging.judges import require_judge
from tests.judging.kernel_listing import as_listed, kernel_listing, unpack_sparse
from tests.reading.evidence_reading import Reading, path_of, read_source

SMALL = {"TEST_DIR": "1", "TEST_DEV": "1", "QA_CHECK_FS": "1"}  # what lets mkfs.xfs go below 300 MB
SECRET = b"OLDSECRET"  # what the blocks held before `unwritten` was given them


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("xfs")
    return {name: unpack_sparse(name, folder) for name in ("xfs-v4", "xfs-v5")}


@pytest.fixture(scope="module")
def readings(images: dict[str, Path]) -> dict[str, Reading]:
    return {name: read_source(image) for name, image in images.items()}


VERSIONS = pytest.mark.parametrize("name", ["xfs-v4", "xfs-v5"])


@VERSIONS
def test_everything_is_as_linux_shows_it(name: str, readings: dict[str, Reading]) -> None:
    """Names, types, modes, sizes, contents, link targets, attributes, times, owners, inodes."""
    listed = {item.path: item for item in kernel_listing(name)}
    found = {item.path: item for item in as_listed(readings[name])}
    assert found.keys() == listed.keys()
    assert found == listed


@VERSIONS
def test_only_what_is_deleted_is_missing_and_that_is_said(name: str, readings: dict[str, Reading]) -> None:
    reading = readings[name]
    assert [(o.code, o.locator) for o in reading.omissions] == [("deleted-entries-not-listed", "s1")]
    layer = reading.source.layers[0]
    assert (layer.file_system, layer.state, layer.label) == (
        "xfs", LayerState.WALKED, {"xfs-v4": "sealwright4", "xfs-v5": "sealwright5"}[name],
    )  # fmt: skip
    assert all(entry.allocated for entry, _ in reading.found)


@VERSIONS
def test_creation_times_only_where_they_are_kept(name: str, readings: dict[str, Reading]) -> None:
    kinds = {time.kind.value for entry, _ in readings[name].found for time in entry.times}
    assert ("created" in kinds) == (name == "xfs-v5")


@VERSIONS
def test_extents_alone_give_every_content(
    name: str, images: dict[str, Path], readings: dict[str, Reading]
) -> None:
    proven = 0
    with images[name].open("rb") as raw:
        for entry, examination in readings[name].found:
            if examination.digests.sha256 is not None:
                data = by_pread(raw.fileno(), entry)
                assert hashlib.sha256(data).hexdigest() == examination.digests.sha256, path_of(entry)
                proven += 1
    assert proven > 500


def by_pread(fd: int, entry: Entry) -> bytes:
    return b"".join(
        bytes(extent.length_bytes)
        if extent.offset_bytes is None
        else os.pread(fd, extent.length_bytes, extent.offset_bytes)
        for extent in entry.extents
    )


@VERSIONS
def test_reserved_blocks_read_as_zeros_whatever_they_hold(
    name: str, images: dict[str, Path], readings: dict[str, Reading]
) -> None:
    assert SECRET in images[name].read_bytes()
    entry, examination = readings[name].pair("plain/unwritten")
    expected = bytearray(800_000)
    expected[400_000 : 400_000 + 7000] = b"written" * 1000
    assert examination.digests.sha256 == hashlib.sha256(expected).hexdigest()
    assert [extent.offset_bytes is None for extent in entry.extents] == [True, False, True]
    assert readings[name].entry("plain/allsparse").extent_class is ExtentClass.ALL_SPARSE


@VERSIONS
def test_attributes_lie_in_inodes_leaves_and_blocks_of_their_own(
    name: str, readings: dict[str, Reading]
) -> None:
    assert readings[name].entry("plain/xdir:user.d").extent_class is ExtentClass.XATTR
    big = readings[name].entry("plain/xa:user.big")
    assert (big.kind, big.extent_class, big.size_bytes) == (ArtifactKind.ATTRIBUTE, ExtentClass.RUNS, 7500)


def test_walk_tells_where_it_is_and_stops_where_a_worker_was_lost(images: dict[str, Path]) -> None:
    """Directories by their number in the walk: the root is left after its first name, `plain` is whole."""
    session = Session(lambda at, done: None)
    session.open(Open(str(images["xfs-v5"]).encode(), "s1", "EX", True, {}))
    places: list[tuple[int, int]] = []
    found = [
        entry.locator.components
        for entries, _ in session.walk("s1", {0: 1}, lambda p, _: places.append((p.directory, p.names)))
        for entry in entries
    ]
    assert places[:3] == [(0, 0), (0, 1), (1, 0)]
    assert {components[0] for components in found} == {b"plain"}
    whole = [item.path for item in kernel_listing("xfs-v5") if item.path[0] == b"plain"]
    assert set(found) == set(whole)


def test_truncated_image_is_an_error(images: dict[str, Path], tmp_path: Path) -> None:
    cut = tmp_path / "cut.dd"
    cut.write_bytes(images["xfs-v5"].read_bytes()[: 8 << 20])
    with pytest.raises(SourceTruncatedError):
        read_source(cut)


# --- damage, and malice -----------------------------------------------------------------------------------


class Altered:
    """A copy of a sample with bytes changed, by inode or offset."""

    def __init__(self, image: Path, folder: Path, *, version: int) -> None:
        self.path = folder / "altered.dd"
        self.raw = bytearray(image.read_bytes())
        self._block, self._inode_bytes = struct.unpack_from(">I", self.raw, 4)[0], (256, 512)[version - 4]
        self._per_block_log = self.raw[123]

    def inode(self, number: int) -> int:
        """Offset of an inode; the samples have one allocation group."""
        block, inside = number >> self._per_block_log, number & ((1 << self._per_block_log) - 1)
        return block * self._block + inside * self._inode_bytes

    def journal(self) -> tuple[int, int]:
        """Where the journal begins and ends; it holds copies of much."""
        begin, blocks = struct.unpack_from(">Q", self.raw, 48)[0], struct.unpack_from(">I", self.raw, 96)[0]
        return begin * self._block, (begin + blocks) * self._block

    def read(self) -> Reading:
        self.path.write_bytes(self.raw)
        return read_source(self.path)


@pytest.fixture
def v4(images: dict[str, Path], tmp_path: Path) -> Altered:
    return Altered(images["xfs-v4"], tmp_path, version=4)


@pytest.fixture
def v5(images: dict[str, Path], tmp_path: Path) -> Altered:
    return Altered(images["xfs-v5"], tmp_path, version=5)


def reported(reading: Reading) -> list[tuple[str, str | None]]:
    return [(o.code, o.locator) for o in reading.omissions if o.code != "deleted-entries-not-listed"]


def test_flipped_bit_in_an_inode_is_told_and_the_file_still_read(
    v5: Altered, readings: dict[str, Reading]
) -> None:
    entry, whole = readings["xfs-v5"].pair("plain/deep/er/rnd.bin")
    v5.raw[v5.inode(int(entry.inode or 0)) + 47] ^= 1
    reading = v5.read()
    assert reported(reading) == [("checksum-differs", "s1:/plain/deep/er/rnd.bin")]
    assert reading.examination("plain/deep/er/rnd.bin").digests == whole.digests


def test_inode_that_is_gone_costs_no_name(v5: Altered, readings: dict[str, Reading]) -> None:
    number = int(readings["xfs-v5"].entry("plain/xa").inode or 0)
    v5.raw[v5.inode(number) : v5.inode(number) + 4] = bytes(4)
    reading = v5.read()
    assert reported(reading) == [("inode-unreadable", "s1:/plain/xa")]
    entry, examination = reading.pair("plain/xa")
    assert (entry.size_bytes, entry.mode, entry.times) == (None, None, ())
    assert (examination.read.outcome, examination.read.reason) == (ReadOutcome.NOT_READ, "content-lost")


def test_damaged_directory_block_costs_its_names_and_no_others(
    v5: Altered, readings: dict[str, Reading]
) -> None:
    at = v5.raw.index(b"name-0200", v5.journal()[1])
    block = v5.raw.rindex(b"XDD3", 0, at)
    v5.raw[block : block + 4] = b"\x00" * 4
    reading = v5.read()
    assert reported(reading) == [("directory-incomplete", "s1:/d400")]
    missing = set(readings["xfs-v5"].paths()) - set(reading.paths())
    assert missing
    assert all(path.startswith("d400/") for path in missing)


def test_name_that_only_the_index_knows_is_counted(v4: Altered, readings: dict[str, Reading]) -> None:
    """An entry made free space by hand: the names seem complete, the hashes of them are not."""
    at = v4.raw.index(b"name-0300", v4.journal()[1]) - 9
    size = (9 + 9 + 2 + 7) & ~7
    v4.raw[at : at + 4] = struct.pack(">HH", 0xFFFF, size)
    reading = v4.read()
    (omission,) = [o for o in reading.omissions if o.code == "directory-incomplete"]
    assert (omission.locator, omission.count) == ("s1:/d400", 1)
    assert "401 names, 402 in its index" in (omission.detail or "")
    assert len(reading.paths()) == len(readings["xfs-v4"].paths()) - 1


def test_directory_that_leads_back_to_the_root_ends(v4: Altered, readings: dict[str, Reading]) -> None:
    root = struct.unpack_from(">Q", v4.raw, 56)[0]
    parent = v4.inode(int(readings["xfs-v4"].entry("plain/deep").inode or 0))
    at = v4.raw.index(b"er", parent)  # the one name in that inode, with its number behind it
    assert parent < at < parent + 256
    struct.pack_into(">I", v4.raw, at + 2, root)
    reading = v4.read()
    assert reported(reading) == [("directory-unreadable", "s1:/plain/deep/er")]
    assert "plain/deep/er" in reading.paths()


def test_directory_whose_blocks_stand_twice_ends(v4: Altered, readings: dict[str, Reading]) -> None:
    """Its second extent made to lead to the blocks of its first."""
    at = v4.inode(int(readings["xfs-v4"].entry("d400").inode or 0)) + 100
    first, second = at, at + 16
    low = struct.unpack_from(">QQ", v4.raw, first)[1]
    count = struct.unpack_from(">Q", v4.raw, second + 8)[0] & ((1 << 21) - 1)
    struct.pack_into(">Q", v4.raw, second + 8, (low >> 21 << 21) | count)
    reading = v4.read()
    assert reported(reading) == [("directory-unreadable", "s1:/d400")]
    assert "d400" in reading.paths()
    assert not any(path.startswith("d400/") for path in reading.paths())


def test_unknown_feature_is_refused_by_name(v5: Altered) -> None:
    struct.pack_into(">I", v5.raw, 216, 0x40000000 | struct.unpack_from(">I", v5.raw, 216)[0])
    reading = v5.read()
    assert reported(reading) == [("file-system-not-supported", "s1")]
    assert reading.omissions[0].detail == "XFS: features 0x40000000"
    assert reading.source.layers[0].state is LayerState.OMITTED


def test_superblock_whose_checksum_differs_is_told(v5: Altered) -> None:
    v5.raw[130] ^= 0xFF  # a counter that nothing rests on
    assert reported(v5.read()) == [("checksum-differs", "s1")]


def test_log_that_does_not_end_in_an_unmount_is_replayed(v4: Altered) -> None:
    """The record of the unmount, made one of a change."""
    headers = [at for at in range(*v4.journal(), 512) if v4.raw[at : at + 4] == b"\xfe\xed\xba\xbe"]
    newest = max(headers, key=lambda at: struct.unpack_from(">Q", v4.raw, at + 16)[0])
    assert v4.raw[newest + 512 + 9] == 0x20
    v4.raw[newest + 512 + 9] = 0x01
    reading = v4.read()
    assert reported(reading) == []
    # what the log holds is the superblock's last change, which is in its place already
    assert [layer.layer_id for layer in reading.source.layers] == ["s1", "s1.replayed"]
    assert reading.paths("s1") == reading.paths("s1.replayed")
    assert len(reading.found) > 1000


def test_random_damage_never_ends_the_walk(images: dict[str, Path], tmp_path: Path) -> None:
    """A hundred bytes changed among the metadata, each time elsewhere: what can't be read is told."""
    whole = images["xfs-v4"].read_bytes()
    seed = random.Random(5)
    places = [at for at in range(0, len(whole), 256) if whole.startswith((b"IN", b"XD2D"), at)]
    assert len(places) > 100
    for _ in range(12):
        altered = Altered(images["xfs-v4"], tmp_path, version=4)
        for _ in range(100):
            altered.raw[seed.choice(places) + seed.randrange(256)] = seed.randrange(256)
        altered.path.write_bytes(altered.raw)
        session = Session(lambda at, done: None)
        opened = session.open(Open(str(altered.path).encode(), "s1", "EX", True, {}))
        reported_of = {omission.code for omission in opened.omissions}
        for _, omissions in session.walk("s1", {}, lambda place, components: None):
            reported_of |= {omission.code for omission in omissions}
        assert reported_of - {"deleted-entries-not-listed"}


# --- judges -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [(), ("-n", "size=8192"), ("-m", "crc=0")], ids=["v5", "dir-8k", "v4"])
def test_image_made_by_mkfs_from_a_folder(options: tuple[str, ...], tmp_path: Path) -> None:
    """mkfs.xfs copies a folder by its prototype file: the folder is the answer."""
    mkfs = require_judge("mkfs.xfs")
    contents = {f"file-{number:03}": bytes([number]) * number * 37 for number in range(120)}
    lines = ["/dummy", "0 0", "d--755 3 1", "folder d--750 5 7"]
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
        lines.append(f"{name} ---644 1000 1001 {tmp_path / name}")
    lines += ["link l--777 0 0 file-007", "$", "$"]
    (tmp_path / "proto").write_text("\n".join(lines) + "\n")
    image = tmp_path / "made.dd"
    image.touch()
    os.truncate(image, 32 << 20)
    subprocess.run(
        [mkfs, "-q", *options, "-p", str(tmp_path / "proto"), str(image)],
        env={**os.environ, **SMALL},
        check=True,
        capture_output=True,
    )
    reading = read_source(image)
    assert reported(reading) == []
    assert set(reading.paths()) == {"folder", "folder/link", *(f"folder/{name}" for name in contents)}
    for name, data in contents.items():
        entry, examination = reading.pair(f"folder/{name}")
        assert examination.digests.sha256 == hashlib.sha256(data).hexdigest()
        assert (entry.uid, entry.gid, entry.mode) == ("1000", "1001", "r/rrw-r--r--")
    assert reading.entry("folder/link").link_target == b"file-007"


def test_checksum_by_its_published_answers() -> None:
    """RFC 3720, B.4."""
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c(b"\xff" * 32) == 0x62A8AB43
    assert crc32c(bytes(range(32))) == 0x46DD794E
    assert crc32c(b"123456789") == 0xE3069283
