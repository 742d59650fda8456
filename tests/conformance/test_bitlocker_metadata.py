"""BitLocker volumes of which copies of the metadata are damaged, can't be read, or lie behind a cut.

One sound copy of the three has to be enough. The volumes are suspended, so that no key has to be stretched;
what they hold is known from their plain twin.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import combinations

import pytest

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bitlocker_metadata import restored
from forensics_app.evidence.bitlocker_volume import open_bitlocker
from forensics_app.evidence.encryption import Unlocked, VolumeLocked
from forensics_app.model.artifact import Gap
from tests.bitlocker_images import CLEAR
from tests.conformance.test_encrypted import bitlocker, ntfs_twin
from tests.partial_source import PartialSource

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
