"""Volume shadow copies: counted, and on request read as volumes of their own.

The sample is plaso's vsstest.qcow2: an NTFS of 1 GiB, two shadow copies, taken between changes of its files.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.aligned_reads import AlignedReads
from forensics_app.evidence.bytes.bad_sectors import read_around
from forensics_app.evidence.bytes.byte_source import ByteSource, known_gaps
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.contents.targets import target_of
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.protocol.messages import Attach, Open
from forensics_app.evidence.scanning.derived_layer_search import Wanted
from forensics_app.evidence.scanning.medium import Scanner
from forensics_app.evidence.volumes.shadow_copies.copies import ShadowCopies
from forensics_app.evidence.worker.session import Session
from forensics_app.model.artifact import Gap
from forensics_app.model.evidence import LayerKind, LayerState
from tests.made.bitlocker_images import CLEAR, BitLockerVolume
from tests.world.shared_data import shared

IMAGE = "testdata/log2timeline_plaso/test_data/vsstest.qcow2"


@pytest.fixture
def container() -> Iterator[Container]:
    opened = open_source(shared(IMAGE))
    assert isinstance(opened, Container)
    yield opened
    opened.close()


def session(shadow_copies: bool, **skip: str) -> tuple[Session, Open]:
    return Session(lambda at, done: None), Open(
        bytes(shared(IMAGE)), "s1", "EX-001", False, skip, shadow_copies=shadow_copies
    )


def test_each_copy_is_a_volume() -> None:
    reader, request = session(shadow_copies=True)
    opened = reader.open(request)
    assert opened.omissions == ()
    assert [(la.layer_id, la.kind, la.file_system, la.state) for la in opened.source.layers[1:]] == [
        ("s1.vss1", LayerKind.SNAPSHOT, "ntfs", LayerState.WALKED),
        ("s1.vss2", LayerKind.SNAPSHOT, "ntfs", LayerState.WALKED),
    ]
    assert [la.description for la in opened.source.layers[1:]] == [
        "volume shadow copy 2013-12-03T06:35:09.736378Z",
        "volume shadow copy 2013-12-03T06:37:48.919058Z",
    ]
    again = Session(lambda at, done: None)
    again.attach(Attach(request.path, opened.source, opened.files, opened.keys))
    names = {layer.layer_id: list(walked(again, layer.layer_id)) for layer in opened.source.layers}
    assert names == {layer.layer_id: list(walked(reader, layer.layer_id)) for layer in opened.source.layers}
    files = {
        layer_id: {path for path in found if not path.startswith(("$", "System Volume"))}
        for layer_id, found in names.items()
    }
    assert files == {
        "s1.vss1": {"syslog"},
        "s1.vss2": {"another_file", "syslog.gz"},
        "s1": {"another_file", "password.txt", "syslog.gz"},
    }


def test_contents_are_those_of_their_moment() -> None:
    """`syslog` of the first copy was compressed before the second one was made: gzip is the judge."""
    reader, request = session(shadow_copies=True)
    reader.open(request)
    packed = {layer_id: content(reader, layer_id, b"syslog.gz") for layer_id in ("s1", "s1.vss2")}
    assert packed["s1"] == packed["s1.vss2"]
    assert gzip.decompress(packed["s1"]) == content(reader, "s1.vss1", b"syslog")


def content(reader: Session, layer_id: str, name: bytes) -> bytes:
    for entries, _ in reader.walk(layer_id, {}, lambda place, components: None):
        for entry in entries:
            if entry.locator.components == (name,) and entry.locator.stream is None and entry.allocated:
                return b"".join(chunk.data for chunk in reader.content(target_of(entry)))
    raise AssertionError(name)


def walked(reader: Session, layer_id: str) -> Iterator[str]:
    for entries, omissions in reader.walk(layer_id, {}, lambda place, components: None):
        assert not omissions
        for entry in entries:
            assert all(extent.layer_id in (None, layer_id) for extent in entry.extents)
            if entry.allocated:
                yield b"/".join(entry.locator.components).decode()


def test_without_the_option_they_are_counted() -> None:
    reader, request = session(shadow_copies=False)
    opened = reader.open(request)
    assert len(opened.source.layers) == 1
    assert [(o.code, o.locator, o.count) for o in opened.omissions] == [("snapshots-not-read", "s1", 2)]


def test_copies_that_lost_a_worker_keep_back_nothing_else() -> None:
    reader, request = session(True, **{"s1.vss": "worker-crashed"})
    opened = reader.open(request)
    assert [(o.code, o.locator) for o in opened.omissions] == [("worker-crashed", "s1.vss")]
    assert [layer.state for layer in opened.source.layers] == [LayerState.WALKED]


def test_any_read_equals_aligned_reads(container: Container) -> None:
    source = ShadowCopies(container.medium).source(0)
    size = source.size_bytes

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, size), st.integers(0, 70_000))
    def check(offset: int, length: int) -> None:
        length = min(length, size - offset)
        begin, end = offset // 4096 * 4096, -(-(offset + length) // 4096) * 4096
        pages = b"".join(by_libvshadow(source, at, 4096) for at in range(begin, end, 4096))
        given = by_libvshadow(source, offset, length)
        assert given == pages[offset - begin : offset - begin + length]

    check()


class Cut:
    """A ByteSource that is cut like bytes."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source

    def __len__(self) -> int:
        return self._source.size_bytes

    def __getitem__(self, part: slice, /) -> bytes:
        begin, end, _ = part.indices(len(self))
        return self._source.read(begin, max(0, end - begin))


