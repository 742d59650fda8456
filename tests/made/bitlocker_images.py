"""Makes BitLocker volumes (the layout of Windows 7 and later) from plain ones, for tests.

Written from general knowledge of the on-disk format and from nothing of the program. Judges: libbde gives
every sector back, and `cryptsetup --type bitlk --test-passphrase` accepts passwords and recovery keys of such
volumes. No claim about Windows opening them is made.
"""

from __future__ import annotations

import hashlib
import struct
import uuid
import zlib
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

PASSWORD, RECOVERY, STARTUP, CLEAR, TPM = 0x2000, 0x0800, 0x0200, 0x0000, 0x0100
XTS_128, CBC_256 = 0x8004, 0x8003
_KEY_BYTES = {XTS_128: 32, CBC_256: 32}
_TIME = 133_000_000_000_000_000
_VOLUME = uuid.UUID("4967d63b-2e29-4ad8-8399-f6a339e3d001").bytes_le
_METADATA_BYTES = 0x10000
_HEADER_BYTES = 0x2000  # of the plain volume's beginning, moved elsewhere


@dataclass(frozen=True)
class BitLocker:
    """`image` the volume, `startup_key` the content of the .BEK file that opens it."""

    image: bytes
    startup_key: bytes


def make_bitlocker(
    plain: bytes,
    *protectors: int,
    password: str = "",
    recovery: str = "",
    method: int = XTS_128,
    sector_bytes: int = 512,
    to_go: bool = False,
) -> BitLocker:
    """`plain` needs six empty areas of 64 KiB; its length stays. `to_go`: begins like a decoy FAT32."""
    made = BitLockerVolume(plain, method, sector_bytes, to_go=to_go)
    made.protect(*protectors, password=password, recovery=recovery)
    return BitLocker(made.read(0, len(plain)), made.startup_key())


class Plain(Protocol):
    """Bytes, or what can be cut like bytes."""

    def __len__(self) -> int: ...
    def __getitem__(self, part: slice, /) -> bytes: ...


