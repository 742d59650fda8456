"""How an NTFS was left: whether its log holds changes that are not in place, and if it is marked as dirty.

The log begins with two restart areas; the newer one says whether the log was closed. Layouts as documented
for ntfs-3g (logfile.h, layout.h), which is also who decides what is clean (ntfs_is_logfile_clean).
"""

from __future__ import annotations

import struct

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.filesystems.ntfs.record import fixed_up
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.format_errors import TskError

_LOG, _VOLUME = 2, 3  # records
_DATA, _VOLUME_INFORMATION = 128, 112
_MAGICS = (b"RSTR", b"CHKD")
_PAGE_SIZES = (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)
_LEAST_BYTES = 512
_NO_CLIENT, _CLEAN = 0xFFFF, 0x2
_DIRTY = 0x1


def left_in_log(file_system: FileSystem) -> str | None:
    """Why changes may be missing from what is listed, in technical words; None where the log was closed, was
    never used, or can't be read.
    """
    first = _bytes_of(file_system, _LOG, _DATA, 0, _LEAST_BYTES)
    if first[:4] not in _MAGICS:
        return None
    size = struct.unpack_from("<I", first, 16)[0]
    if size not in _PAGE_SIZES:
        return None
    pages = (_bytes_of(file_system, _LOG, _DATA, at, size) for at in (0, size))
    areas = [area for page in pages if (area := _restart_area(page)) is not None]
    if not areas:
        return None
    _, in_use, flags = max(areas)
    clean = in_use == _NO_CLIENT or flags & _CLEAN
    return None if clean else "$LogFile was not closed"


def marked_dirty(file_system: FileSystem) -> str | None:
    """What $Volume says of the volume's state, in technical words; None for a sound one."""
    flags = _bytes_of(file_system, _VOLUME, _VOLUME_INFORMATION, 0, 12)[10:12]
    return "marked as dirty" if int.from_bytes(flags, "little") & _DIRTY else None


def _restart_area(page: bytes) -> tuple[int, int, int] | None:
    """The number of its last change, the first client that has the log open, and flags."""
    if page[:4] not in _MAGICS:
        return None
    data = fixed_up(page, *struct.unpack_from("<HH", page, 4))
    at = struct.unpack_from("<H", page, 24)[0]
    if data is None or at + 16 > len(data):
        return None
    last, _, _, in_use, flags = struct.unpack_from("<Q4H", data, at)
    return last, in_use, flags


def _bytes_of(file_system: FileSystem, record: int, kind: int, offset_bytes: int, size_bytes: int) -> bytes:
    """Bytes of an attribute, nothing where they can't be read."""
    try:
        content = file_system.content(record)
        attribute = content.first(lambda number, _: number == kind)
        if attribute is None or attribute.size_bytes < offset_bytes + size_bytes:
            return b""
        return content.read(attribute, offset_bytes, size_bytes)
    except (TskError, ReadFailedError):
        return b""
