"""Deleted files that lie in the same space: of those one at most is what it says.

A file is deleted, another takes its space, and is deleted too: all of it is free then, and nothing says any
more whose content it is.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import Entry
from forensics_app.model.evidence import Omission, OmissionStage

_MOST_RANGES = 1_000_000  # of about 100 bytes each
_BEAT = 1 << 14
_NOWHERE = 1 << 64
_DETAIL = "another deleted file lies in its space as well"
_LEFT_OUT = "only the first {} ranges were compared"


class Overlaps:
    """Collects deleted entries of one walk; `found` tells of those that share space with another one.

    `most_ranges`: how many ranges of content are remembered at most.
    """

    def __init__(self, most_ranges: int = _MOST_RANGES) -> None:
        self._most_ranges = most_ranges
        self._begins, self._ends = array("Q"), array("Q")
        self._owners = array("I")  # of each range: which entry
        self._inodes = array("Q")
        self._reported = bytearray()  # of each entry: whether its space was called reused already
        self._places = bytearray()  # locators of the entries, one behind the other
        self._bounds = array("Q", (0,))
        self._source_id = self._layer_id = ""
        self._left_out = 0  # entries that are compared with none

    def add(self, entry: Entry, locator: str, *, reported: bool) -> None:
        """Remember where a deleted entry lies, up to so many ranges; behind them it is counted.

        `reported`: its space was called reused already, so nothing more is said of it.
        """
        self._source_id, self._layer_id = entry.locator.source_id, entry.locator.layer_id
        full = len(self._begins) + len(entry.extents) > self._most_ranges
        if full or not (entry.inode or "").isdigit():
            self._left_out += 1
            return
        owner = len(self._inodes)
        for _, offset, length in entry.extents:
            if offset is not None and length:
                self._begins.append(offset)
                self._ends.append(offset + length)
                self._owners.append(owner)
        self._inodes.append(int(entry.inode or 0))
        self._reported.append(reported)
        self._places += b"" if reported else locator.encode("utf-8", "surrogatepass")
        self._bounds.append(len(self._places))

    def found(self, alive: Callable[[], None]) -> Iterator[Omission]:
        """What to tell, in the order of the walk, then how many were left out; `alive` is called now and
        then.
        """
        for owner in sorted(owner for owner in self._shared(alive) if not self._reported[owner]):
            place = bytes(self._places[self._bounds[owner] : self._bounds[owner + 1]])
            yield Omission(
                OmissionCode.CONTENT_REUSED,
                self._source_id,
                place.decode("utf-8", "surrogatepass"),
                1,
                OmissionStage.READ,
                _DETAIL,
            )
        if self._left_out:
            yield Omission(
                OmissionCode.CONTENT_REUSE_NOT_CHECKED,
                self._source_id,
                self._layer_id,
                self._left_out,
                OmissionStage.READ,
                _LEFT_OUT.format(self._most_ranges),
            )

    def _shared(self, alive: Callable[[], None]) -> set[int]:
        """Entries of which a range meets one of another inode.

        Each is compared with what reaches farthest of what begins before it, then with what begins nearest
        behind it: of two inodes in each case, as one of them may be its own.
        """
        begins, ends, owners, inodes = self._begins, self._ends, self._owners, self._inodes
        order = sorted(range(len(begins)), key=begins.__getitem__)
        shared: set[int] = set()
        far, far_inode, other_far = 0, -1, 0
        for done, index in enumerate(order):
            inode, end = inodes[owners[index]], ends[index]
            if (other_far if inode == far_inode else far) > begins[index]:
                shared.add(owners[index])
            if inode == far_inode:
                far = max(far, end)
            elif end > far:
                far, far_inode, other_far = end, inode, far
            else:
                other_far = max(other_far, end)
            if not done % _BEAT:
                alive()
        near, near_inode, other_near = _NOWHERE, -1, _NOWHERE
        for done, index in enumerate(reversed(order)):
            inode, begin = inodes[owners[index]], begins[index]
            if (other_near if inode == near_inode else near) < ends[index]:
                shared.add(owners[index])
            if inode != near_inode:
                near_inode, other_near = inode, near
            near = begin
            if not done % _BEAT:
                alive()
        return shared
