"""Which library or reader opens which encrypted volume. They are loaded where there is one: every worker
that is started would wait for them.
"""

from __future__ import annotations

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.encryption.unlocked import Alive, Unlocked, VolumeLocked
from forensics_app.model.credentials import Credential


def suffix_of(name: str) -> str:
    """What ends the id of a volume that `signatures.encryption` calls `name`, once it is decrypted."""
    return "bde" if name.startswith("BitLocker") else "luks" if name.startswith("LUKS") else "fve"


def unlock(source: ByteSource, name: str, credentials: tuple[Credential, ...], alive: Alive) -> Unlocked:
    """The volume that `signatures.encryption` calls `name`, in clear.

    Raises VolumeLocked where no credential fits, or its encryption isn't supported; ReadFailedError.
    """
    if name.startswith("BitLocker"):
        # only where there is one
        from forensics_app.evidence.encryption.bitlocker_volume import open_bitlocker

        return open_bitlocker(source, credentials, alive, name=name)
    if name.startswith("LUKS"):
        from forensics_app.evidence.encryption.luks_volume import open_luks  # only where there is one

        return open_luks(source, credentials, alive)
    if name.startswith("FileVault"):
        # only where there is one
        from forensics_app.evidence.encryption.filevault_volume import open_filevault

        return open_filevault(source, credentials, alive)
    raise VolumeLocked(f"{name}, not supported")
