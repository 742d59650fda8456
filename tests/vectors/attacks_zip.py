"""Attacks on the ZIP form: every header field, every byte that belongs to nothing, and what is no ZIP at all."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import Any

from tests.vectors.bundle import NAME, Plan, build
from tests.vectors.vector import Sent, Vector, edited, zipped
from tests.vectors.zipform import Entry, Layout, write

FIRST = 1  # data/EX-001/A..._note.txt


def entries(act: Callable[[list[Entry]], Any]) -> Callable[[], Sent]:
    return zipped(Plan(entries=lambda e: void(act(e))))


def layout(**values: Any) -> Callable[[], Sent]:
    def act(target: Layout) -> None:
        for name, value in values.items():
            setattr(target, name, value)

    return zipped(Plan(layout=act))


def void(_: object) -> None:
    pass


def central(**values: int) -> Callable[[], Sent]:
    return entries(lambda e: e[FIRST].central.update(values))


def local(**values: int) -> Callable[[], Sent]:
    return entries(lambda e: e[FIRST].local.update(values))


def both(**values: int) -> Callable[[], Sent]:
    return entries(lambda e: (e[FIRST].local.update(values), e[FIRST].central.update(values)))


def raw(data: bytes) -> Callable[[], Sent]:
    return lambda: Sent(f"{NAME}.zip", {f"{NAME}.zip": data})


def _needless_zip64(e: list[Entry]) -> None:
    target = e[FIRST]
    size = len(target.data)
    target.local = {"needed": 45, "stored": 0xFFFFFFFF, "size": 0xFFFFFFFF}
    target.central = {"made": 0x032D, "needed": 45, "stored": 0xFFFFFFFF, "size": 0xFFFFFFFF}
    extra = struct.pack("<HHQQ", 1, 16, size, size)
    target.local_extra = target.central_extra = extra


def _overlap() -> Sent:
    """Two directory entries of different names for one place (H9: which one is unpacked?)."""
    built = build(Plan())
    listed = [Entry(f"{NAME}/{p}", d) for p, d in built.tree.items()]
    twin = Entry(f"{NAME}/report.txt", b"")
    twin.central = {"offset": 0, "size": 32, "stored": 32, "crc": 0}
    return Sent(f"{NAME}.zip", {f"{NAME}.zip": write([*listed, twin])})


def _swap_order(e: list[Entry]) -> None:
    """The directory lists two entries in another order than they lie."""
    first, second = e[1], e[2]
    size_first = 30 + len(first.name) + len(first.data)
    start = 30 + len(e[0].name) + len(e[0].data)
    first_fields, second_fields = _about(first), _about(second)
    first.name, second.name = second.name, first.name
    first.local_name, second.local_name = second.name, first.name
    first.central = {**second_fields, "offset": start + size_first}
    second.central = {**first_fields, "offset": start}


def _about(e: Entry) -> dict[str, int]:
    return {"crc": zlib.crc32(e.data), "size": len(e.data), "stored": len(e.data)}


def _many_claimed(data: bytes) -> bytes:
    end = bytearray(data[-22:])
    end[8:12] = b"\xff\xff\xff\xff"
    return data[:-22] + bytes(end)


def _huge_zip64(data: bytes) -> bytes:
    """A ZIP64 end record that claims 2**60 entries."""
    start, size = struct.unpack("<I", data[-6:-2])[0], struct.unpack("<I", data[-10:-6])[0]
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 0x032D, 45, 0, 0, 2**60, 2**60, size, start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, len(data) - 22, 1)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, size, start, 0)
    return data[:-22] + record + locator + end


def _break_last_header(data: bytes) -> bytes:
    at = data.rindex(b"PK\x01\x02")
    return data[:at] + b"XX" + data[at + 2 :]


FIELD = ("zip-field",)
VECTORS = [
    Vector("zip-trailing-bytes", "H9", "bytes behind the end record", layout(tail=b"hidden"), "altered", "pfp-p",
           ("zip-trailing-bytes",)),
    Vector("zip-comment", "-", "a comment", layout(comment=b"hello"), "altered", "ffp-p",
           ("zip-field", "zip-trailing-bytes")),
    Vector("zip-prefix", "-", "bytes in front, offsets left as they were", edited(lambda d: b"#!/bin/sh\n" + d), "altered",
           "ffp-p", ("zip-directory-moved", "zip-gap")),
    Vector("zip-prefix-adjusted", "-", "bytes in front of the first entry",
           entries(lambda e: setattr(e[0], "before", b"MZ")), "altered", "pfp-p", ("zip-gap",)),
    Vector("zip-gap", "-", "bytes between two entries", entries(lambda e: setattr(e[4], "before", b"hidden")), "altered",
           "pfp-p", ("zip-gap",)),
    Vector("zip-gap-before-directory", "-", "bytes before the directory", layout(before_directory=b"hidden"), "altered",
           "pfp-p", ("zip-gap",)),
    Vector("zip-gap-after-directory", "-", "bytes between directory and end record", layout(after_directory=b"hidden"),
           "altered", "ffp-p", ("zip-directory-moved", "zip-gap")),
    Vector("zip-hidden-entry", "-", "an entry that the directory does not list",
           entries(lambda e: e.insert(2, Entry(f"{NAME}/hidden.txt", b"x", in_directory=False))), "altered", "pfp-p",
           ("zip-gap",)),
    Vector("zip-overlap", "H9", "two names for one place", _overlap, "altered", "ffp-p",
           ("file-unlisted", "zip-crc", "zip-gap", "zip-local-differs", "zip-overlap")),
    Vector("zip-order", "-", "the directory in another order than the entries", entries(_swap_order), "altered", "ffp-p",
           ("zip-gap", "zip-overlap")),
    Vector("zip-duplicate", "H9", "a name twice, with other content",
           entries(lambda e: e.append(Entry(e[FIRST].name, b"other"))), "altered", "pfp-p",
           ("file-unlisted", "zip-duplicate")),
    Vector("zip-case-twin", "H9", "a name that differs in case only",
           entries(lambda e: e.append(Entry(e[FIRST].name.replace("note", "NOTE"), b"other"))), "altered", "pfp-p",
           ("file-unlisted", "zip-duplicate")),
    Vector("zip-preplanted-seal", "H9", "a second top folder",
           entries(lambda e: e.append(Entry(f"seal/{NAME}.asice", b"x"))), "altered", "pfp-p",
           ("file-unlisted", "path-not-allowed", "top-folder")),
    Vector("zip-dotdot", "H9", "a name that leaves the folder",
           entries(lambda e: e.append(Entry(f"{NAME}/../evil.txt", b"x"))), "altered", "pfp-p",
           ("file-unlisted", "path-not-allowed")),
    Vector("zip-absolute", "H9", "an absolute name", entries(lambda e: e.append(Entry("/etc/evil.txt", b"x"))), "altered",
           "pfp-p", ("file-unlisted", "path-not-allowed", "top-folder")),
    Vector("zip-folder-entry", "-", "an entry for a folder", entries(lambda e: e.append(Entry(f"{NAME}/report/", b""))),
           "altered", "pfp-p", ("file-unlisted", "path-not-allowed", "zip-directory-entry")),
    Vector("zip-symlink", "H5", "an entry that unpacks as a link", central(external=0o120777 << 16), "altered", "fpp-p", FIELD),
    Vector("zip-executable", "-", "an entry that unpacks as a program", central(external=0o100755 << 16), "altered", "fpp-p",
           FIELD),
    Vector("zip-flags-descriptor", "-", "a data descriptor is promised", both(flags=8), "altered", "fpp-p",
           ("zip-field", "zip-local-differs")),
    Vector("zip-flags-encrypted", "-", "encryption is claimed", both(flags=1), "altered", "fpp-p",
           ("zip-field", "zip-local-differs")),
    Vector("zip-method", "-", "deflate is claimed: nothing is inflated", both(method=8), "altered", "fpp-p",
           ("zip-field", "zip-local-differs")),
    Vector("zip-time", "-", "a time", both(time=0x6000), "altered", "fpp-p", ("zip-field", "zip-local-differs")),
    Vector("zip-version", "-", "another version needed", both(needed=10), "altered", "fpp-p",
           ("zip-field", "zip-local-differs")),
    Vector("zip-made-by", "-", "made by another system", central(made=0x0014), "altered", "fpp-p", FIELD),
    Vector("zip-local-size", "-", "the two headers give different sizes", local(size=1, stored=1), "altered", "fpp-p",
           ("zip-local-differs",)),
    Vector("zip-local-crc", "-", "the two headers give different checksums", local(crc=1), "altered", "fpp-p",
           ("zip-local-differs",)),
    Vector("zip-local-name", "H9", "the two headers give different names",
           entries(lambda e: setattr(e[FIRST], "local_name", e[FIRST].name.replace("note", "memo"))), "altered", "fpp-p",
           ("zip-local-differs",)),
    Vector("zip-crc", "-", "both headers give a wrong checksum", both(crc=1), "altered", "fpp-p", ("zip-crc",)),
    Vector("zip-stored-size", "-", "a stored size that isn't the size", central(stored=1), "altered", "fpp-p", FIELD),
    Vector("zip-extra-field", "-", "an extra field with a time",
           entries(lambda e: setattr(e[FIRST], "central_extra", struct.pack("<HHBI", 0x5455, 5, 1, 0))), "altered", "fpp-p",
           ("zip-extra-field", "zip-field")),
    Vector("zip-entry-comment", "-", "a comment on an entry", entries(lambda e: setattr(e[FIRST], "comment", b"hello")),
           "altered", "fpp-p", FIELD),
    Vector("zip64-needless", "-", "ZIP64 where nothing needs it", entries(_needless_zip64), "altered", "ffp-p",
           ("file-differs", "zip-crc", "zip-gap", "zip-local-differs", "zip-zip64")),
    Vector("zip-count", "-", "the end record counts one less",
           layout(end={"entries": 3, "on_disk": 3}), "altered", "fpp-p", ("zip-count",)),
    Vector("zip-truncated", "-", "an entry larger than the file", central(size=10**6, stored=10**6), "altered", "ffp-p",
           ("artifact-differs", "bag-info-differs", "file-differs", "zip-local-differs", "zip-overlap", "zip-truncated")),
    Vector("zip-directory-broken", "-", "the directory's last header is none", edited(_break_last_header), "altered",
           "ff---", ("seal-missing", "zip-count", "zip-directory-broken", "zip-gap")),
    Vector("zip-disk", "-", "another disk", layout(end={"disk": 1}), "altered", "fpp-p", FIELD),
    Vector("zip-many-claimed", "-", "65535 entries are claimed", edited(_many_claimed), "altered", "fpp-p",
           ("zip-count", "zip-zip64")),
    Vector("zip64-huge-count", "-", "2**60 entries are claimed", edited(_huge_zip64), "unreadable", "f----",
           ("zip-too-many-entries",)),
    Vector("zip-cut-end", "-", "the last bytes cut off", edited(lambda d: d[:-5]), "unreadable", "f----",
           ("zip-end-missing",)),
    Vector("zip-cut-half", "-", "half of it", edited(lambda d: d[: len(d) // 2]), "unreadable", "f----",
           ("zip-end-missing",)),
    Vector("zip-directory-elsewhere", "-", "the end record points nowhere",
           layout(end={"directory_offset": 5, "directory_size": 5}), "unreadable", "f----",
           ("zip-directory-moved", "zip-directory-unreadable")),
    Vector("zip-foreign", "-", "a ZIP that is no bundle", raw(write([Entry("a/b.txt", b"hello")])), "unreadable", "f----",
           ("not-a-bundle",)),
    Vector("zip-empty", "-", "a ZIP without entries", raw(write([])), "unreadable", "f----", ("not-a-bundle",)),
    Vector("file-empty", "-", "an empty file", raw(b""), "unreadable", "f----", ("zip-end-missing",)),
    Vector("file-text", "-", "a text", raw(b"Dear colleague,\n"), "unreadable", "f----", ("zip-end-missing",)),
]  # fmt: skip
