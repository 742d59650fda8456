"""Volume shadow copies: counted, and on request read as volumes of their own.

The sample is plaso's vsstest.qcow2: an NTFS of 1 GiB, two shadow copies, taken between changes of its files.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics_app.evidence.byte_source import ByteSource
from forensics_app.evidence.container import Container
from forensics_app.evidence.deriving import Wanted
from forensics_app.evidence.messages import Attach, Open
from forensics_app.evidence.opening import open_source
from forensics_app.evidence.scan import Scanner
from forensics_app.evidence.session import Session
from forensics_app.evidence.snapshots import ShadowCopies
from forensics_app.evidence.targets import target_of
from forensics_app.model.evidence import LayerKind, LayerState
from tests.bitlocker_images import CLEAR, BitLockerVolume
from tests.shared_data import shared

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
        pages = b"".join(source.read(at, 4096) for at in range(begin, end, 4096))
        assert source.read(offset, length) == pages[offset - begin : offset - begin + length]

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
