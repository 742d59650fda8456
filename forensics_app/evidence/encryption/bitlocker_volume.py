"""Opening BitLocker and BitLocker To Go volumes through libbde."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial

import pybde  # type: ignore[import-not-found]

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.aligned_reads import BOUNDARY_BYTES, AlignedReads, libyal_detail
from forensics_app.evidence.bytes.bad_sectors import widened
from forensics_app.evidence.bytes.byte_source import ByteSource, known_gaps
from forensics_app.evidence.bytes.read_only_file import FileObject
from forensics_app.evidence.encryption.bitlocker_metadata import Conversion, conversion, restored
from forensics_app.evidence.encryption.unlocked import Alive, Unlocked, VolumeLocked, beating, locked_detail
from forensics_app.model.artifact import Gap
from forensics_app.model.credentials import Credential, CredentialKind

_MOVED_BYTES = 64 << 10  # more than lies elsewhere of the volume's beginning
_METHODS = {
    pybde.encryption_methods.AES_128_CBC_DIFFUSER: "AES-CBC 128 bits with diffuser",
    pybde.encryption_methods.AES_256_CBC_DIFFUSER: "AES-CBC 256 bits with diffuser",
    pybde.encryption_methods.AES_128_CBC: "AES-CBC 128 bits",
    pybde.encryption_methods.AES_256_CBC: "AES-CBC 256 bits",
    pybde.encryption_methods.AES_128_XTS: "AES-XTS 128 bits",
    pybde.encryption_methods.AES_256_XTS: "AES-XTS 256 bits",
}
_PROTECTORS = {
    pybde.key_protection_types.PASSWORD: CredentialKind.PASSWORD,
    pybde.key_protection_types.RECOVERY_PASSWORD: CredentialKind.RECOVERY_KEY,
    pybde.key_protection_types.STARTUP_KEY: CredentialKind.STARTUP_KEY,
    pybde.key_protection_types.CLEAR_KEY: CredentialKind.CLEAR_KEY,
}
_OTHERS = {
    pybde.key_protection_types.TPM: "TPM",
    pybde.key_protection_types.TPM_AND_PIN: "TPM and PIN",
}


def open_bitlocker(
    source: ByteSource, credentials: tuple[Credential, ...], alive: Alive, *, name: str = "BitLocker"
) -> Unlocked:
    """The volume in clear; a suspended one opens by its clear key. Raises VolumeLocked."""
    whole, damaged = restored(source)
    try:
        accepts, others, sector_bytes = _protectors(whole)
        moving = conversion(whole)
    except (OSError, MemoryError) as e:
        raise VolumeLocked(f"{name}, damaged: {libyal_detail(e)}") from e
    if moving is not None and moving.scattered:
        raise VolumeLocked(f"{name}, not supported: it was being encrypted, and nothing tells up to where")
    tried = failed = 0
    for credential in (Credential(CredentialKind.CLEAR_KEY, b""), *credentials):
        if credential.kind not in accepts:
            continue
        tried += credential.kind is not CredentialKind.CLEAR_KEY
        try:
            opened = beating(partial(_try, whole, credential), alive)
        except (OSError, MemoryError, ValueError):  # such as NUL in a password; the text is not kept
            failed += 1
            continue
        if opened is not None:
            unlocked = _unlocked(opened, source, name, credential, sector_bytes, moving)
            if damaged:
                remark = f"{damaged} of 3 copies of its metadata damaged, another one used"
                return replace(unlocked, description=f"{unlocked.description}; {remark}")
            return unlocked
    asked = tuple(kind for kind in accepts if kind is not CredentialKind.CLEAR_KEY)
    detail = locked_detail(name, tried)
    if failed:
        detail += f"; libbde refused {failed}"
    if not asked:
        detail += f", not supported: protected by {', '.join(others) or 'nothing'} alone"
    raise VolumeLocked(detail, asked, tried=tried)


def _protectors(source: ByteSource) -> tuple[tuple[CredentialKind, ...], tuple[str, ...], int]:
    """What opens the volume, as far as it can be given here, and what else does. Raises OSError."""
    sector_bytes = int.from_bytes(source.read(11, 2), "little")
    volume = pybde.volume()
    volume.open_file_object(FileObject(source))
    try:
        types = [protector.type for protector in volume.key_protectors]
    finally:
        volume.close()
    accepts = dict.fromkeys(_PROTECTORS[t] for t in types if t in _PROTECTORS)
    others = dict.fromkeys(_OTHERS.get(t, f"protector {t:#06x}") for t in types if t not in _PROTECTORS)
    return tuple(accepts), tuple(others), sector_bytes


def _try(source: ByteSource, credential: Credential) -> pybde.volume | None:
    """An open volume, or None where the credential doesn't fit. Raises OSError.

    libbde lets the interpreter go on while it stretches a key. The volume is handed over to the thread that
    waits for it; two never hold it at once.
    """
    volume = pybde.volume()
    if credential.kind is CredentialKind.STARTUP_KEY:  # libbde takes this one only before it opens anything
        _read_startup_key(volume, credential.secret)
    volume.open_file_object(FileObject(source))
    if credential.kind is CredentialKind.PASSWORD:
        volume.set_password(credential.secret.decode("utf-8", "replace"))
    elif credential.kind is CredentialKind.RECOVERY_KEY:
        volume.set_recovery_password(credential.secret.decode("utf-8", "replace"))
    if volume.unlock() and not volume.is_locked():
        return volume
    volume.close()
    return None


def _read_startup_key(volume: pybde.volume, content: bytes) -> None:
    """libbde reads it from a path only; a file in memory has one, and never touches a disk."""
    if not hasattr(os, "memfd_create"):
        raise OSError("startup keys can't be read on this system")
    fd = os.memfd_create("startup-key", os.MFD_CLOEXEC)
    try:
        os.write(fd, content)
        volume.read_startup_key(f"/proc/self/fd/{fd}")
    finally:
        os.close(fd)


class _Clear(AlignedReads):
    """The volume in clear. Sectors lie where the encrypted ones do, but for those at the beginning."""

    def __init__(
        self,
        volume: pybde.volume,
        source: ByteSource,
        sector_bytes: int,
        moving: Conversion | None,
    ) -> None:
        super().__init__(volume, volume.get_size())
        self._source = source
        self._sector_bytes = sector_bytes or BOUNDARY_BYTES
        self._moving = _moving(moving, self.size_bytes)

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` decrypted bytes. Raises ReadFailedError, also for sectors whose conversion
        was under way."""
        for gap in _within(self._moving, offset_bytes, offset_bytes + size_bytes):
            raise ReadFailedError(
                offset_bytes=gap.offset_bytes, size_bytes=gap.length_bytes, detail="it was being encrypted"
            )
        return super().read(offset_bytes, size_bytes)

    def gaps_in(self, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
        """The missing parts of a range: whole sectors, and behind each gap what no read can begin with."""
        end = min(offset_bytes + size_bytes, self.size_bytes)
        first = max(offset_bytes, _MOVED_BYTES)
        gaps = known_gaps(self._source, first, max(0, end - first))
        found = (*gaps, *_within(self._moving, offset_bytes, end))
        in_order = sorted(found, key=lambda gap: gap.offset_bytes)
        return widened(in_order, offset_bytes, end, down_to=self._sector_bytes, up_to=BOUNDARY_BYTES)


def _moving(conversion: Conversion | None, size_bytes: int) -> Gap | None:
    """What is neither here as it was, nor as it becomes."""
    if conversion is None or not conversion.moving_bytes or conversion.encrypted_bytes >= size_bytes:
        return None
    begin = conversion.encrypted_bytes
    return Gap(begin, min(conversion.moving_bytes, size_bytes - begin))


def _within(gap: Gap | None, begin: int, end: int) -> tuple[Gap, ...]:
    """The part of a gap in a range, if there is one."""
    if gap is None:
        return ()
    begin, end = max(begin, gap.offset_bytes), min(end, gap.offset_bytes + gap.length_bytes)
    return (Gap(begin, end - begin),) if begin < end else ()


def _unlocked(
    volume: pybde.volume,
    source: ByteSource,
    name: str,
    key: Credential,
    sector_bytes: int,
    moving: Conversion | None,
) -> Unlocked:
    method = _METHODS.get(volume.encryption_method, f"method {volume.encryption_method:#06x}")
    description = f"{name} {method}"
    if key.kind is CredentialKind.CLEAR_KEY:
        description += "; opened by its clear key, protection is suspended"
    unfinished = None
    if moving is not None:
        unfinished = f"{moving.encrypted_bytes} bytes encrypted, then {moving.moving_bytes} missing"
    return Unlocked(
        source=_Clear(volume, source, sector_bytes, moving),
        description=description,
        key=key,
        sector_size_bytes=sector_bytes,
        unfinished=unfinished,
    )
