"""Two columns that become one when there is no room for both, and the scrolling page around them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QBoxLayout,
    QFrame,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.theme import px

_AROUND_FIELD = 40  # px at 100 % text that stay in sight above and below a field
WIDEST = 1720
"""Of a page of cards, in px at 100 % text: on a wider screen words and their values would lie apart."""


class Columns(QWidget):
    """`side` keeps its width beside `main`; below `fold_below` (100 % px) it goes under it, and earlier where
    the words of `main` need more room than is left.
    """

    def __init__(
        self, main: QWidget, side: QWidget, *, side_width: int, fold_below: int, gap: int = 20
    ) -> None:
        super().__init__()
        self._main, self._side = main, side
        self._side_width, self._fold_below, self._gap = px(side_width), px(fold_below), px(gap)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(self._gap)
        self._box.addWidget(main, 1)
        self._box.addWidget(side, 0)
        self._folded: bool | None = None
        self._folded_at = 0
        self._least_needed: int | None = None  # at that width, since they folded there first
        self._fold(folded=False)

    @property
    def folded(self) -> bool:
        """Whether the columns stand under each other."""
        return bool(self._folded)

    def _fold(self, *, folded: bool) -> None:
        if folded == self._folded:
            return
        self._folded = folded
        way = QBoxLayout.Direction.TopToBottom if folded else QBoxLayout.Direction.LeftToRight
        self._box.setDirection(way)
        self._side.setMinimumWidth(0 if folded else self._side_width)
        self._side.setMaximumWidth(16_777_215 if folded else self._side_width)

    def _needed(self) -> int:
        """What both need beside each other."""
        return self._main.minimumSizeHint().width() + self._gap + self._side_width

    def _arrange(self) -> None:
        """Fold where there is no room; unfold where there is more of it, or where less is needed than ever
        since they folded at this width.

        What is in a column may need less room as soon as it has more of it: folding and unfolding again at
        the same width would never end.
        """
        width, needed = self.width(), self._needed()
        folded = width < max(self._fold_below, needed)
        if width != self._folded_at:
            self._least_needed = None
        if folded and not self._folded:
            self._folded_at = width
            self._least_needed = needed if self._least_needed is None else self._least_needed
        elif not folded and self._folded and self._least_needed is not None:
            folded = needed >= self._least_needed
            self._least_needed = min(needed, self._least_needed)
        self._fold(folded=folded)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Of the columns under each other: by the width of both it could not get narrow enough to fold."""
        width = max(self._main.minimumSizeHint().width(), self._side.minimumSizeHint().width())
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Other words inside may need other room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)


class Scroller(QScrollArea):
    """A page that scrolls up and down only; what gets the focus is scrolled into sight."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setProperty("part", "page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content.setProperty("part", "page")
        self.setWidget(content)
        content.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """A field that is typed into is wholly in sight, however it got the focus; Qt sees to that for Tab
        alone. Not what is pressed: it would move away under the mouse.
        """
        inner = self.widget()
        if isinstance(now, (QLineEdit, QAbstractSpinBox)) and inner is not None and inner.isAncestorOf(now):
            top, half = now.mapTo(inner, QPoint(0, 0)), now.height() // 2
            self.ensureVisible(top.x(), top.y() + half, 0, half + px(_AROUND_FIELD))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.setMinimumWidth(0)
        return super().eventFilter(watched, event)


def scroll_to(widget: QWidget) -> None:
    """Bring a part of a scrolling page into sight, its head before its end."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    inner = None if above is None else above.widget()
    if above is not None and inner is not None:
        top = widget.mapTo(inner, QPoint(0, 0))
        above.ensureVisible(top.x(), top.y() + widget.height(), 0, 0)
        above.ensureVisible(top.x(), top.y(), 0, 0)


def stack(*widgets: QWidget, gap: int = 14, stretch: bool = True) -> QWidget:
    """Widgets under each other, with room left over at the end."""
    made = QWidget()
    made.setProperty("part", "page")
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(gap))
    for widget in widgets:
        box.addWidget(widget)
    if stretch:
        box.addStretch(1)
    return made


def page_body(*, gap: int = 14) -> tuple[QWidget, QVBoxLayout]:
    """An empty page with the margins of every page, no wider than what a glance can follow across."""
    made = QWidget()
    made.setProperty("part", "page")
    made.setMaximumWidth(px(WIDEST))
    box = QVBoxLayout(made)
    box.setContentsMargins(px(24), px(20), px(24), px(16))
    box.setSpacing(px(gap))
    return made, box
