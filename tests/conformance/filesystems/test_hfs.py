"""HFS+ and HFSX: volumes written by Apple's TN1150 with known contents (tests/made/hfs.py).

7-Zip and The Sleuth Kit read the plain ones too; what they refuse, or give wrongly, is held against what was
written. Extents are proven by reading the image.
"""

from __future__ import annotations

import hashlib
import random
import struct
import zlib
from pathlib import Path

import pytest

from forensics_app.evidence.filesystems.hfs.slack import hfs_slack
from forensics_app.evidence.filesystems.hfs.tree import HfsTree
from forensics_app.evidence.filesystems.trees import walk as tree_walk
from forensics_app.evidence.filesystems.trees.files import TreeFiles
from forensics_app.model.artifact import Entry, ExtentClass
from forensics_app.model.evidence import LayerKind, LayerState
from forensics_app.model.times import TimeKind
from tests.judging.sleuthkit import body_lines, icat
from tests.made.byte_sources import Bytes
from tests.made.discs import run
from tests.made.hfs import (
    COMPRESSED,
    JOURNALED,
    PRIVATE,
    PRIVATE_FOLDERS,
    ROOT,
    TIME,
    Volume,
    decmpfs,
    in_wrapper,
)
from tests.reading.evidence_reading import Reading, path_of, read_source

TEXT = b"The quick brown fox. " * 20_000
MANY = random.Random(1).randbytes(100_000)
ODD_NAMES = [
    "E\u0301", "\U0001f600", "\u03a3\u0391\u03a3", "stra\u00dfe", "\u0130", "a\tb\nc", "n" * 255, "a|b",
    "CASE",
]  # fmt: skip
FILE_LINK, FOLDER_LINK = {"kind": b"hlnk", "creator": b"hfs+"}, {"kind": b"fdrp", "creator": b"MACS"}


def filled(**options: object) -> Volume:
    """A volume with something of everything that The Sleuth Kit and 7-Zip read."""
    made = Volume(**options)  # type: ignore[arg-type]
    made.add(16, ROOT, "one.txt", data=b"one")
    made.add(17, ROOT, "pieces", data=MANY, pieces=25)
    made.add(18, ROOT, "forks", data=b"d", resource=MANY[::-1], pieces=22)
    made.add(19, ROOT, "folder", folder=True)
    made.add(20, ROOT, "link", mode=0o120755, data=b"folder/x", kind=b"slnk", creator=b"rhap")
    for number in range(100):
        made.add(100 + number, 19, f"file {number:03d}" + "n" * number, data=b"%d" % number)
    made.add(30, ROOT, PRIVATE, folder=True)
    made.add(31, 30, "iNode31", data=b"linked", special=2)
    made.add(32, ROOT, "first", special=31, **FILE_LINK)
    made.add(33, 19, "second", special=31, **FILE_LINK)
    made.add(34, ROOT, "attributed", data=b"x", inline={"com.apple.FinderInfo": bytes(32), "x": b"value"})
    return made


def read(made: Volume | bytes, folder: Path) -> Reading:
    image = folder / "volume.raw"
    image.write_bytes(made if isinstance(made, bytes) else made.image())
    return read_source(image)


def digest(found: Reading, path: str) -> str | None:
    return found.examination(path).digests.sha256


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def by_extents(image: Path, entry: Entry) -> bytes:
    raw = image.read_bytes()
    return b"".join(
        bytes(e.length_bytes)
        if e.offset_bytes is None
        else raw[e.offset_bytes : e.offset_bytes + e.length_bytes]
        for e in entry.extents
    )


# --- as other readers read them -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options", [{}, {"hfsx": True}, {"block_bytes": 512, "blocks": 16384}], ids=["hfs+", "hfsx", "512"]
)
def test_names_and_contents_as_others_read_them(tmp_path: Path, options: dict[str, object]) -> None:
    found = read(filled(**options), tmp_path)
    image = tmp_path / "volume.raw"
    lines = body_lines(image, 0)
    assert {line.path.decode() for line in lines} == {
        f"/{path_of(entry)}" for entry, _ in found.found if entry.locator.stream is None
    } - {"/link"} | {"/link -> folder/x"}
    assert found.codes() == ["deleted-entries-not-listed"]
    for path in ("one.txt", "pieces", "folder/file 042" + "n" * 42):
        by_7zip = run("7zz", "x", "-so", image, f"Untitled/{path}")
        assert digest(found, path) == sha256(by_7zip) == sha256(icat(image, 0, found.entry(path).inode or ""))
        assert by_extents(image, found.entry(path)) == by_7zip
    resource = found.entry("forks:com.apple.ResourceFork")
    assert by_extents(image, resource) == MANY[::-1] == icat(image, 0, resource.locator.address or "")
    assert digest(found, "attributed:x") == sha256(b"value")
    assert by_extents(image, found.entry("attributed:x")) == b"value"
    assert found.entry("link").link_target == b"folder/x"


