"""What a tar can hide: bytes under a folder's name, behind its end mark, behind a damaged header."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from forensics_app.evidence.archives.members.member import ArchiveError, Member
from forensics_app.evidence.archives.members.runs import SourceStream
from forensics_app.evidence.archives.tar.archive import TarArchive
from forensics_app.model.artifact import ArtifactKind, ReadOutcome
from forensics_app.model.evidence import ContainerFormat
from forensics_app.model.times import TimeKind
from tests.conformance.archives.test_archives import names, sha256, written
from tests.judging.judges import environment_lacks, require_judge
from tests.made.archives import TAR_END, pax, tar_header, tar_member
from tests.made.byte_sources import Bytes
from tests.reading.archive_reading import read_here
from tests.reading.evidence_reading import Reading

SECRET = b"secret" * 100
OLD_GNU = b"ustar  \x00"


def read(tmp_path: Path, *parts: bytes) -> Reading:
    return read_here(written(tmp_path / "a.tar", b"".join((*parts, TAR_END))))


def details(found: Reading, code: str) -> list[str]:
    return [o.detail or "" for o in found.omissions if o.code == code]


def map_01(text: bytes, size: bytes) -> bytes:
    """A sparse map of pax, form 0.1."""
    return pax((b"GNU.sparse.map", text), (b"GNU.sparse.size", size))


def test_map_of_a_sparse_file_does_not_reach_into_the_next_member(tmp_path: Path) -> None:
    """Its digest was one of the other member's header and content, and nothing was said."""
    found = read(tmp_path, map_01(b"0,2000", b"2000"), tar_member(b"s", b"A" * 500), tar_member(b"n", SECRET))
    sparse = found.examination("s")
    assert sparse.read.outcome is ReadOutcome.PARTIAL
    assert [(gap.offset_bytes, gap.length_bytes) for gap in sparse.read.gaps] == [(500, 1500)]
    assert "more than 500 bytes" in details(found, "archive-damaged")[0]
    assert found.entry("s").extents == ()
    assert found.examination("n").digests.sha256 == sha256(SECRET)


def test_bytes_that_the_map_of_a_sparse_file_leaves_out_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, map_01(b"0,100", b"100"), tar_member(b"s", b"A" * 100 + SECRET))
    assert found.examination("s").digests.sha256 == sha256(b"A" * 100)
    assert details(found, "archive-inconsistent") == ["a sparse file: its map lacks 600 bytes"]


def test_damaged_header_behind_an_extended_one_costs_one_member(tmp_path: Path) -> None:
    """It ended the listing: one bit cost everything that followed."""
    damaged = tar_member(b"b", b"bb").replace(b"b", b"c", 1)
    found = read(
        tmp_path, tar_member(b"a"), pax((b"path", b"b")), damaged, tar_member(b"c"), tar_member(b"d")
    )
    assert names(found) == [b"a", b"c", b"d"]
    assert details(found, "archive-damaged") == ["an extended header without its member at 512"]


def test_damaged_first_header_costs_one_member(tmp_path: Path) -> None:
    """The whole was a file of unknown kind."""
    found = read(tmp_path, tar_member(b"b", b"bb").replace(b"b", b"c", 1), tar_member(b"a", SECRET))
    assert found.source.format is ContainerFormat.TAR
    assert found.examination("a").digests.sha256 == sha256(SECRET)
    assert details(found, "archive-damaged") == ["no header at byte 0"]


def test_content_under_the_name_of_a_folder_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, tar_member(b"empty/"), tar_member(b"full/", SECRET))
    assert [entry.kind for entry, _ in found.found] == [ArtifactKind.DIRECTORY, ArtifactKind.FILE]
    assert found.found[1][1].digests.sha256 == sha256(SECRET)


@pytest.mark.parametrize("zeros", [1024, 3 << 20])
def test_what_follows_many_zeros_is_listed(tmp_path: Path, zeros: int) -> None:
    found = read(tmp_path, tar_member(b"a"), bytes(zeros), tar_member(b"b", SECRET))
    assert names(found) == [b"a", b"b"]
    assert details(found, "archive-inconsistent") == [f"more follows its end mark, at byte {512 + zeros}"]


