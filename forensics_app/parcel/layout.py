"""Names and bounds of a parcel's files (docs/parcel-format.md, sections 1 and 2)."""

from __future__ import annotations

from typing import Final

from forensics_app.bundle.reading.grammar import is_reference

PARCEL_SUFFIX: Final = ".parcel.asice"
ENVELOPE_SUFFIX: Final = ".key.p7m"
_VOLUME: Final = "{name}.v{number:05d}.p7m"

PARCEL_BYTES: Final = 16
KEY_BYTES: Final = 32
MIB: Final = 1 << 20
MAX_VOLUME_BYTES: Final = 256 * MIB
MIN_VOLUME_BYTES: Final = MIB
MAX_VOLUMES: Final = 20_000
MAX_RECIPIENTS: Final = 100
MAX_HANDLING: Final = 32
MAX_ENVELOPE_BYTES: Final = MIB
DEFAULT_UNIT: Final = 8 * MIB
MAX_UNIT: Final = 1 << 40


def is_parcel_name(name: str) -> bool:
    """Whether a parcel's files can begin with `name`: as a bundle's reference, at most 80 characters, and no
    device of Windows.
    """
    return is_reference(name)


def list_name(name: str) -> str:
    """The signed list's file."""
    return name + PARCEL_SUFFIX


def envelope_name(name: str) -> str:
    """The file with the key, encrypted for each recipient."""
    return name + ENVELOPE_SUFFIX


def volume_name(name: str, number: int) -> str:
    """The file of volume `number` (from 1)."""
    return _VOLUME.format(name=name, number=number)
