"""Any part of one content, and where bytes stand in it: what someone who looks into an artifact asks for.

The content asked for last stays open, so that turning pages of a large one costs a read and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable

from forensics_app.errors import ForensicsError
from forensics_app.evidence.bytes.bad_sectors import joined, without
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.protocol.messages import MOST_PART_BYTES, FindBytes, Part, Sought
from forensics_app.model.artifact import Gap

_STEP_BYTES = 1 << 20


class ContentWindow:
    """`opening` opens what a target names; `alive(done)` is told of progress.

    `unacquired` gives those parts of a range that could not be read when the image was made, None where there
    is no telling.
    """

    def __init__(
        self,
        opening: Callable[[Target], StoredContent],
        alive: Callable[[int], None],
        unacquired: Callable[[Target, StoredContent, int, int], tuple[Gap, ...] | None] | None = None,
    ) -> None:
        self._opening = opening
        self._unacquired = unacquired or _all_acquired
        self._alive = alive
        self._open: tuple[Target, StoredContent] | None = None

    def part(self, target: Target, offset_bytes: int, length_bytes: int) -> Part:
        """Bytes from `offset_bytes` on, at most 8 MiB and none beyond the end.

        Gaps are offsets of the content, as is what could not be read when the image was made. Raises TskError
        or ForensicsErrors where the content can't be opened, SourceChangedError where the file behind it
        moved.
        """
        content = self._content(target)
        length = max(0, min(length_bytes, MOST_PART_BYTES, content.size_bytes - offset_bytes))
        found: list[bytes] = []
        gaps: list[Gap] = []
        unacquired: list[Gap] = []
        told = True
        for at in range(offset_bytes, offset_bytes + length, _STEP_BYTES):
            size = min(_STEP_BYTES, offset_bytes + length - at)
            data, missing = self._read(content, at, size)
            found.append(data)
            gaps += missing
            parts = self._unacquired(target, content, at, size)
            told = told and parts is not None
            unacquired += without(parts or (), missing)
            self._alive(at)
        content.check_unchanged()
        return Part(
            b"".join(found), tuple(gaps), content.size_bytes, unacquired=joined(tuple(unacquired)), told=told
        )

    def find(self, request: FindBytes) -> Sought:
        """The first place, or going back the last, at which one of the needles begins in [start, end).

        A place that can't be read matches nothing, nor does one that could not be read when the image was
        made. Raises as `part`.
        """
        content = self._content(request.target)
        needles = [needle.lower() if request.fold else needle for needle in request.needles if needle]
        if not needles:
            return Sought(None, 0)
        overlap = max(map(len, needles)) - 1
        begin, end = max(0, request.start_bytes), min(request.end_bytes, content.size_bytes)
        steps = [(at, min(at + _STEP_BYTES, end)) for at in range(begin, end, _STEP_BYTES)]
        unread = 0
        for first, behind in reversed(steps) if request.backwards else steps:
            size = min(behind + overlap, content.size_bytes) - first
            data, missing = self._read(content, first, size)
            more = without(self._unacquired(request.target, content, first, size) or (), missing)
            missing = sorted((*missing, *more), key=lambda gap: gap.offset_bytes)
            unread += sum(gap.length_bytes for gap in missing)
            if request.fold:
                data = data.lower()  # ASCII alone: bytes know no other letters
            place = _search(data, needles, behind - first, _inside(missing, first), last=request.backwards)
            if place is not None:
                return Sought(first + place[0], unread, place[1])
            self._alive(first)
        content.check_unchanged()
        return Sought(None, unread)

    def close(self) -> None:
        """Let go of the content that is open."""
        opened, self._open = self._open, None
        if opened is not None:
            opened[1].close()

    def _content(self, target: Target) -> StoredContent:
        if self._open is None or self._open[0] != target:
            opened, self._open = self._open, None
            if opened is not None:
                _close(opened[1])
            self._open = (target, self._opening(target))
        return self._open[1]

    def _read(self, content: StoredContent, offset: int, size: int) -> tuple[bytes, list[Gap]]:
        data = content.read(offset, size)
        if len(data) < size:
            # a content that ends early without saying so: what it does not give is a gap
            return data + bytes(size - len(data)), [Gap(offset + len(data), size - len(data))]
        return data, [cut for gap in content.gaps if (cut := _cut(gap, offset, offset + size)) is not None]


def _search(
    data: bytes, needles: list[bytes], end: int, gaps: list[tuple[int, int]], *, last: bool
) -> tuple[int, int] | None:
    """Where the first (or last) of the needles begins before `end` without touching a gap, and its length."""
    found: tuple[int, int] | None = None
    for needle in needles:
        at = data.rfind(needle, 0, end - 1 + len(needle)) if last else data.find(needle)
        while 0 <= at < end:
            hit = next((g for g in gaps if at < g[1] and g[0] < at + len(needle)), None)
            if hit is None:
                if found is None or (at > found[0] if last else at < found[0]):
                    found = at, len(needle)
                break
            at = data.rfind(needle, 0, max(0, hit[0])) if last else data.find(needle, hit[1])
    return found


def _inside(gaps: list[Gap], first: int) -> list[tuple[int, int]]:
    """Gaps as places in the data that begin at `first`."""
    return [(g.offset_bytes - first, g.offset_bytes - first + g.length_bytes) for g in gaps]


def _cut(gap: Gap, begin: int, end: int) -> Gap | None:
    first, last = max(gap.offset_bytes, begin), min(gap.offset_bytes + gap.length_bytes, end)
    return Gap(first, last - first) if first < last else None


def _all_acquired(target: Target, content: StoredContent, offset: int, size: int) -> tuple[Gap, ...]:
    """Of a source that no image was made of."""
    return ()


def _close(content: StoredContent) -> None:
    """Another content is asked for: that the last one changed was said while it was looked at."""
    try:
        content.close()
    except (ForensicsError, TskError):
        return
