"""Mutations that know what an image is made of: headers, tables, records, directory blocks, the ends.

Everything follows from the random source that is handed in, so a seed gives the same damage again.
"""

from __future__ import annotations

import random
import re
import struct
import zlib
from collections.abc import Callable
from functools import lru_cache

from tests.fuzzing.damage import Damage
from tests.made.udf import crc

_SECTOR = 512
_SIGNATURES = (
    b"FILE", b"INDX", b"RCRD", b"RSTR", b"EFI PART", b"PM\x00", b"H+\x00", b"CD001", b"NXSB", b"APSB",
    b"LABELONE", b"conectix", b"cxsparse", b"koly", b"mish", b"head", b"regi",
    b"metadata", b"KDMV", b"QFI\xfb", b"EVF", b"LUKS", b"-FVE-FS-", b"XFSB",
    b"BAAD", b"RRIP", b"SL\x05", b"CE\x1c", b"*OSTA", b"*UDF", b"*Sealwright tests",
)  # fmt: skip
_WIDTHS = (1, 2, 4, 8)
_MOST_HOT = 4096
_UDF_TAGS = (1, 2, 3, 5, 6, 7, 8, 9, 256, 257, 258, 259, 261, 266)
_UDF_NAME = re.compile(rb"\x01\x01[\x02\x03]\x00")


