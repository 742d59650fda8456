"""Reasons why something was not read, each with how many items it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from forensics_app.i18n import current, tr
from ui.models.case.overview import OmissionGroup
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Text
from ui.words.codes import omission_sentence


class OmissionList(QWidget):
    """The count first: it weighs as much as what was read, and leads to what it counts (`chosen`, a code)."""

    chosen = Signal(str)

    def __init__(self, groups: Sequence[OmissionGroup]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(4))
        grid.setColumnStretch(2, 1)
        top = Qt.AlignmentFlag.AlignTop
        for at, group in enumerate(groups):
            figure, sentence = current().number(group.count), omission_sentence(group.code)
            count = Button(figure, partial(self.chosen.emit, group.code), kind="link", small=True)
            count.setAccessibleName(tr("{what}: {figure}, show them", what=sentence, figure=figure))
            grid.addWidget(count, at, 0, top | Qt.AlignmentFlag.AlignTrailing)
            words = Text(sentence, wrap=True)
            words.setContentsMargins(0, px(4), 0, 0)
            glyph = Glyph("prohibit", 16)
            glyph.setFixedHeight(count.sizeHint().height())  # in the middle of the first line
            grid.addWidget(glyph, at, 1, top)
            grid.addWidget(words, at, 2)
        if not groups:
            grid.addWidget(Text(tr("Nothing was left out."), color="muted", wrap=True), 0, 0, 1, 3)
