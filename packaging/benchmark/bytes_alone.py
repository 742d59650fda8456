"""What sealing does to bytes, and nothing else: an image read and digested, a file written and synced.

Two processes share the work. usage: bytes_alone.py IMAGE BYTES OUT

Done as sealing does it, which has the disk begin early; no file is looked for, no line of a catalogue made,
nothing signed.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import sys

PIECE = 1 << 20
PLACES = 16
EARLY = 32 * PIECE  # bytes after which the disk is told to begin, as in sealing


def digest(image: int, amount: int, memory: memoryview, free: int, filled: int) -> None:
    """Fill the places in turn; a byte on `filled` for each."""
    for number, at in enumerate(range(0, amount, PIECE)):
        if number >= PLACES:
            os.read(free, 1)
        place = memory[number % PLACES * PIECE :][:PIECE]
        got = os.preadv(image, [place], at)
        hashlib.sha256(place[:got]).digest()
        os.write(filled, b"x")


def write(out: int, amount: int, memory: memoryview, free: int, filled: int) -> None:
    """Write the places in turn, then have all of it on the disk."""
    for number, at in enumerate(range(0, amount, PIECE)):
        os.read(filled, 1)
        os.pwrite(out, memory[number % PLACES * PIECE :][: min(PIECE, amount - at)], at)
        os.write(free, b"x")
        if (at + PIECE) % EARLY == 0:
            os.posix_fadvise(out, at + PIECE - EARLY, EARLY, os.POSIX_FADV_DONTNEED)
    os.fsync(out)


def main() -> None:
    image, amount, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    memory = memoryview(mmap.mmap(-1, PLACES * PIECE))
    read_free, write_free = os.pipe()
    read_filled, write_filled = os.pipe()
    child = os.fork()
    if child == 0:
        digest(os.open(image, os.O_RDONLY), amount, memory, read_free, write_filled)
        os._exit(0)
    file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    write(file, amount, memory, write_free, read_filled)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