def test_a_volume_in_a_wrapper_is_a_layer_with_true_extents(tmp_path: Path) -> None:
    found = read(in_wrapper(filled().image()), tmp_path)
    outer, inner = found.source.layers
    assert (outer.layer_id, outer.file_system, outer.state) == ("s1", "HFS", LayerState.AREA)
    assert (inner.layer_id, inner.kind, inner.offset_bytes) == ("s1.hfs", LayerKind.PARTITION, 24576)
    assert found.codes() == ["deleted-entries-not-listed"]
    for path, data in (("one.txt", b"one"), ("pieces", MANY), ("folder/second", b"linked")):
        assert digest(found, path) == sha256(data)
        assert by_extents(tmp_path / "volume.raw", found.entry(path)) == data


# --- what libtsk leaves out without a word ------------------------------------------------------------------


def test_an_attribute_with_a_fork_costs_nothing(tmp_path: Path) -> None:
    made = filled()
    made.add(50, ROOT, "large", data=b"content", forked={"com.example": MANY}, pieces=12)
    found = read(made, tmp_path)
    assert digest(found, "large") == sha256(b"content")
    assert digest(found, "large:com.example") == sha256(MANY)
    assert by_extents(tmp_path / "volume.raw", found.entry("large:com.example")) == MANY


def _fork_of_chunks() -> bytes:
    chunks = [zlib.compress(TEXT[at : at + 65536]) for at in range(0, len(TEXT), 65536)]
    at, table = 4 + 8 * len(chunks), b""
    for chunk in chunks:
        table += struct.pack("<II", at, len(chunk))
        at += len(chunk)
    body = struct.pack("<I", len(chunks)) + table + b"".join(chunks)
    header = struct.pack(">IIII", 256, 260 + len(body), 4 + len(body), 50).ljust(256, b"\0")
    names = struct.pack(">24xHHH4sHHHHII", 28, 50, 0, b"cmpf", 0, 10, 1, 0xFFFF, 0, 0)
    return header + struct.pack(">I", len(body)) + body + names


@pytest.mark.parametrize(
    ("header", "fork", "content"),
    [
        (decmpfs(1, 5, b"plain"), b"", b"plain"),
        (decmpfs(3, 3000, zlib.compress(TEXT[:3000])), b"", TEXT[:3000]),
        (decmpfs(3, 5, b"\xffplain"), b"", b"plain"),
        (decmpfs(4, len(TEXT)), _fork_of_chunks(), TEXT),
        (decmpfs(7, 5, b"\x06plain"), b"", b"plain"),
        (decmpfs(9, 5, b"\xccplain"), b"", b"plain"),
        (decmpfs(11, 5, b"bvx-\x05\0\0\0plainbvx$"), b"", b"plain"),
    ],
    ids=["raw", "zlib", "zlib-stored", "zlib-fork", "lzvn-stored", "stored", "lzfse"],
)
def test_compressed_contents_are_read(tmp_path: Path, header: bytes, fork: bytes, content: bytes) -> None:
    made = filled()
    made.add(50, ROOT, "packed", inline={"com.apple.decmpfs": header}, resource=fork, owner_flags=COMPRESSED)
    found = read(made, tmp_path)
    entry = found.entry("packed")
    assert (entry.size_bytes, digest(found, "packed")) == (len(content), sha256(content))
    assert (entry.extents, entry.extent_class) == ((), ExtentClass.NONE)
    if header[4] not in (1, 11):  # which 7-Zip shows as empty
        assert run("7zz", "x", "-so", tmp_path / "volume.raw", "Untitled/packed") == content


def test_compressed_in_another_way_is_told(tmp_path: Path) -> None:
    made = filled()
    made.add(50, ROOT, "packed", inline={"com.apple.decmpfs": decmpfs(5, 500)}, owner_flags=COMPRESSED)
    found = read(made, tmp_path)
    assert digest(found, "packed") is None
    assert ("content-unreadable", "s1:/packed") in [(o.code, o.locator) for o in found.omissions]


