"""The verdict of a check: tile, axes, findings. Each verdict has its own shape, word and fill."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr
from forensics_app.i18n.verdicts import AXIS_WORDS, CONSISTENCY_WORDS, verdict_word
from forensics_app.model.findings import AxisState, ConsistencyState, Severity, Verdict
from ui.theme import paint_icon, px, tokens
from ui.theme.state import State
from ui.widgets.text.shapes import StateShape, paint_octagon
from ui.widgets.text.text import Path, Text
from ui.words import gate

_WIDEST_PLACE = 240
"""Of a finding, in px at 100 % text."""


@dataclass(frozen=True, slots=True)
class VerdictLook:
    """`family` is the prefix of its tokens; `glyph` None is the octagon with a cross."""

    family: str
    glyph: str | None


LOOKS: dict[Verdict, VerdictLook] = {
    Verdict.VERIFIED: VerdictLook("ok", "check-circle"),
    Verdict.UNCONFIRMED: VerdictLook("warn", "warning"),
    Verdict.INCOMPLETE: VerdictLook("bad", "puzzle-piece"),
    Verdict.ALTERED: VerdictLook("bad", None),
    Verdict.UNREADABLE: VerdictLook("none", "file-x"),
}

AXIS_STATES: dict[AxisState, State] = {
    AxisState.PASS: State.OK,
    AxisState.FAIL: State.BAD,
    AxisState.UNCONFIRMED: State.WARN,
    AxisState.NONE: State.NONE,
}

CONSISTENCY_STATES: dict[ConsistencyState, State] = {
    ConsistencyState.AGREES: State.OK,
    ConsistencyState.CONTRADICTS: State.WARN,
    ConsistencyState.NONE: State.NONE,
}

SEVERITIES: dict[Severity, State] = {
    Severity.FATAL: State.BAD,
    Severity.CONTRADICTION: State.BAD,
    Severity.MISSING: State.BAD,
    Severity.DOUBT: State.WARN,
    Severity.NOTE: State.INFO,
}


class VerdictMark(QWidget):
    """The filled square with the verdict's shape."""

    def __init__(self, verdict: Verdict, size: int = 84) -> None:
        super().__init__()
        self._look = LOOKS[verdict]
        self.setFixedSize(QSize(px(size), px(size)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t, look = tokens(), self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground, ink = getattr(t, f"{look.family}_fill"), getattr(t, f"on_{look.family}")
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()), px(8), px(8))
        side = round(self.width() * 0.56)
        inner = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        if look.glyph is None:
            paint_octagon(painter, QRectF(inner), ink, ground)
            return
        paint_icon(painter, inner, look.glyph, ink, heavy=True)


class VerdictTile(QWidget):
    """Word, one sentence what it means, one line by what. Buttons go under it when narrow.

    `beside` is what has to be known besides the verdict, and is no part of it.
    """

    def __init__(
        self, verdict: Verdict, sentence: str, detail: str, buttons: list[QWidget], *, beside: str = ""
    ) -> None:
        super().__init__()
        self._look = LOOKS[verdict]
        self._side: QWidget | None = None
        self.setAccessibleName(gate.spoken(verdict_word(verdict), f"{sentence} {beside}".strip()))
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(px(16), px(14), px(20), px(14))
        self._box.setSpacing(px(16))
        words = QWidget()
        line = QHBoxLayout(words)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(18))
        line.addWidget(VerdictMark(verdict), 0, Qt.AlignmentFlag.AlignTop)
        text = QVBoxLayout()
        text.setSpacing(px(2))
        text.addWidget(Text(verdict_word(verdict), "verdict", self._look.family))
        text.addWidget(Text(sentence, "card", wrap=True))
        if beside:
            line_beside = QHBoxLayout()
            line_beside.setSpacing(px(8))
            line_beside.addWidget(StateShape(State.WARN, 18), 0, Qt.AlignmentFlag.AlignTop)
            line_beside.addWidget(Text(beside, "strong", wrap=True), 1)
            text.addLayout(line_beside)
        text.addWidget(Text(detail, "small", "muted", wrap=True))
        text.addStretch(1)
        line.addLayout(text, 1)
        self._box.addWidget(words, 1)
        if buttons:
            side = QWidget()
            self._side = side
            self._buttons = QBoxLayout(QBoxLayout.Direction.TopToBottom, side)
            self._buttons.setContentsMargins(0, 0, 0, 0)
            self._buttons.setSpacing(px(8))
            for button in buttons:
                self._buttons.addWidget(button)
            self._box.addWidget(side)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        narrow = event.size().width() < px(700)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._box.setDirection(way)
        if self._side is not None:
            place = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignVCenter
            self._box.setAlignment(self._side, place)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(getattr(t, f"{self._look.family}_fill")), 2))
        painter.setBrush(QColor(getattr(t, f"{self._look.family}_tint")))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(12), px(12))


