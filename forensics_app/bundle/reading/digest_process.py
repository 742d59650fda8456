"""A process that digests files of a ZIP beside its parent, which judges lists meanwhile.

It is told where they lie in memory that both see, and writes there what it found. It parses nothing, and it
only keeps what is plain: a file whose header or CRC-32 isn't as it must be, or that can't be read, is left
for the parent, which has the words. It lives for as long as the digests take, so it imports next to nothing.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import sys

from forensics_app.bundle.checksum import crc32
from forensics_app.bundle.reading.zip_contents import Places, plain_contents
from forensics_app.bundle.zip_headers import local_header

READ_BYTES = 1 << 20
DIGEST_BYTES = 32
NUMBERS = ("entries", "ordered", "runs", "prefix", "names", "done-bytes", "done-files", "ended")
_NUMBER_BYTES = 8


def sections(entries: int, ordered: int, runs: int, names: int) -> dict[str, tuple[int, int]]:
    """From where to where each part of the memory goes, in bytes. Whoever reads it needs the numbers, which
    come first, alone.
    """
    lengths = {
        "numbers": _NUMBER_BYTES * len(NUMBERS),
        "offsets": 8 * entries,  # of local headers
        "begins": 8 * entries,  # of contents
        "sizes": 8 * entries,
        "ends": 8 * entries,  # of names within `names`
        "crcs": 4 * entries,
        "order": 4 * ordered,  # positions of entries, run after run
        "starts": 4 * (runs + 1),  # of runs within `order`
        "claimed": runs,  # 1: somebody is at it, or was
        "read": entries,  # 1: digested
        "found": DIGEST_BYTES * entries,
        "names": names,  # what all names begin with, then each name's rest
    }
    found, at = {}, 0
    for name, length in lengths.items():
        found[name] = at, at + length
        at += -(-length // _NUMBER_BYTES) * _NUMBER_BYTES
    return found


class _Digester:
    """`numbers` and the other parts as `sections` has them."""

    def __init__(self, memory: memoryview, handle: int) -> None:
        self._numbers = numbers = memory[: _NUMBER_BYTES * len(NUMBERS)].cast("Q")
        entries, ordered, self._runs, prefix, names = numbers[:5]
        where = sections(entries, ordered, self._runs, names)

        def part(name: str) -> memoryview:
            return memory[slice(*where[name])]

        self._places = Places(
            part("offsets").cast("Q"),
            part("begins").cast("Q"),
            part("sizes").cast("Q"),
            part("crcs").cast("I"),
        )
        self._order, self._starts = part("order").cast("I"), part("starts").cast("I")
        self._claimed, self._read, self._found = part("claimed"), part("read"), part("found")
        self._ends, self._names = part("ends").cast("Q"), part("names")
        self._prefix = bytes(self._names[:prefix])
        self._handle = handle
        self._buffer = memoryview(bytearray(READ_BYTES))

    def run(self) -> None:
        """From the first run on, until one that the parent has claimed."""
        parent = os.getppid()
        for number in range(self._runs):
            if self._claimed[number] or os.getppid() != parent:
                break
            self._claimed[number] = 1
            positions = self._order[self._starts[number] : self._starts[number + 1]].tolist()
            for position, content in plain_contents(
                positions, self._places, self._header, self._read_into, self._buffer
            ):
                self._keep(position, hashlib.sha256(content).digest())
                self._numbers[5] += len(content)
            if len(positions) == 1 and not self._read[positions[0]]:
                self._digest_large(positions[0])
        self._numbers[7] = 1

    def _digest_large(self, position: int) -> None:
        """A file that the buffer doesn't hold, piece by piece."""
        places, buffer, header = self._places, self._buffer, self._header(position)
        at, remaining = places.begins[position], places.sizes[position]
        if at - places.offsets[position] != len(header):
            return
        running, crc, done = hashlib.sha256(), 0, 0
        try:
            same = self._read_into(places.offsets[position], buffer[: len(header)]) == len(header)
            same = same and buffer[: len(header)] == header
            while same and remaining:
                piece = buffer[: min(remaining, READ_BYTES)]
                if self._read_into(at, piece) < len(piece):
                    break
                running.update(piece)
                crc = crc32(piece, crc)
                at, remaining, done = at + len(piece), remaining - len(piece), done + len(piece)
                self._numbers[5] += len(piece)
        except OSError:
            same = False
        if same and not remaining and crc == places.crcs[position]:
            self._keep(position, running.digest())
        else:
            self._numbers[5] -= done

    def _keep(self, position: int, digest: bytes) -> None:
        self._found[DIGEST_BYTES * position : DIGEST_BYTES * (position + 1)] = digest
        self._read[position] = 1
        self._numbers[6] += 1

    def _header(self, position: int) -> bytes:
        begin = self._ends[position - 1] if position else len(self._prefix)
        name = self._prefix + bytes(self._names[begin : self._ends[position]])
        return local_header(name, self._places.sizes[position], self._places.crcs[position])

    def _read_into(self, offset: int, buffer: memoryview) -> int:
        filled = 0
        while filled < len(buffer):
            count = os.preadv(self._handle, [buffer[filled:]], offset + filled)
            if count == 0:
                break
            filled += count
        return filled


def main() -> None:
    """Wait for a byte that says that all is told. Arguments: descriptors of the memory and of the ZIP."""
    memory, handle = map(int, sys.argv[1:3])
    if os.read(0, 1):
        _Digester(memoryview(mmap.mmap(memory, 0)), handle).run()


if __name__ == "__main__":
    main()