# --- names and links ----------------------------------------------------------------------------------------


def test_odd_names_are_listed_and_found_again(tmp_path: Path) -> None:
    made = filled()
    for number, name in enumerate(ODD_NAMES):
        made.add(200 + number, ROOT, name, data=name.encode())
    made.add(300, ROOT, b"\xd8\x00\x00A", data=b"half of a pair")
    made.add(301, ROOT, "in/side", data=b"slash")
    found = read(made, tmp_path)
    contents = {entry.locator.components[-1]: e.digests.sha256 for entry, e in found.found}
    for name in ODD_NAMES:
        assert contents[name.encode()] == sha256(name.encode())
    assert contents[b"\xed\xa0\x80A"] == sha256(b"half of a pair")
    assert contents[b"in:side"] == sha256(b"slash")
    assert found.codes() == ["deleted-entries-not-listed"]


def test_hard_links_lead_where_the_volume_says(tmp_path: Path) -> None:
    made = filled()
    made.add(50, 30, "iNode123456", data=b"old form", special=1)  # numbers of Mac OS X before 10.5
    made.add(51, ROOT, "old", special=123456, **FILE_LINK)
    made.add(52, ROOT, "dangling", special=999, **FILE_LINK)
    made.add(53, ROOT, "no link", data=b"own", special=31, times=(TIME + 9,) * 4 + (0,), **FILE_LINK)
    found = read(made, tmp_path)
    for path, data in (("first", b"linked"), ("folder/second", b"linked"), ("old", b"old form")):
        assert digest(found, path) == sha256(data)
    assert digest(found, "no link") == sha256(b"own")
    told = [(o.code, o.locator) for o in found.omissions]
    assert told == [("deleted-entries-not-listed", "s1"), ("inode-unreadable", "s1:/dangling")]


def test_linked_folders_are_listed_under_each_name_and_loops_end(tmp_path: Path) -> None:
    made = filled()
    made.add(60, ROOT, PRIVATE_FOLDERS, folder=True)
    made.add(61, 60, "dir_61", folder=True)
    made.add(62, 61, "inside", data=b"in")
    made.add(63, 61, "below", folder=True)
    made.add(64, 63, "deep", data=b"deep")
    made.add(65, 63, "loop", special=61, **FOLDER_LINK)
    made.add(66, ROOT, "L1", special=61, **FOLDER_LINK)
    made.add(67, 19, "L2", special=61, **FOLDER_LINK)
    found = read(made, tmp_path)
    for path in ("L1", "folder/L2", ".HFS+ Private Directory Data\r/dir_61"):
        assert digest(found, f"{path}/inside") == sha256(b"in")
        assert digest(found, f"{path}/below/deep") == sha256(b"deep")
    told = [(o.code, o.locator) for o in found.omissions[1:]]
    assert [code for code, _ in told] == ["directory-unreadable"] * 3
    assert all(str(place).endswith("/loop") for _, place in told)


