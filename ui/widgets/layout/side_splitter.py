"""Parts beside each other, with a border between them that moves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter

from ui.theme import px
from ui.widgets.text import direction


class SideSplitter(QSplitter):
    """No part can be moved away altogether."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(px(12))
        self.setChildrenCollapsible(False)
        if direction.right_to_left():  # Qt puts the first part one pixel too far, where its border is cut
            self.setContentsMargins(0, 0, 1, 0)
