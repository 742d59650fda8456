"""What a ZIP can hide: bytes behind a content, and in what its mode calls no file; links that are damaged."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.evidence import ArchiveOptions
from forensics_app.model.times import TimeKind
from tests.conformance.archives.test_archives import sha256, written
from tests.made.archives import DEFLATED, STORED, Zipped, field, make_zip
from tests.reading.archive_reading import read_here
from tests.reading.evidence_reading import Reading

WORDS = b"words\n" * 1000
LINK = stat.S_IFLNK | 0o777


def read(tmp_path: Path, *members: Zipped, front: bytes = b"") -> Reading:
    data = make_zip(*members, front=front)
    return read_here(written(tmp_path / "a.zip", data), ArchiveOptions(limit_bytes=1 << 20))


def reported(found: Reading) -> list[tuple[str, str | None]]:
    return [(o.code, o.detail) for o in found.omissions]


@pytest.mark.parametrize("method", [STORED, DEFLATED])
def test_bytes_behind_a_content_are_told(tmp_path: Path, method: int) -> None:
    """Python's zipfile reads the member too, and doesn't see them."""
    member = Zipped(b"a", WORDS, method)
    hiding = replace(member, packed=member.stored() + b"secret" * 100)
    with zipfile.ZipFile(io.BytesIO(make_zip(hiding))) as judge:
        assert judge.read("a") == WORDS
    found = read(tmp_path, hiding, Zipped(b"b", WORDS, method))
    assert found.examination("a").digests.sha256 == sha256(WORDS)
    assert reported(found) == [("archive-inconsistent", "600 bytes follow the content that is declared")]


@pytest.mark.parametrize("kind", [stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK, stat.S_IFLNK])
def test_content_of_what_is_called_no_file_is_read(tmp_path: Path, kind: int) -> None:
    """It was not read, and nothing said so; a link showed its first 4096 bytes as its target."""
    found = read(tmp_path, Zipped(b"a", WORDS, DEFLATED, mode=kind | 0o644))
    assert found.entry("a").kind is ArtifactKind.FILE
    assert found.examination("a").digests.sha256 == sha256(WORDS)
    assert reported(found) == [("archive-inconsistent", "its mode is no file's, but it has 6000 bytes")]


def test_pipe_and_device_without_content_stay_what_they_are(tmp_path: Path) -> None:
    found = read(tmp_path, *(Zipped(b"%d" % kind, mode=kind | 0o644) for kind in (0o010000, 0o020000)))
    assert [entry.kind for entry, _ in found.found] == [ArtifactKind.OTHER] * 2
    assert reported(found) == []


def test_target_of_a_link_that_is_damaged_is_told(tmp_path: Path) -> None:
    """Zeros, or what damaged bytes unpack to, were shown as where it leads."""
    link = Zipped(b"a", b"/some/where/else" * 8, DEFLATED, mode=LINK)
    found = read(tmp_path, replace(link, packed=link.stored()[:8]), replace(link, name=b"b", crc=1))
    cut, other = found.entry("a"), found.entry("b")
    assert cut.link_target is None
    assert other.link_target == link.data
    assert [code for code, _ in reported(found)] == ["content-unreadable", "content-checksum-differs"]


@pytest.mark.parametrize("kind", [0x5855, 0x000D])
def test_times_and_owner_of_the_older_unix_fields(tmp_path: Path, kind: int) -> None:
    """0x5855 is what the Finder of macOS writes; its times are in UTC, the one of DOS is not."""
    times = struct.pack("<2l", 1_600_000_000, 1_650_000_000)
    short, long = field(kind, times), field(kind, times + struct.pack("<2H", 501, 20))
    found = read(tmp_path, Zipped(b"a", WORDS, extra=short, local_extra=long)).entry("a")
    assert {time.kind: time.value for time in found.times} == {
        TimeKind.MODIFIED: "2022-04-15T05:20:00Z",
        TimeKind.ACCESSED: "2020-09-13T12:26:40Z",
    }
    assert (found.uid, found.gid) == ("501", "20")


def test_headers_that_each_lead_into_all_that_follow_do_not_cost_their_square(tmp_path: Path) -> None:
    """Each begins a stream that passes through all the others and ends nowhere."""
    block = struct.pack("<BHH", 0, 31, 31 ^ 0xFFFF)
    header = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 8, 8, 0, 0, 0, 0, 0, 1, 0) + b"h" + block
    found = read(tmp_path, Zipped(b"a", WORDS, DEFLATED), front=header * 4000)
    assert found.paths() == ["a"]
    assert [code for code, _ in reported(found)] == ["archive-too-large"]
