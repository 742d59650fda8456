"""Opening FileVault 2 volumes, which Apple's Core Storage keeps, through libfvde.

No sample could be had or made: this is built after dfVFS's use of the library, and its reading of a volume
is not tested (docs/user-guide.md says so). What is tested is that a damaged or foreign one is told by name.
"""

from __future__ import annotations

import pyfvde  # type: ignore[import-not-found]

from forensics_app.evidence.bytes.aligned_reads import AlignedReads, libyal_detail
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.read_only_file import FileObject
from forensics_app.evidence.encryption.unlocked import Alive, Unlocked, VolumeLocked, beating, locked_detail
from forensics_app.model.credentials import Credential, CredentialKind

NAME = "FileVault (Core Storage)"
ACCEPTS = (CredentialKind.PASSWORD, CredentialKind.RECOVERY_KEY)


def open_filevault(source: ByteSource, credentials: tuple[Credential, ...], alive: Alive) -> Unlocked:
    """The first logical volume in clear. Raises VolumeLocked.

    A container that is Core Storage without encryption opens without a credential.
    """
    try:
        group, owner = _group(source)
        count = int(group.number_of_logical_volumes)
        if not count:
            raise VolumeLocked(f"{NAME}, not supported: no logical volume")
        volume = group.get_logical_volume(0)
        locked = bool(volume.is_locked())
    except (OSError, MemoryError) as e:
        raise VolumeLocked(f"{NAME}, damaged: {libyal_detail(e)}") from e
    more = tuple(f"Core Storage logical volume {number}" for number in range(2, count + 1))
    if not locked:
        return _unlocked(volume, owner, Credential(CredentialKind.CLEAR_KEY, b""), more)
    tried = failed = 0
    for credential in credentials:
        if credential.kind not in ACCEPTS:
            continue
        tried += 1
        try:
            # a volume keeps what it was told: a new one for each credential
            group, owner = _group(source)
            volume = group.get_logical_volume(0)
            secret = credential.secret.decode("utf-8", "replace")
            if credential.kind is CredentialKind.PASSWORD:
                volume.set_password(secret)
            else:
                volume.set_recovery_password(secret)
            if beating(volume.unlock, alive):
                return _unlocked(volume, owner, credential, more)
        except (OSError, MemoryError, ValueError):  # the text is not kept: it may say a password
            failed += 1
    detail = locked_detail(NAME, tried) + (f"; libfvde refused {failed}" if failed else "")
    raise VolumeLocked(detail, ACCEPTS, tried=tried)


def _group(source: ByteSource) -> tuple[pyfvde.volume_group, pyfvde.volume]:
    """The volume group, and the volume that has to live as long. Raises OSError."""
    volume = pyfvde.volume()
    volume.open_file_object(FileObject(source))
    volume.open_physical_volume_files_as_file_objects([FileObject(source)])
    return volume.get_volume_group(), volume


def _unlocked(
    volume: pyfvde.logical_volume, owner: pyfvde.volume, key: Credential, omitted: tuple[str, ...]
) -> Unlocked:
    described = NAME
    if key.kind is CredentialKind.CLEAR_KEY:
        described = "Core Storage, not encrypted"
    try:
        size = int(volume.size)
    except (OSError, MemoryError) as e:
        raise VolumeLocked(f"{NAME}, damaged: {libyal_detail(e)}") from e
    return Unlocked(
        source=AlignedReads(volume, size, owner=owner),
        description=described,
        key=key,
        omitted=omitted,
    )
