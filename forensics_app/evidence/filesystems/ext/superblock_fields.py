"""Where the fields of an ext superblock lie, in bytes from its beginning; numbers are little-endian.

Source: "Ext4 Disk Layout" of the kernel's documentation (super block); the names are those of struct
ext4_super_block without `s_`.
"""

from __future__ import annotations

SUPERBLOCK_AT = SUPERBLOCK_BYTES = 1024
MAGIC = b"\x53\xef"

INODES_COUNT = 0
BLOCKS_COUNT_LO = 4
FIRST_DATA_BLOCK = 20
LOG_BLOCK_SIZE = 24
BLOCKS_PER_GROUP = 32
INODES_PER_GROUP = 40
WTIME = 48
MAGIC_AT = 56
STATE = 58
REV_LEVEL = 76
INODE_SIZE = 88
BLOCK_GROUP_NR = 90
FEATURE_COMPAT = 92
FEATURE_INCOMPAT = 96
FEATURE_RO_COMPAT = 100
UUID = slice(104, 120)
RESERVED_GDT_BLOCKS = 206
DESC_SIZE = 254
FIRST_META_BG = 260
MKFS_TIME = 264
BLOCKS_COUNT_HI = 336
BACKUP_BGS = 588
CHECKSUM_SEED = 624
CHECKSUM_AT = 1020

# bits of FEATURE_INCOMPAT
RECOVER, JOURNAL_DEV, META_BG, BIT64, CSUM_SEED, INLINE_DATA = 0x4, 0x8, 0x10, 0x80, 0x2000, 0x8000
# bits of FEATURE_RO_COMPAT
SPARSE_SUPER, LARGE_FILE, GDT_CSUM, BIGALLOC, METADATA_CSUM = 0x1, 0x2, 0x10, 0x200, 0x400
# bits of FEATURE_COMPAT
SPARSE_SUPER2 = 0x200


def u16(data: bytes, offset: int) -> int:
    """A number of two bytes."""
    return int.from_bytes(data[offset : offset + 2], "little")


def u32(data: bytes | bytearray, offset: int) -> int:
    """A number of four bytes."""
    return int.from_bytes(data[offset : offset + 4], "little")