def test_copies_in_an_encrypted_volume(container: Container) -> None:
    """The sample, encrypted with BitLocker while it is read."""
    locked = BitLockerVolume(Cut(container.medium))
    locked.protect(CLEAR)
    wanted = Wanted(shadow_copies=True)
    scan = Scanner(locked, "s1", skip={}, alive=lambda at, done: None, wanted=wanted).run()
    assert [(o.code, o.locator) for o in scan.omissions] == []
    assert [(la.layer_id, la.file_system) for la in scan.layers] == [
        ("s1", "BitLocker"),
        ("s1.bde", "ntfs"),
        ("s1.bde.vss1", "ntfs"),
        ("s1.bde.vss2", "ntfs"),
    ]
    plain = ShadowCopies(container.medium)
    for index in range(2):
        clear, nested = plain.source(index), scan.opened[f"s1.bde.vss{index + 1}"]
        for at in range(0, 4 << 20, 65_537):  # the boot sector, the MFT, the files
            assert nested.read(at, 3000) == clear.read(at, 3000)


class Patched:
    """A ByteSource with other bytes at one place."""

    def __init__(self, source: ByteSource, at: int, data: bytes) -> None:
        self._source, self._at, self._data = source, at, data
        self.size_bytes = source.size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        data = bytearray(self._source.read(offset_bytes, size_bytes))
        for place, byte in enumerate(self._data, start=self._at - offset_bytes):
            if 0 <= place < len(data):
                data[place] = byte
        return bytes(data)


def test_a_catalogue_that_libvshadow_refuses_is_told(container: Container) -> None:
    """Our own count still sees the copies."""
    patched = Patched(container.medium, 0x1E00 + 16, b"\xff\xff\xff\xff")  # an impossible version
    wanted = Wanted(shadow_copies=True)
    scan = Scanner(patched, "s1", skip={}, alive=lambda at, done: None, wanted=wanted).run()
    assert [(o.code, o.locator, o.count, o.detail) for o in scan.omissions] == [
        (
            "snapshots-not-read",
            "s1",
            2,
            "volume shadow copies: pyvshadow_volume_open_file_object: unable to open volume",
        )
    ]
    assert [layer.layer_id for layer in scan.layers] == ["s1"]


