"""Whether a volume or disk is one part of an array: Linux RAID (md), Intel Matrix RAID, DDF.

Where an array keeps its own header at the end, a part begins like a file system, and may hold only stripes
of it. Layouts: `md_p.h` of Linux, and where libblkid looks. Numbers of md are little-endian here; on machines
that count the other way version 0.90 differs, and is not looked for.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to

_SECTOR = 512
_MD = b"\xfc\x4e\x2b\xa9"
_ROLES_AT, _MOST_ROLES = 256, 1920
_OUTSIDE = {b"\xff\xff": "spare", b"\xfe\xff": "faulty"}
_RECOVERING = 2
_V0_SPACE = 64 << 10
_ISW = b"Intel Raid ISM Cfg Sig. "
_DDF = (b"\xde\x11\xde\x11", b"\x11\xde\x11\xde")
_LEVELS = {
    -4: "multipath", -1: "linear", 0: "RAID0", 1: "RAID1", 4: "RAID4", 5: "RAID5", 6: "RAID6", 10: "RAID10",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RaidMember:
    """`whole`: this part alone holds all that the array does, from `offset_bytes` on."""

    name: str
    whole: bool
    offset_bytes: int
    length_bytes: int


def raid_member(source: ByteSource) -> RaidMember | None:
    """What array a source is a part of, as far as it says so. A header that can't be read is none."""
    end = source.size_bytes // _SECTOR
    places = (("1.2", 8), ("1.1", 0), ("1.0", (end - 16) & ~7))
    for version, sector in places:
        member = _md_1(source, version, sector) if sector >= 0 else None
        if member is not None:
            return member
    return _md_0(source) or _of_firmware(source)


def _md_1(source: ByteSource, version: str, sector: int) -> RaidMember | None:
    raw = _read(source, sector * _SECTOR, 256)
    if len(raw) < 256 or not raw.startswith(_MD) or raw[4:8] != b"\x01\x00\x00\x00":
        return None
    (level,) = struct.unpack_from("<i", raw, 72)
    used, _, devices = struct.unpack_from("<QII", raw, 80)
    data_at, data_sectors, header_at = struct.unpack_from("<QQQ", raw, 128)
    if header_at != sector:  # of something that begins elsewhere
        return None
    begin = data_at * _SECTOR
    length = min((used or data_sectors) * _SECTOR, source.size_bytes - begin)
    if length <= 0:
        return None
    found = _member(version, level, devices, begin, length)
    state = _state(source, sector, raw)
    return replace(found, name=f"{found.name} ({state})") if state else found


def _state(source: ByteSource, sector: int, raw: bytes) -> str | None:
    """Why a part may not hold what the array does: it was never, or not wholly, filled from the others."""
    (number,) = struct.unpack_from("<I", raw, 160)
    (most,) = struct.unpack_from("<I", raw, 220)
    role = (
        _read(source, sector * _SECTOR + _ROLES_AT + 2 * number, 2)
        if number < min(most, _MOST_ROLES)
        else b""
    )
    if role in _OUTSIDE:
        return _OUTSIDE[role]
    return "being rebuilt" if struct.unpack_from("<I", raw, 8)[0] & _RECOVERING else None


def _md_0(source: ByteSource) -> RaidMember | None:
    """Version 0.90, in the last whole 64 KiB but one."""
    at = source.size_bytes // _V0_SPACE * _V0_SPACE - _V0_SPACE
    raw = _read(source, at, 64) if at > 0 else b""
    if len(raw) < 64 or not raw.startswith(_MD) or struct.unpack_from("<II", raw, 4) != (0, 90):
        return None
    level, size_kib = struct.unpack_from("<iI", raw, 28)
    (devices,) = struct.unpack_from("<I", raw, 40)
    if size_kib << 10 > at:  # of the disk around the last partition
        return None
    return _member("0.90", level, devices, 0, size_kib << 10 or at)


def _member(version: str, level: int, devices: int, begin: int, length: int) -> RaidMember:
    kind = _LEVELS.get(level, f"level {level}")
    name = f"Linux RAID (md) {version}: {kind} of {devices}"
    return RaidMember(name, level in (1, -4) or (devices == 1 and level in (0, -1)), begin, length)


def _of_firmware(source: ByteSource) -> RaidMember | None:
    """What a computer's own RAID leaves at the end of each disk; how it lies there isn't read."""
    name = None
    if _read(source, source.size_bytes - 2 * _SECTOR, len(_ISW)) == _ISW:
        name = "Intel Matrix RAID"
    elif _read(source, source.size_bytes - _SECTOR, 4) in _DDF:
        name = "RAID with DDF metadata"
    return None if name is None else RaidMember(name, False, 0, source.size_bytes)


def _read(source: ByteSource, offset: int, size: int) -> bytes:
    try:
        return read_up_to(source, offset, size) if offset >= 0 else b""
    except ReadFailedError:
        return b""
