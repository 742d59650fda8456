"""The bytes of one artifact as the views want them: a page at a time, the latest few dozen kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from forensics_app.errors import ContentLockedError, ForensicsError
from forensics_app.model.artifact import Artifact, Gap
from forensics_app.model.contents import ContentPart
from forensics_app.services.contents.contents import why_not_read
from ui.models.contents.desk import ContentDesk
from ui.models.contents.unread import UNACQUIRED, UNKNOWN, UNREADABLE, mark
from ui.models.contents.words import content_sentence

PAGE_BYTES = 64 << 10
KEPT_PAGES = 64


@dataclass(frozen=True, slots=True)
class _Page:
    data: bytes
    gaps: tuple[Gap, ...]
    unacquired: tuple[Gap, ...]


class ContentFeed(QObject):
    """`arrived` when bytes came; `renewed` when what failed can be asked for again; `locked_out` when it
    turned out that a key is needed; `complaint` is the sentence of the last failure, else empty.

    `size` is what the catalogue says. `unacquired`: whether any byte that came could not be read when the
    image was made; `untold` where some may be among them, and which is not known.
    """

    arrived = Signal()
    renewed = Signal()
    locked_out = Signal()

    def __init__(self, desk: ContentDesk, artifact: Artifact, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.artifact = artifact
        self.desk = desk
        self.size = artifact.entry.size_bytes or 0
        self.complaint = ""
        self.locked = self.unacquired = self.untold = False
        self._pages: OrderedDict[int, _Page] = OrderedDict()
        self._asked: set[int] = set()
        self._failed: set[int] = set()
        reason = why_not_read(artifact.entry)
        if reason is not None:
            self.complaint, self.size = content_sentence(reason), 0

    @property
    def readable(self) -> bool:
        """Whether the artifact has a content at all."""
        return why_not_read(self.artifact.entry) is None

    def want(self, offset: int, length: int) -> None:
        """These bytes are in sight now: ask for what is missing of them, and for nothing else any more."""
        if not self.readable or length <= 0 or offset >= self.size:
            return
        first, last = offset // PAGE_BYTES, (min(offset + length, self.size) - 1) // PAGE_BYTES
        wanted = {page for page in range(first, last + 1) if page not in self._pages}
        gone = self._asked - wanted
        if gone:
            self.desk.forget(lambda key: key in {(self, page) for page in gone})
            self._asked -= gone
        for page in sorted(wanted - self._asked - self._failed, reverse=True):
            self._asked.add(page)
            self._ask(page)

    def retry(self) -> None:
        """Ask again for what failed."""
        if self.readable:
            self._failed.clear()
            self.complaint, self.locked = "", False
            self.renewed.emit()
            self.arrived.emit()

    def values(self, offset: int, length: int) -> Sequence[int]:
        """A number for each byte: 0 to 255, UNREADABLE, UNACQUIRED where it could not be read when the image
        was made, or UNKNOWN while it was not read."""
        found: list[int] = []
        end = min(offset + length, self.size)
        at = offset
        while at < end:
            number, start = divmod(at, PAGE_BYTES)
            size = min(PAGE_BYTES - start, end - at)
            page = self._pages.get(number)
            if page is None:
                found += [UNREADABLE if number in self._failed else UNKNOWN] * size
            else:
                self._pages.move_to_end(number)
                piece = list(page.data[start : start + size])
                piece += [UNREADABLE] * (size - len(piece))
                mark(piece, at, page.unacquired, UNACQUIRED)
                mark(piece, at, page.gaps, UNREADABLE)
                found += piece
            at += size
        return found

    def known(self, offset: int, length: int) -> bytes:
        """The bytes from `offset` on as far as they are at hand and could be read."""
        found = bytearray()
        for value in self.values(offset, length):
            if value < 0:
                break
            found.append(value)
        return bytes(found)

    def _ask(self, page: int) -> None:
        artifact = self.artifact
        self.desk.ask(
            (self, page),
            lambda contents: contents.part(artifact, page * PAGE_BYTES, PAGE_BYTES),
            lambda part: self._take(page, part),
            lambda error: self._fail(page, error),
            owner=self,
        )

    def _take(self, page: int, part: ContentPart) -> None:
        self._asked.discard(page)
        self._pages[page] = _Page(part.data, part.gaps, part.unacquired)
        self.unacquired = self.unacquired or bool(part.unacquired)
        self.untold = self.untold or not part.told
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        self.arrived.emit()

    def _fail(self, page: int, error: ForensicsError) -> None:
        self._asked.discard(page)
        self._failed.add(page)
        self.complaint = content_sentence(error)
        self.met(error)
        self.arrived.emit()

    def met(self, error: ForensicsError) -> None:
        """What reading this content met, also for those who read it themselves."""
        was, self.locked = self.locked, error.code == ContentLockedError.code
        if self.locked and not was:
            self.locked_out.emit()
