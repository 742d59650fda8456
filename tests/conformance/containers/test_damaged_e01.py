"""E01 images that are damaged or not whole: what can be read is read, the rest is told, nothing is zeros."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics_app.errors import (
    EvidenceError,
    ReadFailedError,
    SegmentMissingError,
    SegmentsIncompleteError,
    SourceDamagedError,
    SourceTruncatedError,
)
from forensics_app.evidence.bytes.byte_source import known_gaps
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.examine.options import ExamineOptions
from forensics_app.model.artifact import Gap, ReadOutcome
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import Omission, OpenedSource
from forensics_app.model.incomplete import missing_bytes
from tests.judging.judges import require_judge
from tests.made.containers.ewf_sections import (
    DESCRIPTOR_BYTES,
    chunks,
    flip,
    section,
    sections,
    with_identity,
)
from tests.reading.evidence_reading import read_source, spec

CHUNK = 32768
MEDIUM_BYTES = 8 << 20
CHUNKS = MEDIUM_BYTES // CHUNK


def made_medium(folder: Path) -> Path:
    """A FAT12 with a file at its begin, one in the middle and one at the end; random and plain content."""
    image = folder / "medium.bin"
    with image.open("wb") as file:
        file.truncate(MEDIUM_BYTES)
    subprocess.run([require_judge("mkfs.fat"), "-F", "12", image], check=True, capture_output=True)
    chance = random.Random(4)
    for name, size in (("FIRST.BIN", 500_000), ("SECOND.BIN", 3_000_000), ("THIRD.BIN", 4_000_000)):
        # a quarter can be compressed, so that chunks of both kinds are stored
        parts = [chance.randbytes(50_000), b"plain text " * 9000]
        content = b"".join(parts[number % 4 == 3] for number in range(size // 50_000))[:size]
        (folder / name).write_bytes(content)
        subprocess.run([require_judge("mcopy"), "-i", image, folder / name, "::"], check=True)
    return image


@pytest.fixture(scope="module")
def medium(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_medium(tmp_path_factory.mktemp("medium"))


def acquired(medium: Path, *, segment_bytes: int = 1 << 30) -> dict[str, bytes]:
    """The segments that ewfacquire makes of it."""
    facts = [
        "-C",
        "case",
        "-D",
        "words",
        "-e",
        "examiner",
        "-E",
        "1",
        "-N",
        "n",
        "-m",
        "fixed",
        "-M",
        "physical",
    ]
    options = [*facts, "-c", "fast", "-b", "64", "-f", "encase6", "-S", str(segment_bytes), "-d", "sha1"]
    folder = medium.parent
    command = [require_judge("ewfacquire"), "-u", "-q", "-t", "image", *options, medium.name]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    found = {path.name: path.read_bytes() for path in sorted(folder.glob("image.E*"))}
    for path in folder.glob("image.E*"):
        path.unlink()
    return found


@pytest.fixture(scope="module")
def single(medium: Path) -> bytes:
    return acquired(medium)["image.E01"]


@pytest.fixture(scope="module")
def split(medium: Path) -> dict[str, bytes]:
    found = acquired(medium, segment_bytes=1 << 20)
    assert len(found) >= 4
    return found


def one(folder: Path, data: bytes) -> Path:
    image = folder / "image.E01"
    image.write_bytes(data)
    return image


def several(folder: Path, segments: dict[str, bytes]) -> Path:
    for name, data in segments.items():
        (folder / name).write_bytes(data)
    return folder / "image.E01"


class Rest:
    """What an image that isn't whole gives when that is accepted; every byte compared with the medium."""

    def __init__(self, image: Path, medium: Path) -> None:
        incomplete = Incomplete(accepted=True)
        opened = open_source(image, incomplete)
        assert isinstance(opened, Container)
        truth = medium.read_bytes()
        assert opened.medium.size_bytes == len(truth)
        self.missing, self.problems = opened.missing, opened.problems
        self.gaps = known_gaps(opened.medium, 0, len(truth))
        self.unread: list[int] = []
        for number in range(CHUNKS):
            begin = number * CHUNK
            try:
                assert opened.medium.read(begin, CHUNK) == truth[begin : begin + CHUNK], number
            except ReadFailedError:
                self.unread.append(number)
        self.files = [file.path.name for file in opened.files]
        self.container = opened
        opened.close()


def refused(image: Path) -> EvidenceError:
    with pytest.raises(EvidenceError) as caught:
        open_source(image)
    return caught.value


