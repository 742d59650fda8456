"""Agreement with The Sleuth Kit's own programs on every image: names, sizes, times, blocks, partitions.

Every difference is listed in EXPLAINED with its reason, and has to occur where it is listed: neither a new
difference nor a reason that explains nothing passes. fls is older than the libtsk in use, and is given the
raw bytes of the medium. Known to fls alone or to us alone: resource forks and extended attributes, which have
kind `attribute` here and which fls doesn't print; streams of directories, which fls prints once more as
`dir/.:stream`; `$FILE_NAME` lines, which are times of a name and no names.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from forensics_app.evidence.filesystems.kinds import FileSystemKind
from forensics_app.model.artifact import ArtifactKind, Entry
from forensics_app.model.evidence import Layer, LayerState
from forensics_app.model.times import TimeKind
from tests.judging.sleuthkit import (
    BodyLine,
    block_bytes,
    body_lines,
    istat,
    istat_blocks,
    istat_times,
    raw_of,
)
from tests.reading.evidence_reading import Reading, path_of, read_source, sample, unpack
from tests.world.shared_data import shared

_PLASO, _DFVFS = "log2timeline_plaso/test_data/", "log2timeline_dfvfs/test_data/"
_VFS, _SELF = "SecurityRonin_forensic-vfs-engine/tests/data/", "self-made/"
IMAGES = {
    "ext2-raw": _PLASO + "ímynd.dd",
    "ext2-E01": _PLASO + "image.E01",
    "ext2-qcow2": _PLASO + "image.qcow2",
    "ext2-vmdk": _PLASO + "image.vmdk",
    "ext2-split-E01": _DFVFS + "ext2.split.E01",
    "ext2-split-raw": _DFVFS + "ext2.splitraw.000",
    "ext2-vhd": _DFVFS + "ext2.vhd",
    "mbr-with-extended": "unpacked/dfvfs-hist__89103e38_mbr.raw",
    "ntfs-deleted-and-streams": _DFVFS + "windows_volume.qcow2",
    "ntfs-with-shadow-copies": _PLASO + "vsstest.qcow2",
    "ntfs-many-directories": "ColinFinck_ntfs/testdata/testfs1",
    "ntfs-compressed-sparse": _SELF + "ntfs-compressed-sparse-surrogate.raw.gz",
    "ntfs-plain": _SELF + "plain-ntfs.raw.gz",
    "gpt-ntfs": _VFS + "gpt_ntfs.E01",
    "exfat": _VFS + "exfat.img",
    "fat12": _VFS + "fat.img",
    "ufs2": _VFS + "ufs.img",
    "hfs": _DFVFS + "hfsplus.raw",
    "hfs-dmg": _DFVFS + "hfsplus_zlib.dmg",
    "ext4-plain": _SELF + "plain-ext4.raw.gz",
    "ext4-qcow2-compressed": _SELF + "compressed.qcow2",
    "ext4-qcow2-child": _SELF + "differencing/child.qcow2",
    "ext4-vhdx": _SELF + "differencing/dynamic.vhdx.gz",
}
SAME_MEDIA = {"ext2-E01", "ext2-qcow2", "ext2-split-E01", "ext2-vhd", "ext4-qcow2-compressed", "ext4-vhdx"}
SAMPLES = [
    "ext2-names.raw",
    "ext2-name-with-slash.raw",
    "fat12-oem-names.raw",
    "ext4-inline-data.raw",
    "ext4-unwritten-extent.raw",
    "ntfs-attribute-lists.raw",
]
MOST_INODES = 40  # istat is started for each: behind the first so many, one in some
VIRTUAL = ("v", "V")  # $OrphanFiles, $MBR, $FAT1: made up by libtsk, istat has nothing on them
READ_BY_LIBTSK = {kind.value for kind in FileSystemKind}


@dataclass(frozen=True, slots=True)
class Difference:
    """`what`: size, a kind of time, blocks, or name."""

    what: str
    path: str
    ours: object
    theirs: object


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a difference is right, and on which images it is found."""

    text: str
    images: tuple[str, ...]
    what: tuple[str, ...]
    path: str

    def explains(self, difference: Difference) -> bool:
        return difference.what in self.what and bool(re.fullmatch(self.path, difference.path, re.S))


