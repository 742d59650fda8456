"""What is chosen on the Timeline page; it outlives the page when that is built anew."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.timeline import EVERY_KIND, Span
from ui.models.timeline.data import FineCounts, TimelineData
from ui.models.timeline.kinds import EVERY_GROUP, FIELDS, TimeGroup, bits_of_groups
from ui.models.timeline.model import Question
from ui.models.timeline.scale import END, seconds_of, text_of
from ui.models.timeline.window import Stretch, TimeWindow


@dataclass(slots=True)
class TimelineState:
    """`kinds` that were picked, none for all; `window` once there are times.

    `seen`: for which state of the case the counts were read; `tried`: for which the timeline was built, so
    that a build which was cancelled does not begin again by itself.
    """

    kinds: frozenset[TimeGroup] = frozenset()
    log: bool = False
    descending: bool = False
    window: TimeWindow | None = None
    fine: FineCounts | None = None
    seen: object = None
    tried: object = None

    @property
    def groups(self) -> frozenset[TimeGroup]:
        """The kinds that are shown."""
        return self.kinds or EVERY_GROUP

    @property
    def chosen(self) -> Stretch | None:
        """The stretch that is chosen; None for everything."""
        return None if self.window is None else self.window.chosen

    def take(self, data: TimelineData) -> None:
        """Other counts: the axis follows, what was in sight stays."""
        self.fine = None
        if data.home is None or data.ends is None:
            self.window = None
        elif self.window is None:
            self.window = TimeWindow(data.home, data.ends)
        else:
            self.window.set_bounds(data.home, data.ends)
        self.kinds &= frozenset(data.groups)

    def question(self) -> Question:
        """What the list shows."""
        kinds = bits_of_groups(self.kinds) if self.kinds else EVERY_KIND
        return Question(span_of(self.chosen), kinds, self.descending)

    def artifact_filter(self, group: TimeGroup) -> ArtifactFilter:
        """What the Artifacts page shows for the chosen stretch, by one kind of time."""
        span = span_of(self.chosen)
        return ArtifactFilter(time_field=FIELDS[group], time_from=span.first, time_to=span.last)


def span_of(stretch: Stretch | None) -> Span:
    """A stretch as the timeline is asked."""
    if stretch is None:
        return Span()
    first, last = stretch
    return Span(text_of(first) if first > 0 else None, text_of(last) if last < END else None)


def typed_moment(text: str, *, end: bool) -> int:
    """What somebody typed as a moment: `2021`, `2021-07`, `2021-07-22`, `2021-07-22 14:07[:38]`.

    As an end, a year, month or day counts to its own end. Raises ValueError.
    """
    cleaned = "T".join(text.strip().removesuffix("UTC").removesuffix("Z").split())
    begin = seconds_of(cleaned)
    if not end or "T" in cleaned:
        return begin
    parts = [int(part) for part in cleaned.split("-")]
    match parts:
        case [year]:
            return END if year == 9999 else seconds_of(f"{year + 1:04d}")
        case [year, month]:
            if month == 12:
                return END if year == 9999 else seconds_of(f"{year + 1:04d}")
            return seconds_of(f"{year:04d}-{month + 1:02d}")
    return begin + 86_400
