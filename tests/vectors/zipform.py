"""Writing the ZIP form of docs/bundle-format.md, section 9, with every field open to tampering."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field


@dataclass
class Entry:
    """One entry. `name` is the whole name in the ZIP;
    `local` and `central` override header fields by name.
    """

    name: str
    data: bytes
    local: dict[str, int] = field(default_factory=dict)
    central: dict[str, int] = field(default_factory=dict)
    local_name: str | None = None
    local_extra: bytes = b""
    central_extra: bytes = b""
    comment: bytes = b""
    before: bytes = b""
    in_directory: bool = True


@dataclass
class Layout:
    """What surrounds the entries. `end` overrides fields of the end record."""

    before_directory: bytes = b""
    after_directory: bytes = b""
    comment: bytes = b""
    tail: bytes = b""
    end: dict[str, int] = field(default_factory=dict)


_LOCAL_FIELDS = ("needed", "flags", "method", "time", "date", "crc", "stored", "size")
_CENTRAL_FIELDS = (
    "made", "needed", "flags", "method", "time", "date", "crc", "stored", "size", "disk", "internal",
    "external", "offset",
)  # fmt: skip
_END_FIELDS = (
    "disk",
    "directory_disk",
    "on_disk",
    "entries",
    "directory_size",
    "directory_offset",
    "comment",
)


def write(entries: list[Entry], layout: Layout | None = None) -> bytes:
    """The bytes of a ZIP of these entries, in this order."""
    layout = layout or Layout()
    out = bytearray()
    offsets = []
    for entry in entries:
        out += entry.before
        offsets.append(len(out))
        out += _local(entry) + entry.data
    out += layout.before_directory
    start = len(out)
    listed = [(e, o) for e, o in zip(entries, offsets, strict=True) if e.in_directory]
    for entry, offset in listed:
        out += _central(entry, offset)
    size = len(out) - start
    out += layout.after_directory
    values = {
        "disk": 0,
        "directory_disk": 0,
        "on_disk": len(listed),
        "entries": len(listed),
        "directory_size": size,
        "directory_offset": start,
        "comment": len(layout.comment),
        **layout.end,
    }
    out += struct.pack("<4sHHHHIIH", b"PK\x05\x06", *(values[name] for name in _END_FIELDS))
    return bytes(out + layout.comment + layout.tail)


def _fixed(entry: Entry) -> dict[str, int]:
    size, crc = len(entry.data), zlib.crc32(entry.data)
    return {
        "needed": 20,
        "flags": 0,
        "method": 0,
        "time": 0,
        "date": 0x21,
        "crc": crc,
        "stored": size,
        "size": size,
    }


def _local(entry: Entry) -> bytes:
    values = {**_fixed(entry), **entry.local}
    name = (entry.local_name or entry.name).encode("utf-8")
    fixed = struct.pack(
        "<4sHHHHHIIIHH",
        b"PK\x03\x04",
        *(values[f] for f in _LOCAL_FIELDS),
        len(name),
        len(entry.local_extra),
    )
    return fixed + name + entry.local_extra


def _central(entry: Entry, offset: int) -> bytes:
    values = {
        **_fixed(entry),
        "made": 0x0314,
        "disk": 0,
        "internal": 0,
        "external": 0o100644 << 16,
        "offset": offset,
        **entry.central,
    }
    name = entry.name.encode("utf-8")
    head = [values[f] for f in _CENTRAL_FIELDS[:9]]
    tail = [values[f] for f in _CENTRAL_FIELDS[9:]]
    lengths = (len(name), len(entry.central_extra), len(entry.comment))
    fixed = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", *head, *lengths, *tail)
    return fixed + name + entry.central_extra + entry.comment
