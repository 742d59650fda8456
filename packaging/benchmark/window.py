"""How fast the window's list is: `packaging/bench ui [--rows N ...]`, with 1 and 10 million rows without it.

First paint is from asking for a list until its first rows are drawn; scrolling goes to places never seen, all
over the list; each filter is combined with each order. All of it through the window as a user has it: its
reader thread, its model, its table, offscreen.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from window_catalogue import make_catalogue

from forensics_app.i18n import LANGUAGES
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.selection import EVERYTHING, ArtifactFilter, Sort, TimeField
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from ui.app import make_window
from ui.pages.artifacts.page import ArtifactsPage
from ui.settings.settings import Settings
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language
from ui.words import places

PROJECT = Path(__file__).resolve().parents[2]
MILLION = 1_000_000
SCROLLS = 20
FIRST_PAINT, SCROLL, WARM, LANGUAGE = 0.12, 0.2, 0.1, 0.3  # seconds to reach
FRONT = {
    "Start": places.START,
    "Case": places.CASE,
    "Evidence": places.EVIDENCE,
    "Artifacts": places.ARTIFACTS,
    "Timeline": places.TIMELINE,
    "Custody": places.CUSTODY,
    "Export": places.EXPORT,
    "Verify": places.VERIFY,
}
FILTERS = {
    "nothing": EVERYTHING,
    "kind": ArtifactFilter(kind=ArtifactKind.FILE),
    "deleted": ArtifactFilter(deleted=True),
    "pictures": ArtifactFilter(media_type="image"),
    "extension": ArtifactFilter(extension="jpg"),
    "size": ArtifactFilter(min_size=1_000_000),
    "modified": ArtifactFilter(time_from="2018-03-05T00:00:00", time_to="2021-01-01T00:00:00"),
    "created": ArtifactFilter(time_field=TimeField.CREATED, time_from="2018-03-05T00:00:00"),
    "accessed": ArtifactFilter(time_field=TimeField.ACCESSED, time_from="2018-03-05T00:00:00"),
    "position": ArtifactFilter(position=True),
    "mismatch": ArtifactFilter(mismatch=True),
    "not read": ArtifactFilter(unread=True),
    "tagged": ArtifactFilter(tagged=True),
    "not tagged": ArtifactFilter(tagged=False),
    "duplicates": ArtifactFilter(duplicate=True),
    "text": ArtifactFilter(text="img_00"),
    "pictures, deleted": ArtifactFilter(media_type="image", deleted=True),
}


class Taken(NamedTuple):
    """Seconds on the clock, and of processor time of the window's process with all its threads."""

    wall: float
    cpu: float


class Measured:
    """One window on one case."""

    def __init__(self, window: MainWindow, case: Path) -> None:
        self.window = window
        self.opening = self._timed(lambda: self._open(case))
        page = window.pages[places.ARTIFACTS]
        assert isinstance(page, ArtifactsPage)
        self.page = page

    def _open(self, case: Path) -> None:
        self.window.bench.open_case(case)
        _run_until(lambda: self.window.bench.case is not None and self.window.bench.case.overview is not None)

    def _timed(self, work: Callable[[], None]) -> Taken:
        begin, used = time.perf_counter(), time.process_time()
        work()
        return Taken(time.perf_counter() - begin, time.process_time() - used)

    def _drawn(self) -> bool:
        model, table = self.page._model, self.page.table
        if not model.counted:
            return False
        row = max(0, table.rowAt(1))
        return model.rowCount() == 0 or model._cache.row(row) is not None

    def show_list(self) -> None:
        """The list as it was made last: a change of language makes it anew."""
        self.window.go(places.ARTIFACTS)
        page = self.window.pages[places.ARTIFACTS]
        assert isinstance(page, ArtifactsPage)
        self.page = page
        _run_until(self._drawn)

    def first_paint(self) -> Taken:
        """From going to the page until its rows are there."""

        def work() -> None:
            self.window.go(places.ARTIFACTS)
            self.page._filtered(EVERYTHING)
            _run_until(self._drawn)

        return self._timed(work)

    def show(self, chosen: ArtifactFilter, sort: Sort) -> Taken:
        """Another list."""

        def work() -> None:
            self.page.state.sort, self.page.state.descending = sort, True
            self.page._filtered(chosen)
            _run_until(self._drawn)

        return self._timed(work)

    def scroll(self, share: float) -> Taken:
        """To a place."""

        def work() -> None:
            bar = self.page.table.verticalScrollBar()
            bar.setValue(round(bar.maximum() * share))
            _run_until(self._drawn)

        return self._timed(work)

    def switch_language(self, language: str) -> float:
        """Processor time of the thread until the page in front stands there in another language, and
        the window that was before is cleared away.
        """
        self.window.pages.make_all()
        _run_until(lambda: self.window.pages.complete)
        begin = time.thread_time()
        choose_language(self.window, language)
        _forget_the_old()
        QApplication.processEvents()
        taken = time.thread_time() - begin
        _run_until(lambda: self.window.pages.complete)
        return taken


