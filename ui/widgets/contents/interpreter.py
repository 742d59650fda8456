"""What the bytes under the cursor can mean, and where they lie on the medium."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import N_, NC_, current, tr, trn
from forensics_app.model.contents import MediumPlace
from forensics_app.model.names import visible
from ui.models.contents.byte_meanings import (
    NUMBERS,
    TIMES,
    Meaning,
    Number,
    Order,
    Value,
    is_time_sized,
    meaning,
)
from ui.theme import px, theme
from ui.widgets.controls.pill import Choice
from ui.widgets.text import direction
from ui.widgets.text.text import Path, Rule, Text, section_cap
from ui.words import gate

LABELS: dict[Meaning, str] = {
    Meaning.INT8: N_("8 bit"),
    Meaning.INT16: N_("16 bit"),
    Meaning.INT32: N_("32 bit"),
    Meaning.INT64: N_("64 bit"),
    Meaning.FLOAT32: N_("Float 32"),
    Meaning.FLOAT64: N_("Float 64"),
    Meaning.BINARY: NC_("label", "Binary"),
    Meaning.UNIX_S: N_("Unix, s"),
    Meaning.UNIX_MS: N_("Unix, ms"),
    Meaning.FILETIME: "FILETIME",
    Meaning.WEBKIT: "WebKit",
    Meaning.DOS: N_("DOS, local"),
    Meaning.HFS: "HFS+",
    Meaning.COCOA: "Cocoa",
    Meaning.OLE: "OLE",
    Meaning.DOTNET: ".NET",
    Meaning.GUID: "GUID",
    Meaning.UTF8: "UTF-8",
    Meaning.UTF16: "UTF-16",
}
_GROUP = re.compile(r"(?<=\d)(\D)(?=\d{3})")
_WORDS = (Meaning.UTF8, Meaning.UTF16, Meaning.GUID)


class Interpreter(QWidget):
    """`order_changed` when the other order of bytes was chosen."""

    order_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Data interpreter"))
        self.order = Order.LITTLE
        self._data = b""
        self._labels: dict[Path, Text] = {}
        self._label_width = 0
        self._grids: list[QGridLayout] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(px(12), px(8), px(12), px(10))
        box.setSpacing(px(6))
        box.addWidget(Text(tr("Data interpreter"), "card"))
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self._choices: dict[Order, Choice] = {}
        for order, words in (
            (Order.LITTLE, tr(NC_("label", "Little-endian"))),
            (Order.BIG, tr(NC_("label", "Big-endian"))),
        ):
            choice = Choice(words)
            choice.setChecked(order is self.order)
            choice.clicked.connect(lambda checked=False, chosen=order: self.set_order(chosen))
            line.addWidget(choice)
            self._choices[order] = choice
        line.addStretch(1)
        box.addLayout(line)
        self._count = Text("", "small", "muted", wrap=True)
        box.addWidget(self._count)
        self._values: dict[Meaning, Path] = {}
        self._rows(box, "", NUMBERS)
        self._rows(box, tr("As a time (UTC)"), TIMES)
        self._rows(box, tr("As text"), _WORDS)
        self._medium = QWidget()
        inner = QVBoxLayout(self._medium)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(px(4))
        inner.addWidget(Rule())
        inner.addWidget(section_cap(tr("On the medium")))
        self._place = Text("", wrap=True)
        inner.addWidget(self._place)
        self._grid = QGridLayout()
        self._grids.append(self._grid)
        inner.addLayout(self._grid)
        self._places = {
            name: self._row(self._grid, at, words)
            for at, (name, words) in enumerate(
                (
                    ("layer", tr(NC_("label", "Volume"))),
                    ("byte", tr(NC_("label", "Byte"))),
                    ("sector", tr(NC_("label", "Sector"))),
                    ("piece", tr(NC_("label", "Piece"))),
                )
            )
        }
        box.addWidget(self._medium)
        box.addStretch(1)
        for grid in self._grids:
            grid.setColumnMinimumWidth(0, self._label_width)

    def show_nothing(self) -> None:
        """What was read before, of another content, means nothing for this one."""
        self._data = b""
        self._count.set_text("")
        self._fill()
        self.show_place(None, known=True)

    def show_bytes(self, offset: int, count: int, data: bytes) -> None:
        """`data` from byte `offset` on; `count` bytes are selected."""
        self._data = data
        words = current()
        self._count.set_text(
            trn(
                "{count} byte selected, at offset {offset}",
                "{count} bytes selected, at offset {offset}",
                count,
                offset=words.number(offset),
            )
        )
        self._fill()

    def show_place(self, place: MediumPlace | None, *, known: bool) -> None:
        """Where the byte under the cursor lies; `known` False where extents do not tell."""
        words = current()
        stored = place is not None and place.offset_bytes is not None
        if place is None:
            self._place.set_text(
                tr("Unknown: the content can't be located from its extents.") if not known else "–"
            )
        elif not stored:
            self._place.set_text(tr("None: these zeros are not stored."))
        self._place.setVisible(not stored)
        for value in self._places.values():
            value.setVisible(stored)
            label = self._labels[value]
            label.setVisible(stored)
        if place is not None and place.offset_bytes is not None:
            self._places["layer"].set_value(place.layer_id or "")
            self._places["byte"].set_value(words.number(place.offset_bytes), str(place.offset_bytes))
            sector = f"{words.number(place.sector or 0)} ({words.number(place.sector_size_bytes or 0)})"
            self._places["sector"].set_value(sector, str(place.sector))
            piece = tr(
                "{piece} of {pieces}", piece=words.number(place.piece), pieces=words.number(place.pieces)
            )
            self._places["piece"].set_value(piece)

    def whole_width(self) -> int:
        """Px in which every number stands in one line, or a negative one below its unsigned reading."""
        longest = QFontMetrics(theme().font("hash")).horizontalAdvance(f"({current().number(-(2**63))})")
        return px(12) * 2 + self._label_width + px(10) + longest + px(4)

    def set_order(self, order: Order) -> None:
        """Read the bytes in this order."""
        self.order = order
        for known, choice in self._choices.items():
            choice.setChecked(known is order)
        self._fill()
        self.order_changed.emit()

    def text_of(self, kind: Meaning) -> str:
        """What is shown for one reading."""
        return self._values[kind].accessibleName()

    def _fill(self) -> None:
        for kind, shown in self._values.items():
            value = meaning(kind, self._data, self.order)
            text = _words(value)
            if value is None and is_time_sized(kind, self._data):
                text = tr("not a valid time")
            shown.set_value(_breakable(text) or "–", text)

    def _rows(self, box: QVBoxLayout, title: str, kinds: tuple[Meaning, ...]) -> None:
        if title:
            box.addWidget(Rule())
            box.addWidget(section_cap(title))
        grid = QGridLayout()
        self._grids.append(grid)
        for at, kind in enumerate(kinds):
            self._values[kind] = self._row(grid, at, tr(LABELS[kind]))
        box.addLayout(grid)

    def _row(self, grid: QGridLayout, at: int, words: str) -> Path:
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(3))
        grid.setColumnStretch(1, 1)
        label = Text(words, "small", "muted")
        label.setAlignment(direction.leading() | Qt.AlignmentFlag.AlignTop)
        self._label_width = max(self._label_width, label.sizeHint().width())
        value = Path("–", role="hash")
        value.setAccessibleDescription(gate.shown(words))
        self._labels[value] = label
        grid.addWidget(label, at, 0)
        grid.addWidget(value, at, 1)
        return value


def _breakable(text: str) -> str:
    """A long number goes on in the next line after a whole group of its digits."""
    return _GROUP.sub("\\1\u200b", text)


def _words(value: Value | None) -> str:
    words = current()
    if value is None:
        return ""
    if isinstance(value, Number):
        plain = words.number(value.unsigned)
        return plain if value.signed >= 0 else f"{plain}  ({words.number(value.signed)})"
    if isinstance(value, float):
        return f"{value:.7g}"
    return visible(value)
