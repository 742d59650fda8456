"""Opening LUKS volumes, versions 1 and 2: keyslot, volume key, sectors in clear.

libluksde (20260902) opens version 1 alone and gives wrong bytes for unaligned reads; here both versions share
the arithmetic of `cryptography`. Tests hold version 1 equal to libluksde, and both to the plain twins that
qemu-img and cryptsetup encrypted.
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.kdf.argon2 import Argon2i, Argon2id

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import peek, widened
from forensics_app.evidence.bytes.byte_source import ByteSource, check_range, known_gaps
from forensics_app.evidence.encryption.luks2_header import read_luks2
from forensics_app.evidence.encryption.luks_header import (
    MAGIC,
    UNUSABLE,
    Argon2,
    KeyDigest,
    Keyslot,
    LuksDamaged,
    LuksHeader,
    LuksNotSupported,
    Pbkdf2,
    hash_bytes,
    read_luks1,
)
from forensics_app.evidence.encryption.sector_cipher import CipherNotSupported, SectorCipher, sector_cipher
from forensics_app.evidence.encryption.unlocked import Alive, Unlocked, VolumeLocked, beating, locked_detail
from forensics_app.evidence.error_detail import detail_of
from forensics_app.model.artifact import Gap
from forensics_app.model.credentials import Credential, CredentialKind

ACCEPTS = (CredentialKind.PASSWORD, CredentialKind.KEY_FILE)
_AREA_SECTOR_BYTES = 512
_PIECE_BYTES = 1 << 20
# cryptsetup sets these so that one key takes about two seconds; far beyond, a header only wants to stop us
_MOST_ITERATIONS = 50_000_000
_MOST_ARGON2_KIB = 4 << 20
_MOST_ARGON2_WORK_KIB = 256 << 20
_ARGON2: dict[str, type[Argon2i | Argon2id]] = {"argon2i": Argon2i, "argon2id": Argon2id}


def open_luks(source: ByteSource, credentials: tuple[Credential, ...], alive: Alive) -> Unlocked:
    """The volume in clear. Raises VolumeLocked, ReadFailedError."""
    try:
        header = _read_header(source)
        name = f"LUKS{header.version}"
        _check_cipher(header)
    except LuksDamaged as e:
        raise VolumeLocked(f"LUKS, damaged header: {e}") from e
    except (LuksNotSupported, CipherNotSupported) as e:
        raise VolumeLocked(f"LUKS, not supported: {e}") from e
    if header.payload_offset_bytes >= source.size_bytes:
        raise VolumeLocked(f"{name}, its data begin at byte {header.payload_offset_bytes}, behind the end")
    tried = 0
    reasons: list[str] = []
    for credential in credentials:
        key: bytes | None = None
        if credential.kind is CredentialKind.VOLUME_KEY:
            right = _is_right(header, credential.secret, None, alive, reasons)
            key = credential.secret if right else None
        elif credential.kind in ACCEPTS:
            tried += 1
            key = _volume_key(source, header, credential.secret, alive, reasons)
        if key is not None:
            return _unlocked(source, header, name, key)
    detail = locked_detail(name, tried)
    raise VolumeLocked("; ".join([detail, *dict.fromkeys(reasons)]), ACCEPTS, tried=tried)


def _read_header(source: ByteSource) -> LuksHeader:
    version = peek(source, 0, 8)
    if version[:6] == UNUSABLE:
        raise LuksNotSupported("it was being encrypted anew")
    if version[:6] == MAGIC and version[6:] == b"\x00\x01":
        return read_luks1(source)
    if version[:6] == MAGIC and version[6:] != b"\x00\x02":
        raise LuksNotSupported(f"version {int.from_bytes(version[6:], 'big')}")
    return read_luks2(source)


def _check_cipher(header: LuksHeader) -> None:
    """Raises CipherNotSupported before anybody is asked for a password in vain."""
    sector_cipher(header.cipher, bytes(header.key_bytes), header.sector_bytes)


def _unlocked(source: ByteSource, header: LuksHeader, name: str, key: bytes) -> Unlocked:
    cipher = sector_cipher(header.cipher, key, header.sector_bytes)
    description = f"{name} {header.cipher}, {8 * len(key)} bits"
    return Unlocked(
        source=_Payload(source, header, cipher),
        description="; ".join([description, *header.remarks]),
        key=Credential(CredentialKind.VOLUME_KEY, key),
        sector_size_bytes=header.sector_bytes,
        claimed_bytes=header.payload_bytes,
    )


# --- keys ------------------------------------------------------------------------------------------


def _volume_key(
    source: ByteSource, header: LuksHeader, passphrase: bytes, alive: Alive, reasons: list[str]
) -> bytes | None:
    """The key that a passphrase gives in any keyslot. A keyslot that can't be tried is told in `reasons`."""
    for slot in header.keyslots:
        alive()
        try:
            key = _slot_key(source, slot, passphrase, alive)
        except (LuksNotSupported, CipherNotSupported, ReadFailedError) as e:
            reasons.append(f"keyslot {slot.name}: {detail_of(e)}")
            continue
        if _is_right(header, key, slot.name, alive, reasons):
            return key
    return None


def _is_right(header: LuksHeader, key: bytes, slot: str | None, alive: Alive, reasons: list[str]) -> bool:
    return len(key) == header.key_bytes and any(
        _matches(digest, key, alive, reasons)
        for digest in header.digests
        if slot is None or slot in digest.keyslots
    )


