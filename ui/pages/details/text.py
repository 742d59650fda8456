"""The tab Text: a bounded part of the content in an encoding that can be chosen, control characters spelled
out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.artifact import Artifact
from forensics_app.services.contents.contents import Contents
from forensics_app.services.contents.text import (
    ENCODINGS,
    HEAD_BYTES,
    MARGIN_BYTES,
    PART_BYTES,
    Encoding,
    TextPart,
    decode_around,
    encoding_of,
    is_text,
    likely,
)
from ui.models.contents.feed import ContentFeed
from ui.models.contents.unread import unacquired_notice, unit_notice
from ui.models.contents.words import content_sentence, encoding_words
from ui.theme import px, theme
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text.text import Rule, Text

_BY_ITSELF = "latin-1"  # what is taken where nothing speaks for an encoding: every byte is a character in it


class TextTab(QWidget):
    """`codec_chosen` with the codec of the encoding in use."""

    codec_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.feed: ContentFeed | None = None
        self._part = 0
        self._chosen: str | None = None  # by hand: it stays for the artifacts that follow
        self._codec = "utf-8"
        self._guessed = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(6), 0, 0)
        box.setSpacing(px(6))
        tools = FlowLayout(gap=6)
        tools.setContentsMargins(px(12), 0, px(12), 0)
        self.encodings = Combo()
        self.encodings.setAccessibleName(tr(NC_("label", "Encoding")))
        self.encodings.addItem(tr("Encoding: automatic"), None)
        for encoding in ENCODINGS:
            self.encodings.addItem(encoding_words(encoding), encoding.codec)
        self.encodings.activated.connect(self._choose)
        tools.addWidget(self.encodings)
        self.back = Button(tr("Previous part"), lambda: self._go(self._part - 1), small=True)
        self.next = Button(tr("Next part"), lambda: self._go(self._part + 1), small=True)
        tools.addWidget(self.back)
        tools.addWidget(self.next)
        box.addLayout(tools)
        box.addWidget(Rule())
        self.view = QPlainTextEdit()
        self.view.setReadOnly(True)
        self.view.setFont(theme().font("hash"))
        self.view.setAccessibleName(tr("Text of the content"))
        self.view.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.view.setUndoRedoEnabled(False)
        inner = QHBoxLayout()
        inner.setContentsMargins(px(6), 0, px(6), 0)
        inner.addWidget(self.view)
        box.addLayout(inner, 1)
        self.note = Text("", "small", "muted", wrap=True)
        self.note.setContentsMargins(px(12), 0, px(12), px(4))
        box.addWidget(self.note)

    def set_feed(self, feed: ContentFeed | None) -> None:
        """Another content, or none."""
        self.feed, self._part = feed, 0
        self.view.setPlainText("")
        self.note.set_text("")
        self._show_parts()
        if feed is not None:
            if feed.readable:
                self._ask()
            else:
                self.note.set_text(feed.complaint)

    @property
    def parts(self) -> int:
        """How many parts the content has."""
        return 0 if self.feed is None else max(1, -(-self.feed.size // PART_BYTES))

    def _choose(self, index: int) -> None:
        self._chosen = self.encodings.itemData(index)
        self._ask()

    def _go(self, part: int) -> None:
        self._part = max(0, min(part, self.parts - 1))
        self._ask()

    def _show_parts(self) -> None:
        several = self.parts > 1
        for button in (self.back, self.next):
            button.setVisible(several)
        self.back.setEnabled(self._part > 0)
        self.next.setEnabled(self._part < self.parts - 1)

    def _ask(self) -> None:
        feed = self.feed
        if feed is None or not feed.readable:
            return
        self._show_parts()
        part = self._part
        feed.desk.ask(
            (self, "text"),
            text_work(feed.artifact, part, self._chosen),
            lambda found: self._take(feed, part, found),
            lambda error: self._fail(feed, error),
            owner=feed,
        )

    def _take(self, feed: ContentFeed, part: int, found: Decoded) -> None:
        if feed is not self.feed or part != self._part:
            return
        codec, certain, text = found.codec, found.certain, found.text
        self._codec, self._guessed = codec, not certain
        self.codec_chosen.emit(codec)
        self.view.setPlainText("\n".join(text.rows))
        said = []
        words = current()
        if self._chosen is None:
            name = encoding_words(encoding_of(codec))
            if certain:
                said.append(tr("Decoded as {encoding}.", encoding=name))
            else:
                said.append(
                    tr("Encoding uncertain; shown as {encoding}. Choose another above.", encoding=name)
                )
        if text.replaced:
            said.append(
                trn(
                    "{count} byte sequence is invalid in this encoding (shown as �).",
                    "{count} byte sequences are invalid in this encoding (shown as �).",
                    text.replaced,
                )
            )
        if found.unacquired:
            said.append(
                trn(
                    "{count} byte here could not be read when the image was made; "
                    "a line in brackets stands for it.",
                    "{count} bytes here could not be read when the image was made; "
                    "lines in brackets stand for them.",
                    found.unacquired,
                )
            )
            said.append(unit_notice(feed.artifact))
        if not found.told:
            said.append(unacquired_notice(feed.artifact, untold=True))
        if text.joined:
            said.append(tr("Long lines are wrapped; the file has no line break there."))
        if self.parts > 1:
            number, parts = words.number(part + 1), words.number(self.parts)
            said.append(tr("Part {number} of {parts}.", number=number, parts=parts))
        self.note.set_text(" ".join(filter(None, said)))
        self._show_parts()

    def _fail(self, feed: ContentFeed, error: ForensicsError) -> None:
        if feed is self.feed:
            self.view.setPlainText("")
            self.note.set_text(content_sentence(error))
            feed.met(error)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a part. `certain`: whether the encoding is, or was chosen by hand; `unacquired` bytes of
    it could not be read when the image was made; `told` as of ContentPart."""

    codec: str
    certain: bool
    text: TextPart
    unacquired: int
    told: bool


def text_work(artifact: Artifact, part: int, chosen: str | None) -> Callable[[Contents], Decoded]:
    """For the thread that reads: the text of a part."""

    def work(contents: Contents) -> Decoded:
        encoding, certain = _encoding(contents, artifact, chosen)
        begin = part * PART_BYTES
        found = contents.part(artifact, begin, PART_BYTES + MARGIN_BYTES)
        last = begin + PART_BYTES >= found.size_bytes
        gaps = [
            (gap.offset_bytes - begin, gap.offset_bytes + gap.length_bytes - begin) for gap in found.unread
        ]
        text = decode_around(found.data, gaps, encoding, first=part == 0, last=last, marker=_unread_row)
        unacquired = sum(
            min(PART_BYTES, gap.offset_bytes + gap.length_bytes - begin) - (gap.offset_bytes - begin)
            for gap in found.unacquired
            if gap.offset_bytes - begin < PART_BYTES
        )
        return Decoded(encoding.codec, certain, text, unacquired, found.told)

    return work


def _unread_row(count: int) -> str:
    """In place of text of so many bytes."""
    return trn("[{count} byte not read]", "[{count} bytes not read]", count)


def _encoding(contents: Contents, artifact: Artifact, chosen: str | None) -> tuple[Encoding, bool]:
    if chosen is not None:
        return encoding_of(chosen), True
    head = contents.part(artifact, 0, HEAD_BYTES).sound
    found = likely(head)
    if found is not None:
        return found, True
    return encoding_of("cp1252" if is_text(head) else _BY_ITSELF), False
