"""Contents of a ZIP that lie close to each other, by one reading of where all of them lie.

Shared by whoever reads the ZIP and by the process that helps with it (`digest_process`), so this imports
next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from forensics_app.bundle.checksum import crc32_of_each


class Places:
    """Of every entry, by position: where its header and its content begin, its size, its CRC-32."""

    def __init__(
        self, offsets: Sequence[int], begins: Sequence[int], sizes: Sequence[int], crcs: Sequence[int]
    ) -> None:
        self.offsets = offsets
        self.begins = begins
        self.sizes = sizes
        self.crcs = crcs


def plain_contents(
    positions: Sequence[int],
    places: Places,
    header: Callable[[int], bytes],
    read_into: Callable[[int, memoryview], int],
    buffer: memoryview,
) -> Iterator[tuple[int, memoryview]]:
    """Those of these entries that one reading into the buffer gives, that have the `header` they must have
    and the CRC-32; each is valid until the next reading.
    """
    if not positions:
        return
    offsets, begins, sizes, crcs = places.offsets, places.begins, places.sizes, places.crcs
    base, last = offsets[positions[0]], positions[-1]
    length = begins[last] + sizes[last] - base
    if not 0 < length <= len(buffer):
        return
    try:
        got = read_into(base, buffer[:length])
    except OSError:  # whoever reads them one by one will say which of them it was
        return
    found: list[tuple[int, memoryview]] = []
    for position in positions:
        at, begin = offsets[position] - base, begins[position] - base
        end = begin + sizes[position]
        if at >= 0 and end <= got and buffer[at:begin] == header(position):
            found.append((position, buffer[begin:end]))
    for one, crc in zip(found, crc32_of_each([content for _, content in found]), strict=True):
        if crc == crcs[one[0]]:
            yield one
