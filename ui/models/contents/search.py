"""A search through one content: step after step in the worker, so that it can be left at any moment."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from forensics_app.errors import ForensicsError
from forensics_app.model.contents import Needle, SearchStep
from ui.models.contents.feed import ContentFeed
from ui.models.contents.words import content_sentence


class ContentSearch(QObject):
    """`found` with a byte of the content; `ended` when everything was searched in vain; `failed` with a
    sentence; `moved` after each step."""

    found = Signal(object)
    ended = Signal()
    failed = Signal(str)
    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = 0
        self.running = False
        self.at = 0
        self.unread = 0
        self.length = 0

    def start(self, feed: ContentFeed, needle: Needle, at: int, *, backwards: bool) -> None:
        """From this byte on, or back from the byte before it; what ran is left."""
        self._run += 1
        self.running, self.at, self.unread = True, at, 0
        self._step(feed, needle, backwards, self._run)
        self.moved.emit()

    def cancel(self) -> None:
        """Leave it. The step under way ends in the worker and is not heard any more."""
        self._run += 1
        self.running = False
        self.moved.emit()

    def _step(self, feed: ContentFeed, needle: Needle, backwards: bool, run: int) -> None:
        artifact, at = feed.artifact, self.at
        feed.desk.ask(
            (self, "find"),
            lambda contents: contents.find(artifact, needle, at, backwards=backwards),
            lambda step: self._take(step, feed, needle, backwards, run),
            lambda error: self._fail(error, run),
            owner=feed,
        )

    def _take(self, step: SearchStep, feed: ContentFeed, needle: Needle, backwards: bool, run: int) -> None:
        if run != self._run:
            return
        self.unread += step.unread_bytes
        if step.found_at is None and step.next_bytes is not None:
            self.at = step.next_bytes
            self._step(feed, needle, backwards, run)
            self.moved.emit()
            return
        self.running = False
        self.moved.emit()
        if step.found_at is None:
            self.ended.emit()
        else:
            self.length = step.found_bytes
            self.found.emit(step.found_at)

    def _fail(self, error: ForensicsError, run: int) -> None:
        if run == self._run:
            self.running = False
            self.moved.emit()
            self.failed.emit(content_sentence(error))
