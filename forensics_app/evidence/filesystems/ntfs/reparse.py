"""Reparse points of NTFS: what a name leads to, or why the content isn't where the file's data say it is.

Windows hands a file with such a point to a filter, which shows something else than what is stored. Tags and
layouts: [MS-FSCC] 2.1.2.
"""

from __future__ import annotations

import struct

from forensics_app.evidence.decompression.wof_format import wof_format
from forensics_app.evidence.filesystems.tsk.details import NO_TRAITS, Traits

_MOUNT_POINT, _SYMBOLIC_LINK, _LINUX_LINK = 0xA0000003, 0xA000000C, 0xA000001D
_LEADS_ELSEWHERE = 0x20000000  # the name stands for another one: what it holds itself means nothing
_NAMES = {
    0x80000013: "deduplicated, its pieces lie in the chunk store",
    0x80000007: "single instance storage",
    0xC0000004: "hierarchical storage",
    0x80000006: "hierarchical storage",
    0x9000001C: "projected file system",
}
_CLOUD, _CLOUD_MASK = 0x9000001A, 0xFFFF0FFF
_WOF, _WOF_NAME = 0x80000017, "compressed by Windows (WOF)"


def traits_of(value: bytes) -> Traits:
    """What the value of a reparse point says of its file."""
    if len(value) < 8:
        return NO_TRAITS
    tag = int.from_bytes(value[:4], "little")
    data = value[8 : 8 + int.from_bytes(value[4:6], "little")]
    if tag == _SYMBOLIC_LINK:
        return Traits(link_target=_target(data, 12))
    if tag == _MOUNT_POINT:
        return Traits(link_target=_target(data, 8))
    if tag == _LINUX_LINK:
        return Traits(link_target=data[4:] or None)
    if tag & _LEADS_ELSEWHERE:
        return NO_TRAITS
    if tag == _WOF:
        return _overlaid(data)
    name = "cloud storage" if tag & _CLOUD_MASK == _CLOUD else _NAMES.get(tag, "of a kind that is not read")
    return Traits(placeholder=f"reparse point {tag:08x}: {name}")


def _overlaid(data: bytes) -> Traits:
    """Of a file that Windows compressed as it does its own (CompactOS, `compact /exe`)."""
    found = wof_format(data)
    if isinstance(found, str):
        return Traits(placeholder=f"{_WOF_NAME}: {found}", overlaid=True)
    why = f"{found.name}, without its stream WofCompressedData"
    return Traits(placeholder=f"{_WOF_NAME}: {why}", overlaid=True, packed=found)


def _target(data: bytes, names_at: int) -> bytes | None:
    """The substitute name, which is what Windows follows, as WTF-8."""
    if len(data) < names_at:
        return None
    begin, length = struct.unpack_from("<HH", data)
    units = data[names_at + begin : names_at + begin + length // 2 * 2]
    units = units[: len(units) // 2 * 2]
    return units.decode("utf-16-le", "surrogatepass").encode("utf-8", "surrogatepass") or None
