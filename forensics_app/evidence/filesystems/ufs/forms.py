"""Forms of UFS that libtsk does not open although they are sound (sys/ufs/ffs/fs.h)."""

from __future__ import annotations

from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to

_UFS_SUPERBLOCK, _UFS_MAGIC_AT, _UFS2 = 8192, 1372, 0x19540119


def unread_ufs(source: ByteSource) -> str | None:
    """The same of UFS: FreeBSD and NetBSD look for the superblock of UFS2 in more places than libtsk."""
    magic = read_up_to(source, _UFS_SUPERBLOCK + _UFS_MAGIC_AT, 4)
    is_second = int.from_bytes(magic, "little") == _UFS2 or int.from_bytes(magic, "big") == _UFS2
    return f"UFS2 with its superblock at byte {_UFS_SUPERBLOCK}" if is_second else None
