"""Sparse files in tar: GNU's old header (type S) and its three pax forms (0.0, 0.1, 1.0).

Source: the GNU tar manual, "Storing Sparse Files" and "Sparse Formats".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from forensics_app.evidence.archives.tar.header import BLOCK_BYTES, number

Runs = tuple[tuple[int | None, int], ...]
"""(offset in the archive, or None for zeros, length), one after the other."""

_MOST_BLOCKS = 4096
_MOST_MAP_BYTES = 1 << 20


class SparseError(Exception):
    """A sparse map that can't be one; the argument says why."""


def old_gnu_map(
    header: bytes, data_offset: int, block_at: Callable[[int], bytes]
) -> tuple[list[tuple[int, int]], int, int]:
    """Map, real size and where the data begin, of a header of type S and the blocks that continue it."""
    segments = _entries(header[386:482], 4)
    real = number(header[483:495])
    more, blocks = header[482], 0
    while more:
        block = block_at(data_offset)
        blocks += 1
        if len(block) < BLOCK_BYTES or blocks > _MOST_BLOCKS:
            raise SparseError("its map does not end")
        segments += _entries(block, 21)
        more = block[504]
        data_offset += BLOCK_BYTES
    if real is None:
        raise SparseError("its size is no number")
    return segments, real, data_offset


def pax_map(
    records: Sequence[tuple[bytes, bytes]], data_offset: int, read: Callable[[int, int], bytes]
) -> tuple[list[tuple[int, int]], int, int] | None:
    """Map, real size and where the data begin, from pax records; None where the file isn't sparse."""
    last = dict(records)
    if last.get(b"GNU.sparse.major") == b"1":
        real = _decimal(last.get(b"GNU.sparse.realsize"))
        segments, used = _map_in_data(data_offset, read)
        return segments, real, data_offset + used
    if b"GNU.sparse.map" in last:
        numbers = [_decimal(part) for part in last[b"GNU.sparse.map"].split(b",")]
        return _pairs(numbers), _decimal(last.get(b"GNU.sparse.size")), data_offset
    if b"GNU.sparse.size" in last:
        found = [
            _decimal(value) for key, value in records if key in (b"GNU.sparse.offset", b"GNU.sparse.numbytes")
        ]
        return _pairs(found), _decimal(last[b"GNU.sparse.size"]), data_offset
    return None


def sparse_runs(
    segments: Sequence[tuple[int, int]], real_bytes: int, data_offset: int, stored_bytes: int
) -> Runs:
    """The runs of a map. Raises SparseError where segments overlap or leave the file.

    They end where `stored_bytes` do: what a map asks for beyond them are other members' bytes.
    """
    runs: list[tuple[int | None, int]] = []
    position = 0
    for offset, length in segments:
        if offset < position or offset + length > real_bytes:
            raise SparseError("its map contradicts itself")
        if offset > position:
            runs.append((None, offset - position))
        if there := min(length, max(0, stored_bytes)):
            runs.append((data_offset, there))
        if there < length:
            return tuple(runs)
        data_offset += length
        stored_bytes -= length
        position = offset + length
    if position < real_bytes:
        runs.append((None, real_bytes - position))
    return tuple(runs)


def _entries(field: bytes, most: int) -> list[tuple[int, int]]:
    found = []
    for at in range(0, most * 24, 24):
        if not field[at]:
            break
        offset, length = number(field[at : at + 12]), number(field[at + 12 : at + 24])
        if offset is None or length is None:
            raise SparseError("its map holds no numbers")
        found.append((offset, length))
    return found


def _map_in_data(data_offset: int, read: Callable[[int, int], bytes]) -> tuple[list[tuple[int, int]], int]:
    """Form 1.0: decimal lines before the data, a count and then pairs, padded to a block."""
    numbers: list[int] = []
    wanted, used, rest = 1, 0, b""
    while len(numbers) < wanted:
        block = read(data_offset + used, BLOCK_BYTES)
        used += BLOCK_BYTES
        if len(block) < BLOCK_BYTES or used > _MOST_MAP_BYTES:
            raise SparseError("its map does not end")
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            if len(numbers) < wanted:
                numbers.append(_decimal(line))
                wanted = 1 + 2 * numbers[0]
    return _pairs(numbers[1:wanted]), used


def _pairs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    if len(numbers) % 2:
        raise SparseError("its map holds half a pair")
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _decimal(text: bytes | None) -> int:
    if text is None or not text.isdigit() or len(text) > 19:
        raise SparseError("its map holds no numbers")
    return int(text)
