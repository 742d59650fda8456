"""Reasons why something was not read, each with how many items it stands for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from forensics_app.i18n import current, tr
from ui.models.overview import OmissionGroup
from ui.theme import px
from ui.widgets.shapes import Glyph
from ui.widgets.text import Text
from ui.words import omission_sentence


class OmissionList(QWidget):
    """The count first: it weighs as much as what was read."""

    def __init__(self, groups: Sequence[OmissionGroup]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(2, 1)
        top = Qt.AlignmentFlag.AlignTop
        for at, group in enumerate(groups):
            grid.addWidget(Text(current().number(group.count), "strong", end=True), at, 0, top)
            grid.addWidget(Glyph("prohibit", 16), at, 1, top)
            grid.addWidget(Text(omission_sentence(group.code), wrap=True), at, 2)
        if not groups:
            grid.addWidget(Text(tr("Nothing was left out."), color="muted", wrap=True), 0, 0, 1, 3)
