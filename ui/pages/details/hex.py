"""The tab Hex: the bytes, where to go in them, what to find, and what they can mean."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr
from forensics_app.services.contents.places import ContentPlaces
from ui.models.contents import goto
from ui.models.contents.byte_meanings import MOST_BYTES
from ui.models.contents.feed import ContentFeed
from ui.models.contents.search import ContentSearch
from ui.models.contents.unread import unacquired_notice
from ui.pages.details.hex_copying import HexCopying
from ui.pages.details.hex_tools import HexTools
from ui.theme import px
from ui.widgets.contents.hex_view import HexView
from ui.widgets.contents.interpreter import Interpreter
from ui.widgets.text.text import Rule, Text

_BESIDE_FROM, _LEAST_BESIDE, _SHORT, _FOOT_FROM = 830, 440, 420, 190
_LEAST_INTERPRETER = 236


class HexTab(QWidget):
    """Shows one content at a time; `set_feed` gives it."""

    def __init__(self) -> None:
        super().__init__()
        self.feed: ContentFeed | None = None
        self.codec = "utf-8"
        self._places: ContentPlaces | None = None
        self._found_at = -1
        self._search = ContentSearch(self)
        self._search.found.connect(self._found)
        self._search.ended.connect(self._not_found)
        self._search.failed.connect(self._say)
        self._search.moved.connect(self._searching)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(6), 0, 0)
        box.setSpacing(px(6))
        self.tools = HexTools()
        self.tools.go_asked.connect(self.go)
        self.tools.find_asked.connect(lambda backwards: self.seek(backwards=backwards))
        self.tools.stop_asked.connect(self._search.cancel)
        box.addWidget(self.tools)
        self._message = Text("", "small", "warn", wrap=True)
        self._message.setContentsMargins(px(12), 0, px(12), 0)
        self._message.hide()
        box.addWidget(self._message)
        self.notice = Text("", "small", "warn", wrap=True)
        self.notice.setContentsMargins(px(12), 0, px(12), 0)
        self.notice.hide()
        box.addWidget(self.notice)
        box.addWidget(Rule())
        self.view = HexView()
        self.view.moved.connect(self._moved)
        self.copying = HexCopying(self.view, self._say)
        for keys, do in (
            ("Ctrl+J", self.tools.to.setFocus),
            ("Ctrl+F", self.tools.what.setFocus),
            ("F3", lambda: self.seek(backwards=False)),
            ("Shift+F3", lambda: self.seek(backwards=True)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)
        self.interpreter = Interpreter()
        self._scroller = scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroller.setProperty("part", "panel")
        scroller.setAccessibleName(tr("Data interpreter"))
        self.interpreter.setProperty("part", "plain")
        scroller.setWidget(self.interpreter)
        scroller.setMinimumWidth(px(206))
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(px(6))
        self._split.addWidget(self.view)
        self._split.addWidget(scroller)
        self._split.setStretchFactor(0, 1)
        box.addWidget(self._split, 1)
        box.addWidget(Rule())
        self._foot_frame = self._foot()
        box.addWidget(self._foot_frame)
        # what the bytes mean follows when the cursor rests: a held key must not wait for it
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(30)
        self._later.timeout.connect(self._interpret)

    def _foot(self) -> QWidget:
        foot = QFrame()
        line = QHBoxLayout(foot)
        line.setContentsMargins(px(12), 0, px(12), px(2))
        self._where = Text("", "small", "muted", wrap=True)
        line.addWidget(self._where, 1)
        self._from = Text("", "small", "muted", wrap=True, end=True)
        line.addWidget(self._from, 1)
        return foot

    # --- what is shown -----------------------------------------------------------------------------

    def set_feed(self, feed: ContentFeed | None) -> None:
        """Another content, or none."""
        self._search.cancel()
        self._say("")
        self.feed, self._places, self._found_at = feed, None, -1
        self.view.set_feed(feed)
        if feed is not None:
            artifact = feed.artifact
            feed.arrived.connect(self._moved)
            exhibit = current().isolate(artifact.exhibit)
            self._from.set_text(tr("Read directly from {exhibit}; ?? can't be read", exhibit=exhibit))
            feed.desk.ask(
                (feed, "places"),
                lambda contents: contents.places(artifact),
                self._take_places,
                lambda e: None,
                owner=feed,
            )
        self._moved()

    def _take_places(self, places: ContentPlaces) -> None:
        self._places = places
        self._moved()

    def _moved(self) -> None:
        feed, words = self.feed, current()
        self._show_notice(feed)
        if feed is None or not feed.size:
            empty = feed is not None and not feed.complaint
            self._say("" if feed is None else feed.complaint or tr("The content is empty."))
            self._where.set_text(tr("Byte {offset} of {size}", offset="–", size="0") if empty else "")
            self._later.stop()
            self.interpreter.show_nothing()
            self.interpreter.setEnabled(False)
            return
        if feed.complaint:
            self._say(feed.complaint)
        self.interpreter.setEnabled(True)
        first, count = self.view.selection
        said = tr("Byte {offset} of {size}", offset=words.number(first), size=words.number(feed.size))
        if count > 1:
            said += " · " + tr("{count} selected", count=words.number(count))
        self._where.set_text(said)
        self._later.start()

    def _show_notice(self, feed: ContentFeed | None) -> None:
        """What could not be read when the image was made, as far as bytes of it came."""
        said = []
        if feed is not None and feed.unacquired:
            said.append(unacquired_notice(feed.artifact, untold=False))
        if feed is not None and feed.untold:
            said.append(unacquired_notice(feed.artifact, untold=True))
        self.notice.set_text(" ".join(said))
        self.notice.setVisible(bool(said))

    def _interpret(self) -> None:
        feed = self.feed
        if feed is None or not feed.size:
            return
        first, count = self.view.selection
        self.interpreter.show_bytes(first, count, feed.known(first, MOST_BYTES))
        places = self._places
        self.interpreter.show_place(None if places is None else places.place(first), known=bool(places))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._foot_frame.setVisible(event.size().height() >= px(_FOOT_FROM))
        self._from.setVisible(event.size().width() >= px(_BESIDE_FROM))
        short = event.size().height() < px(_SHORT) and event.size().width() >= px(_LEAST_BESIDE)
        side_by_side = event.size().width() >= px(_BESIDE_FROM) or short
        wanted = Qt.Orientation.Horizontal if side_by_side else Qt.Orientation.Vertical
        if self._split.orientation() is not wanted:
            self._split.setOrientation(wanted)
            whole = event.size().width() if side_by_side else event.size().height()
            part = self._width_beside(whole) if side_by_side else whole * 2 // 5
            self._split.setSizes([whole - part, part])

    def _width_beside(self, whole: int) -> int:
        """What the interpreter gets: its numbers uncut, where sixteen bytes a row have room beside them."""
        wanted = self.interpreter.whole_width() + self._scroller.verticalScrollBar().sizeHint().width()
        return max(px(_LEAST_INTERPRETER), min(wanted, whole - self.view.whole_width()))

    def _say(self, text: str) -> None:
        self._message.set_text(text)
        self._message.setVisible(bool(text))

    # --- going and finding -------------------------------------------------------------------------

    def go(self) -> None:
        """To what stands in the field."""
        feed, places = self.feed, self._places
        if feed is None or not self.tools.to.text().strip():
            return
        if not feed.size:
            self._say(feed.complaint or tr("The content is empty."))
            return
        found = goto.target(
            self.tools.to.text(),
            self.tools.counted,
            here=self.view.cursor_at,
            size=feed.size,
            sector=lambda value: None if places is None else places.offset_of_sector(value),
            medium=lambda value: None if places is None else places.offset_of_byte(value),
        )
        if found is None:
            last = current().number(max(0, feed.size - 1))
            if self.tools.counted is goto.GoTo.BYTE:
                self._say(
                    tr(
                        "No such offset: enter a number from 0 to {last}, or 0x followed by hex digits.",
                        last=last,
                    )
                )
            else:
                self._say(tr("No part of this content is known to be located there."))
            return
        self._say("")
        self.view.select(found)
        self.view.setFocus()

    def seek(self, *, backwards: bool) -> None:
        """From the cursor on, or back from it; what was found there last is passed."""
        feed = self.feed
        if feed is None or not self.tools.what.text():
            return
        if not feed.size:
            self._say(feed.complaint or tr("The content is empty."))
            return
        needle = self.tools.needle(self.codec)
        if needle is None:
            self._say(tr("Not valid hex: enter pairs of the digits 0 to 9 and A to F."))
            return
        self._say("")
        first, _ = self.view.selection
        at = first if backwards or first != self._found_at else first + 1
        self._search.start(feed, needle, at, backwards=backwards)

    def _searching(self) -> None:
        running = self._search.running
        self.tools.show_searching(running=running)
        if running and self.feed is not None:
            words = current()
            at, size = words.number(self._search.at), words.number(self.feed.size)
            self._say(tr("Searching, at byte {offset} of {size}…", offset=at, size=size))
        else:
            self._say("")

    def _found(self, at: int) -> None:
        self._found_at = at
        self.view.select(at, self._search.length)
        self._show_unread("")

    def _not_found(self) -> None:
        self._show_unread(tr("Not found in this direction."))

    def _show_unread(self, text: str) -> None:
        if self._search.unread:
            count = current().number(self._search.unread)
            text += " " + tr("{count} bytes could not be read and were not searched.", count=count)
        self._say(text.strip())
