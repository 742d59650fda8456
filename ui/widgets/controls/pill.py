"""Pills tell a state in a word; chips are filters that can be taken away or switched."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from ui.theme import paint_icon, px, theme, tokens
from ui.theme.state import State
from ui.widgets.controls.drawn_button import DrawnButton
from ui.widgets.text import direction
from ui.widgets.text.shapes import paint_state


class Capsule(DrawnButton):
    """What pills and chips share: a rounded ground whose radius follows from its height, icon, text, end."""

    def __init__(self, label: str, *, glyph: str | None = None, state: State | None = None) -> None:
        super().__init__(label)
        self.glyph, self.state, self.end_glyph = glyph, state, ""
        self.setFont(theme().font("small-strong"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def ground(self) -> str:
        """Token of the ground."""
        return "surface"

    def ink(self) -> str:
        """Token of text and icons."""
        return "text"

    def border(self) -> str | None:
        """Token of the border, if there is one."""
        return None

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + px(24)
        if self.glyph or self.state:
            width += px(22)
        if self.end_glyph:
            width += px(18)
        return QSize(width, max(px(26), metrics.height() + px(8)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Where the policy lets it shrink: its icon and a few letters."""
        wanted = self.sizeHint()
        return QSize(min(wanted.width(), px(90)), wanted.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = 2.0 if self.hasFocus() else 1.0
        body = QRectF(self.rect()).adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2)
        edge = t.accent if self.hasFocus() else (getattr(t, self.border() or "") if self.border() else None)
        painter.setPen(QPen(QColor(edge), wide) if edge else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(t, self.ground())))
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2)
        self._paint_inside(painter, getattr(t, self.ink()))

    def _paint_inside(self, painter: QPainter, ink: str) -> None:
        rtl, size = direction.right_to_left(), px(16)
        x, right, middle = px(12), self.width() - px(12), self.height() // 2
        if self.glyph or self.state:
            square = QRect(right - size if rtl else x, middle - size // 2, size, size)
            if self.state:
                paint_state(painter, square, self.state)
            elif self.glyph:
                paint_icon(painter, square, self.glyph, ink)
            x, right = (x, right - size - px(6)) if rtl else (x + size + px(6), right)
        if self.end_glyph:
            small = px(12)
            square = QRect(x if rtl else right - small, middle - small // 2, small, small)
            paint_icon(painter, square, self.end_glyph, ink)
            x, right = (x + small + px(6), right) if rtl else (x, right - small - px(6))
        painter.setPen(QColor(ink))
        painter.setFont(self.font())
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, right - x + 1)
        painter.drawText(QRect(x, 0, right - x, self.height()), direction.leading(), text)


class Pill(Capsule):
    """A state in a word. With `leads` it can be pressed and leads to where the state comes from."""

    def __init__(self, label: str, state: State, *, glyph: str | None = None, leads: bool = False) -> None:
        super().__init__(label, glyph=glyph, state=None if glyph else state)
        self._kind = state
        self._leads = leads
        self.stays = False  # also where it leaves the title little room
        if leads:
            self.end_glyph = "caret-left" if direction.right_to_left() else "caret-right"
        else:
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def stands_for(self) -> State:
        """What its colour stands for."""
        return self._kind

    def ground(self) -> str:
        return self._kind.tint

    def ink(self) -> str:
        return self._kind.color

    def border(self) -> str | None:
        return (
            self._kind.color if tokens().name == "high-contrast" or (self.hovered and self._leads) else None
        )


class Chip(Capsule):
    """A filter: on (tinted, with a cross that takes it away) or off (a plain capsule that adds it)."""

    def __init__(self, label: str, *, on: bool = False, glyph: str | None = None) -> None:
        super().__init__(label, glyph=glyph)
        self._on = on
        self.end_glyph = "x" if on else ""
        self.setFont(theme().font("small-strong" if on else "small"))

    def ground(self) -> str:
        return "selection" if self._on else ("tag" if self.hovered else "surface")

    def border(self) -> str | None:
        return "accent" if self._on else "control"


class Choice(Capsule):
    """One of several that exclude each other; the chosen one is filled."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.setCheckable(True)

    def ground(self) -> str:
        return "selection" if self.isChecked() else "surface"

    def border(self) -> str | None:
        return "accent" if self.isChecked() else "control"
