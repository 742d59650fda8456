"""File systems in a state that libtsk reads past without a word: last changes in a journal alone, not closed;
and forms that it refuses although they are sound, or opens and misreads.

Layouts: fs/ext4/ext4.h, include/linux/jbd2.h; sys/ufs/ffs/fs.h.
"""

from __future__ import annotations

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.contents.nodes import UNIX_DATA
from forensics_app.evidence.filesystems.kinds import EXT_KINDS, FileSystemKind
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.format_errors import TskError

_SUPERBLOCK, _INCOMPATIBLE, _READ_ONLY = 1024, 96, 100
_EXT_RECOVER, _EXT_JOURNAL_DEVICE, _EXT_BIGALLOC = 0x4, 0x8, 0x200
_EXT_META_BG, _EXT_64BIT, _EXT_CLOSED, _EXT_ERRORS = 0x10, 0x80, 0x1, 0x2
_EXT_JOURNAL = 8  # its inode
_JOURNAL_MAGIC, _JOURNAL_BEGINS = b"\xc0\x3b\x39\x98", slice(28, 32)  # its first transaction, 0 for none


def unapplied_journal(source: ByteSource, kind: FileSystemKind) -> str | None:
    """Why changes may be missing from what is listed, in technical words."""
    if kind not in EXT_KINDS:
        return None  # and nothing is read: a bad sector there says nothing of others
    head = read_up_to(source, _SUPERBLOCK, 128)
    return "marked as needing recovery" if _u32(head, _INCOMPATIBLE) & _EXT_RECOVER else None


def not_closed(source: ByteSource, kind: FileSystemKind) -> str | None:
    """What an ext file system says of its state, in technical words; None for a sound one.

    Of one with a journal that is to be applied `unapplied_journal` tells.
    """
    if kind not in EXT_KINDS:
        return None
    head = read_up_to(source, _SUPERBLOCK, 128)
    state = int.from_bytes(head[58:60], "little")
    if state & _EXT_ERRORS:
        return "marked as having errors"
    closed = state & _EXT_CLOSED or _u32(head, _INCOMPATIBLE) & _EXT_RECOVER
    return None if closed else "not marked as unmounted"


def left_in_journal(file_system: FileSystem) -> str | None:
    """Why changes may be missing, by the journal itself: a copy of the superblock says nothing of it."""
    try:
        journal = file_system.content(_EXT_JOURNAL)
        content = journal.first(lambda kind, number: kind == UNIX_DATA)
        head = b"" if content is None else journal.read(content, 0, 32)
    except (TskError, ReadFailedError):
        return None
    begins = head[:4] == _JOURNAL_MAGIC and any(head[_JOURNAL_BEGINS])
    return "its journal is not empty" if begins else None


def scattered_ext(source: ByteSource, kind: FileSystemKind) -> str | None:
    """The form of ext that libtsk opens and misreads: descriptors of groups all over it (meta_bg)."""
    if kind not in EXT_KINDS:
        return None
    head = read_up_to(source, _SUPERBLOCK, 1024)
    incompatible = _u32(head, _INCOMPATIBLE)
    if not incompatible & _EXT_META_BG:
        return None
    blocks, per_group = _u32(head, 4), max(1, _u32(head, 32))
    descriptor = 32
    if incompatible & _EXT_64BIT:
        blocks |= _u32(head, 336) << 32
        descriptor = max(32, int.from_bytes(head[254:256], "little"))
    groups = -(-(blocks - _u32(head, 20)) // per_group)
    in_place = max(
        1, _u32(head, 260)
    )  # blocks of descriptors behind the super block; the first one always is
    within = groups * descriptor <= in_place * (1024 << min(_u32(head, 24), 6))
    return None if within else "ext4 with meta_bg"


def unread_ext(source: ByteSource) -> str | None:
    """The form of ext that libtsk refuses, where it is one; else the file system is damaged."""
    head = read_up_to(source, _SUPERBLOCK, 128)
    if _u32(head, _INCOMPATIBLE) & _EXT_JOURNAL_DEVICE:
        return "journal of an ext file system elsewhere"
    if _u32(head, _READ_ONLY) & _EXT_BIGALLOC:
        return "ext4 with bigalloc"
    return None


def _u32(data: bytes, offset: int) -> int:
    return int.from_bytes(data[offset : offset + 4], "little")
