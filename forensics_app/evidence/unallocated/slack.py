"""File slack: what is left behind the end of a content in the blocks that are allocated to it.

What `icat -s` of The Sleuth Kit, which judges it, gives behind each content; and one thing more: what lies
behind the valid length of a file of NTFS or exFAT, which reads as zeros and was never written by it. What
NTFS compresses has no slack of which anything says where it begins.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.details import Details
from forensics_app.evidence.entries import FoundName
from forensics_app.evidence.file_system import EXT_KINDS, FAT_KINDS, FileSystemKind
from forensics_app.evidence.unallocated.free_runs import Run

# a file of UFS ends in fragments of a block, and libtsk counts the whole block
SLACK_KINDS = frozenset({FileSystemKind.NTFS, FileSystemKind.EXFAT, *EXT_KINDS, *FAT_KINDS})


class SlackPlaces:
    """Places of slack in a volume of `size_bytes`."""

    def __init__(self, size_bytes: int) -> None:
        self._size = size_bytes
        self._begins = array("Q")
        self._ends = array("Q")

    def add_run(self, begin: int, length: int, content: int) -> None:
        """A run of blocks by its place and length in bytes, of which the first `content` are content."""
        content = min(length, max(0, content))
        if content < length and begin < self._size:
            self._begins.append(begin + content)
            self._ends.append(min(begin + length, self._size))

    def runs(self) -> Iterator[Run]:
        """Offset in the volume and length in bytes, ascending; what several names lead to is there once."""
        reached = 0
        for index in sorted(range(len(self._begins)), key=self._begins.__getitem__):
            begin, end = max(self._begins[index], reached), self._ends[index]
            if begin < end:
                yield begin, end - begin
                reached = end


class SlackRuns(SlackPlaces):
    """Collects it name by name: of those in use, each of their attributes in blocks of the volume."""

    def __init__(self, details: Details, *, block_size_bytes: int, size_bytes: int) -> None:
        super().__init__(size_bytes)
        self._details = details
        self._block = block_size_bytes

    def add(self, found: FoundName) -> None:
        """What one name leads to. What can't be read of it gives nothing, as it gives no content."""
        node = found.node
        if node is None or found.reallocated or not (node.allocated and found.name.allocated):
            return
        for attribute in found.attributes:
            if attribute.resident or attribute.compressed:
                continue
            try:
                valid = self._details.valid_length(node, attribute)
            except ReadFailedError:
                continue
            end = attribute.size_bytes if valid is None else min(valid, attribute.size_bytes)
            for run in attribute.runs:
                if run.stored:
                    self.add_run(
                        run.address * self._block, run.length * self._block, end - run.offset * self._block
                    )
