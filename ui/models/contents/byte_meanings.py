"""What a few bytes can mean: numbers, times, identifiers. Every reading is offered; none is claimed.

Times: FILETIME counts 100 ns since 1601 (MS-DTYP 2.3.3), WebKit microseconds since 1601, HFS+ seconds since
1904 (Apple TN1150), Cocoa seconds since 2001 as a double, OLE days since 1899-12-30 as a double, .NET 100 ns
since the year 1. A DOS date is local time, in steps of 2 s (FAT specification 1.03, "Date and Time").
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Order(StrEnum):
    """Order of bytes."""

    LITTLE = "little"
    BIG = "big"


class Meaning(StrEnum):
    """A way to read bytes."""

    INT8 = "int8"
    INT16 = "int16"
    INT32 = "int32"
    INT64 = "int64"
    FLOAT32 = "float32"
    FLOAT64 = "float64"
    BINARY = "binary"
    UNIX_S = "unix-s"
    UNIX_MS = "unix-ms"
    FILETIME = "filetime"
    WEBKIT = "webkit"
    DOS = "dos"
    HFS = "hfs"
    COCOA = "cocoa"
    OLE = "ole"
    DOTNET = "dotnet"
    GUID = "guid"
    UTF8 = "utf-8"
    UTF16 = "utf-16"


NUMBERS = (
    Meaning.INT8, Meaning.INT16, Meaning.INT32, Meaning.INT64, Meaning.FLOAT32, Meaning.FLOAT64,
    Meaning.BINARY,
)  # fmt: skip
TIMES = (
    Meaning.UNIX_S, Meaning.UNIX_MS, Meaning.FILETIME, Meaning.WEBKIT, Meaning.DOS, Meaning.HFS,
    Meaning.COCOA, Meaning.OLE, Meaning.DOTNET,
)  # fmt: skip
_SHORT_TIMES = frozenset({Meaning.UNIX_S, Meaning.DOS, Meaning.HFS})
MOST_BYTES = 64  # as many as any reading looks at
_UNIX, _WINDOWS = datetime(1970, 1, 1), datetime(1601, 1, 1)  # noqa: DTZ001 - the zone is the reader's to judge
_MAC, _COCOA = datetime(1904, 1, 1), datetime(2001, 1, 1)  # noqa: DTZ001
_OLE, _FIRST = datetime(1899, 12, 30), datetime(1, 1, 1)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Number:
    """An integer read without and with a sign."""

    unsigned: int
    signed: int


Value = Number | float | str
"""A Number, a float, or text: binary digits, `YYYY-MM-DD hh:mm:ss[.f]`, a GUID, characters."""


def meaning(kind: Meaning, data: bytes, order: Order) -> Value | None:
    """`data` (from its first byte on) read as `kind`; None where there are too few bytes, or it is no such
    value."""
    return _READERS[kind](data, "<" if order is Order.LITTLE else ">")


def is_time_sized(kind: Meaning, data: bytes) -> bool:
    """Whether there are bytes enough for a time of that kind."""
    return kind in TIMES and len(data) >= (4 if kind in _SHORT_TIMES else 8)


def _number(size: int, code: str) -> Callable[[bytes, str], Number | None]:
    def read(data: bytes, order: str) -> Number | None:
        if len(data) < size:
            return None
        plain, signed = (
            struct.unpack_from(order + code.upper(), data)[0],
            struct.unpack_from(order + code, data)[0],
        )
        return Number(plain, signed)

    return read


def _float(size: int, code: str) -> Callable[[bytes, str], float | None]:
    def read(data: bytes, order: str) -> float | None:
        return None if len(data) < size else float(struct.unpack_from(order + code, data)[0])

    return read


def _binary(data: bytes, order: str) -> str | None:
    return " ".join(f"{byte:08b}" for byte in data[:2]) or None


def _since(start: datetime, size: int, code: str, per_second: int) -> Callable[[bytes, str], str | None]:
    """`per_second` units a second since `start`; zero is no time."""

    def read(data: bytes, order: str) -> str | None:
        if len(data) < size:
            return None
        count = struct.unpack_from(order + code, data)[0]
        return _moment(start, count, per_second) if count else None

    return read


def _moment(start: datetime, count: int, per_second: int) -> str | None:
    seconds, rest = divmod(count, per_second)
    try:
        found = start + timedelta(seconds=seconds)
    except OverflowError:
        return None
    digits = len(str(per_second)) - 1
    fraction = f".{rest:0{digits}d}".rstrip("0").rstrip(".") if digits else ""
    return f"{found:%Y-%m-%d %H:%M:%S}".rjust(19, "0") + fraction


def _double_since(start: datetime, seconds_per_unit: float) -> Callable[[bytes, str], str | None]:
    def read(data: bytes, order: str) -> str | None:
        if len(data) < 8:
            return None
        count = struct.unpack_from(order + "d", data)[0]
        # what is smaller than a second, or more than 8000 years, was never meant as such a time
        if not math.isfinite(count) or not 1 <= abs(count * seconds_per_unit) < 2.6e11:
            return None
        return _moment(start, round(count * seconds_per_unit * 1000), 1000)

    return read


def _dos(data: bytes, order: str) -> str | None:
    """Time, then date, as FAT stores them: 16 bits each."""
    if len(data) < 4:
        return None
    time, date = struct.unpack_from(order + "HH", data)
    if not date:
        return None
    try:
        found = datetime(  # noqa: DTZ001 - local time of whatever wrote it
            1980 + (date >> 9), date >> 5 & 15, date & 31, time >> 11, time >> 5 & 63, (time & 31) * 2
        )
    except ValueError:
        return None
    return f"{found:%Y-%m-%d %H:%M:%S}"


def _guid(data: bytes, order: str) -> str | None:
    if len(data) < 16:
        return None
    return str(UUID(bytes_le=data[:16]) if order == "<" else UUID(bytes=data[:16]))


def _utf8(data: bytes, order: str) -> str | None:
    return _text(data[:MOST_BYTES], "utf-8", 4)


def _utf16(data: bytes, order: str) -> str | None:
    even = data[: min(len(data), MOST_BYTES) & ~1]
    return _text(even, "utf-16-le" if order == "<" else "utf-16-be", 2)


def _text(data: bytes, codec: str, most_cut: int) -> str | None:
    """Up to the first NUL; a character that is cut at the end is left out."""
    for cut in range(most_cut):
        try:
            text = data[: len(data) - cut].decode(codec).partition("\0")[0]
        except UnicodeDecodeError:
            continue
        return text if text and any(c.isprintable() for c in text) else None
    return None


_READERS: dict[Meaning, Callable[[bytes, str], Value | None]] = {
    Meaning.INT8: _number(1, "b"),
    Meaning.INT16: _number(2, "h"),
    Meaning.INT32: _number(4, "i"),
    Meaning.INT64: _number(8, "q"),
    Meaning.FLOAT32: _float(4, "f"),
    Meaning.FLOAT64: _float(8, "d"),
    Meaning.BINARY: _binary,
    Meaning.UNIX_S: _since(_UNIX, 4, "i", 1),
    Meaning.UNIX_MS: _since(_UNIX, 8, "q", 1000),
    Meaning.FILETIME: _since(_WINDOWS, 8, "Q", 10_000_000),
    Meaning.WEBKIT: _since(_WINDOWS, 8, "q", 1_000_000),
    Meaning.DOS: _dos,
    Meaning.HFS: _since(_MAC, 4, "I", 1),
    Meaning.COCOA: _double_since(_COCOA, 1.0),
    Meaning.OLE: _double_since(_OLE, 86_400.0),
    Meaning.DOTNET: _since(_FIRST, 8, "Q", 10_000_000),
    Meaning.GUID: _guid,
    Meaning.UTF8: _utf8,
    Meaning.UTF16: _utf16,
}
