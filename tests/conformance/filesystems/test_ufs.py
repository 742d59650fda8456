"""UFS1 and UFS2 in either byte order, made by NetBSD's makefs, and one of FreeBSD: what libtsk leaves out.

What makefs doesn't write (times of creation, directories of Solaris and Apple) is put into its images by the
layouts of sys/ufs, and damage by hand.
"""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest

from forensics_app.model.artifact import Entry
from forensics_app.model.times import TimeKind
from tests.conformance.samples.making.make_ufs import CONTENTS, KINDS, LINKS
from tests.reading.evidence_reading import Reading, path_of, read_source, sample
from tests.world.shared_data import shared

FREEBSD = "testdata/SecurityRonin_forensic-vfs-engine/tests/data/ufs.img"
ORDER = {"le": "<", "be": ">"}


def made(folder: Path, kind: str) -> Path:
    """A volume of that kind."""
    return sample(f"{kind}.raw", folder)


def digest(found: Reading, path: str) -> str | None:
    return found.examination(path).digests.sha256


def raw_times(entry: Entry) -> dict[TimeKind, tuple[str, str | None]]:
    return {time.kind: (time.raw, time.value) for time in entry.times}


class Inodes:
    """Where inodes and directories of a made volume lie; all in its first cylinder group."""

    def __init__(self, image: Path, kind: str) -> None:
        version, order = KINDS[kind]
        self.order = ORDER[order]
        self.data = bytearray(image.read_bytes())
        at = 65536 if version == 2 else 8192
        first, fragment = (struct.unpack_from(f"{self.order}i", self.data, at + o)[0] for o in (16, 52))
        self.table, self.bytes = first * fragment, 256 if version == 2 else 128

    def at(self, entry: Entry) -> int:
        return self.table + int(entry.inode or "") * self.bytes


@pytest.mark.parametrize("kind", KINDS)
def test_contents_links_and_times(tmp_path: Path, kind: str) -> None:
    found = read_source(made(tmp_path, kind))
    assert found.codes() == []
    for path, content in CONTENTS.items():
        assert digest(found, path) == hashlib.sha256(content).hexdigest()
    for path, target in LINKS.items():
        assert found.entry(path).link_target == target
    assert raw_times(found.entry("small"))[TimeKind.MODIFIED][1] == "1969-12-31T23:43:20Z"


@pytest.mark.parametrize("kind", ["ufs2-le", "ufs2-be"])
def test_ufs2_keeps_when_a_file_was_created(tmp_path: Path, kind: str) -> None:
    image = made(tmp_path, kind)
    inodes = Inodes(image, kind)
    at = inodes.at(read_source(image).entry("small"))
    struct.pack_into(f"{inodes.order}q", inodes.data, at + 56, -86400)
    struct.pack_into(f"{inodes.order}4I", inodes.data, at + 64, 1, 2, 3, 250_000_000)
    image.write_bytes(inodes.data)
    times = raw_times(read_source(image).entry("small"))
    assert times[TimeKind.CREATED] == ("-86399.750000000", "1969-12-31T00:00:00.25Z")
    assert times[TimeKind.MODIFIED] == ("-999.999999999", "1969-12-31T23:43:20.000000001Z")


def test_times_of_creation_that_freebsd_wrote() -> None:
    found = read_source(shared(FREEBSD))
    for path in ("passwords.txt", "a_directory/a_file", "a_link"):
        times = raw_times(found.entry(path))
        assert times[TimeKind.CREATED][1] is not None
        assert times[TimeKind.CREATED][0][:10] == times[TimeKind.MODIFIED][0][:10] == "1682843463"


@pytest.mark.parametrize("kind", ["ufs1-le", "ufs1-be"])
def test_ufs1_of_44bsd_has_nanoseconds(tmp_path: Path, kind: str) -> None:
    image = made(tmp_path, kind)
    inodes = Inodes(image, kind)
    at = inodes.at(read_source(image).entry("small"))
    struct.pack_into(f"{inodes.order}iI", inodes.data, at + 24, 1_000_000_000, 5)
    image.write_bytes(inodes.data)
    times = raw_times(read_source(image).entry("small"))
    assert times[TimeKind.MODIFIED] == ("1000000000.000000005", "2001-09-09T01:46:40.000000005Z")


