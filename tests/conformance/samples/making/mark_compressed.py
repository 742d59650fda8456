"""Sets UF_COMPRESSED on inodes of an APFS image: what macOS does and the Linux driver can't.

Usage: mark_compressed.py IMAGE INODE...   Every version of an inode is marked, checksums are made anew.
"""

import struct
import sys

BLOCK, COMPRESSED = 4096, 0x20


def fletcher64(block: bytes) -> bytes:
    low = high = 0
    for (word,) in struct.iter_unpack("<I", block[8:]):
        low = (low + word) % 0xFFFFFFFF
        high = (high + low) % 0xFFFFFFFF
    first = 0xFFFFFFFF - (low + high) % 0xFFFFFFFF
    return struct.pack("<II", first, 0xFFFFFFFF - (low + first) % 0xFFFFFFFF)


def marked(block: bytearray, inodes: set[int]) -> bool:
    kind, subtype = struct.unpack_from("<II", block, 24)
    flags, level, count, table_at, table_bytes = struct.unpack_from("<HHIHH", block, 32)
    if kind & 0xFFFF not in (2, 3) or subtype != 0xE or level or fletcher64(block) != block[:8]:
        return False
    keys, values = 56 + table_at + table_bytes, BLOCK - (40 if flags & 1 else 0)
    done = False
    for index in range(count):
        key_at, _, value_at, _ = struct.unpack_from("<HHHH", block, 56 + table_at + index * 8)
        head = struct.unpack_from("<Q", block, keys + key_at)[0]
        if head >> 60 == 3 and head & ((1 << 60) - 1) in inodes:
            at = values - value_at + 68
            struct.pack_into("<I", block, at, struct.unpack_from("<I", block, at)[0] | COMPRESSED)
            done = True
    return done


def main() -> None:
    inodes = {int(number) for number in sys.argv[2:]}
    with open(sys.argv[1], "r+b") as image:
        position = 0
        while block := bytearray(image.read(BLOCK)):
            if any(block[24:32]) and marked(block, inodes):
                block[:8] = fletcher64(block)
                image.seek(position)
                image.write(block)
            position += BLOCK
            image.seek(position)


if __name__ == "__main__":
    main()
