"""What the headers of a ZIP member say of it besides where it lies: name, times, mode, owner.

Source: APPNOTE.TXT 4.4.2, 4.5.5, 4.6.9 and the extra fields of Info-ZIP (proginfo/extrafld.txt).
"""

from __future__ import annotations

import stat
import struct
import zlib

from forensics_app.evidence.archives.zip.records import UNICODE_NAME, CentralHeader, Extra
from forensics_app.evidence.contents.times import dos_time, filetime, unix_time
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.times import EvidenceTime, TimeKind

_NTFS_TIMES, _UNIX_TIMES, _UNIX_OWNER = 0x000A, 0x5455, 0x7875
# PKWARE's, and Info-ZIP's first one, which macOS writes: access, modification; in the local one the owner too
_OLD_UNIX = (0x000D, 0x5855)
MOST_LINK = 4096  # no path is longer (PATH_MAX of Linux)
_UNIX_HOSTS = (3, 19)  # Unix, and Darwin
_DOS_DIRECTORY = 0x10
_KINDS = {
    stat.S_IFREG: ("r", ArtifactKind.FILE), stat.S_IFDIR: ("d", ArtifactKind.DIRECTORY),
    stat.S_IFLNK: ("l", ArtifactKind.LINK), stat.S_IFIFO: ("p", ArtifactKind.OTHER),
    stat.S_IFCHR: ("c", ArtifactKind.OTHER), stat.S_IFBLK: ("b", ArtifactKind.OTHER),
    stat.S_IFSOCK: ("h", ArtifactKind.OTHER),
}  # fmt: skip


def name_of(header: CentralHeader) -> bytes:
    """The bytes stored, or the UTF-8 name that the maker put beside them and bound to them."""
    field = header.extra.get(UNICODE_NAME, b"")
    if len(field) > 5 and field[0] == 1 and int.from_bytes(field[1:5], "little") == zlib.crc32(header.name):
        return field[5:]
    return header.name


def kind_of(header: CentralHeader) -> tuple[ArtifactKind, str | None]:
    """Kind, and mode as a body file shows it; the mode only where a Unix made it."""
    mode = header.attributes >> 16 if header.made_by >> 8 in _UNIX_HOSTS else 0
    empty = header.size_bytes == 0 and header.packed_bytes <= 2
    letter, kind = _KINDS.get(stat.S_IFMT(mode), ("r", ArtifactKind.FILE))
    if not empty and has_odd_content(header):
        letter, kind = "r", ArtifactKind.FILE
    if kind in (ArtifactKind.FILE, ArtifactKind.DIRECTORY):
        # a directory with bytes in it is how content gets hidden: then it is a file with an odd name
        named = header.name.endswith(b"/") or bool(header.attributes & _DOS_DIRECTORY)
        directory = empty and (named or kind is ArtifactKind.DIRECTORY)
        letter, kind = ("d", ArtifactKind.DIRECTORY) if directory else ("r", ArtifactKind.FILE)
    if not mode:
        return kind, None
    return kind, f"{letter}/{letter}{stat.filemode(mode & 0o7777)[1:]}"


def has_odd_content(header: CentralHeader) -> bool:
    """Whether there are bytes in what its mode calls a device, a pipe or a socket, or more in a link than any
    target: that is how content gets hidden, so it is read as a file's.
    """
    mode = header.attributes >> 16 if header.made_by >> 8 in _UNIX_HOSTS else 0
    _, kind = _KINDS.get(stat.S_IFMT(mode), ("r", ArtifactKind.FILE))
    most = MOST_LINK if kind is ArtifactKind.LINK else 0
    return kind in (ArtifactKind.LINK, ArtifactKind.OTHER) and header.size_bytes > most


def times_of(header: CentralHeader, local: Extra) -> tuple[EvidenceTime, ...]:
    """One time a kind, the best there is: NTFS's, then Unix's in UTC, then the local one of DOS."""
    found: dict[TimeKind, EvidenceTime] = {}
    if header.dos_date:
        found[TimeKind.MODIFIED] = dos_time(
            TimeKind.MODIFIED, header.dos_date, header.dos_time, precision="2s"
        )
    for extra in (local, header.extra):
        for field in _OLD_UNIX:
            found.update(_old_unix_times(extra.get(field, b"")))
    for extra in (header.extra, local):  # the central one has the first of the three at most
        found.update(_unix_times(extra.get(_UNIX_TIMES, b"")))
    for extra in (local, header.extra):
        times = _ntfs_times(extra.get(_NTFS_TIMES, b""))
        # a 0 says that there is no such time, not that another field's is wrong
        found.update({kind: time for kind, time in times.items() if time.raw != "0" or kind not in found})
    order = (TimeKind.MODIFIED, TimeKind.ACCESSED, TimeKind.CREATED)
    return tuple(found[kind] for kind in order if kind in found)


def owner_of(*extras: Extra) -> tuple[str | None, str | None]:
    """User and group of Info-ZIP's field."""
    for extra in extras:
        field = extra.get(_UNIX_OWNER, b"")
        if len(field) < 3 or field[0] != 1:
            old = next((extra[kind] for kind in _OLD_UNIX if len(extra.get(kind, b"")) >= 12), None)
            if old is not None:
                return str(int.from_bytes(old[8:10], "little")), str(int.from_bytes(old[10:12], "little"))
            continue
        uid, rest = field[2 : 2 + field[1]], field[2 + field[1] :]
        gid = rest[1 : 1 + rest[0]] if rest else b""
        if uid and gid:
            return str(int.from_bytes(uid, "little")), str(int.from_bytes(gid, "little"))
    return None, None


def _unix_times(field: bytes) -> dict[TimeKind, EvidenceTime]:
    found: dict[TimeKind, EvidenceTime] = {}
    if not field:
        return found
    at = 1
    for bit, kind in ((1, TimeKind.MODIFIED), (2, TimeKind.ACCESSED), (4, TimeKind.CREATED)):
        if field[0] & bit and at + 4 <= len(field):
            found[kind] = unix_time(kind, struct.unpack_from("<l", field, at)[0], 0, "1s")
            at += 4
    return found


def _old_unix_times(field: bytes) -> dict[TimeKind, EvidenceTime]:
    if len(field) < 8:
        return {}
    accessed, modified = struct.unpack_from("<2l", field)
    times = ((TimeKind.MODIFIED, modified), (TimeKind.ACCESSED, accessed))
    return {kind: unix_time(kind, seconds, 0, "1s") for kind, seconds in times if seconds}


def _ntfs_times(field: bytes) -> dict[TimeKind, EvidenceTime]:
    at = 4
    while at + 4 <= len(field):
        tag, length = struct.unpack_from("<HH", field, at)
        if tag == 1 and length >= 24 and at + 28 <= len(field):
            values = struct.unpack_from("<3Q", field, at + 4)
            kinds = (TimeKind.MODIFIED, TimeKind.ACCESSED, TimeKind.CREATED)
            return {kind: filetime(kind, value) for kind, value in zip(kinds, values, strict=True)}
        at += 4 + length
    return {}
