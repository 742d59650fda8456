"""What the files of `ntfs-wof.raw.gz` hold unpacked; the image is made of this, and judged by it.

Each name is of the format it is packed in, but for those that can't be read.
"""

from __future__ import annotations

import random

CHUNK_BYTES = {"xpress4k": 4 << 10, "xpress8k": 8 << 10, "xpress16k": 16 << 10, "lzx": 32 << 10}
ALGORITHMS = {"xpress4k": 0, "lzx": 1, "xpress8k": 2, "xpress16k": 3}
RAW_CHUNK = 1  # of the files called `many`: stored as it is
TRANSLATED_SIZE = 12_000_000


def text(name: str, size: int) -> bytes:
    """Lines that say whose they are and where, so that no chunk is like another; each several times."""
    lines = (b"%s line %d\n" % (name.encode(), number) * 12 for number in range(size // 96 + 1))
    return b"".join(lines)[:size]


def contents() -> dict[str, bytes]:
    """Every file that can be read, and its content."""
    found: dict[str, bytes] = {}
    for name, chunk in CHUNK_BYTES.items():
        found[f"{name}/none"] = b""
        found[f"{name}/one byte"] = b"1"
        found[f"{name}/one chunk"] = text(name, chunk)
        found[f"{name}/one more"] = text(name, chunk + 1)
        found[f"{name}/many"] = text(name, 3 * chunk + 700)
        found[f"{name}/zeros"] = bytes(2 * chunk + 5)
    found["lzx/calls"] = calls(CHUNK_BYTES["lzx"] * 2)
    found["lzx/short matches"] = letters(1500)
    found["lzx/three blocks"] = b"".join(BLOCKS)
    found["lzx/gone"] = text("deleted", 40_000)
    return found


def calls(size: int) -> bytes:
    """x86 calls everywhere, some of them where a decoder may get it wrong: in the last ten bytes of a chunk,
    and to the very beginning of it.
    """
    chance = random.Random(17)
    found = bytearray()
    while len(found) < size:
        at = len(found) % CHUNK_BYTES["lzx"]
        target = chance.choice((at, -at - 5, 64, 20_000, TRANSLATED_SIZE - at, TRANSLATED_SIZE))
        found += b"\xe8" + target.to_bytes(4, "little", signed=True) + b"\x90" * (chance.randrange(4) + 40)
    for end in range(CHUNK_BYTES["lzx"], size + 1, CHUNK_BYTES["lzx"]):
        found[end - 12 : end] = b"\x90\x90\xe8\x40\x00\x00\x00\x90\xe8\x10\x00\x00"
    return bytes(found[:size])


def letters(size: int) -> bytes:
    """Next to nothing that repeats, and nothing long."""
    chance = random.Random(23)
    return bytes(
        chance.choice(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/")
        for _ in range(size)
    )


BLOCKS = (letters(201), text("block", 3000), letters(300)[::-1])  # the second alone is compressed
