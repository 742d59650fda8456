"""The tab Hex: the bytes, where to go in them, what to find, and what they can mean."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from forensics_app.i18n import current, tr
from forensics_app.model.byte_meanings import MOST_BYTES
from forensics_app.model.contents import ContentPart
from forensics_app.services.content_places import ContentPlaces
from ui.models import goto, hex_rows, search_words
from ui.models.content_feed import ContentFeed
from ui.models.content_search import ContentSearch
from ui.theme import px
from ui.widgets.buttons import Button
from ui.widgets.combo import Combo
from ui.widgets.flow import FlowLayout
from ui.widgets.hex_view import HexView
from ui.widgets.interpreter import Interpreter
from ui.widgets.text import Rule, Text

_BESIDE_FROM, _LEAST_BESIDE, _SHORT, _FOOT_FROM = 560, 440, 240, 190
MOST_COPIED = 1 << 20


def _compact(combo: Combo) -> None:
    """Not as wide as its longest choice: the panel is narrow."""
    combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(5)
    combo.view().setTextElideMode(Qt.TextElideMode.ElideNone)


class _Field(QLineEdit):
    """Short enough to stand beside its choice in the narrow panel."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(124), super().sizeHint().height())


class HexTab(QWidget):
    """Shows one content at a time; `set_feed` gives it."""

    def __init__(self) -> None:
        super().__init__()
        self.feed: ContentFeed | None = None
        self.codec = "utf-8"
        self._places: ContentPlaces | None = None
        self._search = ContentSearch(self)
        self._search.found.connect(self._found)
        self._search.ended.connect(self._not_found)
        self._search.failed.connect(self._say)
        self._search.moved.connect(self._searching)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(6), 0, 0)
        box.setSpacing(px(6))
        box.addLayout(self._tools())
        self._message = Text("", "small", "warn", wrap=True)
        self._message.setContentsMargins(px(12), 0, px(12), 0)
        self._message.hide()
        box.addWidget(self._message)
        box.addWidget(Rule())
        self.view = HexView()
        self.view.moved.connect(self._moved)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._menu)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.view)
        copy.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.activated.connect(self.copy_hex)
        self.interpreter = Interpreter()
        scroller = QScrollArea()
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

    def _tools(self) -> FlowLayout:
        flow = FlowLayout(gap=6)
        flow.setContentsMargins(px(12), 0, px(12), 0)
        self.to = _Field()
        self.to.setPlaceholderText(tr("Go to, such as 0x1000 or +16"))
        self.to.setAccessibleName(tr("Go to"))
        self.to.returnPressed.connect(self.go)
        self.counts = Combo()
        self.counts.setAccessibleName(tr("What the number counts"))
        for kind, words in (
            (goto.GoTo.BYTE, tr("byte")),
            (goto.GoTo.SECTOR, tr("sector")),
            (goto.GoTo.MEDIUM, tr("byte of the medium")),
        ):
            self.counts.addItem(words, kind)
        _compact(self.counts)
        self.what = _Field()
        self.what.setPlaceholderText(tr("Find"))
        self.what.setAccessibleName(tr("Find"))
        self.what.textChanged.connect(self._offer)
        self.what.returnPressed.connect(self.find_next)
        self.as_what = Combo()
        self.as_what.setAccessibleName(tr("What is to be found"))
        self.as_what.addItem(tr("text"), "text")
        self.as_what.addItem(tr("bytes"), "hex")
        _compact(self.as_what)
        self.next_button = Button(tr("Next"), self.find_next, small=True)
        self.back_button = Button(tr("Previous"), self.find_back, small=True)
        self.stop_button = Button(tr("Stop searching"), self._search.cancel, small=True)
        for button in (self.next_button, self.back_button, self.stop_button):
            button.hide()
        for part in (self.to, self.counts, self.what, self.as_what):
            flow.addWidget(part)
        for button in (self.next_button, self.back_button, self.stop_button):
            flow.addWidget(button)
        return flow

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
        self.feed, self._places = feed, None
        self.view.set_feed(feed)
        if feed is not None:
            artifact = feed.artifact
            feed.arrived.connect(self._moved)
            exhibit = current().isolate(artifact.exhibit)
            self._from.set_text(tr("Read straight from {exhibit}; ?? can't be read", exhibit=exhibit))
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
        if feed is None or not feed.size:
            self._where.set_text("" if feed is None else feed.complaint or tr("The content is empty."))
            self.interpreter.setEnabled(False)
            return
        self.interpreter.setEnabled(True)
        first, count = self.view.selection
        said = tr("Byte {offset} of {size}", offset=words.number(first), size=words.number(feed.size))
        if count > 1:
            said += " · " + tr("{count} selected", count=words.number(count))
        self._where.set_text(feed.complaint or said)
        self._later.start()

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
        beside = event.size().width() >= px(_BESIDE_FROM) or short
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self._split.orientation() is not wanted:
            self._split.setOrientation(wanted)
            whole = event.size().width() if beside else event.size().height()
            part = px(236) if beside else whole * 2 // 5
            self._split.setSizes([whole - part, part])

    def _say(self, text: str) -> None:
        self._message.set_text(text)
        self._message.setVisible(bool(text))

    # --- going and finding -------------------------------------------------------------------------

    def go(self) -> None:
        """To what stands in the field."""
        feed, places = self.feed, self._places
        if feed is None or not self.to.text().strip():
            return
        found = goto.target(
            self.to.text(),
            self.counts.currentData(),
            here=self.view.cursor_at,
            size=feed.size,
            sector=lambda value: None if places is None else places.offset_of_sector(value),
            medium=lambda value: None if places is None else places.offset_of_byte(value),
        )
        if found is None:
            last = current().number(max(0, feed.size - 1))
            if self.counts.currentData() is goto.GoTo.BYTE:
                self._say(
                    tr("There is no such byte: type a number from 0 to {last}, or 0x and digits.", last=last)
                )
            else:
                self._say(tr("None of this content is known to lie there."))
            return
        self._say("")
        self.view.select(found)
        self.view.setFocus()

    def find_next(self) -> None:
        """From behind the cursor on."""
        self._find(backwards=False)

    def find_back(self) -> None:
        """Back from the cursor."""
        self._find(backwards=True)

    def _find(self, *, backwards: bool) -> None:
        feed, text = self.feed, self.what.text()
        if feed is None or not feed.size or not text:
            return
        if self.as_what.currentData() == "hex":
            needle = search_words.hex_needle(text)
            if needle is None:
                self._say(tr("These are no bytes: type pairs of the digits 0 to 9 and A to F."))
                return
        else:
            needle = search_words.text_needle(text, self.codec)
        if needle is None:
            return
        self._say("")
        first, count = self.view.selection
        # from the first byte on, where nothing but the beginning is chosen
        at = first if backwards else (0 if (first, count) == (0, 1) else first + 1)
        self._search.start(feed, needle, at, backwards=backwards)

    def _searching(self) -> None:
        running = self._search.running
        self.stop_button.setVisible(running)
        self._offer()
        self.next_button.setEnabled(not running)
        self.back_button.setEnabled(not running)
        if running and self.feed is not None:
            words = current()
            at, size = words.number(self._search.at), words.number(self.feed.size)
            self._say(tr("Searching, at byte {offset} of {size}…", offset=at, size=size))
        else:
            self._say("")

    def _offer(self) -> None:
        """Buttons for what can be done now."""
        for button in (self.next_button, self.back_button):
            button.setVisible(bool(self.what.text()))

    def _found(self, at: int) -> None:
        self.view.select(at, self._search.length)
        self._tell_unread("")

    def _not_found(self) -> None:
        self._tell_unread(tr("Not found from here to the end, in this direction."))

    def _tell_unread(self, text: str) -> None:
        if self._search.unread:
            count = current().number(self._search.unread)
            text += " " + tr("{count} bytes could not be read, so they were not searched.", count=count)
        self._say(text.strip())

    # --- copying -----------------------------------------------------------------------------------

    def copy_hex(self) -> None:
        """The selection as pairs of digits, to the clipboard."""
        self._copy(as_text=False)

    def copy_text(self) -> None:
        """The selection as ASCII, to the clipboard."""
        self._copy(as_text=True)

    def _copy(self, *, as_text: bool) -> None:
        feed = self.feed
        first, count = self.view.selection
        if feed is None or not count:
            return
        if count > MOST_COPIED:
            most = current().number(MOST_COPIED)
            self._say(tr("At most {most} bytes are copied at once. Select fewer.", most=most))
            return
        artifact = feed.artifact

        def take(part: ContentPart) -> None:
            values = list(part.data)
            for gap in part.gaps:
                begin = gap.offset_bytes - part.offset_bytes
                values[begin : begin + gap.length_bytes] = [-2] * gap.length_bytes
            text = hex_rows.as_text(values) if as_text else hex_rows.as_hex(values)
            QGuiApplication.clipboard().setText(text)

        feed.desk.ask(
            (feed, "copy"),
            lambda contents: contents.part(artifact, first, count),
            take,
            lambda error: self._say(tr("It could not be copied: the bytes could not be read.")),
            owner=feed,
        )

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(tr("Copy as hex")).triggered.connect(self.copy_hex)
        menu.addAction(tr("Copy as text")).triggered.connect(self.copy_text)
        menu.addAction(tr("Copy the byte's number")).triggered.connect(self._copy_offset)
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _copy_offset(self) -> None:
        QGuiApplication.clipboard().setText(str(self.view.selection[0]))
