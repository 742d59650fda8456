"""What belongs to a line above it, set in so far as that line's words are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import px

BY = 32  # shape and gap of a StepRow


def set_in(parts: Sequence[QWidget]) -> QWidget:
    """One widget with all `parts`, under each other."""
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(0)
    line.addSpacing(px(BY))  # a margin would stay on the left in languages from right to left
    box = QVBoxLayout()
    box.setSpacing(px(2))
    for part in parts:
        box.addWidget(part)
    line.addLayout(box, 1)
    return made