class _AnswerRow(QWidget):
    """Shape, name, plain sentence, state word. What isn't as it should be gets a tint."""

    def __init__(self, name: str, sentence: str, state: State, word: str) -> None:
        super().__init__()
        self._state = state
        self._tinted = state in (State.BAD, State.WARN)
        self.setAccessibleName(gate.spoken(current().labelled(name, word), sentence))
        grid = QGridLayout(self)
        grid.setContentsMargins(px(10), px(8), px(10), px(8))
        grid.setHorizontalSpacing(px(12))
        grid.addWidget(StateShape(self._state), 0, 0)
        title = Text(name, "strong")
        metrics = title.fontMetrics()  # sentences begin under each other, whatever the longest name is
        widest = max(metrics.horizontalAdvance(tr(words)) for words in AXIS_WORDS.values())
        title.setMinimumWidth(max(px(110), widest + px(2)))
        grid.addWidget(title, 0, 1)
        grid.addWidget(Text(sentence, wrap=True), 0, 2)
        grid.addWidget(Text(word, "small-strong", self._state.color, end=True), 0, 3)
        grid.setColumnStretch(2, 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if not self._tinted:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(tokens(), self._state.tint)))
        painter.drawRoundedRect(QRectF(self.rect()), px(6), px(6))


class AxisRow(_AnswerRow):
    """One of the six questions."""

    def __init__(self, name: str, sentence: str, axis_state: AxisState, word: str) -> None:
        super().__init__(name, sentence, AXIS_STATES[axis_state], word)


class ConsistencyRow(_AnswerRow):
    """Whether the sealed record agrees with itself."""

    def __init__(self, name: str, sentence: str, state: ConsistencyState) -> None:
        super().__init__(name, sentence, CONSISTENCY_STATES[state], tr(CONSISTENCY_WORDS[state]))


class FindingRow(QWidget):
    """Shape, sentence, and which of the six questions it belongs to."""

    def __init__(self, state: State, sentence: str, place: str, detail: str = "") -> None:
        super().__init__()
        self.setAccessibleName(gate.shown(f"{sentence} ({place})"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, px(2), 0, px(2))
        line.setSpacing(px(10))
        line.addWidget(StateShape(state, 18), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(sentence, wrap=True))
        if detail:
            words.addWidget(Text(detail, "small", "muted", wrap=True))
        line.addLayout(words, 1)
        line.addWidget(_place(place), 0, Qt.AlignmentFlag.AlignTop)


def _place(place: str) -> QWidget:
    """At the end of the row. A long path breaks wherever its line ends: it makes no page wider."""
    line = Text(place, "small", "muted", end=True)
    if line.minimumSizeHint().width() <= px(_WIDEST_PLACE):
        return line
    path = Path(place, role="small", color="muted", sentence=True)
    path.setFixedWidth(px(_WIDEST_PLACE))
    return path