EXPLAINED = [
    Reason(
        "mkntfs leaves the times of $MFT at 0, in 1601: fls prints 32 bits of that, 2076; here 0 is absent",
        (
            "ntfs-deleted-and-streams",
            "ntfs-many-directories",
            "ntfs-compressed-sparse",
            "ntfs-plain",
            "ntfs-attribute-lists.raw",
        ),
        ("modified", "accessed", "metadata_changed", "created", "istat-times"),
        r"\$MFT",
    ),
    Reason(
        "inodes of 256 bytes have a time of creation on ext2 as well; fls looks for it on ext4 alone",
        ("ext2-names.raw", "ext2-name-with-slash.raw"),
        ("created",),
        r"[^$].*",
    ),
    Reason(
        "fls gives no time of creation of UFS2, whose inodes have one", ("ufs2",), ("created",), r"[^$].*"
    ),
]
_BODY_TIMES = (
    (TimeKind.MODIFIED, "modified"),
    (TimeKind.ACCESSED, "accessed"),
    (TimeKind.CHANGED, "changed"),
    (TimeKind.CREATED, "created"),
)
_READINGS: dict[str, tuple[Reading, Path]] = {}


@pytest.fixture
def reading(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Reading, Path]:
    """Name, reading and raw medium of one image; each is read once."""
    name: str = request.param
    if name not in _READINGS:
        folder = tmp_path_factory.mktemp("medium")
        image = sample(name, folder) if name in SAMPLES else shared(f"testdata/{IMAGES[name]}")
        if image.suffix == ".gz":
            image = unpack(image, folder)
        _READINGS[name] = read_source(image), raw_of(image, folder)
    return (name, *_READINGS[name])


@pytest.mark.parametrize("reading", [*IMAGES, *SAMPLES], indirect=True)
def test_names_sizes_and_times_of_fls(reading: tuple[str, Reading, Path]) -> None:
    name, found, raw = reading
    differences = []
    layers = walked(found)
    assert layers
    for layer in layers:
        lines = [line for line in body_lines(raw, layer.offset_bytes) if is_name(line)]
        entries = listed(found, layer)
        assert Counter((line.address, line.deleted) for line in lines) == Counter(map(key, entries))
        by_key = {key(entry): entry for entry in entries}
        for line in lines:
            differences += compared(by_key[line.address, line.deleted], line)
    assert_explained(name, differences, ("size", *(kind.value for kind, _ in _BODY_TIMES)))
    assert [o for o in found.omissions if o.stage == "walk"] == []


