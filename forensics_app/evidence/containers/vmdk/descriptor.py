"""The text that describes a VMDK: its identity, its parent, its extents."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to

_MOST_BYTES = 1 << 20
_SECTOR = 512
NO_PARENT = 0xFFFFFFFF
ZERO = "ZERO"
_SIGNATURE = b"# Disk Descriptor"
_EXTENT = re.compile(
    r'^(?:RW|RDONLY|NOACCESS)\s+(?P<sectors>\d{1,18})\s+(?P<kind>[A-Z0-9]+)(?:\s+"(?P<name>[^"]*)")?'
    r"(?:\s+(?P<offset>\d{1,18}))?",
    re.M,
)


@dataclass(frozen=True, slots=True)
class ExtentLine:
    """One extent. `kind`: SPARSE, FLAT, ZERO, VMFS, VMFSSPARSE, SESPARSE, ..."""

    kind: str
    size_bytes: int
    name: str | None
    offset_bytes: int


@dataclass(frozen=True, slots=True)
class Descriptor:
    """`parent_identity` is None for a disk without a parent."""

    identity: int | None
    parent_identity: int | None
    parent_name: str | None
    extents: tuple[ExtentLine, ...]

    @property
    def is_pieced(self) -> bool:
        """True where an extent begins inside its file, or is stored nowhere.

        libvmdk reads the former from the beginning of the file, and refuses the latter.
        """
        return any(line.offset_bytes or line.kind == ZERO for line in self.extents)


def read_descriptor(file: ByteSource) -> Descriptor | None:
    """The descriptor that a file is, or holds inside; None where there is none."""
    head = read_up_to(file, 0, 44)
    at, size = 0, min(file.size_bytes, _MOST_BYTES)
    if head.startswith(b"KDMV") and len(head) == 44:
        first, sectors = struct.unpack_from("<QQ", head, 28)
        at, size = first * _SECTOR, min(sectors * _SECTOR, _MOST_BYTES)
    text = read_up_to(file, at, size)
    if not text.startswith(_SIGNATURE):
        return None
    return _parsed(text.split(b"\x00")[0].decode("utf-8", "backslashreplace"))


def _parsed(text: str) -> Descriptor:
    values = dict(re.findall(r'^[ \t]*(\w+)[ \t]*=[ \t]*"?([^"\r\n]*)"?', text, re.M))
    parent = _hexadecimal(values.get("parentCID"))
    return Descriptor(
        identity=_hexadecimal(values.get("CID")),
        parent_identity=None if parent in (None, NO_PARENT) else parent,
        parent_name=values.get("parentFileNameHint") or None,
        extents=tuple(
            ExtentLine(
                match["kind"],
                int(match["sectors"]) * _SECTOR,
                match["name"],
                int(match["offset"] or 0) * _SECTOR,
            )
            for match in _EXTENT.finditer(text)
        ),
    )


def _hexadecimal(text: str | None) -> int | None:
    return int(text, 16) if text and re.fullmatch(r"[0-9A-Fa-f]{1,8}", text) else None
