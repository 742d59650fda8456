"""What looking at a medium gave: its layers, and what of them can't be used."""

from __future__ import annotations

from dataclasses import dataclass, field

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.evidence import Layer, Omission


@dataclass(slots=True)
class Scan:
    """Layers in the order of the medium, omissions, and the size that the evidence itself asks for.

    `opened` has the bytes of derived layers, `keys` what opened the decrypted ones, by layer id.
    """

    layers: list[Layer] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    needed_bytes: int = 0
    sector_size_bytes: int | None = None
    opened: dict[str, ByteSource] = field(default_factory=dict)
    keys: dict[str, Credential] = field(default_factory=dict)
    locked: tuple[LockedVolume, ...] = ()
