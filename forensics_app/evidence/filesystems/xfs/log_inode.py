"""An inode as XFS logs it, put back on the inode of the volume (fs/xfs/xfs_inode_item_recover.c)."""

from __future__ import annotations

import struct

from forensics_app.evidence.bytes.crc32c import crc32c
from forensics_app.evidence.filesystems.xfs.geometry import XfsGeometry
from forensics_app.evidence.format_errors import MalformedError

_FORM_64, _FORM_32 = 56, 52
_DATA_FORKS, _DATA_ROOT = 0x00E, 0x008
_ATTRIBUTE_FORKS, _ATTRIBUTE_ROOT = 0x1C0, 0x100
_DEVICE = 0x010
_MAGIC = 0x494E
_V2_BYTES, _V3_BYTES, _COMMON_BYTES = 100, 176, 96
_BIGTIME, _LARGE_COUNTS = 0x8, 0x10
_CHANGE_AT, _LSN_AT, _CRC_AT, _FLAGS2_AT, _FLUSHED_AT = 104, 112, 100, 120, 30
_MOST_FLUSHED = 0xFFFF


class LoggedInode:
    """The first two regions of an inode's item. Raises MalformedError."""

    def __init__(self, regions: list[bytearray], order: str) -> None:
        form = bytes(regions[0])
        if len(form) < _FORM_32 or len(regions) < 2:
            raise MalformedError("an inode's item in the log is cut")
        wide = len(form) >= _FORM_64
        numbers = struct.unpack_from(f"{order}HHIHH{'4x' if wide else ''}Q16xqii", form)
        _, _, self.fields, _, _, self.number, self.block, self.length, self.offset = numbers
        self.device = struct.unpack_from(f"{order}I", form, 24 if wide else 20)[0]
        self._regions = regions
        self._order = order
        self._core = bytes(regions[1])
        if len(self._core) < _COMMON_BYTES or struct.unpack_from(f"{order}H", self._core)[0] != _MAGIC:
            raise MalformedError(f"inode {self.number} in the log has no magic number")

    def on(self, raw: bytes, geometry: XfsGeometry, lsn: int) -> bytes | None:
        """The inode, of what the volume has; None where that is newer already. Raises MalformedError."""
        version = self._core[4]
        if version not in (1, 2, 3) or (version == 3) != geometry.checksums:
            raise MalformedError(f"inode {self.number} in the log has version {version}")
        if version == 3:
            stored = int.from_bytes(raw[_LSN_AT : _LSN_AT + 8], "big")
            if raw[:2] == b"IN" and stored not in (0, (1 << 64) - 1) and stored > lsn:
                return None
            if len(self._core) < _V3_BYTES:
                raise MalformedError(f"inode {self.number} in the log is cut")
        elif self._was_flushed(raw):
            return None
        found = bytearray(raw)
        core = self._disk_core(version, lsn)
        found[:_COMMON_BYTES] = core[:_COMMON_BYTES]
        if version == 3:
            found[_CHANGE_AT:_V3_BYTES] = core[_CHANGE_AT:]
        self._put_forks(found, _V3_BYTES if version == 3 else _V2_BYTES)
        if version == 3:
            found[_CRC_AT : _CRC_AT + 4] = bytes(4)
            found[_CRC_AT : _CRC_AT + 4] = crc32c(bytes(found)).to_bytes(4, "little")
        return bytes(found)

    def _was_flushed(self, raw: bytes) -> bool:
        """Whether the volume's inode of version 1 or 2 was written more often than this one."""
        logged = struct.unpack_from(f"{self._order}H", self._core, _FLUSHED_AT)[0]
        stored = int.from_bytes(raw[_FLUSHED_AT : _FLUSHED_AT + 2], "big")
        wrapped = stored == _MOST_FLUSHED and logged < _MOST_FLUSHED >> 1
        return bool(raw[:2] == b"IN" and logged < stored and not wrapped)

    def _disk_core(self, version: int, lsn: int) -> bytes:
        """The fields in the order of bytes that volumes have; those of the log's own are left as they are."""
        core, order = self._core, self._order
        flags2 = struct.unpack_from(f"{order}Q", core, _FLAGS2_AT)[0] if version == 3 else 0
        times = "3Q" if flags2 & _BIGTIME else "6I"
        counts = "Q" if flags2 & _LARGE_COUNTS else "6xH"
        layout = f"HH2BHII I HH {counts} {times} qQI IH 2BIHHI"
        found = bytearray(_V3_BYTES if version == 3 else _COMMON_BYTES)
        numbers = list(struct.unpack_from(order + layout, core))
        struct.pack_into(">" + layout, found, 0, *numbers)
        if version == 3:
            if not flags2 & _LARGE_COUNTS:
                found[24:32] = bytes(8)
            change, _, _, extent_size = struct.unpack_from(f"{order}QQQI", core, _CHANGE_AT)
            created = struct.unpack_from(f"{order}{'Q' if flags2 & _BIGTIME else '2I'}", core, 144)
            number = struct.unpack_from(f"{order}Q", core, 152)[0]
            struct.pack_into(">QQQI", found, _CHANGE_AT, change, lsn, flags2, extent_size)
            struct.pack_into(f">{'Q' if flags2 & _BIGTIME else '2I'}", found, 144, *created)
            struct.pack_into(">Q", found, 152, number)
            found[160:176] = core[160:176]
        else:
            found[_FLUSHED_AT : _FLUSHED_AT + 2] = bytes(2)
        return bytes(found)

    def _put_forks(self, inode: bytearray, begin: int) -> None:
        size = len(inode) - begin
        attribute_at = inode[82] * 8
        data_size = attribute_at if attribute_at else size
        if data_size > size:
            raise MalformedError(f"inode {self.number} in the log has a fork beyond its end")
        if self.fields & _DEVICE:
            struct.pack_into(">I", inode, begin, self.device)
        index = 2
        for logged, root, at, room in (
            (self.fields & _DATA_FORKS, _DATA_ROOT, 0, data_size),
            (self.fields & _ATTRIBUTE_FORKS, _ATTRIBUTE_ROOT, attribute_at, size - attribute_at),
        ):
            if not logged or index >= len(self._regions):
                continue
            fork = bytes(self._regions[index])
            index += 1
            data = _root(fork, room, checksums=begin == _V3_BYTES) if logged == root else fork
            if len(data) > room:
                raise MalformedError(f"inode {self.number} in the log has a fork of {len(data)} bytes")
            inode[begin + at : begin + at + len(data)] = data


def _root(block: bytes, room: int, *, checksums: bool) -> bytes:
    """The root of a tree of extents as an inode has it, from the block that it is in memory."""
    head = 72 if checksums else 24
    level, count = struct.unpack_from(">HH", block, 4)
    most_logged, most = (len(block) - head) // 16, (room - 4) // 16
    if count > min(most_logged, most):
        raise MalformedError(f"a root of {count} entries in the log")
    found = bytearray(4 + most * 16)
    struct.pack_into(">HH", found, 0, level, count)
    keys, pointers = block[head:], block[head + 8 * most_logged :]
    found[4 : 4 + 8 * count] = keys[: 8 * count]
    at = 4 + 8 * most
    found[at : at + 8 * count] = pointers[: 8 * count]
    return bytes(found)
