"""Colours, fonts, icons and the style of the window, from one table of tokens."""

from ui.theme.current import TEXT_SCALES, Theme, apply_theme, px, theme, tokens
from ui.theme.icons import icon, paint_icon
from ui.theme.tokens import DARK, HIGH_CONTRAST, LIGHT, THEMES, Tokens

__all__ = [
    "DARK",
    "HIGH_CONTRAST",
    "LIGHT",
    "TEXT_SCALES",
    "THEMES",
    "Theme",
    "Tokens",
    "apply_theme",
    "icon",
    "paint_icon",
    "px",
    "theme",
    "tokens",
]
