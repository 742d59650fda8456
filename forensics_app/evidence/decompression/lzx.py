"""LZX as Windows images and CompactOS use it: chunks of up to 32 KiB, each compressed by itself.

pyfwnt decodes it ten times as fast and is asked first (`wof_decoding`); what it can't be trusted with comes
here. Source: [MS-PATCH] 2.1 (LZX), with what Windows images change: a bit in place of a block's size where
that is 32 KiB, and calls of x86 code that are always translated, as in a file of 12,000,000 bytes.
"""

from __future__ import annotations

import struct

_VERBATIM, _ALIGNED, _UNCOMPRESSED = 1, 2, 3
_WINDOW_BYTES = 1 << 15
_LITERALS, _LENGTHS, _PRE_SYMBOLS = 256, 249, 20
_MAIN_SYMBOLS = _LITERALS + 8 * 30  # thirty position slots of a window of 32 KiB
_LONGEST_CODE = 16
_MOST_BLOCKS = 64  # each costs as much time as some kilobytes; wimlib makes up to five
_TRANSLATED_SIZE = 12_000_000
_TAIL_BYTES = 10  # calls that begin in these are left as they are
CALL = 0xE8


class LzxError(ValueError):
    """Bits that are no LZX; the argument says why."""


def lzx_decompress(data: bytes, size_bytes: int) -> bytes:
    """The `size_bytes` (at most 32768) that `data` stands for. Raises LzxError."""
    if not 0 <= size_bytes <= _WINDOW_BYTES:
        raise LzxError(f"{size_bytes} bytes in a chunk")
    bits = _Bits(data)
    out = bytearray()
    main, lengths = [0] * _MAIN_SYMBOLS, [0] * _LENGTHS
    recent = [1, 1, 1]
    for _ in range(_MOST_BLOCKS):
        if len(out) == size_bytes:
            return bytes(_with_calls(out))
        kind = bits.take(3)
        block = _WINDOW_BYTES if bits.take(1) else bits.take(16)
        end = len(out) + block
        if not block or end > size_bytes:
            raise LzxError(f"a block of {block} bytes at {len(out)} of {size_bytes}")
        if kind == _UNCOMPRESSED:
            recent = bits.copy(out, block)
            continue
        if kind not in (_VERBATIM, _ALIGNED):
            raise LzxError(f"a block of type {kind}")
        aligned = _Code([bits.take(3) for _ in range(8)]) if kind == _ALIGNED else None
        _read_lengths(bits, main, 0, _LITERALS)
        _read_lengths(bits, main, _LITERALS, _MAIN_SYMBOLS)
        _read_lengths(bits, lengths, 0, _LENGTHS)
        _read_block(bits, out, end, (_Code(main), _Code(lengths), aligned), recent)
    if len(out) == size_bytes:
        return bytes(_with_calls(out))
    raise LzxError(f"more than {_MOST_BLOCKS} blocks")


class _Bits:
    """Bits from the highest of each 16-bit word on, words little-endian. Behind the end there are zeros."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        padded = data + bytes(-len(data) % 2)
        self._words = struct.unpack(f"<{len(padded) // 2}H", padded)
        self.at = 0  # of the words, which one is not held yet
        self.held = 0
        self.count = 0

    def peek(self) -> int:
        """The next 16 bits."""
        if self.count < _LONGEST_CODE:
            self.fill()
        return self.held >> (self.count - _LONGEST_CODE) & 0xFFFF

    def fill(self) -> None:
        """Hold one word more. Raises LzxError far behind the end: each word is checked by `check` in time."""
        word = self._words[self.at] if self.at < len(self._words) else 0
        self.held = (self.held & (1 << self.count) - 1) << 16 | word
        self.at += 1
        self.count += 16

    def check(self) -> None:
        """Raises LzxError where bits were taken that the data don't have."""
        if self.at * 16 - self.count > len(self._words) * 16:
            raise LzxError("a chunk that ends early")

    def take(self, count: int) -> int:
        """The next `count` bits, at most 16, as a number. Raises LzxError."""
        found = self.peek() >> (_LONGEST_CODE - count)
        self.count -= count
        self.check()
        return found

    def copy(self, out: bytearray, size_bytes: int) -> list[int]:
        """An uncompressed block: bytes at the next whole word, behind the three recent offsets."""
        held_words, left = divmod(self.count, 16)
        begin = (self.at - held_words + (0 if left else 1)) * 2  # what fills the word is one bit or more
        end = begin + 12 + size_bytes
        if end > len(self._data):
            raise LzxError("a chunk that ends early")
        out += self._data[begin + 12 : end]
        self.at, self.held, self.count = (end + 1) // 2, 0, 0
        return list(struct.unpack_from("<III", self._data, begin))


