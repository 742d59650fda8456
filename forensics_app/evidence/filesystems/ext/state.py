"""File systems in a state that libtsk reads past without a word: last changes in a journal alone, not closed;
and forms that it refuses although they are sound, or opens and misreads.

Layouts: fs/ext4/ext4.h, include/linux/jbd2.h; sys/ufs/ffs/fs.h.
"""

from __future__ import annotations

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.contents.nodes import UNIX_DATA
from forensics_app.evidence.filesystems.ext import superblock_fields as fields
from forensics_app.evidence.filesystems.ext.superblock_fields import SUPERBLOCK_AT, u16, u32
from forensics_app.evidence.filesystems.kinds import EXT_KINDS, FileSystemKind
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.format_errors import TskError

_CLOSED, _ERRORS = 0x1, 0x2  # of the state
_EXT_JOURNAL = 8  # its inode
_JOURNAL_MAGIC, _JOURNAL_BEGINS = b"\xc0\x3b\x39\x98", slice(28, 32)  # its first transaction, 0 for none


def unapplied_journal(source: ByteSource, kind: FileSystemKind) -> str | None:
    """Why changes may be missing from what is listed, in technical words."""
    if kind not in EXT_KINDS:
        return None  # and nothing is read: a bad sector there says nothing of others
    head = read_up_to(source, SUPERBLOCK_AT, 128)
    return "marked as needing recovery" if u32(head, fields.FEATURE_INCOMPAT) & fields.RECOVER else None


def not_closed(source: ByteSource, kind: FileSystemKind) -> str | None:
    """What an ext file system says of its state, in technical words; None for a sound one.

    Of one with a journal that is to be applied `unapplied_journal` tells.
    """
    if kind not in EXT_KINDS:
        return None
    head = read_up_to(source, SUPERBLOCK_AT, 128)
    state = u16(head, fields.STATE)
    if state & _ERRORS:
        return "marked as having errors"
    closed = state & _CLOSED or u32(head, fields.FEATURE_INCOMPAT) & fields.RECOVER
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
    head = read_up_to(source, SUPERBLOCK_AT, 1024)
    incompatible = u32(head, fields.FEATURE_INCOMPAT)
    if not incompatible & fields.META_BG:
        return None
    blocks, per_group = u32(head, fields.BLOCKS_COUNT_LO), max(1, u32(head, fields.BLOCKS_PER_GROUP))
    descriptor = 32
    if incompatible & fields.BIT64:
        blocks |= u32(head, fields.BLOCKS_COUNT_HI) << 32
        descriptor = max(32, u16(head, fields.DESC_SIZE))
    groups = -(-(blocks - u32(head, fields.FIRST_DATA_BLOCK)) // per_group)
    # blocks of descriptors behind the super block; the first one always is
    in_place = max(1, u32(head, fields.FIRST_META_BG))
    within = groups * descriptor <= in_place * (1024 << min(u32(head, fields.LOG_BLOCK_SIZE), 6))
    return None if within else "ext4 with meta_bg"


def unread_ext(source: ByteSource) -> str | None:
    """The form of ext that libtsk refuses, where it is one; else the file system is damaged."""
    head = read_up_to(source, SUPERBLOCK_AT, 128)
    if u32(head, fields.FEATURE_INCOMPAT) & fields.JOURNAL_DEV:
        return "journal of an ext file system elsewhere"
    if u32(head, fields.FEATURE_RO_COMPAT) & fields.BIGALLOC:
        return "ext4 with bigalloc"
    return None
