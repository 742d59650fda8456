"""The theme in use: tokens, text size, and what follows from them. Set by the window, read by every part.

Parts are built with the theme that holds at that moment; a change of theme, text size or language makes the
window build its pages again from their state, so no part has to follow changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.theme import fonts
from ui.theme.palette import palette
from ui.theme.sheet import style_sheet
from ui.theme.tokens import LIGHT, Tokens

TEXT_SCALES = (1.0, 1.25, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Theme:
    """`scale` multiplies every length together with the text, so nothing is clipped at 200 %."""

    tokens: Tokens = LIGHT
    scale: float = 1.0

    def px(self, length: float) -> int:
        """A length of the 100 % drawing in pixels at this text size."""
        return round(length * self.scale)

    def font(self, role: str) -> QFont:
        """The font of one of `fonts.ROLES` at this text size."""
        return fonts.font(role, self.scale)

    def color(self, token: str) -> QColor:
        """The colour of a token by its name."""
        return QColor(getattr(self.tokens, token))


class _Current:
    theme = Theme()


def theme() -> Theme:
    """The theme in use."""
    return _Current.theme


def px(length: float) -> int:
    """A length of the 100 % drawing in pixels now."""
    return _Current.theme.px(length)


def tokens() -> Tokens:
    """The colours in use."""
    return _Current.theme.tokens


def apply_theme(application: QApplication, chosen: Theme) -> None:
    """Make `chosen` the theme: style, palette, font and style sheet of the whole application."""
    _Current.theme = chosen
    fonts.load_fonts()
    application.setStyle(QStyleFactory.create("Fusion"))
    application.setPalette(palette(chosen.tokens))
    application.setFont(chosen.font("body"))
    application.setStyleSheet(style_sheet(chosen.tokens, chosen.px))
