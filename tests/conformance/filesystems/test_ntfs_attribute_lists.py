"""Files whose $ATTRIBUTE_LIST lies in clusters of its own: names, times, streams and runs of every record.

Known answers: what `making/make_ntfs_lists.py` wrote, and The Sleuth Kit's istat and icat. Then the same
image with lists and records that lie.
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from forensics_app.evidence.bytes.byte_source import TriedTwice, check_range
from forensics_app.evidence.contents.extents import Place
from forensics_app.evidence.contents.nodes import Attribute
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.details_of import details_of
from forensics_app.evidence.filesystems.spare_copies import open_file_system
from forensics_app.evidence.filesystems.tsk.entries import extents_of
from forensics_app.model.artifact import Entry, Extent, ExtentClass, ReadOutcome
from forensics_app.model.times import TimeKind
from tests.conformance.filesystems.test_extents import prove, through_extents
from tests.judging.sleuthkit import icat, istat
from tests.reading.evidence_reading import Reading, path_of, read_source, sample

_LIST, _DATA = 0x20, 0x80
_RECORD, _CLUSTER = 1024, 512


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample("ntfs-attribute-lists.raw", tmp_path_factory.mktemp("image"))


@pytest.fixture(scope="module")
def found(image: Path) -> Reading:
    return read_source(image)


def links(found: Reading) -> list[Entry]:
    return [e for e, _ in found.found if e.locator.components[0] == b"many" and len(e.locator.components) > 1]


# --- what is there --------------------------------------------------------------------------------------


def test_every_list_of_the_sample_is_outside_of_its_record(image: Path, found: Reading) -> None:
    """Else the tests below would prove nothing."""
    data = image.read_bytes()
    for path in ("linked.txt", "streams.txt", "between.bin", "fragmented.bin", "$OrphanFiles/OrphanFile-82"):
        assert Stored(data, int(found.entry(path).inode or "")).attributes(_LIST)[0].non_resident


def test_names_in_other_records_are_their_own_bytes(found: Reading) -> None:
    made = {f"{n:02d} link ".encode() + b"\xed\xa0\x80" + b"x" * (n % 40) for n in range(60)}
    assert {entry.locator.components[1] for entry in links(found)} == made
    assert len(links(found)) == 60


def test_each_name_has_its_own_times_as_istat_shows_them(image: Path, found: Reading) -> None:
    ours = {}
    for entry in links(found):
        (modified,) = [t.value for t in entry.times if t.kind is TimeKind.NAME_MODIFIED]
        ours[entry.locator.components[1][:2].decode()] = (modified or "").removesuffix("Z").replace("T", " ")
    told = istat(image, 0, found.entry("linked.txt").inode or "")
    names = re.findall(r"^Name: (\d\d) link .*?^File Modified:\t([\d :-]{19})", told, re.M | re.S)
    assert ours == dict(names) == {f"{n:02d}": f"2020-01-01 00:00:{n:02d}" for n in range(60)}
    for path in ("between.bin", "fragmented.bin"):  # their one name stands in another record
        assert len(found.entry(path).times) == 8


def test_extents_give_what_icat_gives(image: Path, found: Reading) -> None:
    assert found.omissions == ()
    assert prove(image, found) > 70
    fd = os.open(image, os.O_RDONLY)
    try:
        for path in ("fragmented.bin", "between.bin", "streams.txt:large", "streams.txt:s39"):
            entry = found.entry(path)
            assert through_extents(fd, entry) == icat(image, 0, entry.locator.address or ""), path
    finally:
        os.close(fd)


def test_a_stream_written_in_part_says_so_from_another_record(found: Reading) -> None:
    entry, examination = found.pair("streams.txt:large")
    written = b"".join(b"%07d\n" % n for n in range(1000))[:3000]
    assert entry.extent_class is ExtentClass.NTFS_VALID_LENGTH
    assert [e.length_bytes for e in entry.extents] == [3000, 2003]
    assert examination.digests.sha256 == hashlib.sha256(written + bytes(2003)).hexdigest()


def test_streams_of_a_deleted_file_have_their_places(found: Reading) -> None:
    """Each of its records was counted up by one when it was deleted; the list names them as they were."""
    streams = [(e, x) for e, x in found.found if path_of(e).startswith("$OrphanFiles/OrphanFile-82:")]
    assert len(streams) > 25
    for entry, examination in streams:
        assert (entry.allocated, examination.read.outcome) == (False, ReadOutcome.COMPLETE)
        assert sum(e.length_bytes for e in entry.extents) == entry.size_bytes


# --- lists and records that lie -------------------------------------------------------------------------


class Bytes:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size_bytes = len(data)

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        check_range(offset_bytes, size_bytes, self.size_bytes)
        return self._data[offset_bytes : offset_bytes + size_bytes]


class Head:
    """An attribute's header in its record, at `offset`."""

    def __init__(self, record: bytes, offset: int) -> None:
        self.offset = offset
        self.kind, self.length = struct.unpack_from("<II", record, offset)
        self.non_resident = bool(record[offset + 8])
        self.named = bool(record[offset + 9])


