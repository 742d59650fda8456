"""Archives that libarchive reads: what it doesn't tell of checksums, clocks, hard links and their end."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics_app.evidence.archives.libarchive.facts import is_utc
from forensics_app.evidence.decompression.libarchive import LibarchiveEntry
from forensics_app.model.artifact import ReadOutcome
from forensics_app.model.evidence import ArchiveOptions
from forensics_app.model.times import TimeZoneKnowledge
from tests.conformance.archives.test_archives import _cab, _rar, sha256, written
from tests.judging.judges import require_judge
from tests.made.byte_sources import Bytes
from tests.reading.archive_reading import read_here
from tests.reading.evidence_reading import Reading

WORDS = b"words to change\n" * 500
SECRET = b"secret" * 100


def read(tmp_path: Path, data: bytes) -> Reading:
    return read_here(written(tmp_path / "archive", data))


def reported(found: Reading) -> list[tuple[str, str | None]]:
    return [(o.code, o.detail) for o in found.omissions]


def changed(data: bytes) -> bytes:
    """One bit of the last word less."""
    at = data.rindex(b"change")
    return data[:at] + b"C" + data[at + 1 :]


def cab(data: bytes) -> bytes:
    """A cabinet whose one block has its checksum ([MS-CAB] 3.1)."""
    made = bytearray(_cab(b"notes.txt", data))
    at = len(made) - len(data) - 8
    checksum = 0
    for begin in (*range(at + 8, len(made), 4), at + 4):
        checksum ^= int.from_bytes(made[begin : begin + 4], "little")
    made[at : at + 4] = struct.pack("<L", checksum)
    return bytes(made)


def by_bsdtar(tmp_path: Path, form: str, *names: str, options: str = "") -> bytes:
    bsdtar = require_judge("bsdtar")
    more = [f"--options={options}"] if options else []
    path = tmp_path / "made"
    subprocess.run([bsdtar, "--format", form, *more, "-cf", path, "-C", tmp_path, *names], check=True)
    return path.read_bytes()


def seven_zip(tmp_path: Path) -> bytes:
    written(tmp_path / "notes.txt", WORDS)
    return by_bsdtar(tmp_path, "7zip", "notes.txt", options="7zip:compression=store")


@pytest.mark.parametrize("kind", ["rar", "cab", "7z"])
def test_checksum_of_a_content_is_compared(tmp_path: Path, kind: str) -> None:
    """libarchive compares none of RAR 4, and CAB's by the call behind the last byte; of 7z the whole content
    was given up.
    """
    whole = {"rar": lambda: _rar(b"notes.txt", WORDS), "cab": lambda: cab(WORDS)}.get(
        kind, lambda: seven_zip(tmp_path)
    )()
    assert reported(read(tmp_path, whole)) == []
    found = read(tmp_path, changed(whole))
    assert [code for code, _ in reported(found)] == ["content-checksum-differs"]
    examination = found.examination("notes.txt")
    assert examination.read.outcome is ReadOutcome.COMPLETE
    assert examination.digests.sha256 == sha256(changed(WORDS))


def test_damaged_content_costs_no_other(tmp_path: Path) -> None:
    """Two files in one RAR: the block of the second stands where the first archive ended."""
    first, second = _rar(b"a", WORDS), _rar(b"b", b"other")
    archive = changed(first)[:-7] + second[20:]
    found = read(tmp_path, archive)
    assert [code for code, _ in reported(found)] == ["content-checksum-differs"]
    assert found.examination("b").digests.sha256 == sha256(b"other")


@pytest.mark.parametrize("data", [_rar(b"a", b"words"), _cab(b"a", b"words")], ids=["rar4", "cab"])
def test_times_of_dos_are_of_no_known_zone(tmp_path: Path, data: bytes) -> None:
    """[MS-CAB] 2.3: "the local time". They were called UTC."""
    time = read(tmp_path, data).entry("a").times[0]
    assert (time.value, time.precision) == ("2023-11-14T22:13:20", "2s")
    assert time.zone is TimeZoneKnowledge.LOCAL_UNKNOWN


@pytest.mark.parametrize(("level", "created", "utc"), [(0, None, False), (1, (5, 0), True), (2, None, True)])
def test_zone_of_lha_follows_from_the_level_of_its_header(
    level: int, created: tuple[int, int] | None, utc: bool
) -> None:
    header = b"\x20\x00-lh0-" + bytes(13) + bytes([level]) + b"\x00"
    unset = (None,) * 3
    entry = LibarchiveEntry(b"a", 0, 0, 0, 0, 0, *unset, created, None, None, False, 7, 1)
    assert is_utc("lha", Bytes(bytes(7) + header), entry) is utc


@pytest.mark.parametrize("kind", ["newc", "odc", "7zip", "rar", "cab"])
def test_what_follows_the_end_is_told(tmp_path: Path, kind: str) -> None:
    """An initial RAM disk is one cpio behind another: the second was lost without a word."""
    written(tmp_path / "a", b"words")
    made = {"rar": _rar(b"a", b"words"), "cab": _cab(b"a", b"words")}
    archive = made.get(kind) or by_bsdtar(tmp_path, kind, "a")
    assert reported(read(tmp_path, archive + bytes(600))) == []
    found = read(tmp_path, archive + bytes(600) + SECRET)
    assert reported(found) == [("archive-inconsistent", "600 bytes follow its end")]
    assert found.examination("a").digests.sha256 == sha256(b"words")


def test_name_of_a_file_of_which_another_name_has_the_bytes_is_no_empty_file(tmp_path: Path) -> None:
    """In "newc" the last name has them, also as GNU cpio writes it."""
    written(tmp_path / "a", WORDS)
    written(tmp_path / "empty", b"")
    os.link(tmp_path / "a", tmp_path / "b")
    found = read(tmp_path, by_bsdtar(tmp_path, "newc", "a", "b", "empty"))
    assert found.examination("a").read.outcome is ReadOutcome.NOT_READ
    assert found.examination("b").digests.sha256 == sha256(WORDS)
    assert found.examination("empty").read.outcome is ReadOutcome.COMPLETE
    assert [code for code, _ in reported(found)] == ["content-unreadable"]


@pytest.mark.parametrize("kind", ["lz4", "lzip"])
def test_what_follows_a_packed_stream_is_told(tmp_path: Path, kind: str) -> None:
    bsdtar = require_judge("bsdtar")
    folder = tmp_path / "folder"
    folder.mkdir()
    written(tmp_path / "a", WORDS * 10)
    packed = folder / "a.packed"
    subprocess.run([bsdtar, f"--{kind}", "--format=ustar", "-cf", packed, "-C", tmp_path, "a"], check=True)
    whole = packed.read_bytes()
    assert reported(read_here(folder, ArchiveOptions(inside=True))) == []
    written(packed, whole + SECRET)
    found = read_here(folder, ArchiveOptions(inside=True))
    assert reported(found) == [("archive-inconsistent", "600 bytes follow its end")]
    assert found.examination("a.packed/a").digests.sha256 == sha256(WORDS * 10)


@pytest.mark.parametrize(
    ("pack", "zeros"), [(lzma.compress, 8), (gzip.compress, 512), (bz2.compress, 100_000)]
)
def test_member_behind_padding_goes_on(tmp_path: Path, pack: Callable[[bytes], bytes], zeros: int) -> None:
    """Stream padding of xz; Python's gzip reads over zeros too. What followed them was left out."""
    written(tmp_path / "a", pack(WORDS) + bytes(zeros) + pack(SECRET))
    found = read_here(tmp_path, ArchiveOptions(inside=True))
    assert found.examination("a/a").digests.sha256 == sha256(WORDS + SECRET)
    assert reported(found) == []
    written(tmp_path / "a", pack(WORDS) + bytes(zeros) + SECRET)
    found = read_here(tmp_path, ArchiveOptions(inside=True))
    assert found.examination("a/a").digests.sha256 == sha256(WORDS)
    assert reported(found) == [("archive-inconsistent", f"{zeros + 600} bytes follow its end")]


def test_what_comes_before_the_cut_is_given(tmp_path: Path) -> None:
    """libarchive's `archive_read_data` keeps back what it had of a call that fails: here all there was."""
    written(tmp_path / "a", WORDS)
    archive = by_bsdtar(tmp_path, "newc", "a")
    begin = archive.index(WORDS[:100])
    found = read(tmp_path, archive[: begin + 5000])
    (gap,) = found.examination("a").read.gaps
    assert (gap.offset_bytes, gap.length_bytes) == (5000, len(WORDS) - 5000)
    assert found.examination("a").digests.sha256 == sha256(WORDS[:5000] + bytes(len(WORDS) - 5000))
