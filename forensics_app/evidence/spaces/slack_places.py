"""File slack: what is left behind the end of a content in the blocks that are allocated to it.

What `icat -s` of The Sleuth Kit, which judges it, gives behind each content; and one thing more: what lies
behind the valid length of a file of NTFS or exFAT, which reads as zeros and was never written by it. What
NTFS compresses has no slack of which anything says where it begins.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from forensics_app.evidence.spaces.free_runs import Run

_LAST_PLACE = (1 << 63) - 1  # in bytes; no medium is larger, so what is said to lie behind it is damage


class SlackPlaces:
    """Places of slack in a volume, also behind the end of an image that was cut off."""

    def __init__(self) -> None:
        self._begins = array("Q")
        self._ends = array("Q")

    def add_run(self, begin: int, length: int, content: int) -> None:
        """A run of blocks by its place and length in bytes, of which the first `content` are content."""
        content = min(length, max(0, content))
        if content < length and begin + length <= _LAST_PLACE:
            self._begins.append(begin + content)
            self._ends.append(begin + length)

    def runs(self) -> Iterator[Run]:
        """Offset in the volume and length in bytes, ascending; what several names lead to is there once."""
        reached = 0
        for index in sorted(range(len(self._begins)), key=self._begins.__getitem__):
            begin, end = max(self._begins[index], reached), self._ends[index]
            if begin < end:
                yield begin, end - begin
                reached = end