class Stored:
    """One record of an image, fix-up undone; `put` writes it back."""

    def __init__(self, data: bytes, number: int) -> None:
        (self.place,) = [
            at
            for at in range(0, len(data), _CLUSTER)
            if data[at : at + 4] == b"FILE" and struct.unpack_from("<I", data, at + 0x2C)[0] == number
            if number > 3
        ]
        self.bytes = bytearray(data[self.place : self.place + _RECORD])
        self._array = struct.unpack_from("<H", self.bytes, 4)[0]
        for sector in (1, 2):
            at = self._array + 2 * sector
            self.bytes[sector * 512 - 2 : sector * 512] = self.bytes[at : at + 2]

    def attributes(self, kind: int) -> list[Head]:
        heads, offset = [], struct.unpack_from("<H", self.bytes, 20)[0]
        while struct.unpack_from("<I", self.bytes, offset)[0] != 0xFFFFFFFF:
            heads.append(Head(bytes(self.bytes), offset))
            offset += heads[-1].length
        return [head for head in heads if head.kind == kind]

    def put(self, data: bytearray) -> None:
        block = bytearray(self.bytes)
        for sector in (1, 2):
            at = self._array + 2 * sector
            block[at : at + 2] = block[sector * 512 - 2 : sector * 512]
            block[sector * 512 - 2 : sector * 512] = block[self._array : self._array + 2]
        data[self.place : self.place + _RECORD] = block

    def list_place(self) -> tuple[int, int]:
        """Offset in the image and size of an attribute list of one run."""
        at = self.attributes(_LIST)[0].offset
        (size,) = struct.unpack_from("<Q", self.bytes, at + 48)
        run = at + struct.unpack_from("<H", self.bytes, at + 32)[0]
        lengths, offsets = self.bytes[run] & 15, self.bytes[run] >> 4
        first = int.from_bytes(self.bytes[run + 1 + lengths : run + 1 + lengths + offsets], "little")
        return first * _CLUSTER, size


def entries(value: bytes) -> list[int]:
    """Offset of each entry of a list."""
    found, offset = [], 0
    while offset < len(value):
        found.append(offset)
        offset += struct.unpack_from("<H", value, offset + 4)[0]
    return found


Damage = Callable[[bytearray, int, int], None]


def set_head(at: int, form: str, value: int) -> Damage:
    """A field of the header of the list."""

    def damage(data: bytearray, base: int, extension: int) -> None:
        record = Stored(data, base)
        struct.pack_into(form, record.bytes, record.attributes(_LIST)[0].offset + at, value)
        record.put(data)

    return damage


def set_record(at: int, form: str, value: int) -> Damage:
    """A field of the record that holds the stream."""

    def damage(data: bytearray, base: int, extension: int) -> None:
        record = Stored(data, extension)
        struct.pack_into(form, record.bytes, at, value)
        record.put(data)

    return damage


def run_beyond_the_end(data: bytearray, base: int, extension: int) -> None:
    record = Stored(data, base)
    at = record.attributes(_LIST)[0].offset
    run = at + struct.unpack_from("<H", record.bytes, at + 32)[0]
    record.bytes[run : run + 8] = (
        b"\x14\x7f\xff\xff\xff\x7f\x00\x00"[:0] + b"\x41\x7f\xff\xff\xff\x7f\x00\x00"
    )
    record.put(data)