def _forget_the_old() -> None:
    """Delete what was built anew: where no event loop runs Qt keeps it, and turns it around with the rest."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _run_until(holds: Callable[[], bool]) -> None:
    while not holds():
        QApplication.processEvents()
        time.sleep(0.0005)
    QApplication.processEvents()


def say(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def spread(times: list[Taken]) -> list[str]:
    """Two cells: on the clock, and of processor time; the median and, of several, the worst."""
    cells = []
    for column in zip(*times, strict=True):
        worst = f" (worst {ms(max(column))})" if len(column) > 1 else ""
        cells.append(ms(statistics.median(column)) + worst)
    return cells


def peak_mb() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"


def measure(case: Path, home: Path, *, languages: bool) -> None:
    with open_case(case, write=False, clock=SystemClock()) as opened:
        rows = opened.store.queries.total()
    settings = Settings(home / "window.ini")
    settings.language = "en"
    window = make_window(settings)
    window.resize(1440, 900)
    window.show()
    measured = Measured(window, case)
    say(f"{rows:,}", "opening the case", "", *spread([measured.opening]), "")
    say(f"{rows:,}", "first paint", "", *spread([measured.first_paint()]), ms(FIRST_PAINT))
    for name, number in FRONT.items() if languages else ():
        window.go(number)
        _run_until(lambda: window.pages.complete)
        times = [measured.switch_language(language) for _ in range(2) for language in LANGUAGES]
        shown = f"{ms(statistics.median(times))} (worst {ms(max(times))})"
        say(f"{rows:,}", f"another language, {name} in front", "", "", shown, ms(LANGUAGE))
    measured.show_list()
    chance = random.Random(1)
    shares = [chance.random() for _ in range(SCROLLS)]
    for name in ("nothing", "kind", "size"):
        for sort in (Sort.ORDER, Sort.NAME):
            measured.show(FILTERS[name], sort)
            moved = [measured.scroll(share) for share in shares]
            words = f"scroll, filter: {name}, by {sort.value}"
            say(f"{rows:,}", words, f"{measured.page._model.rowCount():,}", *spread(moved), ms(SCROLL))
    for name, chosen in FILTERS.items():
        first = spread([measured.show(chosen, sort) for sort in Sort])
        again = spread([measured.show(chosen, sort) for sort in Sort])
        both = [f"{one}, again {other}" for one, other in zip(first, again, strict=True)]
        say(f"{rows:,}", f"filter: {name}", f"{measured.page._model.rowCount():,}", *both, ms(WARM))
    say(f"{rows:,}", "largest memory of the process, MB", "", "", peak_mb(), "")
    window.bench.close()
    window.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, default=PROJECT / ".cache" / "bench")
    parser.add_argument("--rows", type=int, nargs="+", default=[MILLION, 10 * MILLION])
    parser.add_argument("--case", type=Path, help="measure this one and make none")
    parser.add_argument("--text", default="img_00", help="what is searched for")
    arguments = parser.parse_args()
    FILTERS["text"] = ArtifactFilter(text=arguments.text)
    folder = arguments.images.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    print(f"{os.cpu_count()} cores, load when it began {os.getloadavg()[0]:.2f}; milliseconds.\n")
    say("rows", "what", "in the list", "ms", "processor ms", "to reach")
    say(*["---"] * 6)
    made = (make_catalogue(folder, rows) for rows in arguments.rows)
    for case in made if arguments.case is None else [arguments.case]:
        with tempfile.TemporaryDirectory() as home:
            measure(case, Path(home), languages=arguments.case is None)


if __name__ == "__main__":
    main()