def test_incremental_backup_of_gnu_has_its_times_and_tells_its_lists(tmp_path: Path) -> None:
    """The three times of GNU's old headers, as bsdtar shows them; the lists of names are not read."""
    header = bytearray(tar_header(b"d/", size=8, kind=b"D", magic=OLD_GNU))
    header[345:357], header[357:369] = b"%011o\x00" % 1_600_000_000, b"%011o\x00" % 1_650_000_000
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\x00 " % sum(header)
    found = read(tmp_path, bytes(header), b"Ya\x00Nb\x00\x00\x00".ljust(512, b"\x00"), tar_member(b"a"))
    times = {time.kind: time.value for time in found.entry("d").times}
    assert times == {
        TimeKind.MODIFIED: "2023-11-14T22:13:20Z",
        TimeKind.ACCESSED: "2020-09-13T12:26:40Z",
        TimeKind.CHANGED: "2022-04-15T05:20:00Z",
    }
    assert "8 bytes" in details(found, "archive-not-supported")[0]


def test_extended_attributes_of_pax_are_entries(tmp_path: Path) -> None:
    """Raw ones, libarchive's in base64 (which it writes beside raw ones), and access control lists."""
    first = (b"SCHILY.xattr.user.origin", b"https://x.example/\n=\x00")
    again = (b"LIBARCHIVE.xattr.user.origin", b"aHR0")
    other = (b"LIBARCHIVE.xattr.user.100%25", b"Ynl0ZXM")
    access = (b"SCHILY.acl.access", b"user::rw-")
    plain = tar_member(b"f", b"content")
    data = (pax(again, first, other), plain, pax(access), tar_member(b"d/", kind=b"5"), tar_member(b"last"))
    found = read(tmp_path, *data)
    assert found.paths() == ["f", "f:user.origin", "f:user.100%", "d", "d:SCHILY.acl.access", "last"]
    for path, value in (("f:user.origin", first[1]), ("f:user.100%", b"bytes"), ("f", b"content")):
        assert found.examination(path).digests.sha256 == sha256(value)
    assert found.entry("f:user.origin").kind is ArtifactKind.ATTRIBUTE
    assert found.examination("d:SCHILY.acl.access").digests.sha256 == sha256(access[1])
    assert found.omissions == ()


@pytest.mark.parametrize(
    "arguments", [("tar", "--xattrs", "--format=pax"), ("bsdtar", "--xattrs", "--format=pax")]
)
def test_extended_attributes_as_archivers_write_them(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    archiver = require_judge(arguments[0])
    (tmp_path / "f").write_bytes(b"content")
    try:
        os.setxattr(tmp_path / "f", "user.a%b=c", SECRET)
    except OSError:
        environment_lacks("extended attributes on temporary files")
    path = tmp_path / "a.tar"
    subprocess.run([archiver, *arguments[1:], "-cf", path, "-C", tmp_path, "f"], check=True)
    found = read_here(path)
    assert found.examination("f:user.a%b=c").digests.sha256 == sha256(SECRET)
    assert found.paths() == ["f", "f:user.a%b=c"]


def test_chain_of_extended_headers_takes_neither_memory_nor_time_without_end() -> None:
    data = pax((b"comment", b"x")) * 2000 + tar_member(b"a", b"aa") + TAR_END
    tar = _tar(data, limit_bytes=len(data))
    member = next(tar.members())
    assert isinstance(member, Member)
    assert [note.detail for note in member.notes] == ["more than 64 extended headers of one member"]
    with pytest.raises(ArchiveError, match="more than 100000 bytes"):
        next(_tar(data, limit_bytes=100_000).members())


def test_long_search_for_the_next_header_gives_signs_of_life() -> None:
    """A worker that is silent for long is killed, and a large file may lie behind a damaged header."""
    heard: list[int] = []
    data = tar_member(b"a") + b"\x01" * (1 << 20) + tar_member(b"b") + bytes(1 << 20) + tar_member(b"c")
    found = list(_tar(data, heard=heard).members())
    assert [each.name for each in found if isinstance(each, Member)] == [b"a", b"b", b"c"]
    assert len(heard) >= 6
    assert heard == sorted(heard)


def unheard(done_bytes: int) -> None:
    """Nobody waits for signs of life."""


def _tar(data: bytes, *, limit_bytes: int = 1 << 62, heard: list[int] | None = None) -> TarArchive:
    return TarArchive(
        SourceStream(Bytes(data)),
        kind="tar",
        size_bytes=len(data),
        plain=True,
        alive=unheard if heard is None else heard.append,
        limit_bytes=limit_bytes,
    )
