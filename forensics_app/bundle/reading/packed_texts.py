"""Many short texts in memory at their own length and eight bytes each: names and ids of a million files."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

_SORTED_TOGETHER = 20_000


class PackedTexts:
    """A list of byte strings that only grows."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._ends = array("Q")

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, index: int) -> bytes:
        """The text at `index`, from 0. Raises IndexError."""
        end = self._ends[index]
        return bytes(self._data[self._ends[index - 1] if index else 0 : end])

    def __iter__(self) -> Iterator[bytes]:
        """All texts, in the order in which they were added."""
        begin = 0
        for end in self._ends:
            yield bytes(self._data[begin:end])
            begin = end

    def append(self, text: bytes) -> None:
        """One more."""
        self._data += text
        self._ends.append(len(self._data))

    def in_order(self) -> Iterator[int]:
        """Indices in the order of the texts' bytes; only some thousand texts are unpacked at a time."""
        if len(self) <= _SORTED_TOGETHER:
            texts = list(self)
            return iter(sorted(range(len(texts)), key=texts.__getitem__))
        return self._ordered(array("I", range(len(self))))

    def _ordered(self, indices: array[int]) -> Iterator[int]:
        if len(indices) <= _SORTED_TOGETHER:
            yield from sorted(indices, key=self.__getitem__)
            return
        first, last = min(map(self.__getitem__, indices)), max(map(self.__getitem__, indices))
        if first == last:
            yield from indices
            return
        pairs = enumerate(zip(first, last, strict=False))
        length = next((i for i, (a, b) in pairs if a != b), min(len(first), len(last))) + 1
        groups: dict[bytes, array[int]] = {}
        for index in indices:
            groups.setdefault(self[index][:length], array("I")).append(index)
        for begin in sorted(groups):
            yield from self._ordered(groups.pop(begin))
