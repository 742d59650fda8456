"""Files of NTFS that the Windows Overlay Filter unpacks (CompactOS, `compact /exe`), packed by wimlib."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest

from forensics_app.evidence.protocol.messages import Options
from forensics_app.evidence.worker.session import Session
from forensics_app.model.artifact import Derivable, Entry, Examination, ExtentClass, Gap, ReadOutcome
from forensics_app.model.evidence import Omission
from tests.made.wof_contents import CHUNK_BYTES, contents
from tests.reading.evidence_reading import Reading, open_session, path_of, read_source, sample

_TWICE = Options(("sha256",), False, False, 1 << 32, True)
_STREAM = "WofCompressedData"


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample("ntfs-wof.raw", tmp_path_factory.mktemp("image"))


@pytest.fixture(scope="module")
def found(image: Path) -> Reading:
    return read_source(image)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def at_extents(image: Path, entry: Entry) -> bytes:
    data = image.read_bytes()
    return b"".join(
        data[e.offset_bytes : e.offset_bytes + e.length_bytes] for e in entry.extents if e.offset_bytes
    )


@pytest.mark.parametrize("name", contents())
def test_content_is_what_was_packed(found: Reading, name: str) -> None:
    entry, examination = found.pair(name)
    data = contents()[name]
    assert entry.size_bytes == len(data)
    assert (examination.read.outcome, examination.digests.sha256) == (ReadOutcome.COMPLETE, sha256(data))
    assert entry.extent_class is (ExtentClass.NTFS_COMPRESSED if data else ExtentClass.NTFS_RESIDENT)


@pytest.mark.parametrize("algorithm", CHUNK_BYTES)
def test_packed_stream_stays_a_stream_where_the_content_lies(
    image: Path, found: Reading, algorithm: str
) -> None:
    file, (stream, examination) = found.entry(f"{algorithm}/many"), found.pair(f"{algorithm}/many:{_STREAM}")
    packed = at_extents(image, stream)
    assert (len(packed), examination.digests.sha256) == (stream.size_bytes, sha256(packed))
    assert (file.extents, stream.extent_class) == (stream.extents, ExtentClass.RUNS)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("in a wim", "its content lies in a WIM file"),
        ("unknown provider", "version 1, provider 3"),
        ("unknown algorithm", "packed in a way that is not read: version 1, algorithm 9"),
        ("cut short", "version 1, provider 2"),
        ("without stream", f"LZX, without its stream {_STREAM}"),
        ("wrong format", "chunk 0 from 0 to "),
    ],
)
def test_what_can_not_be_unpacked_is_no_zeros(found: Reading, name: str, said: str) -> None:
    entry, examination = found.pair(name)
    assert (entry.size_bytes, examination.read.outcome) == (9000, ReadOutcome.UNREADABLE)
    assert examination.digests.sha256 is None
    [told] = [o for o in found.omissions if o.locator == f"s1:/{name}"]
    assert (told.code, said in (told.detail or "")) == ("content-unreadable", True)
    if name not in ("in a wim", "without stream"):
        assert found.examination(f"{name}:{_STREAM}").read.outcome is ReadOutcome.COMPLETE


def test_nothing_else_is_told(found: Reading) -> None:
    assert len(found.omissions) == 6


def test_what_is_stored_besides_is_the_content(found: Reading) -> None:
    entry, examination = found.pair("stored too")
    assert (entry.extent_class, examination.read.outcome) == (ExtentClass.RUNS, ReadOutcome.COMPLETE)
    assert found.examination(f"stored too:{_STREAM}").read.outcome is ReadOutcome.COMPLETE


# --- damage -----------------------------------------------------------------------------------------------


def examined(image: Path, name: str) -> tuple[Entry, Examination, tuple[Omission, ...]]:
    session = Session(lambda at, done: None)
    [entry] = [e for e in open_session(session, image) if path_of(e) == name]
    return entry, *session.examine_entry(entry, _TWICE)


def damaged(image: Path, folder: Path, name: str, at: int, data: bytes) -> Path:
    """A copy with these bytes in a file's packed stream."""
    entry, _, _ = examined(image, f"{name}:{_STREAM}")
    [extent] = entry.extents
    assert extent.offset_bytes is not None
    copy = bytearray(image.read_bytes())
    copy[extent.offset_bytes + at : extent.offset_bytes + at + len(data)] = data
    path = folder / "damaged.raw"
    path.write_bytes(copy)
    return path


def test_both_ways_of_reading_it_are_one(image: Path) -> None:
    _, examination, told = examined(image, "lzx/many")
    assert (examination.derivable, told) == (Derivable.NO, ())


@pytest.mark.parametrize("algorithm", CHUNK_BYTES)
def test_chunk_that_is_damaged_costs_itself(image: Path, tmp_path: Path, algorithm: str) -> None:
    name, chunk = f"{algorithm}/many", CHUNK_BYTES[algorithm]
    packed = at_extents(image, examined(image, f"{name}:{_STREAM}")[0])
    begin, end = (12 + place for place in struct.unpack_from("<2I", packed, 4))
    junk = b"\xff" * (end - begin)
    path = damaged(image, tmp_path, name, begin, junk)
    _, examination, [told] = examined(path, name)
    data = contents()[name]
    assert examination.read.gaps == (Gap(2 * chunk, chunk),)
    assert examination.digests.sha256 == sha256(data[: 2 * chunk] + bytes(chunk) + data[3 * chunk :])
    assert told.code == "content-partial"
    lost, _, why = (told.detail or "").partition(" bytes not read: ")
    assert int(lost) > 0
    assert why.startswith(algorithm.upper())
    _, stream, told_of_stream = examined(path, f"{name}:{_STREAM}")
    assert (stream.read.outcome, told_of_stream) == (ReadOutcome.COMPLETE, ())
    assert stream.digests.sha256 == sha256(packed[:begin] + junk + packed[end:])


def test_table_that_does_not_rise(image: Path, tmp_path: Path) -> None:
    name, chunk = "xpress8k/many", CHUNK_BYTES["xpress8k"]
    path = damaged(image, tmp_path, name, 4, bytes(4))  # where chunk 1 ends
    _, examination, [told] = examined(path, name)
    assert examination.read.gaps == (Gap(chunk, 2 * chunk),)
    assert " bytes not read: chunk 1 from " in (told.detail or "")


def test_table_that_leads_beyond_the_stream(image: Path, tmp_path: Path) -> None:
    path = damaged(image, tmp_path, "lzx/many", 0, b"\xff" * 12)
    _, examination, _ = examined(path, "lzx/many")
    assert (examination.read.outcome, examination.digests.sha256) == (ReadOutcome.UNREADABLE, None)
