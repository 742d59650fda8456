"""What libyal decrypts: reads of any offset are right, and what it can't open is told by name."""

from __future__ import annotations

import random
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.aligned_reads import BOUNDARY_BYTES, AlignedReads
from forensics_app.evidence.encryption.bitlocker_volume import open_bitlocker
from forensics_app.evidence.encryption.filevault_volume import open_filevault
from forensics_app.evidence.encryption.unlocked import VolumeLocked, beating
from forensics_app.evidence.scanning.derived_layer_search import Wanted
from forensics_app.evidence.scanning.medium import Scanner
from forensics_app.evidence.scanning.scan_result import Scan
from forensics_app.model.credentials import Credential, CredentialKind
from forensics_app.model.evidence import LayerState
from tests.conformance.encryption.test_encrypted import bitlocker, ntfs_twin
from tests.made.bitlocker_images import CBC_256, CLEAR, STARTUP, XTS_128
from tests.made.bitlocker_images import PASSWORD as PASSWORD_PROTECTOR
from tests.unit.evidence.encryption.test_luks import PASSWORD, Bytes, image


@pytest.mark.parametrize(("method", "sector_bytes"), [(XTS_128, 512), (CBC_256, 512), (XTS_128, 4096)])
def test_any_read_gives_the_twin_s_bytes(method: int, sector_bytes: int) -> None:
    made = bitlocker(CLEAR, method=method, sector_bytes=sector_bytes)
    source = open_bitlocker(Bytes(made.image), (), lambda: None).source
    twin = ntfs_twin()

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, len(twin)), st.integers(0, 70_000))
    def check(offset: int, size: int) -> None:
        size = min(size, len(twin) - offset)
        assert source.read(offset, size) == twin[offset : offset + size]

    check()
    with pytest.raises(ReadFailedError):
        source.read(len(twin) - 1, 2)


class Recorder:
    """A library that gives one byte too few from its third read on."""

    def __init__(self) -> None:
        self.offsets: list[int] = []

    def read_buffer_at_offset(self, size: int, offset: int) -> bytes:
        self.offsets.append(offset)
        return bytes(size if len(self.offsets) < 3 else size - 1)


def test_every_read_starts_on_a_boundary_and_a_short_one_raises() -> None:
    library = Recorder()
    source = AlignedReads(library, 5 << 20)
    assert len(source.read(BOUNDARY_BYTES + 1, (1 << 20) + 5000)) == (1 << 20) + 5000
    with pytest.raises(ReadFailedError) as caught:
        source.read(70_001, 1)
    assert "the library gave" in caught.value.detail
    assert all(offset % BOUNDARY_BYTES == 0 for offset in library.offsets)


def test_a_bad_sector_below_is_told_and_costs_its_neighbourhood() -> None:
    made = bitlocker(CLEAR)
    twin = ntfs_twin()
    source = open_bitlocker(Bytes(made.image, range(300_032, 300_544)), (), lambda: None).source
    assert source.read(290_000, 5000) == twin[290_000:295_000]
    with pytest.raises(ReadFailedError):
        source.read(300_100, 10)
    assert source.read(303_104, 5000) == twin[303_104:308_104]


@pytest.mark.parametrize("junk", [b"", b"\x00", b"\xff"])
def test_a_startup_key_of_junk_does_not_fit(junk: bytes) -> None:
    made = bitlocker(STARTUP)
    for content in (junk, made.startup_key[:-1], random.Random(1).randbytes(200)):
        credential = Credential(CredentialKind.STARTUP_KEY, content)
        with pytest.raises(VolumeLocked) as caught:
            open_bitlocker(Bytes(made.image), (credential,), lambda: None)
        assert caught.value.tried == 1


def scanned(data: bytes, *credentials: Credential, skip: dict[str, str] | None = None) -> Scan:
    return Scanner(
        Bytes(data), "s1", skip=skip or {}, alive=lambda at, done: None, wanted=Wanted(credentials)
    ).run()


def test_bitlocker_without_its_metadata_is_named() -> None:
    data = bytearray(bitlocker(CLEAR).image)
    for at in range(0, len(data) - 8, 512):
        if data[at : at + 8] == b"-FVE-FS-":
            data[at : at + 8] = bytes(8)
    found = scanned(bytes(data))
    ((layer,), (omission,)) = found.layers, found.omissions
    assert (layer.state, omission.code) == (LayerState.OMITTED, "encrypted-volume")
    assert omission.detail == "BitLocker, damaged: pybde_volume_open_file_object: unable to open volume"
    assert found.locked == ()


def core_storage() -> bytes:
    """A volume header that only looks like Core Storage's."""
    data = bytearray(random.Random(3).randbytes(1 << 16))
    data[88:92] = b"CS\x01\x00"
    return bytes(data)


def test_core_storage_that_is_none_is_named() -> None:
    with pytest.raises(VolumeLocked) as caught:
        open_filevault(Bytes(core_storage()), (PASSWORD,), lambda: None)
    assert caught.value.detail.startswith("FileVault (Core Storage), damaged: ")
    assert caught.value.accepts == ()
    found = scanned(core_storage(), PASSWORD)
    assert [(o.code, o.locator) for o in found.omissions] == [("encrypted-volume", "s1")]


def test_a_volume_that_lost_a_worker_while_it_was_opened_is_left_out() -> None:
    found = scanned(bytes(image("luks2-pbkdf2-cbc")), PASSWORD, skip={"s1.luks": "worker-silent"})
    assert [(o.code, o.locator, o.detail) for o in found.omissions] == [
        ("worker-silent", "s1.luks", "opening LUKS")
    ]
    assert [(la.layer_id, la.state) for la in found.layers] == [("s1", LayerState.OMITTED)]


def test_a_credential_of_another_kind_is_not_tried() -> None:
    found = scanned(bytes(image("luks1-xts")), Credential(CredentialKind.RECOVERY_KEY, b"x"))
    assert [volume.tried for volume in found.locked] == [0]


def test_a_size_beyond_the_image_is_not_believed() -> None:
    """An image that was cut off, or a header that wants endless reading."""
    data = bitlocker(CLEAR).image
    cut = data[: len(data) - (64 << 10)]
    found = scanned(cut)
    assert ("image-truncated", "s1.bde") in [(o.code, o.locator) for o in found.omissions]
    assert [la.length_bytes for la in found.layers] == [len(cut), len(cut)]


def test_signs_of_life_come_while_a_key_is_computed() -> None:
    beats: list[int] = []
    first = threading.Event()

    def work() -> int:
        first.wait(60)  # until a beat came: no clock decides
        return 7

    def alive() -> None:
        beats.append(1)
        first.set()

    assert beating(work, alive) == 7
    assert beats
    with pytest.raises(KeyError):
        beating(lambda: {}["x"], lambda: None)


@pytest.mark.parametrize("kind", [CredentialKind.PASSWORD, CredentialKind.RECOVERY_KEY])
@pytest.mark.parametrize("secret", [b"a\x00b", b"\xed\xa0\x80\xff"])
def test_credentials_that_no_person_types_do_not_fit(kind: CredentialKind, secret: bytes) -> None:
    """libbde raises ValueError for some of them."""
    with pytest.raises(VolumeLocked) as caught:
        open_bitlocker(Bytes(bitlocker(PASSWORD_PROTECTOR).image), (Credential(kind, secret),), lambda: None)
    assert caught.value.tried == (kind is CredentialKind.PASSWORD)
