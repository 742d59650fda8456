"""Which stretch of time is in sight, and which is chosen: what mouse and keyboard do to the histogram.

Plain Python. Moments are seconds as in `timeline_scale`. Both stretches are half-open; nothing chosen means
everything, whatever is in sight.
"""

from __future__ import annotations

from enum import Enum

from ui.models.timeline.scale import DAY, END, MINUTE, Step, bar_step

NARROWEST = 20 * MINUTE
Stretch = tuple[int, int]


class Edge(Enum):
    START = "start"
    STOP = "stop"


class TimeWindow:
    """`home` is what is shown at first, `whole` the farthest that one can see; `view` lies within it.

    `most_bars` is how many bars there is room for. `edge` is the one that the arrow keys move.
    """

    def __init__(self, home: Stretch, whole: Stretch, most_bars: int = 120) -> None:
        self.home, self.whole = home, whole
        self.most_bars = most_bars
        self.view: Stretch = home
        self.chosen: Stretch | None = None
        self.edge = Edge.START
        self.set_bounds(home, whole)

    def set_bounds(self, home: Stretch, whole: Stretch) -> None:
        """Other data: what was in sight stays where that is possible."""
        at_home = self.view == self.home
        room = max(DAY, (home[1] - home[0]) // 40)
        self.home = _within((home[0] - room, home[1] + room), (0, END))
        self.whole = (
            max(0, min(self.home[0], whole[0] - DAY)),
            min(END, max(self.home[1], whole[1] + DAY)),
        )
        self.view = self.home if at_home else _within(self.view, self.whole)

    @property
    def step(self) -> Step:
        """What a bar stands for."""
        return bar_step(self.view[1] - self.view[0], self.most_bars)

    # --- what is in sight --------------------------------------------------------------------------

    def zoom(self, factor: float, at: int | None = None) -> None:
        """Show `factor` times as much time, with the moment `at` (else the middle) where it is."""
        first, last = self.view
        at = (first + last) // 2 if at is None else at
        width = min(self.whole[1] - self.whole[0], max(NARROWEST, int((last - first) * factor)))
        share = (at - first) / max(1, last - first)
        begin = int(at - share * width)
        self.view = _within((begin, begin + width), self.whole)

    def pan(self, seconds: int) -> None:
        """Show an earlier or later stretch of the same length."""
        self.view = _within((self.view[0] + seconds, self.view[1] + seconds), self.whole)

    def look_at(self, stretch: Stretch) -> None:
        """Show a stretch with some room on both sides."""
        width = max(NARROWEST, stretch[1] - stretch[0])
        room = max(width // 8, (NARROWEST - width) // 2)
        self.view = _within((stretch[0] - room, stretch[1] + room), self.whole)

    def show_home(self) -> None:
        """What was shown at first."""
        self.view = self.home

    # --- what is chosen ----------------------------------------------------------------------------

    def choose(self, one: int, other: int) -> None:
        """From the start of the bar of one moment to the end of the bar of the other."""
        first, last = min(one, other), max(one, other)
        step = self.step
        self.chosen = (step.floor(max(0, first)), step.after(step.floor(min(last, END - 1))))

    def choose_exactly(self, stretch: Stretch | None) -> None:
        """Choose this stretch as it is; None for everything."""
        self.chosen = stretch

    def drag_edge(self, edge: Edge, moment: int) -> Edge:
        """Take an edge to the nearest edge of a bar; past the other one, it becomes the other one."""
        first, last = self.chosen or self.view
        step = self.step
        floor = step.floor(max(0, min(moment, END - 1)))
        after = step.after(floor)
        to = floor if moment - floor <= after - moment else after
        fixed = last if edge is Edge.START else first
        if to == fixed:
            to = step.before(fixed) if edge is Edge.START else step.after(fixed)
        self.chosen = (min(fixed, to), max(fixed, to))
        return Edge.START if to < fixed else Edge.STOP

    def move_edge(self, steps: int) -> None:
        """The edge of now by so many bars; at least one bar stays chosen."""
        first, last = self.chosen or self.view
        if self.edge is Edge.START:
            first = max(0, min(self._walk(first, steps), self.step.before(last)))
        else:
            last = min(END, max(self._walk(last, steps), self.step.after(self.step.floor(first))))
        self.chosen = (first, last)
        self.keep_in_sight(first if self.edge is Edge.START else last)

    def move_chosen(self, steps: int) -> None:
        """Both edges by so many bars."""
        first, last = self.chosen or self.view
        moved = (self._walk(first, steps), self._walk(last, steps))
        if moved[0] < moved[1]:
            self.chosen = moved
            self.keep_in_sight(moved[0] if steps < 0 else moved[1])

    def slide_chosen(self, to: int) -> None:
        """With its start at the bar of a moment, as long as it is in whole bars."""
        first, last = self.chosen or self.view
        step = self.step
        start = step.floor(max(0, min(to, END - 1)))
        bars = max(1, round((last - first) / step.usual))
        if step.unit.seconds:
            self.chosen = (start, min(END, start + last - first))
        else:
            self.chosen = (start, self._walk(start, bars))

    def edge_home(self) -> None:
        """The start to the earliest that is shown at first."""
        self.edge = Edge.START
        last = (self.chosen or self.view)[1]
        self.chosen = (min(self.home[0], self.step.before(last)), last)
        self.keep_in_sight(self.chosen[0])

    def edge_end(self) -> None:
        """The end to the latest that is shown at first."""
        self.edge = Edge.STOP
        first = (self.chosen or self.view)[0]
        self.chosen = (first, max(self.home[1], self.step.after(first)))
        self.keep_in_sight(self.chosen[1])

    def keep_in_sight(self, moment: int) -> None:
        """Show an earlier or later stretch where a moment is out of sight."""
        first, last = self.view
        if moment < first:
            self.pan(moment - first)
        elif moment > last:
            self.pan(moment - last)

    def _walk(self, moment: int, steps: int) -> int:
        """So many edges on; a moment between two edges goes to the nearer one first."""
        step = self.step
        for _ in range(abs(steps)):
            moment = step.before(moment) if steps < 0 else step.after(step.floor(moment))
        return max(0, min(END, moment))


def _within(stretch: Stretch, bounds: Stretch) -> Stretch:
    """As long as it is, moved so that it lies within bounds; the bounds where it is longer."""
    width = stretch[1] - stretch[0]
    if width >= bounds[1] - bounds[0]:
        return bounds
    first = min(max(stretch[0], bounds[0]), bounds[1] - width)
    return (first, first + width)
