"""The LUKS2 header: two copies, each a binary part with a checksum and a JSON area.

LUKS2 On-Disk Format 1.1.3.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct

import msgspec

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.encryption.luks_header import (
    MAGIC,
    Argon2,
    KeyDigest,
    Keyslot,
    LuksDamaged,
    LuksHeader,
    LuksNotSupported,
    Pbkdf2,
    check_area,
    check_key_bytes,
    check_payload,
    hash_bytes,
)

SECOND_MAGIC = b"SKUL\xba\xbe"
# where the second copy can begin: the size of the first (section 2.1)
SECOND_OFFSETS = (0x4000, 0x8000, 0x10000, 0x20000, 0x40000, 0x80000, 0x100000, 0x200000, 0x400000)
_BINARY_BYTES = 4096
_CHECKSUM = slice(448, 512)
_NOTHING = msgspec.Raw()
# as cryptsetup bounds them (luks2.h): each keyslot and digest takes seconds to try
_MOST_KEYSLOTS, _MOST_DIGESTS = 32, 8
_LEAST_DIGEST_BYTES = 16
_SECTOR_BYTES = 512
_MOST_IV = (1 << 64) - 1


class _Kdf(msgspec.Struct, frozen=True):
    type: str
    salt: str
    time: int = 0
    memory: int = 0
    cpus: int = 0
    hash: str = ""
    iterations: int = 0


class _Spread(msgspec.Struct, frozen=True):
    type: str
    stripes: int = 0
    hash: str = ""


class _Area(msgspec.Struct, frozen=True):
    type: str
    offset: str
    size: str
    encryption: str = ""
    key_size: int = 0


class _Keyslot(msgspec.Struct, frozen=True):
    type: str
    key_size: int = 0
    af: _Spread | None = None
    area: _Area | None = None
    kdf: _Kdf | None = None


class _Segment(msgspec.Struct, frozen=True):
    type: str
    offset: str
    size: str
    iv_tweak: str = "0"
    encryption: str = ""
    sector_size: int = 512
    integrity: msgspec.Raw = _NOTHING
    flags: tuple[str, ...] = ()


class _Digest(msgspec.Struct, frozen=True):
    type: str
    keyslots: tuple[str, ...]
    segments: tuple[str, ...]
    digest: str
    salt: str
    hash: str = ""
    iterations: int = 0


class _Requirements(msgspec.Struct, frozen=True):
    mandatory: tuple[str, ...] = ()


class _Config(msgspec.Struct, frozen=True):
    requirements: _Requirements = _Requirements()


class _Metadata(msgspec.Struct, frozen=True):
    keyslots: dict[str, _Keyslot]
    segments: dict[str, _Segment]
    digests: dict[str, _Digest]
    config: _Config = _Config()


_decode = msgspec.json.Decoder(_Metadata).decode


def read_luks2(source: ByteSource) -> LuksHeader:
    """The newer one of the two copies that hold. Raises LuksDamaged, LuksNotSupported, ReadFailedError."""
    found: list[tuple[int, bytes, int]] = []
    problems: list[str] = []
    for magic, offset in ((MAGIC, 0), *((SECOND_MAGIC, offset) for offset in _second(source))):
        try:
            sequence, text = _copy(source, magic, offset)
        except (LuksDamaged, ReadFailedError) as e:
            problems.append(f"header copy at {offset}: {e}")
        else:
            found.append((sequence, text, offset))
    if not found:
        raise LuksDamaged("; ".join(problems))
    _, text, _ = max(found, key=lambda copy: (copy[0], -copy[2]))
    try:
        metadata = _decode(text)
    except (msgspec.MsgspecError, RecursionError) as e:
        raise LuksDamaged(f"metadata: {e}") from e
    return _header(metadata, tuple(problems))


def has_second_header(source: ByteSource) -> bool:
    """Whether only the second copy is left, with a checksum that holds."""
    for offset in SECOND_OFFSETS:
        if peek(source, offset, 6) == SECOND_MAGIC:
            try:
                _copy(source, SECOND_MAGIC, offset)
            except (LuksDamaged, ReadFailedError):
                continue
            return True
    return False


def _second(source: ByteSource) -> tuple[int, ...]:
    """Where the second copy should be: behind the first by its size, or wherever its magic stands."""
    head = peek(source, 0, 16).ljust(16, b"\x00")
    size: int = struct.unpack_from(">Q", head, 8)[0]
    shown = tuple(o for o in SECOND_OFFSETS if peek(source, o, 6) == SECOND_MAGIC)
    if head[:6] == MAGIC and size in SECOND_OFFSETS:
        return (size, *(o for o in shown if o != size))
    return shown


def _copy(source: ByteSource, magic: bytes, offset: int) -> tuple[int, bytes]:
    """Sequence number and JSON text of one copy whose checksum holds. Raises LuksDamaged."""
    binary = read_up_to(source, offset, _BINARY_BYTES)
    if len(binary) < _BINARY_BYTES or binary[:8] != magic + b"\x00\x02":
        raise LuksDamaged("not there")
    size, sequence = struct.unpack_from(">QQ", binary, 8)
    if size not in SECOND_OFFSETS or struct.unpack_from(">Q", binary, 256)[0] != offset:
        raise LuksDamaged("size or place does not fit")
    algorithm = binary[72:104].split(b"\x00", 1)[0].decode("ascii", "replace")
    area = source.read(offset + _BINARY_BYTES, size - _BINARY_BYTES)
    try:
        hash_bytes(algorithm)
    except LuksNotSupported as e:
        raise LuksDamaged(f"checksum algorithm {algorithm!r}") from e
    digest = hashlib.new(algorithm, usedforsecurity=False)
    digest.update(binary[: _CHECKSUM.start] + bytes(64) + binary[_CHECKSUM.stop :] + area)
    if digest.digest() != binary[_CHECKSUM][: digest.digest_size]:
        raise LuksDamaged("checksum does not hold")
    return sequence, area.split(b"\x00", 1)[0]


def _header(metadata: _Metadata, remarks: tuple[str, ...]) -> LuksHeader:
    if metadata.config.requirements.mandatory:
        raise LuksNotSupported(", ".join(metadata.config.requirements.mandatory))
    if len(metadata.segments) != 1:
        raise LuksNotSupported(f"{len(metadata.segments)} segments")
    ((segment_name, segment),) = metadata.segments.items()
    if segment.type != "crypt":
        raise LuksNotSupported(f"segment of type {segment.type}")
    if bytes(segment.integrity):
        raise LuksNotSupported("integrity protection (dm-integrity)")
    if segment.flags:
        raise LuksNotSupported(f"segment flags {', '.join(segment.flags)}")
    if len(metadata.keyslots) > _MOST_KEYSLOTS or len(metadata.digests) > _MOST_DIGESTS:
        raise LuksDamaged(f"metadata: {len(metadata.keyslots)} keyslots, {len(metadata.digests)} digests")
    digests = tuple(_digest(d) for d in metadata.digests.values() if segment_name in d.segments)
    named = frozenset[str]().union(*(d.keyslots for d in digests))
    slots = {name: slot for name, slot in metadata.keyslots.items() if name in named}
    keyslots = tuple(_keyslot(name, slot) for name, slot in sorted(slots.items()))
    if not digests or not keyslots:
        raise LuksNotSupported("no keyslot with a passphrase")
    if len({slot.key_bytes for slot in keyslots}) > 1:
        raise LuksDamaged("metadata: keys of several sizes for one segment")
    offset, size, first_unit = _place(segment)
    check_payload(offset, 2 * SECOND_OFFSETS[0], keyslots)
    return LuksHeader(
        version=2,
        cipher=segment.encryption,
        key_bytes=keyslots[0].key_bytes,
        payload_offset_bytes=offset,
        payload_bytes=size,
        sector_bytes=segment.sector_size,
        first_unit=first_unit,
        keyslots=keyslots,
        digests=digests,
        remarks=remarks,
    )


def _place(segment: _Segment) -> tuple[int, int | None, int]:
    """Offset and size in bytes, and the number of the first sector in the IV. Raises LuksDamaged."""
    offset, first_unit = _number(segment.offset), _number(segment.iv_tweak)
    size = None if segment.size == "dynamic" else _number(segment.size)
    units = size is None or (size > 0 and segment.sector_size > 0 and size % segment.sector_size == 0)
    if not units or offset % _SECTOR_BYTES or first_unit > _MOST_IV:
        raise LuksDamaged(f"metadata: segment at {offset}, size {segment.size[:24]}, IV from {first_unit}")
    return offset, size, first_unit


def _keyslot(name: str, slot: _Keyslot) -> Keyslot:
    if slot.type != "luks2" or slot.area is None or slot.af is None or slot.kdf is None:
        raise LuksNotSupported(f"keyslot of type {slot.type}")
    if slot.af.type != "luks1" or slot.area.type != "raw":
        raise LuksNotSupported(f"key material {slot.af.type} in an area {slot.area.type}")
    check_area(slot.key_size, slot.af.stripes)
    check_key_bytes(slot.area.key_size)
    return Keyslot(
        name=name,
        kdf=_kdf(slot.kdf),
        offset_bytes=_number(slot.area.offset),
        area_cipher=slot.area.encryption,
        area_key_bytes=slot.area.key_size,
        key_bytes=slot.key_size,
        stripes=slot.af.stripes,
        spread_hash=slot.af.hash,
    )


def _kdf(kdf: _Kdf) -> Pbkdf2 | Argon2:
    if kdf.type == "pbkdf2":
        return Pbkdf2(kdf.hash, kdf.iterations, _bytes(kdf.salt))
    if kdf.type in ("argon2id", "argon2i"):
        return Argon2(kdf.type, kdf.time, kdf.memory, kdf.cpus, _bytes(kdf.salt))
    raise LuksNotSupported(f"key derivation {kdf.type}")


def _digest(digest: _Digest) -> KeyDigest:
    if digest.type != "pbkdf2":
        raise LuksNotSupported(f"digest of type {digest.type}")
    kdf = Pbkdf2(digest.hash, digest.iterations, _bytes(digest.salt))
    value = _bytes(digest.digest)
    if len(value) < _LEAST_DIGEST_BYTES:  # any key would be right before long
        raise LuksDamaged(f"metadata: digest of {len(value)} bytes")
    return KeyDigest(kdf, value, frozenset(digest.keyslots))


def _number(text: str) -> int:
    """Numbers of more than 53 bits are strings in LUKS2."""
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        raise LuksDamaged(f"metadata: no number: {text[:24]!r}")
    return int(text)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as e:
        raise LuksDamaged("metadata: malformed base64") from e
