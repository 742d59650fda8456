"""QPalette of a table of tokens, for Fusion."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from ui.theme.tokens import Tokens

_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup


def palette(t: Tokens) -> QPalette:
    """Every role that Fusion draws with."""
    made = QPalette()
    roles = {
        _Role.Window: t.bg,
        _Role.WindowText: t.text,
        _Role.Base: t.field,
        _Role.AlternateBase: t.zebra,
        _Role.Text: t.text,
        _Role.Button: t.button,
        _Role.ButtonText: t.text,
        _Role.BrightText: t.bad,
        _Role.Highlight: t.selection,
        _Role.HighlightedText: t.text,
        _Role.Accent: t.accent,
        _Role.Link: t.accent,
        _Role.LinkVisited: t.accent,
        _Role.ToolTipBase: t.surface,
        _Role.ToolTipText: t.text,
        _Role.PlaceholderText: t.muted,
        _Role.Light: t.surface,
        _Role.Midlight: t.line,
        _Role.Mid: t.control,
        _Role.Dark: t.control,
        _Role.Shadow: t.line,
    }
    for role, color in roles.items():
        made.setColor(role, QColor(color))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        made.setColor(_Group.Disabled, role, QColor(t.muted))
    made.setColor(_Group.Disabled, _Role.Highlight, QColor(t.track))
    return made
