"""How large a dialog begins: as drawn, and never larger than the window it belongs to."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QWidget

from ui.theme import px

_MARGIN = 40


def fit_into(dialog: QDialog, parent: QWidget | None, width: int, height: int) -> None:
    """`width` and `height` in px of the 100 % drawing."""
    wanted = QSize(px(width), px(height))
    if parent is not None:
        wanted = wanted.boundedTo(parent.window().size() - QSize(_MARGIN, _MARGIN))
    dialog.resize(wanted)