class _Code:
    """A canonical Huffman code: `table` has `symbol << 5 | length` of what each 16 bits begin with."""

    def __init__(self, lengths: list[int]) -> None:
        room = 1 << _LONGEST_CODE
        used = sorted((length, symbol) for symbol, length in enumerate(lengths) if length)
        if used and sum(room >> length for length, _ in used) != room:
            raise LzxError("a code that is not complete")
        self.table: list[int] = []
        for length, symbol in used:
            self.table += [symbol << 5 | length] * (room >> length)

    def next(self, bits: _Bits) -> int:
        """The next symbol. Raises LzxError."""
        if not self.table:
            raise LzxError("a symbol of a code without any")
        entry = self.table[bits.peek()]
        bits.count -= entry & 31
        bits.check()
        return entry >> 5


def _read_lengths(bits: _Bits, lengths: list[int], at: int, end: int) -> None:
    """Lengths of codes, as differences from those of the block before."""
    code = _Code([bits.take(4) for _ in range(_PRE_SYMBOLS)])
    while at < end:
        symbol = code.next(bits)
        if symbol < 17:
            run, value = 1, (lengths[at] - symbol) % 17
        elif symbol == 17:
            run, value = 4 + bits.take(4), 0
        elif symbol == 18:
            run, value = 20 + bits.take(5), 0
        else:
            run = 4 + bits.take(1)
            symbol = code.next(bits)
            if symbol > 16:
                raise LzxError("a run of no length")
            value = (lengths[at] - symbol) % 17
        if at + run > end:
            raise LzxError("a run of lengths beyond the last")
        lengths[at : at + run] = [value] * run
        at += run


def _read_block(
    bits: _Bits, out: bytearray, end: int, codes: tuple[_Code, _Code, _Code | None], recent: list[int]
) -> None:
    main, lengths, aligned = codes
    if not (table := main.table):
        raise LzxError("a block without symbols")
    while (at := len(out)) < end:
        if bits.count < _LONGEST_CODE:
            bits.fill()
        entry = table[bits.held >> (bits.count - _LONGEST_CODE) & 0xFFFF]
        bits.count -= entry & 31
        symbol = entry >> 5
        if symbol < _LITERALS:
            out.append(symbol)
            continue
        slot, length = divmod(symbol - _LITERALS, 8)
        length += 2 if length < 7 else 2 + lengths.next(bits)
        if slot < 3:
            offset, recent[slot] = recent[slot], recent[0]
        else:
            offset = _offset(bits, slot, aligned)
            recent[1:] = recent[:2]
        recent[0] = offset
        if not 0 < offset <= at or at + length > end:
            raise LzxError(f"{length} bytes from {offset} before {at}")
        found = out[at - offset : at - offset + length]
        out += found if offset >= length else (found * (length // offset + 1))[:length]
    bits.check()


def _offset(bits: _Bits, slot: int, aligned: _Code | None) -> int:
    """How far back a match lies: slots double in size, two of each."""
    extra = max(0, slot // 2 - 1)
    base = slot if slot < 2 else (2 | slot & 1) << extra
    if aligned is not None and extra >= 3:
        high = bits.take(extra - 3) << 3
        return base + high + aligned.next(bits) - 2
    return base + bits.take(extra) - 2


def _with_calls(out: bytearray) -> bytearray:
    """Calls of x86 code back to relative ones. A byte that looks like a call is one."""
    at, stop = 0, len(out) - _TAIL_BYTES
    while (at := out.find(CALL, at)) != -1 and at < stop:
        absolute = struct.unpack_from("<i", out, at + 1)[0]
        if -at <= absolute < _TRANSLATED_SIZE:
            relative = absolute - at if absolute >= 0 else absolute + _TRANSLATED_SIZE
            struct.pack_into("<i", out, at + 1, relative)
        at += 5
    return out