_CATALOGUE, _BLOCK, _ENTRY = 0x6E30000, 0x4000, 0x80
_FIRST = _CATALOGUE + _ENTRY


def entries(container: Container) -> dict[str, bytes]:
    """The two entries of each copy: `m1`, `m2` say when it was made, `d1`, `d2` where its data are."""
    data = container.medium.read(_FIRST, 4 * _ENTRY)
    return {name: data[at * _ENTRY :][:_ENTRY] for at, name in enumerate(("m1", "d1", "m2", "d2"))}


def arranged(container: Container, order: str) -> Patched:
    """The sample with these entries in its catalogue."""
    known = {**entries(container), "--": (1).to_bytes(8, "little").ljust(_ENTRY, b"\x00")}
    data = b"".join(known[name] for name in order.split())
    return Patched(container.medium, _FIRST, data.ljust(6 * _ENTRY, b"\x00"))


@pytest.mark.parametrize("order", ["m1 m2 d1 d2", "m1 d2 m2 d1", "d1 m1 d2 m2", "m2 d2 -- m1 d1"])
def test_data_of_a_copy_are_found_by_its_identifier(order: str, container: Container) -> None:
    """Wherever the entry stands that tells of them: libvshadow gives the data of another copy."""
    sound, patched = ShadowCopies(container.medium), arranged(container, order)
    mixed = ShadowCopies(patched)
    assert [mixed.made_at(index) for index in range(mixed.count)] == [sound.made_at(0), sound.made_at(1)]
    for index in range(2):
        for at in (0, 20 << 20, 113 << 20, 327 << 20, 335 << 20, 792 << 20):  # where the copies differ
            given, kept = mixed.source(index), sound.source(index)
            assert read_around(given, at, 1 << 20) == read_around(kept, at, 1 << 20)
    assert by_libvshadow(mixed.source(0), _CATALOGUE, _BLOCK) == patched.read(_CATALOGUE, _BLOCK)


def reported(patched: ByteSource, *, wanted: bool = True) -> list[tuple[str, int, str | None]]:
    """What is said of the shadow copies, none of which is read."""
    look = Wanted(shadow_copies=wanted)
    scan = Scanner(patched, "s1", skip={}, alive=lambda at, done: None, wanted=look).run()
    assert [layer.layer_id for layer in scan.layers] == ["s1"]
    return [(str(o.code), o.count, o.detail) for o in scan.omissions]


@pytest.mark.parametrize("order", ["m1 d1 d2", "m2 d1", "m1 d1 m2 d1", "m1 d1 m1 d2"])
def test_data_that_belong_to_no_copy_are_told(order: str, container: Container) -> None:
    """The copies that are left are read through them, nobody knows which: libvshadow gives wrong bytes."""
    at = _FIRST + {"m1 d1 d2": 2, "m2 d1": 1, "m1 d1 m2 d1": 3, "m1 d1 m1 d2": 2}[order] * _ENTRY
    ((code, count, detail),) = reported(arranged(container, order))
    assert (code, count) == ("snapshots-not-read", order.count("m"))
    assert detail == f"volume shadow copies: the catalogue of the shadow copies is damaged at byte {at}"


@pytest.mark.parametrize("field", [8, 48])
def test_data_without_a_list_or_a_bitmap_are_told(field: int, container: Container) -> None:
    """libvshadow takes them for none, and gives the volume as it is now."""
    at = _FIRST + 3 * _ENTRY
    ((code, count, detail),) = reported(Patched(container.medium, at + field, bytes(8)))
    assert (code, count) == ("snapshots-not-read", 2)
    assert detail == f"volume shadow copies: the catalogue of the shadow copies is damaged at byte {at}"


