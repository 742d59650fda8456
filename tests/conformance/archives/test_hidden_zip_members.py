"""Members of a ZIP that its directory does not list: taken out of it, hidden among the others or in front."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from pathlib import Path

import pytest

from forensics_app.errors import FormatNotSupportedError
from forensics_app.model.artifact import ReadOutcome
from forensics_app.model.times import TimeKind
from tests.reading.evidence_reading import Reading, read_source

_RECORD_BYTES = 46


def made(*names: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 2, 3, 4, 6)), name.encode() * 50, method)
    return target.getvalue()


def without_record(archive: bytes, name: bytes) -> bytes:
    """The archive with one record of its directory taken out, counts and sizes put right."""
    data = bytearray(archive)
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(name))
    del data[at : at + _RECORD_BYTES + len(name)]
    end = data.rfind(b"PK\x05\x06")
    count, length = struct.unpack_from("<HI", data, end + 10)
    struct.pack_into("<HHI", data, end + 8, count - 1, count - 1, length - _RECORD_BYTES - len(name))
    return bytes(data)


def read(data: bytes, folder: Path) -> Reading:
    path = folder / "made.zip"
    path.write_bytes(data)
    return read_source(path)


def is_whole(found: Reading, path: str) -> bool:
    examination = found.examination(path)
    expected = hashlib.sha256(path.encode() * 50).hexdigest()
    return examination.read.outcome is ReadOutcome.COMPLETE and examination.digests.sha256 == expected


def test_member_that_the_directory_does_not_list_is_listed_as_deleted(tmp_path: Path) -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        archive = without_record(made("first", "hidden", "third", method=method), b"hidden")
        with zipfile.ZipFile(io.BytesIO(archive)) as judge:
            assert judge.namelist() == ["first", "third"]
        found = read(archive, tmp_path)
        assert found.paths() == ["first", "third", "* hidden"]
        assert is_whole(found, "hidden")
        assert [(o.code, o.detail) for o in found.omissions] == [
            ("archive-inconsistent", "1 members are not in the directory")
        ]


def test_last_member_before_the_directory_is_found_too(tmp_path: Path) -> None:
    found = read(without_record(made("first", "last"), b"last"), tmp_path)
    assert found.paths() == ["first", "* last"]
    assert is_whole(found, "last")


def test_end_record_in_a_comment_hides_no_member(tmp_path: Path) -> None:
    target = io.BytesIO(made("first"))
    with zipfile.ZipFile(target, "a") as archive:
        archive.comment = b"ends in one of no members PK\x05\x06" + bytes(18)
    found = read(target.getvalue(), tmp_path)
    assert found.paths() == ["* first"]
    assert found.codes() == ["archive-inconsistent"]


def test_archive_before_the_archive_is_found(tmp_path: Path) -> None:
    found = read(made("old") + made("new"), tmp_path)
    assert found.paths() == ["new", "* old"]
    assert is_whole(found, "old")


def test_sound_archive_has_no_hidden_member(tmp_path: Path) -> None:
    """Descriptors behind contents belong to no range, and a content may hold what looks like a header."""
    inner = made("inner", method=zipfile.ZIP_STORED)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("inner.zip", inner)
        archive.writestr("after", b"after")
    found = read(target.getvalue(), tmp_path)
    assert found.paths() == ["inner.zip", "after"]
    assert found.codes() == []


def test_time_of_0_in_the_ntfs_field_does_not_displace_the_unix_one(tmp_path: Path) -> None:
    member = zipfile.ZipInfo("a", (2020, 1, 2, 3, 4, 6))
    member.extra = struct.pack("<HHBi", 0x5455, 5, 1, 1_600_000_000)
    member.extra += struct.pack("<HHIHHQQQ", 0x000A, 32, 0, 1, 24, 0, 132_100_000_000_000_000, 0)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(member, b"a")
    times = {time.kind: time.value for time in read(target.getvalue(), tmp_path).entry("a").times}
    assert times[TimeKind.MODIFIED] == "2020-09-13T12:26:40Z"
    assert times[TimeKind.ACCESSED] == "2019-08-11T12:26:40Z"


def test_aff4_is_named_where_its_own_name_is_the_comment_alone(tmp_path: Path) -> None:
    path = tmp_path / "volume.aff4"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("version.txt", b"major=1\n" * 1000)
        archive.writestr("data/00000000", b"chunk")
        archive.comment = b"aff4://c215ba20-5648-4209-a793-1f918c723610"
    with pytest.raises(FormatNotSupportedError) as refused:
        read_source(path)
    assert refused.value.format == "AFF4"
