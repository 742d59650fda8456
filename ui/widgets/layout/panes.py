"""Tree, list and details: borders that move, details below the list or beside it, parts that can be hidden.

Below, details have the whole width of the list, so that bytes stand sixteen in a row; they stand beside it
where the screen is wide enough for that too, unless the user chose otherwise.

Where there is no room for all, one at a time with a switch.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from ui.settings.list_settings import PartsState
from ui.theme import px
from ui.widgets.controls.pill import Choice
from ui.widgets.layout.side_splitter import SideSplitter

_TREE, _LIST, _DETAILS = range(3)
_TREE_WIDTH, _DETAILS_WIDTH, _DETAILS_HEIGHT = 240, 277, 200
_BESIDE_FROM = 1640  # tree, a list with its usual columns, and sixteen bytes in a row beside it
_NARROW_LIST = 250
_LIST_HEIGHT = 300  # its head and six rows, before the details get half of the height
_FOLD_BELOW = 700
_TREE_SHARE, _DETAILS_SHARE, _HEIGHT_SHARE = 0.165, 0.38, 0.5
_TREE_MOST, _DETAILS_MOST, _HEIGHT_MOST = 340, 720, 520
_REST = 100_000


class Panes(QWidget):
    """`arranged` after the user moved a border; `state` is how things stand.

    Built from the outside in: each time a part gets another parent, Qt looks through all that is in it, which
    takes longer than a turn of the event loop may, for all three.
    """

    arranged = Signal()

    def __init__(self, state: PartsState, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts: list[QWidget] = []
        self._state = state
        self._folded, self._shown = False, _LIST
        self._expanded = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self._switch = QWidget()
        line = QHBoxLayout(self._switch)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        self._choices = []
        for at, name in enumerate(
            (tr(NC_("label", "Location")), tr(NC_("label", "List")), tr(NC_("label", "Details")))
        ):
            choice = Choice(name)
            choice.clicked.connect(partial(self.show_part, at))
            line.addWidget(choice)
            self._choices.append(choice)
        line.addStretch(1)
        box.addWidget(self._switch)
        self._outer, self._inner = self._splitter(), self._splitter()
        box.addWidget(self._outer, 1)
        self._outer.addWidget(self._inner)
        self._inner.installEventFilter(self)

    def add(self, part: QWidget) -> None:
        """The tree, then the list, then the details, with which these are arranged."""
        if self._parts:
            self._inner.addWidget(part)
        else:
            self._outer.insertWidget(0, part)
        self._parts.append(part)
        if len(self._parts) > _DETAILS:
            self._outer.setStretchFactor(1, 1)
            self._inner.setStretchFactor(0, 1)
            self.set_state(self._state)

    def _splitter(self) -> SideSplitter:
        made = SideSplitter()
        made.splitterMoved.connect(self._moved)
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A line of words that comes and goes in a part leaves the border where it was put: Qt moves it away
        where there is no room for both, and does not move it back.
        """
        if event.type() is QEvent.Type.LayoutRequest and watched is self._inner:
            QTimer.singleShot(0, self, self._give_sizes)
        return super().eventFilter(watched, event)

    @property
    def state(self) -> PartsState:
        """Which parts are shown, where, how large."""
        return self._state

    def set_state(self, state: PartsState) -> None:
        """Arrange the parts so."""
        self._state = state
        self._give_sizes()
        self._apply()

    @property
    def below(self) -> bool:
        """Whether the details stand below the list: as the user chose, else as the width allows."""
        chosen = self._state.below
        return self.width() < px(_BESIDE_FROM) if chosen is None else chosen

    def _give_sizes(self) -> None:
        """What the user made them; else a share of the window, within limits."""
        state = self._state
        tree = px(state.tree_width) or _share(self.width(), _TREE_SHARE, _TREE_WIDTH, _TREE_MOST)
        self._outer.setSizes([tree, _REST])
        if self._expanded:
            return
        if self.below:
            wanted = px(state.details_height)
            share = _share(self.height(), _HEIGHT_SHARE, _DETAILS_HEIGHT, _HEIGHT_MOST)
            size = wanted or max(px(_DETAILS_HEIGHT), min(share, self.height() - px(_LIST_HEIGHT)))
            self._inner.setOrientation(Qt.Orientation.Vertical)
        else:
            wanted = px(state.details_width)
            size = wanted or _share(self.width(), _DETAILS_SHARE, _DETAILS_WIDTH, _DETAILS_MOST)
            self._inner.setOrientation(Qt.Orientation.Horizontal)
        self._inner.setSizes([_REST, size])

    def set_expanded(self, *, on: bool) -> None:
        """Let the details take the room: the tree goes, the list keeps what name and size need."""
        self._expanded = on
        if on:
            self._inner.setStretchFactor(0, 0)
            self._inner.setStretchFactor(1, 1)
            self._inner.setOrientation(Qt.Orientation.Horizontal)
            self._apply()
            narrow = px(_NARROW_LIST)  # what comes to the width later goes to the details, which stretch
            self._inner.setSizes([narrow, max(narrow, self._inner.width() - narrow)])
        else:
            self._inner.setStretchFactor(0, 1)
            self._inner.setStretchFactor(1, 0)
            self.set_state(self._state)

    def _moved(self) -> None:
        if self._expanded:
            return
        unit = px(100) / 100
        state, inner = self._state, self._inner.sizes()
        if not self._parts[_TREE].isHidden():
            state = replace(state, tree_width=round(self._outer.sizes()[0] / unit))
        if not self._parts[_DETAILS].isHidden():
            size = round(inner[1] / unit)
            state = replace(state, details_height=size) if self.below else replace(state, details_width=size)
        self._state = state
        self.arranged.emit()

    def show_part(self, part: int) -> None:
        """Where only one fits, show this one."""
        self._shown = part
        self._apply()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return False

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as the parts need at least: they take the room there is, and each scrolls."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if event.size() != event.oldSize():
            self._give_sizes()
        folded = event.size().width() < px(_FOLD_BELOW)
        if folded != self._folded:
            self._folded = folded
            self._apply()

    def _apply(self) -> None:
        self._switch.setVisible(self._folded)
        expanded = self._expanded
        wanted = (self._state.tree and not expanded, True, self._state.details or expanded)
        for at, widget in enumerate(self._parts):
            widget.setVisible(at == self._shown if self._folded else wanted[at])
            self._choices[at].setChecked(at == self._shown)
        self._inner.setVisible(not self._folded or self._shown != _TREE)


def _share(whole: int, share: float, least: int, most: int) -> int:
    return max(px(least), min(px(most), round(whole * share)))