def torn(data: bytearray, base: int, extension: int) -> None:
    """The second sector of the record is of another time."""
    record = Stored(data, extension)
    data[record.place + 1022 : record.place + 1024] = b"\xab\xcd"


def set_entries(change: Callable[[bytearray, int], None]) -> Damage:
    """Every entry of the list, at its offset."""

    def damage(data: bytearray, base: int, extension: int) -> None:
        place, size = Stored(data, base).list_place()
        value = bytearray(data[place : place + size])
        for offset in entries(bytes(value)):
            change(value, offset)
        data[place : place + size] = value

    return damage


def no_length(value: bytearray, offset: int) -> None:
    struct.pack_into("<H", value, offset + 4, 0)


def other_sequence(value: bytearray, offset: int) -> None:
    struct.pack_into("<H", value, offset + 22, 77)


def nowhere(value: bytearray, offset: int) -> None:
    value[offset + 16 : offset + 22] = b"\xff" * 6


DAMAGES: dict[str, Damage] = {
    "larger than NTFS allows": set_head(48, "<Q", 1 << 40),
    "written in part": set_head(56, "<Q", 8),
    "compressed": set_head(12, "<H", 1),
    "ends before its size": set_head(48, "<Q", 100_000),
    "run beyond the end": run_beyond_the_end,
    "signature": set_record(0, "<I", 0x44414142),
    "torn": torn,
    "of another file": set_record(32, "<Q", 64 | 1 << 48),
    "of another time of the file": set_record(32 + 6, "<H", 77),
    "used again": set_record(16, "<H", 77),
    "entries without length": set_entries(no_length),
    "entries of another sequence number": set_entries(other_sequence),
    "entries beyond the MFT": set_entries(nowhere),
}


def look(data: bytes, base: int, large: Attribute) -> tuple[tuple[Extent, ...], list[str]]:
    """Extents of the stream as the details find them, and what they say is lacking.

    The attribute is that of the sound image: libtsk's reading of the damaged one is not what is tested.
    """
    source = TriedTwice(Bytes(data))
    file_system = open_file_system(Bytes(data), lambda reach: None)
    details = details_of(file_system, source)
    node = msgspec.structs.replace(file_system.node(5)[0], address=base)
    place = Place("s1", 0, _CLUSTER)
    extents, _ = extents_of(node, large, place=place, details=details)
    return extents, [detail_of(failure) for failure in source.failures]


@pytest.fixture(scope="module")
def large(image: Path, found: Reading) -> tuple[int, int, Attribute]:
    """The file, the record that holds its stream `large`, and the stream."""
    base = int(found.entry("streams.txt").inode or "")
    data = image.read_bytes()
    (attribute,) = [
        a for a in open_file_system(Bytes(data), lambda reach: None).attributes(base) if a.name == b"large"
    ]
    place, size = Stored(data, base).list_place()
    value = data[place : place + size]
    holders = {
        number
        for offset in entries(value)
        if (number := struct.unpack_from("<I", value, offset + 16)[0]) != base
        if any(head.non_resident for head in Stored(data, number).attributes(_DATA))
    }
    (extension,) = holders
    return base, extension, attribute


def test_the_sound_image_lacks_nothing(image: Path, large: tuple[int, int, Attribute]) -> None:
    extents, lacking = look(image.read_bytes(), large[0], large[2])
    assert ([e.length_bytes for e in extents], lacking) == ([3000, 2003], [])


@pytest.mark.parametrize("name", DAMAGES)
def test_what_a_damaged_list_hides_is_told_and_not_guessed(
    name: str, image: Path, large: tuple[int, int, Attribute]
) -> None:
    """Runs without the initialised size would claim bytes that were never written: then no place is known."""
    base, extension, attribute = large
    data = bytearray(image.read_bytes())
    DAMAGES[name](data, base, extension)
    extents, lacking = look(bytes(data), base, attribute)
    assert extents == (() if name != "ends before its size" else extents)
    assert any(f"record {base}: " in line for line in lacking)


