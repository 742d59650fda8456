"""A source with other bytes at some places: for libraries that don't read what is out of order."""

from __future__ import annotations

from forensics_app.evidence.byte_source import ByteSource, check_range


class ReplacedBytes:
    """`source` with `blocks`, by offset, in place of what stands there; they may lie behind its end."""

    def __init__(self, source: ByteSource, blocks: dict[int, bytes]) -> None:
        self._source = source
        self._blocks = blocks

    @property
    def size_bytes(self) -> int:
        """Up to the last block."""
        return max([self._source.size_bytes, *(at + len(block) for at, block in self._blocks.items())])

    def forget(self) -> None:
        """Give what stands there from now on."""
        self._blocks = {}

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """As ByteSource.read."""
        check_range(offset_bytes, size_bytes, self.size_bytes)
        parts: list[bytes] = []
        position, end = offset_bytes, offset_bytes + size_bytes
        for at, block in sorted(self._blocks.items()):
            begin, stop = max(at, position), min(at + len(block), end)
            if begin < stop:
                if position < begin:
                    parts.append(self._source.read(position, begin - position))
                parts.append(block[begin - at : stop - at])
                position = stop
        if position < end:
            parts.append(self._source.read(position, end - position))
        return b"".join(parts)
