"""Reading around what can't be read: halving a failed range until single sectors are left."""

from __future__ import annotations

from collections.abc import Iterable

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, known_gaps
from forensics_app.model.artifact import Gap

_SECTOR_BYTES = 512


def read_around(source: ByteSource, offset_bytes: int, size_bytes: int) -> tuple[bytes, tuple[Gap, ...]]:
    """The range with zeros for what can't be read, and those gaps, as offsets of the source."""
    try:
        return source.read(offset_bytes, size_bytes), ()
    except ReadFailedError:
        beyond = offset_bytes + size_bytes - max(offset_bytes, source.size_bytes)
        if beyond > 0:  # a size field of a damaged file system may lead terabytes past the end
            inside = size_bytes - beyond
            data, gaps = read_around(source, offset_bytes, inside) if inside else (b"", ())
            return data + bytes(beyond), joined((*gaps, Gap(offset_bytes + inside, beyond)))
        gaps = known_gaps(source, offset_bytes, size_bytes)
        if gaps:  # half a disk may be missing: not to be found out sector by sector
            return _between(source, offset_bytes, size_bytes, gaps)
        # sectors count from the start of the source: a part of one at either end stays a part
        middle = (offset_bytes + size_bytes // 2) // _SECTOR_BYTES * _SECTOR_BYTES
        if middle <= offset_bytes:
            middle = offset_bytes - offset_bytes % _SECTOR_BYTES + _SECTOR_BYTES
        if middle >= offset_bytes + size_bytes:
            return bytes(size_bytes), (Gap(offset_bytes, size_bytes),)
    left, left_gaps = read_around(source, offset_bytes, middle - offset_bytes)
    right, right_gaps = read_around(source, middle, offset_bytes + size_bytes - middle)
    return left + right, joined(left_gaps + right_gaps)


def peek(source: ByteSource, offset_bytes: int, size_bytes: int) -> bytes:
    """What there is of a range that may cross the end, with zeros for what can't be read.

    For looking at what something is: one bad sector must not hide the rest.
    """
    available = max(0, min(size_bytes, source.size_bytes - offset_bytes))
    return read_around(source, offset_bytes, available)[0] if available else b""


def _between(
    source: ByteSource, offset_bytes: int, size_bytes: int, gaps: tuple[Gap, ...]
) -> tuple[bytes, tuple[Gap, ...]]:
    """The same with `gaps` known: what lies between them is read around."""
    parts: list[bytes] = []
    found: list[Gap] = []
    at, end = offset_bytes, offset_bytes + size_bytes
    for gap in (*gaps, Gap(end, 0)):
        if gap.offset_bytes > at:
            data, more = read_around(source, at, gap.offset_bytes - at)
            parts.append(data)
            found += more
        parts.append(bytes(gap.length_bytes))
        if gap.length_bytes:
            found.append(gap)
        at = gap.offset_bytes + gap.length_bytes
    return b"".join(parts), joined(tuple(found))


def widened(
    gaps: Iterable[Gap], offset_bytes: int, end_bytes: int, *, down_to: int, up_to: int
) -> tuple[Gap, ...]:
    """Gaps that begin and end at multiples of `down_to` and `up_to`, within a range; neighbours made one."""
    found: list[Gap] = []
    for gap in gaps:
        begin = max(offset_bytes, gap.offset_bytes // down_to * down_to)
        stop = min(end_bytes, -(-(gap.offset_bytes + gap.length_bytes) // up_to) * up_to)
        if found:
            begin = max(begin, found[-1].offset_bytes + found[-1].length_bytes)
        if begin < stop:
            found.append(Gap(begin, stop - begin))
    return joined(tuple(found))


def without(gaps: Iterable[Gap], others: Iterable[Gap]) -> tuple[Gap, ...]:
    """What of gaps, in order, lies in none of the others (in any order)."""
    found: list[Gap] = []
    holes = sorted((other.offset_bytes, other.offset_bytes + other.length_bytes) for other in others)
    for gap in gaps:
        at, end = gap.offset_bytes, gap.offset_bytes + gap.length_bytes
        for begin, stop in holes:
            if begin >= end:
                break
            if at < begin:
                found.append(Gap(at, begin - at))
            at = max(at, stop)
        if at < end:
            found.append(Gap(at, end - at))
    return tuple(found)


def joined(gaps: tuple[Gap, ...]) -> tuple[Gap, ...]:
    """Neighbours made one; in order already."""
    found: list[Gap] = []
    for gap in gaps:
        last = found[-1] if found else None
        if last is not None and last.offset_bytes + last.length_bytes == gap.offset_bytes:
            found[-1] = Gap(last.offset_bytes, last.length_bytes + gap.length_bytes)
        else:
            found.append(gap)
    return tuple(found)