def tail(first: int) -> list[int]:
    return list(range(first, CHUNKS))


# --- one segment, cut ----------------------------------------------------------------------------------


def stored_before(image: Path, size: int) -> int:
    """How many chunks lie wholly before `size`."""
    return sum(1 for offset, length, _ in chunks(image) if offset + length <= size)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.31, 0.777, 0.99])
def test_cut_within_chunk_data(share: float, single: bytes, medium: Path, tmp_path: Path) -> None:
    """No table is left: chunks are found by their own checksums, up to the last whole one."""
    image = one(tmp_path, single)
    whole = section(image, "sectors")
    size = whole.data + int((whole.end - whole.data) * share)
    there = stored_before(image, size)
    os.truncate(image, size)
    error = refused(image)
    assert isinstance(error, SourceTruncatedError)
    assert (error.path, error.expected_bytes) == (str(image), MEDIUM_BYTES)
    assert error.actual_bytes == there * CHUNK
    rest = Rest(image, medium)
    assert rest.unread == tail(there)
    assert rest.gaps == (Gap(there * CHUNK, MEDIUM_BYTES - there * CHUNK),)
    assert rest.missing == (f"image.E01 is cut off at {size} bytes",)
    assert rest.container.acquisition.examiner == "examiner"
    assert rest.container.stored_digests.md5 is None


@pytest.mark.parametrize(
    ("name", "into"),
    [
        ("table", 0),
        ("table", 30),
        ("table", DESCRIPTOR_BYTES + 10),
        ("table", DESCRIPTOR_BYTES + 24 + 100),
        ("table2", 0),
        ("table2", DESCRIPTOR_BYTES + 30),
        ("digest", 0),
        ("digest", DESCRIPTOR_BYTES + 5),
        ("hash", 3),
        ("done", 0),
        ("done", 40),
    ],
)
def test_cut_behind_the_chunks_loses_nothing(
    name: str, into: int, single: bytes, medium: Path, tmp_path: Path
) -> None:
    """All chunks are there, and that is told; a copy without its end is refused all the same."""
    image = one(tmp_path, single)
    size = section(image, name).offset + into
    os.truncate(image, size)
    error = refused(image)
    assert isinstance(error, SourceTruncatedError)
    assert (error.path, error.actual_bytes) == (str(image), size)
    with EvidenceReader(spec(image, accept_truncated=True)) as reader:
        source, omissions = reader.open()
        digests = reader.digest_medium()
    assert digests.sha256 == hashlib.sha256(medium.read_bytes()).hexdigest()
    (line,) = [o for o in omissions if o.code == "image-truncated"]
    assert line.detail == f"no sector is missing; image.E01 is cut off at {size} bytes"
    assert source.acquisition.examiner == "examiner"
    assert Rest(image, medium).unread == []


