"""What opens an encrypted volume. Credentials are never stored, logged, sealed or put into an exception."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class CredentialKind(StrEnum):
    """What a credential is; the first four are what a person can give."""

    PASSWORD = "password"  # noqa: S105 - a kind, not a secret
    RECOVERY_KEY = "recovery-key"  # BitLocker's 48 digits; FileVault's recovery key
    KEY_FILE = "key-file"  # LUKS: its bytes are the passphrase
    STARTUP_KEY = "startup-key"  # BitLocker's .BEK file
    VOLUME_KEY = "volume-key"  # what a volume was found to be encrypted with: passed between workers only
    CLEAR_KEY = "clear-key"  # stands on the volume itself: protection is suspended


@dataclass(frozen=True, slots=True)
class Credential:
    """`secret` as bytes: UTF-8 of what was typed, or the content of a key file. `volume` is a layer id, or
    None for any volume. The secret is not part of the representation.
    """

    kind: CredentialKind
    secret: bytes = field(repr=False)
    volume: str | None = None

    def fits(self, layer_id: str) -> bool:
        """Whether it was given for this volume, or for any."""
        return self.volume is None or self.volume == layer_id


@dataclass(frozen=True, slots=True)
class LockedVolume:
    """An encrypted volume that could be opened with a credential of these kinds.

    `tried` counts the credentials that were tried and did not fit. `within` is the label or description of
    the partition or logical volume that it fills, as `Layer` has it; empty where it fills the whole source.
    """

    layer_id: str
    name: str
    accepts: tuple[CredentialKind, ...]
    tried: int = 0
    within: str = ""