@lru_cache(maxsize=64)
def hot_sectors(data: bytes) -> list[int]:
    """Offsets of sectors that hold structure: the beginning, the end, boot sectors, and known signatures."""
    hot = [at for at in range(0, min(len(data), 64 << 10), _SECTOR) if data[at : at + _SECTOR].strip(b"\x00")]
    hot += [at // _SECTOR * _SECTOR for at in range(max(0, len(data) - 1536), len(data), _SECTOR)]
    for at in range(0, len(data), _SECTOR):
        sector = data[at : at + _SECTOR]
        if sector[510:512] == b"\x55\xaa" or any(s in sector for s in _SIGNATURES) or _is_directory(sector):
            hot.append(at)
    return hot[:_MOST_HOT] or [0]


def _is_directory(sector: bytes) -> bool:
    """Directory blocks of ext (`.` and `..` records), FAT (`.` and `..` entries) and ISO 9660."""
    iso9660 = 34 <= sector[0] <= 64 and sector[33:34] in (b"\x00", b"\x01")
    return iso9660 or sector[6:9] == b"\x01\x02." or sector.startswith((b".          ", b"..         "))


class Mutator:
    """Makes damages of one image."""

    def __init__(self, data: bytes, rng: random.Random) -> None:
        self._data = data
        self._rng = rng
        self._hot = hot_sectors(data)

    def damage(self) -> Damage:
        """One to four mutations, one after the other."""
        patches: list[tuple[int, bytes]] = []
        size: int | None = None
        kinds: list[Callable[[], list[tuple[int, bytes]]]] = [
            self._flip, self._extreme, self._extreme, self._extreme, self._nudge, self._swap_words,
            self._fill, self._copy_sector, self._repeat_word, self._text,
        ]  # fmt: skip
        for _ in range(self._rng.choice((1, 1, 1, 2, 2, 3, 4))):
            patches += self._rng.choice(kinds)()
        if self._rng.random() < 0.04:
            size = self._rng.randrange(1, max(2, len(self._data)))
            size = size // _SECTOR * _SECTOR if self._rng.random() < 0.5 else size
        damage = Damage(tuple(p for p in patches if p[1]), size or None)
        return self._with_checksums(damage) if self._rng.random() < 0.6 else damage

    def _place(self, width: int) -> int:
        sector = self._rng.choice(self._hot)
        if self._rng.random() < 0.1:
            sector = self._rng.randrange(max(1, len(self._data) // _SECTOR)) * _SECTOR
        within = self._rng.randrange(0, _SECTOR, 1 if self._rng.random() < 0.2 else width)
        return max(0, min(sector + within, len(self._data) - width))

    def _flip(self) -> list[tuple[int, bytes]]:
        at = self._place(1)
        return [(at, bytes([self._data[at] ^ 1 << self._rng.randrange(8)]))]

    def _extreme(self) -> list[tuple[int, bytes]]:
        """A field set to what a size, count or offset should never be."""
        width = self._rng.choice(_WIDTHS)
        at = self._place(width)
        bits = width * 8
        value = self._rng.choice(
            (
                0, 1, 2, (1 << bits) - 1, (1 << bits) - 2, 1 << (bits - 1), (1 << (bits - 1)) - 1,
                len(self._data) & ((1 << bits) - 1), (len(self._data) // _SECTOR) & ((1 << bits) - 1),
                self._rng.getrandbits(bits), 1 << self._rng.randrange(bits),
            )
        )  # fmt: skip
        return [(at, value.to_bytes(width, self._rng.choice(("little", "big"))))]

    def _nudge(self) -> list[tuple[int, bytes]]:
        """A field a little off."""
        width = self._rng.choice(_WIDTHS)
        at, order = self._place(width), self._rng.choice(("little", "big"))
        value = int.from_bytes(self._data[at : at + width], order)  # type: ignore[arg-type]
        value = (value + self._rng.choice((-8, -2, -1, 1, 2, 8, 512))) % (1 << width * 8)
        return [(at, value.to_bytes(width, order))]  # type: ignore[arg-type]

    def _swap_words(self) -> list[tuple[int, bytes]]:
        """A field gets the value of another: pointers that lead elsewhere, and round in circles."""
        width = self._rng.choice((2, 4, 4, 8))
        here, there = self._place(width), self._place(width)
        return [(here, self._data[there : there + width])]

    def _repeat_word(self) -> list[tuple[int, bytes]]:
        """All fields of half a sector get one value: tables full of the same pointer."""
        here = self._place(4)
        return [(here, self._data[here : here + 4] * self._rng.randrange(2, 64))]

    def _fill(self) -> list[tuple[int, bytes]]:
        at = self._place(1)
        length = self._rng.choice((4, 16, 64, 512, 4096))
        return [
            (at, self._rng.choice((b"\x00", b"\xff", b"\xaa", b"\x01")) * min(length, len(self._data) - at))
        ]

    def _copy_sector(self) -> list[tuple[int, bytes]]:
        """A block that is there twice, or in the place of another."""
        size = self._rng.choice((512, 1024, 4096))
        here, there = self._rng.choice(self._hot), self._rng.choice(self._hot)
        return [(here, self._data[there : there + size][: len(self._data) - here])]

    def _text(self) -> list[tuple[int, bytes]]:
        at = self._place(1)
        return [(at, self._rng.choice((b"../", b"\x00" * 3, b"\xed\xa0\x80", b"/", b"\x7f" * 9, b"%s%n")))]

    def _with_checksums(self, damage: Damage) -> Damage:
        """Checksums made right again, so that the damage gets past them."""
        data = damage.apply(self._data)
        return Damage(
            (
                *damage.patches,
                *gpt_checksums(data),
                *ewf_checksums(data),
                *vhd_checksum(data),
                *udf_tags(data),
            ),
            damage.size,
        )


def gpt_checksums(data: bytes) -> list[tuple[int, bytes]]:
    """CRC-32 of the entries and of the header, for each GPT header in 512-byte sectors."""
    patches = []
    for at in {512, len(data) // _SECTOR * _SECTOR - _SECTOR}:
        header = bytearray(data[at : at + 512])
        if at < 0 or len(header) < 512 or not header.startswith(b"EFI PART"):
            continue
        size, entries_at, count, entry = (
            *struct.unpack_from("<I", header, 12), *struct.unpack_from("<QII", header, 72),
        )  # fmt: skip
        if 92 <= size <= 512 and count * entry <= 1 << 20:
            entries = data[entries_at * _SECTOR : entries_at * _SECTOR + count * entry]
            header[88:92] = struct.pack("<I", zlib.crc32(entries))
            header[16:20] = bytes(4)
            header[16:20] = struct.pack("<I", zlib.crc32(header[:size]))
            patches.append((at, bytes(header[:92])))
    return patches


def ewf_checksums(data: bytes) -> list[tuple[int, bytes]]:
    """Adler-32 of each section descriptor of an E01 file, and of the volume and table headers behind it."""
    patches: list[tuple[int, bytes]] = []
    if not data.startswith(b"EVF\x09"):
        return patches
    at = 13
    seen = set()
    while at + 76 <= len(data) and at not in seen:
        seen.add(at)
        descriptor = data[at : at + 76]
        patches.append((at + 72, struct.pack("<I", zlib.adler32(descriptor[:72]))))
        kind, body = descriptor[:16].rstrip(b"\x00"), data[at + 76 : at + 76 + 1052]
        if kind in (b"volume", b"disk", b"data") and len(body) == 1052:
            patches.append((at + 76 + 1048, struct.pack("<I", zlib.adler32(body[:1048]))))
        if kind in (b"table", b"table2") and len(body) >= 24:
            patches.append((at + 76 + 20, struct.pack("<I", zlib.adler32(body[:20]))))
            count = struct.unpack_from("<I", body)[0]
            entries = data[at + 100 : at + 100 + count * 4]
            if count < 1 << 20 and len(entries) == count * 4:
                patches.append((at + 100 + count * 4, struct.pack("<I", zlib.adler32(entries))))
        at = struct.unpack_from("<Q", descriptor, 16)[0]
    return patches


def vhd_checksum(data: bytes) -> list[tuple[int, bytes]]:
    """The sum of the footer's bytes, complemented."""
    at = len(data) - 512
    if at < 0 or data[at : at + 8] != b"conectix":
        return []
    footer = data[at : at + 64] + bytes(4) + data[at + 68 : at + 512]
    return [(at + 64, struct.pack(">I", ~sum(footer) & 0xFFFFFFFF))]


def udf_tags(data: bytes) -> list[tuple[int, bytes]]:
    """CRC and checksum of each tag of UDF, at the beginning of sectors and, of names, within directories."""
    patches: list[tuple[int, bytes]] = []
    if b"NSR0" not in data[0x8000:0xA000]:
        return patches
    places = [at for at in range(0, len(data) - 16, _SECTOR) if _has_tag(data, at)]
    places += [match.start() for match in _UDF_NAME.finditer(data)]
    for at in places:
        crc_bytes = struct.unpack_from("<H", data, at + 10)[0]
        tag = bytearray(data[at : at + 16])
        struct.pack_into("<H", tag, 8, crc(data[at + 16 : at + 16 + crc_bytes]))
        tag[4] = (sum(tag) - tag[4]) & 0xFF
        patches.append((at, bytes(tag)))
    return patches


def _has_tag(data: bytes, at: int) -> bool:
    identifier, version = struct.unpack_from("<HH", data, at)
    return identifier in _UDF_TAGS and version in (2, 3)
