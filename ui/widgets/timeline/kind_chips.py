"""Chips that choose which kinds of times are drawn, always in one line: what finds no room is in a menu."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from forensics_app.i18n import tr, trn
from ui.models.timeline.data import TimelineData
from ui.models.timeline.kinds import TimeGroup, group_words
from ui.theme import px
from ui.widgets.controls.pill import Choice
from ui.widgets.timeline.kind_mark import KindChip
from ui.words import gate

_GAP = 8


class KindChips(QWidget):
    """`changed` with a frozenset of the kinds that were picked, none for all.

    Where the line is too short the counts go first, which the card of the chosen time tells too.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(px(_GAP))
        self._line.addStretch(1)
        self.chips: list[KindChip] = []
        self.more = Choice("")
        self.more.end_glyph = "caret-down"
        self.more.clicked.connect(self._open_menu)
        self.more.hide()
        self._line.insertWidget(0, self.more)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._shown: object = None

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Of one chip and the menu: it never asks the page to be wider."""
        return QSize(px(200), self.more.sizeHint().height())

    @property
    def controls(self) -> list[QWidget]:
        """In the order in which one reads them."""
        return [*self.chips, self.more]

    def show_data(self, data: TimelineData, kinds: frozenset[TimeGroup]) -> None:
        """A chip for each kind that the case has."""
        shown = [(group, data.total_of(group)) for group in data.groups]
        if shown != self._shown:
            self._shown = shown
            self._make(shown)
        self.show_kinds(kinds)

    def show_kinds(self, kinds: frozenset[TimeGroup]) -> None:
        """Which kinds were picked; none for all."""
        for chip in self.chips:
            chip.setChecked(not kinds if chip.kind is None else chip.kind in kinds)
            chip.updateGeometry()
        self._fit()

    def _make(self, shown: Sequence[tuple[TimeGroup, int]]) -> None:
        for chip in self.chips:
            self._line.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = [KindChip(tr("All kinds"))]
        self.chips += [KindChip(group_words(group), group, count) for group, count in shown]
        for at, chip in enumerate(self.chips):
            chip.clicked.connect(partial(self._clicked, chip))
            self._line.insertWidget(at, chip)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self.chips:
            return
        for counted in (True, False):
            for chip in self.chips:
                chip.set_counted(on=counted)
            if self._width(self.chips) <= self.width():
                self._show_first(len(self.chips))
                return
        for chip in self.chips:
            chip.set_counted(on=True)
        for kept in range(len(self.chips) - 1, 0, -1):
            self._show_first(kept)
            if self._width([*self.chips[:kept], self.more]) <= self.width():
                return

    def _show_first(self, kept: int) -> None:
        for at, chip in enumerate(self.chips):
            chip.setVisible(at < kept)
        rest = self.chips[kept:]
        self.more.setText(trn("{count} more", "{count} more", len(rest)))
        self.more.setAccessibleName(gate.shown(self.more.text()))
        self.more.setChecked(any(chip.isChecked() for chip in rest))
        self.more.updateGeometry()
        self.more.setVisible(bool(rest))

    def _width(self, chips: Sequence[QWidget]) -> int:
        return sum(chip.sizeHint().width() for chip in chips) + px(_GAP) * (len(chips) - 1)

    def menu(self) -> QMenu:
        """The kinds that have no chip in sight."""
        made = QMenu(self)
        for chip in self.chips:
            if chip.isHidden():
                action = made.addAction(chip.accessibleName())
                action.setCheckable(True)
                action.setChecked(chip.isChecked())
                action.triggered.connect(chip.click)
        return made

    def _open_menu(self) -> None:
        self._fit()  # the press has switched it
        self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _clicked(self, clicked: KindChip) -> None:
        if clicked.kind is None:
            self.changed.emit(frozenset())
            return
        kinds = frozenset(chip.kind for chip in self.chips if chip.kind is not None and chip.isChecked())
        every = len(kinds) > 1 and len(kinds) == len(self.chips) - 1
        self.changed.emit(frozenset() if every else kinds)
