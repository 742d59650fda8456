"""How fast the Timeline is: `packaging/bench timeline [--rows N]`, with a million artifacts without it.

Each artifact has four times, each an event of its own, spread over ten years. Everything is asked through the
same services as in the window; painting is that of the real widgets on the offscreen platform.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from window_catalogue import PART, make_catalogue

from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.timeline import BITS, BucketSize, EventKind, Span
from forensics_app.model.times import SystemClock
from forensics_app.services.browsing.timeline import Timeline
from forensics_app.services.cases.opening import open_case
from ui.app import make_application
from ui.models.timeline.data import TimelineData, day_data
from ui.models.timeline.kinds import EVERY_GROUP
from ui.models.timeline.window import TimeWindow
from ui.theme import Theme, apply_theme
from ui.widgets.timeline.histogram import Histogram

T = TypeVar("T")
PROJECT = Path(__file__).resolve().parents[2]
MONTH = ("2021-03-01T00:00:00", "2021-04-01T00:00:00")
COLUMNS = {
    "modified": EventKind.MODIFIED,
    "accessed": EventKind.ACCESSED,
    "changed": EventKind.CHANGED,
    "created": EventKind.CREATED,
}


class Figures:
    """Names and seconds, in the order in which they were measured."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, float]] = []

    def time(self, name: str, work: Callable[[], T]) -> T:
        """Do it once, and note how long it took."""
        begin = time.perf_counter()
        result = work()
        self.rows.append((name, time.perf_counter() - begin))
        return result


def figures(folder: Path, artifacts: int) -> list[tuple[str, float]]:
    """Names and seconds of everything that is measured."""
    made = Figures()
    path = make_catalogue(folder, artifacts)
    with open_case(path, write=True, clock=SystemClock()) as case:
        _forget(case.store.database.connection)
        timeline = Timeline(case)
        made.time("build the timeline", lambda: timeline.prepare(report=silent, cancelled=never_cancelled))
        _spread(case.store.database.connection)
    with open_case(path, write=False, clock=SystemClock()) as case:
        timeline = Timeline(case)
        counts = made.time("read the counts by day", timeline.day_counts)
        data = made.time("add them up", lambda: day_data(counts, complete=True, without_time=0, declared={}))
        _paint(made, data)
        made.time("count the hours of a month", lambda: timeline.fine_counts(*MONTH, BucketSize.HOUR))
        made.time("totals of a month", lambda: timeline.totals(Span(*MONTH)))
        made.time("totals of everything", lambda: timeline.totals(Span()))
        listed = made.time("list a month", lambda: timeline.listed(Span(*MONTH)))
        made.time("its first rows", lambda: listed.part(0, 256))
        whole = made.time("list everything", lambda: timeline.listed(Span()))
        made.time("rows in its middle", lambda: whole.part(whole.count // 2, 256))
        made.time("rows beside them", lambda: whole.part(whole.count // 2 + 256, 256))
        made.time("its last rows", lambda: whole.part(whole.count - 256, 256))
    return made.rows


def _paint(made: Figures, data: TimelineData) -> None:
    apply_theme(make_application(), Theme())
    if data.home is None or data.ends is None:
        raise SystemExit("no times")
    histogram = Histogram(TimeWindow(data.home, data.ends))
    histogram.resize(1100, 320)
    histogram.show()
    histogram.show_data(data, None)
    histogram.show_groups(EVERY_GROUP, log=False)
    made.time("first paint of the histogram", histogram.grab)
    frames = 40

    def zoom() -> None:
        for step in range(frames):
            histogram.zoom_by(0.9 if step < frames // 2 else 1 / 0.9)
            histogram.grab()

    made.time(f"{frames} frames of zoom", zoom)
    histogram.close()


def _forget(connection: Any) -> None:
    connection.executescript("DELETE FROM events; DELETE FROM event_days; DELETE FROM event_layers")
    connection.execute("DROP INDEX IF EXISTS events_by_moment")


def _spread(connection: Any) -> None:
    """The details of the made rows are alike: their events are made anew from the columns, which differ."""
    layers = connection.execute("SELECT * FROM event_layers").fetchall()
    _forget(connection)
    run = connection.execute
    for column, kind in COLUMNS.items():
        run(
            f"INSERT INTO events SELECT row, {column}, 'utc', {BITS[kind]} FROM artifacts"  # noqa: S608 - names
            f" WHERE length({column}) > 10"
        )
        run(
            f"INSERT INTO event_days SELECT {PART}, substr({column}, 1, 10), '{kind.value}', 'utc', count(*)"  # noqa: S608
            f" FROM artifacts WHERE length({column}) > 10 GROUP BY 2"
        )
    run("CREATE INDEX events_by_moment ON events (moment, row, zone, kinds)")
    for layer in layers:
        run("INSERT INTO event_layers VALUES (?, ?, ?, ?)", tuple(layer))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, default=PROJECT / ".cache" / "bench")
    parser.add_argument("--rows", type=int, default=1_000_000)
    chosen = parser.parse_args()
    where = chosen.images.resolve()
    where.mkdir(parents=True, exist_ok=True)
    print(f"{os.cpu_count()} cores, load when it began {os.getloadavg()[0]:.2f}; {chosen.rows:,} artifacts\n")
    for name, seconds in figures(where, chosen.rows):
        print(f"{name:<32}{seconds * 1000:>10.0f} ms")
