"""Labels. Always plain text: what comes from evidence is never read as HTML."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QSizePolicy, QWidget

from forensics_app.i18n import NC_, tr
from ui.theme import px, theme, tokens
from ui.widgets.text import direction
from ui.widgets.text.lines import laid_out
from ui.words import gate

_BREAK, _LINE_END = "\u200b", "\u2028"


class Text(QLabel):
    """One piece of text in a role of the type scale and a token's colour.

    A wrapped one asks for one line at least, not for the height Qt guesses, and grows with its width.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        color: str = "text",
        *,
        wrap: bool = False,
        end: bool = False,
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme().font(role))
        self.set_color(color)
        self.setAlignment(direction.trailing() if end else direction.leading())
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self._machine = role in ("code", "fingerprint", "hash", "dense")
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show `text`; in a right-to-left window with the base direction that fits the role."""
        text = gate.shown(text)
        self.setText(direction.machine(text) if self._machine else direction.sentence(text))
        self.setAccessibleName(gate.shown(text))

    def set_color(self, token: str) -> None:
        """Colour by token name."""
        colors = self.palette()
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
            colors.setColor(group, QPalette.ColorRole.WindowText, QColor(getattr(tokens(), token)))
        self.setPalette(colors)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line, and not wider than a word or two, where the text wraps."""
        if not self.wordWrap():
            return super().minimumSizeHint()
        metrics = self.fontMetrics()
        return QSize(min(px(80), metrics.horizontalAdvance(self.text())), metrics.lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Qt's own lines from the right stand off by the space they were broken at."""
        if not self.wordWrap() or not direction.right_to_left():
            super().paintEvent(event)
            return
        painter, room = QPainter(self), self.contentsRect()
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        words = QTextOption.WrapMode.WordWrap
        made, height = laid_out(self.text(), self.font(), room.width(), words, self.alignment())
        made.draw(painter, QPointF(room.left(), room.top() + (room.height() - height) / 2))


class Elided(QWidget):
    """One line that is cut with an ellipsis where it is too long; the whole stands in its tooltip."""

    def __init__(self, role: str = "body", color: str = "text") -> None:
        super().__init__()
        self._text, self._color = "", QColor(getattr(tokens(), color))
        self.setFont(theme().font(role))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Show `text`."""
        self._text = gate.shown(text)
        self.setAccessibleName(gate.shown(self._text))
        self.setToolTip(gate.tip(text))
        self.updateGeometry()
        self.update()

    def set_color(self, token: str) -> None:
        """Colour by token name."""
        self._color = QColor(getattr(tokens(), token))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """In whole pixels that are not less than what the letters take, of whichever font they come."""
        metrics = QFontMetricsF(self.font())
        drawn = metrics.boundingRect(direction.sentence(self._text))
        wide = metrics.horizontalAdvance(direction.sentence(self._text))
        return QSize(ceil(wide) + 1, ceil(max(metrics.height(), drawn.height())))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setPen(self._color)
        shown = self.fontMetrics().elidedText(
            direction.sentence(self._text), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), direction.leading(), shown)


class Path(QWidget):
    """A path or digest that breaks wherever the line ends, is never cut, and copies as the raw value.

    Where `shown` has U+200B it breaks there first. `sentence`: one with such a value in it, in the window's
    direction.
    """

    def __init__(
        self,
        shown: str,
        raw: str | None = None,
        role: str = "body",
        color: str = "text",
        *,
        sentence: bool = False,
    ) -> None:
        super().__init__()
        self._raw = shown if raw is None else raw
        shown = gate.shown(shown)
        self._directed = direction.sentence if sentence else direction.machine
        self._shown = self._directed(shown)
        self._heights: dict[int, int] = {}
        self._color = QColor(getattr(tokens(), color))
        self.setFont(theme().font(role))
        self.setAccessibleName(gate.shown(shown.replace(_BREAK, "")))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_value(self, shown: str, raw: str | None = None) -> None:
        """Show another value."""
        self._raw = shown if raw is None else raw
        shown = gate.shown(shown)
        self._shown = self._directed(shown)
        self.setAccessibleName(gate.shown(shown.replace(_BREAK, "")))
        self._heights.clear()
        self.updateGeometry()
        self.update()

    def _layout(self, width: int) -> tuple[QTextLayout, float]:
        anywhere = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        return laid_out(self._broken(width), self.font(), width, anywhere, direction.leading())

    def _broken(self, width: int) -> str:
        """Lines that end at U+200B; the sign itself would come from another font, with higher lines."""
        metrics, lines = QFontMetricsF(self.font()), [""]
        for part in self._shown.split(_BREAK):
            if lines[-1] and metrics.horizontalAdvance(lines[-1] + part) > width:
                lines.append("")
            lines[-1] += part
        return _LINE_END.join(lines)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        if width not in self._heights:  # a layout asks for the same few widths many times over
            self._heights[width] = int(self._layout(width)[1] + 0.999)
        return self._heights[width]

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.FontChange:
            self._heights.clear()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        return QSize(min(px(220), metrics.horizontalAdvance(self._shown)), metrics.lineSpacing())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(60), self.fontMetrics().lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setPen(self._color)
        self._layout(self.width())[0].draw(painter, QPointF(0, 0))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        menu = QMenu(self)
        menu.addAction(tr(NC_("button", "Copy"))).triggered.connect(self.copy)
        menu.exec(event.globalPos())

    def copy(self) -> None:
        """Put the raw value on the clipboard."""
        QGuiApplication.clipboard().setText(self._raw)


class Rule(QFrame):
    """A hair line between rows."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "rule")
        self.setFixedHeight(1)


def section_cap(text: str) -> Text:
    """A small bold heading inside a card. Upper case only where the language has it."""
    return Text(section_words(text), "section", "muted")


def section_words(text: str) -> str:
    """As such a heading is written."""
    return text.upper()
