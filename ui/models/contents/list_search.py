"""A search through the contents of a whole list of artifacts, a moment at a time in the thread that reads.

Whatever else is asked of the contents meanwhile is answered between two moments.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from forensics_app.errors import ContentLockedError, ContentNotReadError, ForensicsError
from forensics_app.model.artifact import Artifact
from forensics_app.model.contents import Needle
from forensics_app.services.contents.contents import Contents
from ui.models.contents.desk import ContentDesk
from ui.models.contents.words import content_sentence

MOST_HITS = 5_000
PAGE = 200
_MOMENT_S = 0.3
_NO_CONTENT = "no-content"  # a folder: nothing in it can be missed

Page = tuple[Sequence[Artifact], frozenset[str]]
"""Artifacts, and the ids of those among them that were not read completely."""
AskPage = Callable[[int, int, Callable[[Page], None]], None]
"""Asks for so many artifacts of the list from a place on, and hands them over."""


@dataclass(frozen=True, slots=True)
class Moment:
    """`done` artifacts are through; the next one goes on at byte `at`. `hits` and `unread` are ids; of those
    that are unread, `missed` counts the ones in which nothing was searched. `locked` are ids of artifacts
    whose contents lie in a volume that nobody gave the key of, each with the volume's.
    """

    done: int
    at: int
    hits: tuple[str, ...]
    unread: tuple[str, ...]
    missed: int = 0
    locked: tuple[tuple[str, str], ...] = ()


class ListSearch(QObject):
    """`moved` after each moment, `ended` with the last; `hits` in the order of the list.

    `unread` counts artifacts of which a part or all could not be searched, now or as the catalogue says: no
    hit in them says nothing. Those in locked volumes are counted by volume in `locked`. `complaint` is why
    the search itself ended before its time, else empty. `whole`: it came to the end of the list. `begun`:
    there was a search, whatever became of it.
    """

    moved = Signal()
    ended = Signal()

    def __init__(self, desk: ContentDesk, ask_page: AskPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._ask_page = desk, ask_page
        self._run = 0
        self.begun = self.running = self.full = self.whole = False
        self.through = self._missed = 0
        self.locked: Counter[str] = Counter()
        self.complaint = ""
        self.hits: list[str] = []
        self._unread: set[str] = set()
        self._incomplete: frozenset[str] = frozenset()  # of the page that is searched

    @property
    def searched(self) -> int:
        """Of those that it is `through`, how many were searched, wholly or in part."""
        return self.through - self._missed - self.locked.total()

    @property
    def unread(self) -> int:
        """How many, each once however many moments its search takes."""
        return len(self._unread)

    def start(self, needle: Needle) -> None:
        """From the beginning of the list."""
        self._run += 1
        self.begun = self.running = True
        self.full, self.through, self.hits = False, 0, []
        self.whole = False
        self._unread, self._missed, self.locked, self.complaint = set(), 0, Counter(), ""
        self._page(needle, self._run)
        self.moved.emit()

    def stop(self) -> None:
        """Leave it; what was found stays."""
        self._run += 1
        self.running = False

    def _page(self, needle: Needle, run: int) -> None:
        self._ask_page(self.through, PAGE, lambda page: self._take(page, needle, run))

    def _take(self, page: Page, needle: Needle, run: int) -> None:
        if run != self._run:
            return
        artifacts, self._incomplete = page
        if artifacts:
            self._go_on(artifacts, needle, 0, run)
        else:
            self.whole = True
            self._end()

    def _go_on(self, artifacts: Sequence[Artifact], needle: Needle, at: int, run: int) -> None:
        self._desk.ask(
            (self, "list"),
            lambda contents: search_for_a_moment(contents, artifacts, needle, at),
            lambda moment: self._heard(moment, artifacts, needle, run),
            lambda error: self._failed(error, run),
            owner=self,
        )

    def _heard(self, moment: Moment, artifacts: Sequence[Artifact], needle: Needle, run: int) -> None:
        if run != self._run:
            return
        self.through += moment.done
        self._missed += moment.missed
        self.locked.update(volume for _, volume in moment.locked)
        through = {a.artifact_id for a in artifacts[: moment.done] if a.entry.size_bytes}
        through -= {artifact_id for artifact_id, _ in moment.locked}
        self._unread.update(moment.unread, through & self._incomplete)
        self.hits += moment.hits
        self.full = len(self.hits) >= MOST_HITS
        left = artifacts[moment.done :]
        if self.full:
            self._end()
        elif left:
            self._go_on(left, needle, moment.at, run)
        else:
            self._page(needle, run)
        self.moved.emit()

    def _failed(self, error: ForensicsError, run: int) -> None:
        if run == self._run:
            self.complaint = content_sentence(error)
            self._end()

    def _end(self) -> None:
        self.running = False
        self.ended.emit()


def search_for_a_moment(
    contents: Contents, artifacts: Sequence[Artifact], needle: Needle, at: int, *, moment_s: float = _MOMENT_S
) -> Moment:
    """Search these one after another, the first from byte `at` on, until `moment_s` is over."""
    end = time.monotonic() + moment_s
    hits: list[str] = []
    unread: list[str] = []
    locked: list[tuple[str, str]] = []
    missed = 0
    for done, artifact in enumerate(artifacts):
        place: int | None = at if done == 0 else 0
        while place is not None and artifact.entry.size_bytes:
            try:
                step = contents.find(artifact, needle, place)
            except ContentLockedError as e:
                volume = contents.locked(artifact)
                locked.append((artifact.artifact_id, e.layer if volume is None else volume.layer_id))
                break
            except ForensicsError as e:
                if not (isinstance(e, ContentNotReadError) and e.reason == _NO_CONTENT):
                    unread.append(artifact.artifact_id)
                    missed += place == 0
                break
            if step.unread_bytes and artifact.artifact_id not in unread:
                unread.append(artifact.artifact_id)
            place = step.next_bytes
            if step.found_at is not None:
                hits.append(artifact.artifact_id)
                break
            if place is not None and time.monotonic() > end:
                return Moment(done, place, tuple(hits), tuple(unread), missed, tuple(locked))
        if time.monotonic() > end:
            return Moment(done + 1, 0, tuple(hits), tuple(unread), missed, tuple(locked))
    return Moment(len(artifacts), 0, tuple(hits), tuple(unread), missed, tuple(locked))