def _matches(digest: KeyDigest, key: bytes, alive: Alive, reasons: list[str]) -> bool:
    """Whether a key is the one of a digest. One that can't be computed is told in `reasons`."""
    try:
        found = beating(lambda: _pbkdf2(digest.kdf, key, len(digest.digest)), alive)
    except LuksNotSupported as e:
        reasons.append(f"digest of the key: {e}")
        return False
    return hmac.compare_digest(found, digest.digest)


def _slot_key(source: ByteSource, slot: Keyslot, passphrase: bytes, alive: Alive) -> bytes:
    """What the keyslot gives for a passphrase, right or not. Raises LuksNotSupported, CipherNotSupported."""
    derived = beating(lambda: _derive(slot.kdf, passphrase, slot.area_key_bytes), alive)
    size = slot.key_bytes * slot.stripes
    padded = -(-size // _AREA_SECTOR_BYTES) * _AREA_SECTOR_BYTES
    decrypt = sector_cipher(slot.area_cipher, derived, _AREA_SECTOR_BYTES)
    material = decrypt(source.read(slot.offset_bytes, padded), 0)[:size]
    return beating(lambda: _merge(material, slot.key_bytes, slot.spread_hash), alive)


def _derive(kdf: Pbkdf2 | Argon2, passphrase: bytes, size: int) -> bytes:
    if isinstance(kdf, Pbkdf2):
        return _pbkdf2(kdf, passphrase, size)
    if kdf.name not in _ARGON2:
        raise LuksNotSupported(f"key derivation {kdf.name}")
    if kdf.memory_kib > _MOST_ARGON2_KIB or kdf.time * kdf.memory_kib > _MOST_ARGON2_WORK_KIB:
        raise LuksNotSupported(f"{kdf.name} with {kdf.memory_kib} KiB, {kdf.time} times")
    try:
        argon2 = _ARGON2[kdf.name](
            salt=kdf.salt, length=size, iterations=kdf.time, lanes=kdf.lanes, memory_cost=kdf.memory_kib
        )
        return argon2.derive(passphrase)
    except (ValueError, OverflowError, UnsupportedAlgorithm) as e:
        raise LuksNotSupported(f"{kdf.name} with these parameters") from e
    except MemoryError as e:
        raise LuksNotSupported(f"{kdf.name} needs {kdf.memory_kib} KiB of memory") from e


def _pbkdf2(kdf: Pbkdf2, secret: bytes, size: int) -> bytes:
    if not 0 < kdf.iterations <= _MOST_ITERATIONS or not 0 < size <= 1024:
        raise LuksNotSupported(f"PBKDF2 with {kdf.iterations} iterations")
    hash_bytes(kdf.hash)
    try:
        return hashlib.pbkdf2_hmac(kdf.hash, secret, kdf.salt, kdf.iterations, size)
    except ValueError as e:
        raise LuksNotSupported(f"hash {kdf.hash!r}") from e


def _merge(material: bytes, key_bytes: int, hash_name: str) -> bytes:
    """The anti-forensic splitter backwards (LUKS1 On-Disk Format, section 2.4). Raises LuksNotSupported."""
    block = bytes(key_bytes)
    last = len(material) - key_bytes
    for begin in range(0, last, key_bytes):
        block = _diffuse(_xor(block, material[begin : begin + key_bytes]), hash_name)
    return _xor(block, material[last:])


def _diffuse(block: bytes, hash_name: str) -> bytes:
    size = hash_bytes(hash_name)
    return b"".join(
        hashlib.new(hash_name, number.to_bytes(4, "big") + block[begin : begin + size]).digest()[
            : len(block) - begin
        ]
        for number, begin in enumerate(range(0, len(block), size))
    )


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


# --- bytes -----------------------------------------------------------------------------------------


class _Payload:
    """The encrypted segment as a ByteSource in clear."""

    def __init__(self, source: ByteSource, header: LuksHeader, decrypt: SectorCipher) -> None:
        self._source = source
        self._decrypt = decrypt
        self._offset_bytes = header.payload_offset_bytes
        self._first_unit = header.first_unit
        self._sector_bytes = header.sector_bytes
        there = max(0, source.size_bytes - header.payload_offset_bytes)
        size = there if header.payload_bytes is None else min(there, header.payload_bytes)
        self._size_bytes = size // header.sector_bytes * header.sector_bytes

    @property
    def size_bytes(self) -> int:
        """Size of the segment, in whole sectors."""
        return self._size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        before = offset_bytes % self._sector_bytes
        begin = offset_bytes - before
        end = -(-(offset_bytes + size_bytes) // self._sector_bytes) * self._sector_bytes
        parts = [
            self._sectors(position, min(_PIECE_BYTES, end - position))
            for position in range(begin, end, _PIECE_BYTES)
        ]
        data = parts[0] if len(parts) == 1 else b"".join(parts)
        return data[before : before + size_bytes]

    def gaps_in(self, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
        """The missing parts of a range: whole sectors, since a part of one can't be decrypted."""
        size = max(0, min(size_bytes, self._size_bytes - offset_bytes))
        found = known_gaps(self._source, self._offset_bytes + offset_bytes, size)
        inside = (Gap(gap.offset_bytes - self._offset_bytes, gap.length_bytes) for gap in found)
        sector = self._sector_bytes
        return widened(inside, offset_bytes, offset_bytes + size, down_to=sector, up_to=sector)

    def _sectors(self, offset_bytes: int, size_bytes: int) -> bytes:
        try:
            data = self._source.read(self._offset_bytes + offset_bytes, size_bytes)
        except ReadFailedError as e:  # told in bytes of this layer, as its readers count
            raise ReadFailedError(
                offset_bytes=offset_bytes, size_bytes=size_bytes, detail=f"encrypted bytes: {e.detail}"
            ) from e
        return self._decrypt(data, self._first_unit + offset_bytes // 512)