def test_a_list_that_names_itself_ends(image: Path, large: tuple[int, int, Attribute]) -> None:
    base, extension, attribute = large
    data = bytearray(image.read_bytes())

    def own(value: bytearray, offset: int) -> None:
        struct.pack_into("<Q", value, offset + 16, base | 1 << 48)

    set_entries(own)(data, base, extension)
    extents, lacking = look(bytes(data), base, attribute)
    assert extents == ()
    assert lacking == [f"record {base}: the first piece of a stream is in no record of its attribute list"]


def test_the_folder_says_that_names_are_not_exact(image: Path, tmp_path: Path, found: Reading) -> None:
    """Through the whole reader: every name stays listed, the ledger names the record."""
    data = bytearray(image.read_bytes())
    base = int(found.entry("linked.txt").inode or "")
    set_entries(other_sequence)(data, base, 0)
    damaged = tmp_path / "damaged.raw"
    damaged.write_bytes(data)
    reading = read_source(damaged)
    told = [o for o in reading.omissions if o.code == "details-unreadable"]
    assert {o.locator for o in told} == {"s1:/", "s1:/many"}
    assert all(f"record {base}: " in o.detail for o in told)
    assert "linked.txt" in reading.paths()


# --- a list that lies in the record itself --------------------------------------------------------------


def with_list_inside(data: bytes, base: int, extension: int) -> bytes:
    """The same image, with a list in the record that names the one with the stream `large` alone.

    To make room the base record loses its own streams.
    """
    record = Stored(data, base)
    place, size = record.list_place()
    value = data[place : place + size]
    kept = b""
    for offset in entries(value):
        if struct.unpack_from("<I", value, offset + 16)[0] == extension:
            kept += value[offset : offset + struct.unpack_from("<H", value, offset + 4)[0]]
    head = record.attributes(_LIST)[0]
    length = -(-(24 + len(kept)) // 8) * 8
    identifier = record.bytes[head.offset + 14 : head.offset + 16]
    inside = struct.pack("<IIBBHH2sIHH", _LIST, length, 0, 0, 24, 0, bytes(identifier), len(kept), 24, 0)
    inside += kept.ljust(length - 24, b"\0")
    others = [
        bytes(record.bytes[other.offset : other.offset + other.length])
        for kind in range(_LIST + 0x10, _DATA, 0x10)
        for other in record.attributes(kind)
    ]
    whole = bytes(record.bytes[: head.offset]) + inside + b"".join(others) + b"\xff" * 4 + bytes(4)
    assert len(whole) <= _RECORD - 8
    record.bytes = bytearray(whole.ljust(_RECORD, b"\0"))
    struct.pack_into("<I", record.bytes, 24, len(whole))
    changed = bytearray(data)
    record.put(changed)
    return bytes(changed)


@pytest.fixture(scope="module")
def inside(image: Path, large: tuple[int, int, Attribute]) -> bytes:
    return with_list_inside(image.read_bytes(), large[0], large[1])


def test_a_sound_list_in_the_record_lacks_nothing(inside: bytes, large: tuple[int, int, Attribute]) -> None:
    extents, lacking = look(inside, large[0], large[2])
    assert ([e.length_bytes for e in extents], lacking) == ([3000, 2003], [])


DAMAGES_INSIDE = ("signature", "torn", "of another file", "of another time of the file", "used again")


@pytest.mark.parametrize("name", DAMAGES_INSIDE)
def test_what_a_list_in_the_record_lacks_is_told_and_not_guessed(
    name: str, inside: bytes, large: tuple[int, int, Attribute]
) -> None:
    base, extension, attribute = large
    data = bytearray(inside)
    DAMAGES[name](data, base, extension)
    extents, lacking = look(bytes(data), base, attribute)
    assert extents == ()
    assert f"record {base}: 1 of 1 records that extend it are not there" in lacking


def test_entries_of_a_list_in_the_record_that_make_no_sense_are_told(
    inside: bytes, large: tuple[int, int, Attribute]
) -> None:
    base, _, attribute = large
    data = bytearray(inside)
    record = Stored(data, base)
    head = record.attributes(_LIST)[0]
    struct.pack_into("<H", record.bytes, head.offset + 24 + 4, 0)
    record.put(data)
    extents, lacking = look(bytes(data), base, attribute)
    assert extents == ()
    assert any(f"record {base}: 0 of " in line for line in lacking)