@pytest.mark.parametrize("size", [1_000_000, 999_936, 999_937, 32768 * 30])
@pytest.mark.parametrize("plain", [True, False])
def test_last_chunk_of_any_size(size: int, plain: bool, tmp_path: Path) -> None:
    """By its table and without it; a source that ends within a sector leaves the rest of it in the chunk."""
    content = (
        random.Random(size).randbytes(size) if plain else b"some text " * (size // 10) + bytes(size % 10)
    )
    (tmp_path / "medium.bin").write_bytes(content)
    command = [require_judge("ewfacquire"), "-u", "-q", "-t", "image", "-c", "fast", "-b", "64", "-S", "1GiB"]
    subprocess.run([*command, "medium.bin"], cwd=tmp_path, check=True, capture_output=True)
    image, wanted = tmp_path / "image.E01", size // 512 * 512
    table = section(image, "table").offset
    for whole in (True, False):
        if not whole:
            os.truncate(image, table)
        opened = open_source(image, Incomplete(accepted=True))
        assert isinstance(opened, Container)
        assert opened.medium.read(0, opened.medium.size_bytes) == content[:wanted]
        assert opened.medium.size_bytes == wanted
        opened.close()


def test_every_cut_gives_a_true_beginning(single: bytes, medium: Path, tmp_path: Path) -> None:
    """60 places: more bytes never give fewer chunks, and no chunk is another one."""
    chance = random.Random(8)
    before = -1
    sizes = sorted(chance.randrange(2000, len(single)) for _ in range(60))
    for size in sizes:
        image = one(tmp_path, single[:size])
        try:
            rest = Rest(image, medium)
        except EvidenceError:
            assert before <= 0
            continue
        there = CHUNKS - len(rest.unread)
        assert rest.unread == tail(there)
        assert there >= before
        before = there


def test_cut_before_the_volume_section_is_refused(single: bytes, tmp_path: Path) -> None:
    image = one(tmp_path, single)
    os.truncate(image, section(image, "volume").offset + 20)
    with pytest.raises((SourceDamagedError, SourceTruncatedError)):
        open_source(image, Incomplete(accepted=True))


def test_cut_image_is_read_as_far_as_it_goes(single: bytes, medium: Path, tmp_path: Path) -> None:
    """The file before the cut is complete, the one that crosses it is partial, the one behind unreadable."""
    image = one(tmp_path, single)
    second = medium.read_bytes().index((medium.parent / "SECOND.BIN").read_bytes()[:512])
    cut = second // CHUNK + 20
    os.truncate(image, chunks(image)[cut][0] + 5)
    with EvidenceReader(spec(image)) as reader, pytest.raises(SourceTruncatedError):
        reader.open()
    found = read_partly(image)
    assert found.size_bytes == MEDIUM_BYTES
    first_lost = cut * CHUNK // 512
    (line,) = [o for o in found.omissions if o.code == "image-truncated"]
    assert line.detail == (
        f"sectors {first_lost}-{MEDIUM_BYTES // 512 - 1} of {MEDIUM_BYTES // 512}; "
        f"image.E01 is cut off at {image.stat().st_size} bytes; "
        f"{MEDIUM_BYTES - cut * CHUNK} bytes missing"
    )
    assert missing_bytes([line.detail]) == MEDIUM_BYTES - cut * CHUNK
    assert found.outcomes["FIRST.BIN"] == (ReadOutcome.COMPLETE, ())
    outcome, gaps = found.outcomes["SECOND.BIN"]
    assert outcome is ReadOutcome.PARTIAL
    assert gaps == (Gap(cut * CHUNK - second, 3_000_000 - (cut * CHUNK - second)),)
    assert found.outcomes["THIRD.BIN"][0] is ReadOutcome.UNREADABLE
    assert found.medium_gaps == [Gap(cut * CHUNK, MEDIUM_BYTES - cut * CHUNK)]


class Partly:
    size_bytes: int
    omissions: list[Omission]
    outcomes: dict[str, tuple[ReadOutcome, tuple[Gap, ...]]]
    medium_gaps: list[Gap]
    source: OpenedSource


def read_partly(image: Path) -> Partly:
    """Everything of an image that isn't whole."""
    found = Partly()
    found.medium_gaps = []
    with EvidenceReader(spec(image, accept_truncated=True), workers=1) as reader:
        found.source, told = reader.open()
        found.size_bytes, found.omissions, found.outcomes = found.source.size_bytes, list(told), {}
        entries = []
        for batch, more in reader.walk("s1"):
            entries += batch
            found.omissions += more
        for entry, examination, more in reader.examine(entries, ExamineOptions()):
            name = entry.locator.components[-1].decode()
            found.outcomes[name] = examination.read.outcome, examination.read.gaps
            found.omissions += more
        reader.digest_medium(unread=found.medium_gaps.append)
    return found


# --- segments ------------------------------------------------------------------------------------------


def chunks_of(segments: dict[str, bytes], folder: Path) -> dict[str, int]:
    """How many chunks each segment holds."""
    found = {}
    for name, data in segments.items():
        path = folder / "count.E01"
        path.write_bytes(data)
        tables = sum(1 for one in sections(path) if one.name == "table")
        found[name] = sum(len(chunks(path, number)) for number in range(tables))
        path.unlink()
    return found


def test_last_segment_is_missing(split: dict[str, bytes], medium: Path, tmp_path: Path) -> None:
    counts = chunks_of(split, tmp_path)
    *rest_names, last = split
    image = several(tmp_path, {name: split[name] for name in rest_names})
    error = refused(image)
    assert isinstance(error, SegmentsIncompleteError)
    assert error.segment == last
    rest = Rest(image, medium)
    assert rest.unread == tail(CHUNKS - counts[last])
    assert rest.missing == (f"{last} is missing",)


@pytest.mark.parametrize("gone", [("image.E02",), ("image.E01",), ("image.E02", "image.E03")])
def test_other_segments_keep_their_places(
    gone: tuple[str, ...], split: dict[str, bytes], medium: Path, tmp_path: Path
) -> None:
    """Chunks behind one gap are counted from the end of the medium."""
    counts = chunks_of(split, tmp_path)
    several(tmp_path, {name: data for name, data in split.items() if name not in gone})
    image = tmp_path / next(name for name in split if name not in gone)
    error = refused(image)
    assert isinstance(error, SegmentMissingError)
    assert error.segment == gone[0]
    rest = Rest(image, medium)
    begin = sum(counts[name] for name in split if name < gone[0])
    assert rest.unread == list(range(begin, begin + sum(counts[name] for name in gone)))
    assert rest.missing == tuple(f"{name} is missing" for name in gone)
    assert rest.files == [name for name in split if name not in gone]


def test_segment_between_two_gaps_has_no_certain_place(
    split: dict[str, bytes], medium: Path, tmp_path: Path
) -> None:
    counts = chunks_of(split, tmp_path)
    names = list(split)
    gone = (names[1], names[-1])
    image = several(tmp_path, {name: data for name, data in split.items() if name not in gone})
    rest = Rest(image, medium)
    assert rest.unread == tail(counts[names[0]])
    unplaced = sum(counts[name] for name in names[2:-1])
    assert rest.missing[-1] == f"{unplaced} chunks behind the first gap have no certain place"


def test_middle_segment_that_was_cut(split: dict[str, bytes], medium: Path, tmp_path: Path) -> None:
    counts = chunks_of(split, tmp_path)
    image = several(tmp_path, split)
    second = tmp_path / "image.E02"
    size = len(split["image.E02"]) // 2
    there = stored_before(second, size)
    os.truncate(second, size)
    error = refused(image)
    assert isinstance(error, SourceTruncatedError)
    assert error.path == str(second)
    first = counts["image.E01"]
    assert Rest(image, medium).unread == list(range(first + there, first + counts["image.E02"]))


def test_empty_segment_counts_as_missing(split: dict[str, bytes], medium: Path, tmp_path: Path) -> None:
    counts = chunks_of(split, tmp_path)
    image = several(tmp_path, split)
    (tmp_path / "image.E03").write_bytes(b"")
    error = refused(image)
    assert isinstance(error, SegmentMissingError)
    assert error.segment == "image.E03"
    assert len(Rest(image, medium).unread) == counts["image.E03"]


def test_segment_of_another_set_is_not_joined(split: dict[str, bytes], medium: Path, tmp_path: Path) -> None:
    """It has the right name and number, and the chunks of another disk."""
    counts = chunks_of(split, tmp_path)
    image = several(tmp_path, split)
    for path in tmp_path.glob("image.E*"):
        with_identity(path, bytes(range(1, 17)))
    assert Rest(image, medium).problems == ()
    with_identity(tmp_path / "image.E02", bytes(range(16)))
    error = refused(image)
    assert isinstance(error, SegmentsIncompleteError)
    assert error.segment == "image.E02"
    rest = Rest(image, medium)
    assert rest.missing == ("image.E02 is missing: the file there belongs to another image",)
    assert len(rest.unread) == counts["image.E02"]
    assert "image.E02" not in rest.files


def test_segment_of_a_medium_of_another_size_is_not_joined(
    split: dict[str, bytes], medium: Path, tmp_path: Path
) -> None:
    """Where a writer leaves the identity out, the size that every segment repeats tells."""
    image = several(tmp_path, split)
    second = tmp_path / "image.E02"
    data = bytearray(split["image.E02"])
    at = section(second, "data").data
    struct.pack_into("<Q", data, at + 16, MEDIUM_BYTES // 512 + 64)
    struct.pack_into("<I", data, at + 1048, zlib.adler32(data[at : at + 1048]))
    second.write_bytes(data)
    error = refused(image)
    assert isinstance(error, SegmentsIncompleteError)
    assert error.segment == "image.E02"


def test_segment_under_the_name_of_another_is_not_joined(
    split: dict[str, bytes], medium: Path, tmp_path: Path
) -> None:
    image = several(tmp_path, split)
    shutil.copyfile(tmp_path / "image.E03", tmp_path / "image.E02")
    refused(image)
    rest = Rest(image, medium)
    assert "image.E02 says that it is segment 3" in rest.problems
    assert "image.E02" not in rest.files
    assert rest.missing == ("image.E02 is missing: the file there is another segment",)


@pytest.mark.parametrize(
    "names",
    [(1, 3, 2, 4), (4, 1, 2, 3), (1, 2, 7, 4), (2, 3, 4, 5)],
    ids=["two", "all", "a gap", "none first"],
)
def test_segments_under_wrong_names_are_read_in_their_order(
    names: tuple[int, ...], split: dict[str, bytes], medium: Path, tmp_path: Path
) -> None:
    """`names`: the number in the name of segments 1 to 4. Their headers say which they are."""
    contents = {number: split[f"image.E{number:02d}"] for number in range(1, len(split) + 1)}
    wrong = {number: names[number - 1] if number <= 4 else number + 10 for number in contents}
    several(tmp_path, {f"image.E{wrong[number]:02d}": data for number, data in contents.items()})
    for image in sorted(tmp_path.iterdir())[:2]:
        opened = open_source(image)
        assert isinstance(opened, Container)
        assert opened.medium.read(0, MEDIUM_BYTES) == medium.read_bytes()
        assert sorted(opened.problems) == sorted(
            f"image.E{name:02d} is segment {number} by its header"
            for number, name in wrong.items()
            if name != number
        )
        assert not opened.missing
        opened.close()


# --- damage that loses nothing ---------------------------------------------------------------------------


def damaged_header2(image: Path) -> None:
    flip(image, section(image, "header2").data + 10)


def damaged_volume(image: Path) -> None:
    flip(image, section(image, "volume").data + 17)


def damaged_table(image: Path) -> None:
    flip(image, section(image, "table").data + 24 + 4 * 100)


def damaged_table_header(image: Path) -> None:
    flip(image, section(image, "table").data + 1)


def damaged_table_and_copy(image: Path) -> None:
    damaged_table(image)
    flip(image, section(image, "table2").data + 24 + 4 * 50)


def damaged_table_headers(image: Path) -> None:
    damaged_table_header(image)
    flip(image, section(image, "table2").data + 1)


def descriptor_of(name: str) -> Callable[[Path], None]:
    def damage(image: Path) -> None:
        flip(image, section(image, name).offset + 20)

    damage.__name__ = f"descriptor_of_{name}"
    return damage


def descriptors_of_both_tables(image: Path) -> None:
    for offset in [section(image, name).offset for name in ("table", "table2")]:
        flip(image, offset + 2)


def descriptors_of_sectors_and_table(image: Path) -> None:
    for offset in [section(image, name).offset for name in ("sectors", "table")]:
        flip(image, offset + 2)


DAMAGES = [
    damaged_volume,
    damaged_table,
    damaged_table_header,
    damaged_table_and_copy,
    damaged_table_headers,
    *(
        descriptor_of(name)
        for name in ("header", "volume", "sectors", "table", "table2", "digest", "hash", "done")
    ),
    descriptors_of_both_tables,
    descriptors_of_sectors_and_table,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_without_a_loss_is_told_and_read_past(
    damage: Callable[[Path], None], single: bytes, medium: Path, tmp_path: Path
) -> None:
    image = one(tmp_path, single)
    damage(image)
    found = read_source(image)
    assert found.media.sha256 == hashlib.sha256(medium.read_bytes()).hexdigest()
    assert "container-damaged" in found.codes()
    assert "image-truncated" not in found.codes()


def test_damaged_stored_digest_is_told(single: bytes, tmp_path: Path) -> None:
    """Its checksum says that it isn't what was written: it is no digest to compare with."""
    image = one(tmp_path, single)
    for name in ("digest", "hash"):
        flip(image, section(image, name).data)
    found = read_source(image)
    assert "container-damaged" in found.codes()
    assert found.source.stored_digests == Digests()


def test_stored_digest_of_other_content_disagrees(single: bytes, tmp_path: Path) -> None:
    """One that was written so, with a right checksum, is no damage of the container: the medium differs."""
    image = one(tmp_path, single)
    for name, checksum_at in (("digest", 76), ("hash", 32)):
        at = section(image, name).data
        flip(image, at)
        data = bytearray(image.read_bytes())
        struct.pack_into("<I", data, at + checksum_at, zlib.adler32(data[at : at + checksum_at]))
        image.write_bytes(data)
    found = read_source(image)
    assert "container-damaged" not in found.codes()
    stored, media = found.source.stored_digests, found.media
    assert stored.md5 is not None
    assert media.md5 is not None
    assert stored.md5[2:] == media.md5[2:]
    assert stored.md5[:2] != media.md5[:2]
    assert stored.sha1 == media.sha1


# --- chunks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compressed", [True, False])
def test_damaged_chunk_costs_itself_alone(
    compressed: bool, single: bytes, medium: Path, tmp_path: Path
) -> None:
    image = one(tmp_path, single)
    numbers = [n for n, (_, _, packed) in enumerate(chunks(image)) if packed is compressed]
    number = numbers[len(numbers) // 2]
    offset, size, _ = chunks(image)[number]
    flip(image, offset + size // 2)
    assert Rest(image, medium).unread == [number]


def test_damaged_checksum_of_a_plain_chunk(single: bytes, medium: Path, tmp_path: Path) -> None:
    image = one(tmp_path, single)
    number = next(n for n, (_, _, packed) in enumerate(chunks(image)) if not packed)
    offset, size, _ = chunks(image)[number]
    flip(image, offset + size - 1)
    assert Rest(image, medium).unread == [number]


@pytest.mark.parametrize("compressed", [True, False])
def test_damaged_chunk_between_damaged_tables(
    compressed: bool, single: bytes, medium: Path, tmp_path: Path
) -> None:
    """The entries of the tables lead on, and a chunk proves that they are right."""
    image = one(tmp_path, single)
    numbers = [n for n, (_, _, packed) in enumerate(chunks(image)) if packed is compressed]
    number = numbers[len(numbers) // 2]
    offset, size, _ = chunks(image)[number]
    damaged_table_and_copy(image)
    flip(image, offset + size // 2)
    error = refused(image)
    assert isinstance(error, SourceTruncatedError)
    assert error.actual_bytes == MEDIUM_BYTES - CHUNK
    rest = Rest(image, medium)
    assert rest.unread == [number]
    assert rest.gaps == (Gap(number * CHUNK, CHUNK),)


def test_damaged_chunk_without_any_table(single: bytes, medium: Path, tmp_path: Path) -> None:
    """How many chunks are behind it isn't known, so they have no place."""
    image = one(tmp_path, single)
    offset, size, _ = chunks(image)[100]
    os.truncate(image, section(image, "table").offset)
    flip(image, offset + size // 2)
    assert Rest(image, medium).unread == tail(100)


def test_image_inside_an_image_is_not_taken_for_its_sections(single: bytes, tmp_path: Path) -> None:
    """A damaged descriptor in front of chunks that hold a whole E01, not compressed."""
    folder = tmp_path / "outer"
    folder.mkdir()
    inner = bytes(512) + single + bytes(-len(single) % CHUNK) + bytes(2 * CHUNK - 512)
    (folder / "medium.bin").write_bytes(inner)
    command = [require_judge("ewfacquire"), "-u", "-q", "-t", "image", "-c", "none", "-b", "64", "-S", "1GiB"]
    subprocess.run([*command, "medium.bin"], cwd=folder, check=True, capture_output=True)
    image = folder / "image.E01"
    flip(image, section(image, "sectors").offset + 2)
    opened = open_source(image)
    assert isinstance(opened, Container)
    assert opened.medium.read(0, opened.medium.size_bytes) == inner
    opened.close()


def test_flipped_bytes_of_sections_never_give_other_bytes(
    single: bytes, medium: Path, tmp_path: Path
) -> None:
    """120 images with one byte changed outside of the chunks: read truly, or refused."""
    chance = random.Random(11)
    image = one(tmp_path, single)
    whole = section(image, "sectors")
    places = [*range(whole.data), *range(whole.end, len(single))]
    for offset in chance.sample(places, 120):
        one(tmp_path, single)
        flip(image, offset)
        try:
            Rest(image, medium)
        except EvidenceError:
            assert 8 <= offset < 13  # the number of the segment


def test_hostile_count_of_chunks_takes_no_memory(single: bytes, tmp_path: Path) -> None:
    """The volume section claims a petabyte; what is there is read."""
    image = one(tmp_path, single)
    data = bytearray(single)
    at = section(image, "volume").data
    struct.pack_into("<IIIQ", data, at + 4, 0xFFFFFFFF, 64, 512, 1 << 40)
    for name in ("volume", "data"):
        for one_section in (s for s in sections(image) if s.name == name):
            begin = one_section.data
            data[begin : begin + 1048] = data[at : at + 1048]
            struct.pack_into("<I", data, begin + 1048, zlib.adler32(data[begin : begin + 1048]))
    image.write_bytes(data)
    opened = open_source(image, Incomplete(accepted=True))
    assert isinstance(opened, Container)
    assert opened.medium.size_bytes == 1 << 49
    assert known_gaps(opened.medium, 0, 1 << 49) == (Gap(MEDIUM_BYTES, (1 << 49) - MEDIUM_BYTES),)
    opened.close()
