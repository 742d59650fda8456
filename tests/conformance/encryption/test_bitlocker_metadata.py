"""BitLocker volumes of which copies of the metadata are damaged, can't be read, or lie behind a cut; and
volumes that were being encrypted.

One sound copy of the three has to be enough. The volumes are suspended, so that no key has to be stretched;
what they hold is known from their plain twin.
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Callable
from itertools import combinations

import pytest

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import known_gaps
from forensics_app.evidence.encryption.bitlocker_metadata import Conversion, conversion, restored
from forensics_app.evidence.encryption.bitlocker_volume import open_bitlocker
from forensics_app.evidence.encryption.unlocked import Unlocked, VolumeLocked
from forensics_app.evidence.scanning.medium import Scanner
from forensics_app.model.artifact import Gap
from tests.conformance.encryption.test_encrypted import bitlocker, ntfs_twin
from tests.made.bitlocker_images import CLEAR, BitLockerVolume
from tests.made.partial_source import PartialSource

_BLOCK_BYTES = 64 << 10
_SOME = [which for count in (1, 2) for which in combinations(range(3), count)]


def places(image: bytes | bytearray, *, to_go: bool = False) -> tuple[int, ...]:
    return struct.unpack_from("<QQQ", image, 440 if to_go else 176)


def opened(source: PartialSource) -> Unlocked:
    return open_bitlocker(source, (), lambda: None)


def zeroed(data: bytearray, at: int) -> None:
    data[at : at + _BLOCK_BYTES] = bytes(_BLOCK_BYTES)


def without_signature(data: bytearray, at: int) -> None:
    data[at] ^= 0xFF


def flipped(data: bytearray, at: int) -> None:
    """Within the keys: the length of an entry, with which nothing behind it is found."""
    data[at + 64 + 48] ^= 0xFF


@pytest.mark.parametrize("damage", [zeroed, without_signature, flipped])
@pytest.mark.parametrize("which", _SOME, ids=str)
def test_one_sound_copy_is_enough(damage: Callable[[bytearray, int], None], which: tuple[int, ...]) -> None:
    image = bytearray(bitlocker(CLEAR).image)
    for number in which:
        damage(image, places(image)[number])
    unlocked = opened(PartialSource(bytes(image)))
    assert unlocked.source.read(0, len(image)) == ntfs_twin()
    assert f"{len(which)} of 3 copies of its metadata damaged" in unlocked.description


@pytest.mark.parametrize("to_go", [False, True], ids=["fixed", "to go"])
@pytest.mark.parametrize("which", _SOME, ids=str)
def test_copies_that_cannot_be_read(which: tuple[int, ...], to_go: bool) -> None:
    image = bitlocker(CLEAR, to_go=to_go).image
    gaps = [Gap(places(image, to_go=to_go)[number] + 512, 512) for number in which]
    unlocked = opened(PartialSource(image, *gaps))
    assert unlocked.source.read(0, 1 << 20) == ntfs_twin()[: 1 << 20]
    assert f"{len(which)} of 3 copies" in unlocked.description


def test_copies_behind_the_end_of_the_image() -> None:
    """As far as it is there, the volume is as it was."""
    image = bitlocker(CLEAR).image
    end = places(image)[1] + 512
    whole, damaged = restored(PartialSource(image[:end]))
    assert damaged == 2
    assert whole.read(0, end) == image[:end]
    for at in places(image):
        assert whole.read(at, _BLOCK_BYTES) == image[at : at + _BLOCK_BYTES]
    with pytest.raises(ReadFailedError):
        whole.read(places(image)[2] - 512, 1024)


def test_without_any_sound_copy_it_stays_locked() -> None:
    image = bytearray(bitlocker(CLEAR).image)
    for at in places(image):
        zeroed(image, at)
    with pytest.raises(VolumeLocked) as caught:
        opened(PartialSource(bytes(image)))
    assert "damaged" in caught.value.detail


def test_whole_volume_says_nothing_of_it() -> None:
    assert "copies" not in opened(PartialSource(bitlocker(CLEAR).image)).description


_UPTO, _MOVING = 1 << 20, 64 << 10


def unfinished(state: int, moving: int = _MOVING, *, used_space_only: bool = False) -> PartialSource:
    """The sample, encrypted up to the half."""
    twin = ntfs_twin()
    volume = BitLockerVolume(twin)
    volume.protect(CLEAR, state=state, upto=_UPTO, moving=moving)
    image = bytearray(volume.read(0, len(twin)))
    if used_space_only:
        image[160:176] = uuid.UUID("92a84d3b-dd80-4d0e-9e4e-b1e3284eaed8").bytes_le
    return PartialSource(bytes(image))


@pytest.mark.parametrize("state", [2, 5], ids=["going on", "paused"])
def test_volume_that_was_being_encrypted_is_told(state: int) -> None:
    """What was on its way where it had got to lies elsewhere (dislocker, metadata.c): none is made up."""
    source, twin, behind = unfinished(state), ntfs_twin(), _UPTO + _MOVING
    scan = Scanner(source, "s1", skip={}, alive=lambda at, done: None).run()
    assert [(o.code, o.locator, o.detail) for o in scan.omissions] == [
        ("encryption-unfinished", "s1.bde", f"{_UPTO} bytes encrypted, then {_MOVING} missing")
    ]
    clear = scan.opened["s1.bde"]
    assert clear.read(0, _UPTO) == twin[:_UPTO]
    assert clear.read(behind, len(twin) - behind) == twin[behind:]
    for at, size in ((_UPTO, 1), (behind - 1, 2), (0, len(twin))):
        with pytest.raises(ReadFailedError) as caught:
            clear.read(at, size)
        assert caught.value.detail == "it was being encrypted"
    assert known_gaps(clear, 0, len(twin)) == (Gap(_UPTO, _MOVING),)


def test_nothing_on_its_way_leaves_no_gap() -> None:
    clear = opened(unfinished(5, moving=0)).source
    assert clear.read(0, len(ntfs_twin())) == ntfs_twin()


@pytest.mark.parametrize(("state", "used_space_only"), [(3, False), (2, True), (5, True)])
def test_volume_that_is_encrypted_on_write_stays_locked(state: int, used_space_only: bool) -> None:
    """What is encrypted of it lies all over it; libbde takes all of it for that."""
    with pytest.raises(VolumeLocked) as caught:
        opened(unfinished(state, used_space_only=used_space_only))
    assert "not supported: it was being encrypted" in caught.value.detail
    assert caught.value.accepts == ()


@pytest.mark.parametrize(("state", "found"), [(4, None), (2, Conversion(0, 0, scattered=True))])
def test_metadata_of_vista_do_not_say_how_far_it_was(state: int, found: Conversion | None) -> None:
    """libbde takes all of the volume for encrypted."""
    data = bytearray(ntfs_twin())
    data[:512] = bytes(512)
    struct.pack_into("<HB", data, 11, 512, 8)
    struct.pack_into("<Q", data, 56, 16)  # the cluster of the first copy, all that the boot sector names
    data[16 << 12 : (16 << 12) + 64] = b"-FVE-FS-" + struct.pack("<HHHH", 64, 1, state, state) + bytes(48)
    assert conversion(PartialSource(bytes(data))) == found


def test_volume_whose_used_space_alone_is_encrypted_opens_when_that_is_done() -> None:
    twin = ntfs_twin()
    volume = BitLockerVolume(twin)
    volume.protect(CLEAR)
    image = bytearray(volume.read(0, len(twin)))
    image[160:176] = uuid.UUID("92a84d3b-dd80-4d0e-9e4e-b1e3284eaed8").bytes_le
    assert opened(PartialSource(bytes(image))).source.read(0, len(twin)) == twin
