"""The records of pax extended headers (POSIX.1-2001, "pax Extended Header")."""

from __future__ import annotations

from dataclasses import dataclass

MOST_BYTES = 1 << 20
"""Beyond this an extended header isn't read: names are shorter, whatever the standard allows."""

Record = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class PaxTime:
    """Seconds since 1970 and nanoseconds, as the decimal fraction gives them."""

    seconds: int
    nanoseconds: int


def read_records(data: bytes) -> tuple[tuple[Record, ...], bool]:
    """(key, value) in the order stored, and whether all of the data could be read."""
    found: list[Record] = []
    position = 0
    while position < len(data) and data[position] != 0:
        space = data.find(b" ", position, position + 21)
        digits = data[position : max(space, position)]
        if not digits.isdigit():
            return tuple(found), False
        end = position + int(digits)
        record = data[space + 1 : end]
        key, equals, value = record.partition(b"=")
        if end > len(data) or not equals or not value.endswith(b"\n"):
            return tuple(found), False
        found.append((key, value[:-1]))
        position = end
    return tuple(found), True


def read_time(text: bytes) -> PaxTime | None:
    """A time such as `1350244992.023960108`, also negative; None where it is none."""
    negative = text.startswith(b"-")
    whole, _, fraction = text.removeprefix(b"-").partition(b".")
    if not whole.isdigit() or len(whole) > 18 or (fraction and not fraction.isdigit()):
        return None
    seconds, nanoseconds = int(whole), int(fraction[:9].ljust(9, b"0"))
    if not negative:
        return PaxTime(seconds, nanoseconds)
    if nanoseconds:
        return PaxTime(-seconds - 1, 1_000_000_000 - nanoseconds)
    return PaxTime(-seconds, 0)


def read_size(text: bytes) -> int | None:
    """A decimal size; None where it is none."""
    return int(text) if text.isdigit() and len(text) < 19 else None
