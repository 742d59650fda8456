"""What XFS metadata says of itself: when it was written, and where its checksum is.

Blocks of version 5 alone do (fs/xfs/xfs_buf_item_recover.c, xlog_recover_get_buf_lsn).
"""

from __future__ import annotations

from typing import NamedTuple

from forensics_app.evidence.bytes.crc32c import crc32c


class _Form(NamedTuple):
    """Offsets of the sequence number in the log, of the UUID and of the checksum."""

    lsn: int
    uuid: int
    crc: int


_SHORT_TREE, _LONG_TREE = _Form(24, 32, 52), _Form(32, 40, 64)
_DIRECTORY, _DA_BLOCK = _Form(16, 24, 4), _Form(24, 32, 12)
_FORMS = {
    b"AB3B": _SHORT_TREE, b"AB3C": _SHORT_TREE, b"IAB3": _SHORT_TREE, b"FIB3": _SHORT_TREE,
    b"RMB3": _SHORT_TREE, b"R3FC": _SHORT_TREE, b"BMA3": _LONG_TREE,
    b"XAGF": _Form(208, 64, 216), b"XAFL": _Form(24, 8, 32), b"XAGI": _Form(320, 296, 312),
    b"XSLM": _Form(48, 16, 12), b"XDB3": _DIRECTORY, b"XDD3": _DIRECTORY, b"XDF3": _DIRECTORY,
    b"XFSB": _Form(240, 32, 224),
}  # fmt: skip
_DA_MAGICS = (b"\x3d\xf1", b"\x3d\xff", b"\x3b\xee", b"\x3e\xbe")
_INODE = b"IN"
_INODE_CRC_AT, _UNLINKED_AT = 100, 96


def _form_of(block: bytes) -> _Form | None:
    return _FORMS.get(block[:4]) or (_DA_BLOCK if block[8:10] in _DA_MAGICS else None)


def written_at(block: bytes, uuid: bytes) -> int | None:
    """The sequence number of the change that a block of this file system has already; None for none."""
    form = _form_of(block)
    if form is None or block[form.uuid : form.uuid + 16] != uuid:
        return None
    lsn = int.from_bytes(block[form.lsn : form.lsn + 8], "big")
    return None if lsn in (0, (1 << 64) - 1) else lsn


def with_checksum(block: bytes, inode_bytes: int) -> bytes:
    """A block with the checksum of what is in it, which the log doesn't keep."""
    if block[:2] == _INODE:
        parts = [block[at : at + inode_bytes] for at in range(0, len(block), inode_bytes)]
        return b"".join(_summed(part, _INODE_CRC_AT) if part[:2] == _INODE else part for part in parts)
    form = _form_of(block)
    return block if form is None else _summed(block, form.crc)


def _summed(block: bytes, at: int) -> bytes:
    if len(block) < at + 4:
        return block
    found = crc32c(block[:at] + bytes(4) + block[at + 4 :])
    return block[:at] + found.to_bytes(4, "little") + block[at + 4 :]


def new_inodes(count: int, first: int, *, size: int, generation: int, uuid: bytes) -> bytes:
    """Inodes of version 3 that are not in use yet, as a new chunk of them has them."""
    found: list[bytes] = []
    for number in range(first, first + count):
        inode = bytearray(size)
        inode[0:2], inode[4] = _INODE, 3
        inode[92:96] = generation.to_bytes(4, "big")
        inode[_UNLINKED_AT : _UNLINKED_AT + 4] = b"\xff" * 4
        inode[152:160] = number.to_bytes(8, "big")
        inode[160:176] = uuid
        found.append(_summed(bytes(inode), _INODE_CRC_AT))
    return b"".join(found)