@pytest.mark.parametrize(
    ("at", "data", "damaged", "count"),
    [
        (_CATALOGUE, bytes(16), _CATALOGUE, 1),  # its first block is gone: nobody knows how many there are
        (0x1E00 + 48, b"\xff" * 7, (1 << 56) - 1, 1),
        (_CATALOGUE + _BLOCK, bytes(16), _CATALOGUE + _BLOCK, 2),
        (_CATALOGUE + 40, _CATALOGUE.to_bytes(8, "little"), _CATALOGUE, 2),  # leads back to itself
    ],
)
def test_catalogue_that_breaks_off_is_told(
    at: int, data: bytes, damaged: int, count: int, container: Container
) -> None:
    patched = Patched(container.medium, at, data)
    text = f"volume shadow copies: the catalogue of the shadow copies is damaged at byte {damaged}"
    assert reported(patched) == [("snapshots-not-read", count, text)]
    assert reported(patched, wanted=False) == [("snapshots-not-read", count, "volume shadow copies")]


def by_libvshadow(copy: ByteSource, offset_bytes: int, size_bytes: int) -> bytes:
    """What libvshadow gives, also where the copy doesn't keep it."""
    assert isinstance(copy, AlignedReads)
    return AlignedReads.read(copy, offset_bytes, size_bytes)


def test_what_a_copy_does_not_keep_is_a_gap(container: Container) -> None:
    """As of files that it excludes, pagefile.sys for one. libvshadow gives zeros there, and later bytes in
    older copies: the first one has parts of the second one's store.
    """
    reader, request = session(shadow_copies=True)
    reader.open(request)
    at, size = place(reader, "s1.vss2", b"$UpCase")
    at, size = at + _BLOCK, size - _BLOCK  # behind what begins in the first block, which is kept
    first, last = at // _BLOCK, (at + size - 1) // _BLOCK
    freed: ByteSource = container.medium
    for bitmap in (0x6E50000, 0x6E54000):  # of the copy, and of the one before it
        begin = bitmap + 128 + first // 8
        bits = int.from_bytes(freed.read(begin, 4096), "little")
        bits |= ((1 << (last - first + 1)) - 1) << first % 8
        freed = Patched(freed, begin, bits.to_bytes(4096, "little"))
    sound, copy = ShadowCopies(container.medium).source(1), ShadowCopies(freed).source(1)
    assert sound.read(at, size).strip(b"\x00")
    assert not by_libvshadow(copy, at, size).strip(b"\x00")
    with pytest.raises(ReadFailedError):
        copy.read(at, size)
    assert known_gaps(copy, at, size) == (Gap(at, size),)
    assert known_gaps(sound, at, size) == ()
    older, later = ShadowCopies(container.medium).source(0), 0x6E44000
    assert by_libvshadow(older, later, _BLOCK) == container.medium.read(later, _BLOCK)
    with pytest.raises(ReadFailedError):
        older.read(later, _BLOCK)


def test_gaps_of_a_copy_are_cut_to_the_range(container: Container) -> None:
    newest = ShadowCopies(container.medium).source(1)
    gaps = known_gaps(newest, 0, newest.size_bytes)
    assert (len(gaps), sum(gap.length_bytes for gap in gaps)) == (4, 63_682 * _BLOCK)

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, newest.size_bytes), st.integers(0, 700 << 20))
    def check(offset: int, length: int) -> None:
        end = min(offset + length, newest.size_bytes)
        parts = ((max(g.offset_bytes, offset), min(g.offset_bytes + g.length_bytes, end)) for g in gaps)
        cut = tuple(Gap(begin, stop - begin) for begin, stop in parts if begin < stop)
        assert known_gaps(newest, offset, end - offset) == cut

    check()


def place(reader: Session, layer_id: str, name: bytes) -> tuple[int, int]:
    """Offset and length of the first extent of a file."""
    for entries, _ in reader.walk(layer_id, {}, lambda place, components: None):
        for entry in entries:
            if entry.locator.components == (name,) and entry.locator.stream is None and entry.allocated:
                extent = entry.extents[0]
                assert extent.offset_bytes is not None
                return extent.offset_bytes, extent.length_bytes
    raise AssertionError(name)