class BitLockerVolume:
    """Encrypts what is read, when it is read; `protect` comes first."""

    def __init__(
        self, plain: Plain, method: int = XTS_128, sector_bytes: int = 512, *, to_go: bool = False
    ) -> None:
        self._plain = plain
        self.size_bytes = len(plain)
        self._to_go = to_go
        self._method = method
        self._sector_bytes = sector_bytes
        self._drawn = 0
        self._master = self._random(32)
        self._volume_key = self._random(_KEY_BYTES[method])
        self._external = self._random(32)
        self._external_id = self._random(16)
        last = range(_METADATA_BYTES, len(plain) - _METADATA_BYTES, _METADATA_BYTES)[::-1]
        empty = (at for at in last if not plain[at : at + _METADATA_BYTES].strip(b"\x00"))
        free = list(islice(empty, 6))[::-1]
        self._metadata_at = (free[-6], free[-4], free[-2])
        self._header_at = free[-1]

    def _protector(self, kind: int, password: str, recovery: str) -> bytes:
        """One copy of the volume master key."""
        salt = self._random(16)
        stretched = _entry(0, 3, struct.pack("<I", 0x1000) + salt)
        if kind == PASSWORD:
            digest = hashlib.sha256(hashlib.sha256(password.encode("utf-16-le")).digest()).digest()
            return self._master_key(kind, stretched, _stretch(digest, salt))
        if kind == RECOVERY:
            groups = b"".join(struct.pack("<H", int(group) // 11) for group in recovery.split("-"))
            return self._master_key(kind, stretched, _stretch(hashlib.sha256(groups).digest(), salt))
        if kind == STARTUP:
            return self._master_key(kind, b"", self._external, identifier=self._external_id)
        if kind == CLEAR:
            clear = self._random(32)
            return self._master_key(kind, _key(clear, 0x2000), clear)
        return self._master_key(kind, b"", self._random(32))

    def _master_key(self, kind: int, before: bytes, key: bytes, *, identifier: bytes | None = None) -> bytes:
        self._drawn += 1
        sealed = _entry(0, 5, _ccm(key, self._drawn, _key(self._master, 0x2003)))
        name = identifier or self._random(16)
        return _entry(2, 8, name + struct.pack("<QHH", _TIME, 0, kind) + before + sealed)

    def startup_key(self) -> bytes:
        """The .BEK file: a metadata header and one entry with the external key."""
        entry = _entry(6, 9, self._external_id + struct.pack("<Q", _TIME) + _key(self._external, 0x2002))
        size = 48 + len(entry)
        return struct.pack("<IIII16sIIQ", size, 1, 48, size, self._external_id, 1, 0, _TIME) + entry

    def protect(
        self,
        *protectors: int,
        password: str = "",
        recovery: str = "",
        state: int = 4,
        upto: int | None = None,
        moving: int = 0,
    ) -> None:
        """Make the metadata, with the volume master key once for each protector.

        `state` of the encryption (2 going on, 3 on write, 4 done, 5 paused): encrypted is the volume up to
        the byte `upto`; what follows for `moving` bytes is elsewhere.
        """
        self._upto = len(self._plain) if upto is None else upto
        entries = b"".join(self._protector(kind, password, recovery) for kind in protectors)
        entries += _entry(3, 5, _ccm(self._master, 900, _key(self._volume_key, self._method)))
        entries += _entry(7, 2, "SELFMADE".encode("utf-16-le") + b"\x00\x00")
        entries += _entry(15, 15, struct.pack("<QQ", self._header_at, _HEADER_BYTES))
        size = 48 + len(entries)
        metadata = struct.pack("<IIII16sIIQ", size, 1, 48, size, self._random(16), 4, self._method, _TIME)
        block = b"-FVE-FS-" + struct.pack("<HHHH", (64 + size + 15) // 16, 2, state, state)
        block += struct.pack("<QII", self._upto, moving, _HEADER_BYTES // self._sector_bytes)
        block += struct.pack("<QQQQ", *self._metadata_at, self._header_at) + metadata + entries
        block += bytes(-len(block) % 16)
        block += struct.pack("<HHI", 8, 1, zlib.crc32(block))
        self._block = block.ljust(_METADATA_BYTES, b"\x00")

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Bytes of the encrypted volume."""
        size = self._sector_bytes
        first, end = offset_bytes // size * size, offset_bytes + size_bytes
        data = b"".join(self._stored(at) for at in range(first, end, size))
        return data[offset_bytes - first : end - first]

    def _stored(self, at: int) -> bytes:
        """The sector at a place of the encrypted volume."""
        for metadata_at in self._metadata_at:
            if metadata_at <= at < metadata_at + _METADATA_BYTES:
                return self._block[at - metadata_at : at - metadata_at + self._sector_bytes]
        if at < _HEADER_BYTES:
            return (b"" if at else self._boot_sector()).ljust(self._sector_bytes, b"\x00")
        moved = self._header_at <= at < self._header_at + _HEADER_BYTES
        return self._sector(at - self._header_at if moved else at, at)

    def _sector(self, plain_at: int, place: int) -> bytes:
        data = self._plain[plain_at : plain_at + self._sector_bytes]
        if place >= self._upto:
            return data
        if self._method == XTS_128:
            mode: modes.XTS | modes.CBC = modes.XTS(struct.pack("<QQ", place // self._sector_bytes, 0))
        else:
            iv = Cipher(algorithms.AES(self._volume_key), modes.ECB()).encryptor()  # noqa: S305 - one block
            mode = modes.CBC(iv.update(struct.pack("<QQ", place, 0)))
        return Cipher(algorithms.AES(self._volume_key), mode).encryptor().update(data)

    def _boot_sector(self) -> bytes:
        sector = bytearray(512)
        sector[:11] = b"\xeb\x58\x90" + (b"MSWIN4.1" if self._to_go else b"-FVE-FS-")
        struct.pack_into("<HB", sector, 11, self._sector_bytes, 8)
        sector[21] = 0xF8
        struct.pack_into("<HHII", sector, 24, 63, 255, 0, 0)
        struct.pack_into("<I", sector, 36, 0x1FE0)
        sector[64:66] = b"\x80\x00"
        sector[0x52:0x5A] = b"FAT32   "
        place = 424 if self._to_go else 160
        sector[place : place + 16] = _VOLUME
        struct.pack_into("<QQQ", sector, place + 16, *self._metadata_at)
        if self._to_go:
            struct.pack_into("<HBH", sector, 14, 32, 2, 0)
            struct.pack_into("<I", sector, 32, len(self._plain) // self._sector_bytes)
        sector[510:512] = b"\x55\xaa"
        return bytes(sector)

    def _random(self, size: int) -> bytes:
        self._drawn += 1
        return hashlib.shake_256(b"bitlocker" + struct.pack("<I", self._drawn)).digest(size)


def _stretch(first: bytes, salt: bytes) -> bytes:
    last = bytes(32)
    for count in range(0x100000):
        last = hashlib.sha256(last + first + salt + struct.pack("<Q", count)).digest()
    return last


def _entry(kind: int, value: int, data: bytes) -> bytes:
    return struct.pack("<HHHH", 8 + len(data), kind, value, 1) + data


def _key(key: bytes, method: int) -> bytes:
    return _entry(0, 1, struct.pack("<I", method) + key)


def _ccm(key: bytes, count: int, plain: bytes) -> bytes:
    nonce = struct.pack("<QI", _TIME, count)
    sealed = AESCCM(key, tag_length=16).encrypt(nonce, plain, None)
    return nonce + sealed[-16:] + sealed[:-16]