@pytest.mark.parametrize("kind", ["ufs2-le", "ufs2-be", "ufs1-le"])
def test_a_snapshot_is_read_as_freebsd_reads_it(tmp_path: Path, kind: str) -> None:
    """No block: the volume's own at that place. 1 and 2 stand for blocks that read as zeros."""
    image = made(tmp_path, kind)
    inodes = Inodes(image, kind)
    second = kind.startswith("ufs2")
    at = inodes.at(read_source(image).entry("large"))
    content, block = CONTENTS["large"], 65536 if second else 8192
    begin, width, code = (112, 8, "q") if second else (40, 4, "i")
    for index, mark in ((0, 0), (1, 1), (2, 2)):
        struct.pack_into(f"{inodes.order}{code}", inodes.data, at + begin + index * width, mark)
    flags_at = at + (88 if second else 100)
    struct.pack_into(f"{inodes.order}I", inodes.data, flags_at, 0x00200000)
    image.write_bytes(inodes.data)
    expected = bytes(inodes.data[:block]) + bytes(2 * block) + content[3 * block :]
    found = read_source(image)
    assert digest(found, "large") == hashlib.sha256(expected).hexdigest()
    entry, raw = found.entry("large"), image.read_bytes()
    by_extents = b"".join(
        bytes(e.length_bytes)
        if e.offset_bytes is None
        else raw[e.offset_bytes : e.offset_bytes + e.length_bytes]
        for e in entry.extents
    )
    assert by_extents == expected
    assert found.codes() == []


@pytest.mark.parametrize("kind", ["ufs2-le", "ufs2-be"])
def test_a_superblock_elsewhere_is_named_and_not_called_damaged(tmp_path: Path, kind: str) -> None:
    """makefs leaves a copy at byte 8192, which FreeBSD and NetBSD would take, and libtsk doesn't look at."""
    image = made(tmp_path, kind)
    data = bytearray(image.read_bytes())
    data[65536 : 65536 + 1376] = bytes(1376)
    image.write_bytes(data)
    [told] = read_source(image).omissions
    assert (told.code, told.detail) == ("file-system-not-supported", "UFS2 with its superblock at byte 8192")


def _entries(content: bytes, order: str) -> list[tuple[int, int, int, int]]:
    """Place, length and the two bytes behind it, of each entry."""
    found, at = [], 0
    while at < len(content):
        _, length, first, second = struct.unpack_from(f"{order}IHBB", content, at)
        found.append((at, length, first, second))
        at += length
    return found


def _directories(image: Path, inodes: Inodes) -> list[tuple[int, int]]:
    """Place and size of the root and of `folder`, each in one piece."""
    found = read_source(image)
    places = []
    for number in (2, int(found.entry("folder").inode or "")):
        at = inodes.table + number * 128
        size = struct.unpack_from(f"{inodes.order}Q", inodes.data, at + 8)[0]
        fragment = struct.unpack_from(f"{inodes.order}I", inodes.data, at + 40)[0]
        unit = struct.unpack_from(f"{inodes.order}i", inodes.data, 8192 + 52)[0]
        places.append((fragment * unit, size))
    return places


def test_directories_of_solaris_on_x86_are_listed(tmp_path: Path) -> None:
    image = made(tmp_path, "ufs1-le")
    expected = sorted(read_source(image).paths())
    inodes = Inodes(image, "ufs1-le")
    for begin, size in _directories(image, inodes):
        for at, _, _, length in _entries(bytes(inodes.data[begin : begin + size]), "<"):
            struct.pack_into("<H", inodes.data, begin + at + 6, length)  # no type, 16 bits of length
    image.write_bytes(inodes.data)
    found = read_source(image)
    assert sorted(found.paths()) == expected
    assert found.codes() == []
    assert digest(found, "folder/name 007nnnnnnn") == hashlib.sha256(b"7").hexdigest()


def test_entries_across_512_bytes_are_listed(tmp_path: Path) -> None:
    image = made(tmp_path, "ufs1-be")
    expected = sorted(read_source(image).paths())
    inodes = Inodes(image, "ufs1-be")
    _, (begin, size) = _directories(image, inodes)
    content = bytes(inodes.data[begin : begin + size])
    packed = b""
    for unit in range(0, size, 1024):  # as Apple's UFS, whose units are 1024 bytes
        part, last = b"", 0
        for at, _, _, length in _entries(content[unit : unit + 1024], ">"):
            last = len(part)
            need = (8 + length + 1 + 3) & ~3
            part += content[unit + at : unit + at + need]
            part = part[: last + 4] + struct.pack(">H", need) + part[last + 6 :]
        room = min(1024, size - unit)
        part = part[: last + 4] + struct.pack(">H", room - last) + part[last + 6 :]
        packed += part.ljust(room, b"\0")
    inodes.data[begin : begin + size] = packed
    image.write_bytes(inodes.data)
    found = read_source(image)
    assert sorted(p for p in found.paths() if not p.startswith("*")) == expected
    assert found.codes() == []


def test_a_damaged_entry_is_told(tmp_path: Path) -> None:
    image = made(tmp_path, "ufs1-le")
    expected = {path_of(entry) for entry, _ in read_source(image).found}
    inodes = Inodes(image, "ufs1-le")
    _, (begin, size) = _directories(image, inodes)
    at = next(at for at, *_ in _entries(bytes(inodes.data[begin : begin + size]), "<") if at >= 600)
    inodes.data[begin + at : begin + at + 40] = b"\xff" * 40
    image.write_bytes(inodes.data)
    found = read_source(image)
    lost = expected - {path_of(entry) for entry, _ in found.found}
    assert lost
    told = [(o.code, o.locator) for o in found.omissions]
    assert told == [("directory-incomplete", "s1:/folder")]