@pytest.mark.parametrize("reading", [*sorted(set(IMAGES) - SAME_MEDIA), *SAMPLES], indirect=True)
def test_sizes_times_and_blocks_of_istat(reading: tuple[str, Reading, Path]) -> None:
    name, found, raw = reading
    differences, compared_blocks = [], 0
    for layer in walked(found):
        asked: dict[str, str] = {}
        block = block_bytes(raw, layer.offset_bytes, layer.file_system or "")
        entries = listed(found, layer)
        for entry in entries[:MOST_INODES] + entries[MOST_INODES :: 1 + len(entries) // MOST_INODES]:
            inode = entry.inode or ""
            if entry.reallocated or not entry.mode or entry.mode.startswith(VIRTUAL):
                continue
            if inode not in asked:
                asked[inode] = istat(raw, layer.offset_bytes, inode)
            differences += istat_differences(entry, asked[inode])
            blocks = block_differences(entry, asked[inode], layer, block)
            compared_blocks += blocks is not None
            differences += blocks or []
    assert compared_blocks > 0
    assert_explained(name, differences, ("istat-times", "istat-size", "blocks"))


# --- comparing ------------------------------------------------------------------------------------------


def walked(found: Reading) -> list[Layer]:
    return [
        layer
        for layer in found.source.layers
        if layer.state is LayerState.WALKED and layer.file_system in READ_BY_LIBTSK
    ]


def listed(found: Reading, layer: Layer) -> list[Entry]:
    """What fls prints a line for."""
    return [
        entry
        for entry, _ in found.found
        if entry.locator.layer_id == layer.layer_id
        and entry.kind is not ArtifactKind.ATTRIBUTE
        and (path_of(entry) or entry.locator.stream)
    ]


def is_name(line: BodyLine) -> bool:
    return b" ($FILE_NAME)" not in line.path and b"/.:" not in line.path


def key(entry: Entry) -> tuple[str, bool]:
    return entry.locator.address or "", not entry.allocated


def compared(entry: Entry, line: BodyLine) -> list[Difference]:
    """Sizes and times to the second; FAT's local times as the digits that they are."""
    path = path_of(entry)
    found = []
    if (entry.size_bytes or 0) != line.size:
        found.append(Difference("size", path, entry.size_bytes, line.size))
    for kind, name in _BODY_TIMES:
        ours, theirs = seconds(entry, kind), getattr(line, name)
        if ours != theirs:
            found.append(Difference(kind.value, path, ours, theirs))
    return found


def seconds(entry: Entry, kind: TimeKind) -> int:
    """A time as seconds since 1970, its zone left out as fls does; 0 where there is none."""
    value = next((t.value for t in entry.times if t.kind is kind), None)
    if value is None:
        return 0
    day, clock = value[:10], value[11:19] or "00:00:00"
    return int(datetime.fromisoformat(f"{day}T{clock}+00:00").timestamp())


_ISTAT_TIMES = {
    "File Modified": TimeKind.MODIFIED,
    "Content Modified": TimeKind.MODIFIED,
    "Written": TimeKind.MODIFIED,
    "Accessed": TimeKind.ACCESSED,
    "Inode Modified": TimeKind.CHANGED,
    "MFT Modified": TimeKind.CHANGED,
    "Attributes Modified": TimeKind.CHANGED,
    "Created": TimeKind.CREATED,
    "File Created": TimeKind.CREATED,
    "Inode Created": TimeKind.CREATED,
    "Deleted": TimeKind.DELETED,
}


def istat_differences(entry: Entry, text: str) -> list[Difference]:
    path = path_of(entry)
    found = [
        Difference("istat-times", path, (label, seconds(entry, _ISTAT_TIMES[label])), int(time.timestamp()))
        for label, time in istat_times(text).items()
        if label in _ISTAT_TIMES and seconds(entry, _ISTAT_TIMES[label]) != int(time.timestamp())
    ]
    size = re.search(r"^[Ss]ize: (\d+)$", text, re.M)
    if size and entry.locator.stream is None and entry.size_bytes not in (None, int(size[1])):
        found.append(Difference("istat-size", path, entry.size_bytes, int(size[1])))
    return found


def block_differences(entry: Entry, text: str, layer: Layer, block: int) -> list[Difference] | None:
    """Our extents as istat's blocks; None where istat prints none for this content."""
    address = (entry.locator.address or "").split("-")
    theirs = istat_blocks(text, "-".join(address[1:]) if len(address) == 3 else None)
    stored = [e for e in entry.extents if e.layer_id is not None]
    if theirs is None or not stored or not entry.size_bytes:
        return None
    ours: list[int] = []
    for extent in entry.extents:
        count = -(-extent.length_bytes // block)
        if extent.offset_bytes is None:
            ours += [0] * count
        else:
            first, rest = divmod(extent.offset_bytes - layer.offset_bytes, block)
            if rest:
                return None
            ours += range(first, first + count)
    while len(ours) > len(theirs) and not ours[-1]:
        ours.pop()  # the hole that fills up the last unit of compressed content
    if ours != theirs[: len(ours)]:
        return [Difference("blocks", path_of(entry), ours[:8], theirs[:8])]
    return []


def assert_explained(name: str, differences: list[Difference], kinds: tuple[str, ...]) -> None:
    reasons = [r for r in EXPLAINED if name in r.images and set(r.what) & set(kinds)]
    rest = [d for d in differences if not any(reason.explains(d) for reason in reasons)]
    assert rest == []
    for reason in reasons:
        assert any(reason.explains(d) for d in differences), f"explains nothing: {reason.text}"
