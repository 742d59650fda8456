"""How large a dialog is: as drawn at first, higher where it has more to say, never larger than its window."""

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


def fit_to_words(dialog: QDialog, width: int, least: int = 0) -> None:
    """As high as its words need at `width`, and as the screen has room; at least `least`. All in pixels.

    Text that wraps has no height of its own, and Qt opens a dialog no higher than two thirds of the screen.
    """
    box = dialog.layout()
    if box is not None:
        box.activate()
        most = dialog.screen().availableSize().height() - _MARGIN
        dialog.resize(width, max(least, min(box.totalHeightForWidth(width), most)))


def grow_for(dialog: QDialog, content: QWidget) -> None:
    """Make it higher by what `content`, which scrolls in it, lacks, as far as the window behind has room."""
    layout, port, parent = content.layout(), content.parentWidget(), dialog.parentWidget()
    if layout is None or port is None or parent is None or not dialog.isVisible():
        return
    wanted = dialog.height() + layout.totalHeightForWidth(port.width()) - port.height()
    most = parent.window().height() - _MARGIN
    if dialog.height() < min(wanted, most):
        dialog.resize(dialog.width(), min(wanted, most))
