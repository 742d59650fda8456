"""Which library or reader opens which encrypted volume. They are loaded where there is one: every worker
that is started would wait for them.
"""

from __future__ import annotations

from forensics_app.evidence.byte_source import ByteSource
from forensics_app.evidence.encryption import Alive, Unlocked, VolumeLocked
from forensics_app.model.credentials import Credential


def suffix_of(name: str) -> str:
    """What ends the id of a volume that `signatures.encryption` calls `name`, once it is decrypted."""
    return "bde" if name.startswith("BitLocker") else "luks" if name.startswith("LUKS") else "fve"


def unlock(source: ByteSource, name: str, credentials: tuple[Credential, ...], alive: Alive) -> Unlocked:
    """The volume that `signatures.encryption` calls `name`, in clear.

    Raises VolumeLocked where no credential fits, or its encryption isn't supported; ReadFailedError.
    """
    if name.startswith("BitLocker"):
        from forensics_app.evidence.bitlocker_volume import open_bitlocker  # only where there is one

        return open_bitlocker(source, credentials, alive, name=name)
    if name.startswith("LUKS"):
        from forensics_app.evidence.luks_volume import open_luks  # only where there is one

        return open_luks(source, credentials, alive)
    if name.startswith("FileVault"):
        from forensics_app.evidence.filevault_volume import open_filevault  # only where there is one

        return open_filevault(source, credentials, alive)
    raise VolumeLocked(f"{name}, not supported")