def test_names_of_linked_folders_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each folder links twice to the one below it: 2 to the 20th names of the last."""
    monkeypatch.setattr(tree_walk, "_MOST_AGAIN", 1000)
    made = Volume()
    made.add(60, ROOT, PRIVATE_FOLDERS, folder=True)
    for number in range(100, 120):
        made.add(number, 60, f"dir_{number}", folder=True)
        for side in ("a", "b"):
            target = number + 1 if number < 119 else 100
            made.add(2 * number + (side == "b"), number, side, special=target, **FOLDER_LINK)
    source = Bytes(made.image())
    files = TreeFiles(
        HfsTree(source, lambda reach: None),
        source,
        source_id="s1",
        layer_id="s1",
        place=("s1", 0),
        layers=lambda layer_id: source,
    )
    found = [(len(entries), told) for entries, told in files.walk({}, lambda place, components: None)]
    assert sum(count for count, _ in found) < 3000
    assert "second-names-not-listed" in {o.code for _, told in found for o in told}


# --- times --------------------------------------------------------------------------------------------------


def test_times_from_1904_to_2040_and_none(tmp_path: Path) -> None:
    made = filled()
    made.add(50, ROOT, "early", times=(1, 2_082_844_799, 0, 0xFFFFFFFF, 2_082_844_801))
    found = read(made, tmp_path)
    times = {t.kind: (t.raw, t.value) for t in found.entry("early").times}
    assert times == {
        TimeKind.CREATED: ("1", "1904-01-01T00:00:01Z"),
        TimeKind.MODIFIED: ("2082844799", "1969-12-31T23:59:59Z"),
        TimeKind.CHANGED: ("0", None),
        TimeKind.ACCESSED: ("4294967295", "2040-02-06T06:28:15Z"),
        TimeKind.BACKUP: ("2082844801", "1970-01-01T00:00:01Z"),
    }


# --- slack --------------------------------------------------------------------------------------------------


def test_slack_has_that_of_attributes_and_of_either_fork(tmp_path: Path) -> None:
    made = Volume()
    made.add(16, ROOT, "file", data=b"d" * 5000, resource=b"r" * 100, forked={"x": b"a" * 4097}, pieces=1)
    found = read(made, tmp_path)
    image = (tmp_path / "volume.raw").read_bytes()
    slack = set(hfs_slack(Bytes(image), lambda reach: None))
    for path, size in (("file", 5000), ("file:com.apple.ResourceFork", 100), ("file:x", 4097)):
        (extent,) = found.entry(path).extents
        assert extent.offset_bytes is not None
        assert (extent.offset_bytes + size, -size % 4096) in slack


# --- damage -------------------------------------------------------------------------------------------------


def _many() -> tuple[bytearray, int]:
    made = filled()
    for number in range(400):
        made.add(1000 + number, ROOT, f"zz{number:04d}", data=b"%d" % number)
    return bytearray(made.image()), made.places["catalogue"]


def test_a_lost_leaf_costs_its_names_and_is_told(tmp_path: Path) -> None:
    image, catalogue = _many()
    whole = {path_of(entry) for entry, _ in read(bytes(image), tmp_path).found}
    image[catalogue + 5 * 4096 : catalogue + 6 * 4096] = bytes(4096)
    found = read(bytes(image), tmp_path)
    left = {path_of(entry) for entry, _ in found.found}
    assert left < whole
    assert len(whole - left) < 20
    assert "zz0399" in left
    assert "directory-incomplete" in found.codes()


def test_names_that_a_leaf_counts_no_more_are_told(tmp_path: Path) -> None:
    image, catalogue = _many()
    count_at = catalogue + 6 * 4096 + 10
    image[count_at : count_at + 2] = struct.pack(">H", struct.unpack_from(">H", image, count_at)[0] - 1)
    found = read(bytes(image), tmp_path)
    (told,) = [o for o in found.omissions if o.code == "directory-incomplete"]
    assert told.detail == "directory 2: 407 names, 408 counted in its inode"


def test_names_of_a_folder_whose_record_is_lost_are_listed(tmp_path: Path) -> None:
    image, catalogue = _many()
    image[catalogue + 4096 : catalogue + 2 * 4096] = bytes(4096)  # with the records of the root and of it
    found = read(bytes(image), tmp_path)
    assert digest(found, "OrphanFolder-19/file 042" + "n" * 42) == sha256(b"42")
    assert digest(found, "zz0399") == sha256(b"399")
    assert {"inode-unreadable", "directory-incomplete"} <= set(found.codes())


def test_a_fork_whose_extents_end_early_is_a_gap(tmp_path: Path) -> None:
    made = filled()
    image = bytearray(made.image())
    extents = made.places["extents"]
    image[extents + 16 : extents + 20] = bytes(4)  # the root of the extents overflow
    found = read(bytes(image), tmp_path)
    assert found.entry("pieces").extent_class is ExtentClass.SHORT
    assert found.examination("pieces").read.gaps
    assert ("content-partial", "s1:/pieces") in [(o.code, o.locator) for o in found.omissions]


def test_a_journal_that_may_hold_more_is_told(tmp_path: Path) -> None:
    found = read(filled(attributes=JOURNALED), tmp_path)
    assert sorted(found.codes()) == ["deleted-entries-not-listed", "journal-not-replayed"]


def test_a_tree_that_meets_itself_ends(tmp_path: Path) -> None:
    image, catalogue = _many()
    root = struct.unpack_from(">I", image, catalogue + 16)[0]
    begin = catalogue + root * 4096
    first = struct.unpack_from(">H", image, begin + 4094)[0]
    key_bytes = 2 + struct.unpack_from(">H", image, begin + first)[0]
    struct.pack_into(">I", image, begin + first + key_bytes, root)
    found = read(bytes(image), tmp_path)
    assert "directory-incomplete" in found.codes()
    assert digest(found, "zz0399") == sha256(b"399")
