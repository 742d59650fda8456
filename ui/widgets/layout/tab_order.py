"""Tab goes as one reads: the order is that of the layout, whenever the widgets were made.

Qt's own order is that of making: parts that follow later come last, behind the buttons that confirm them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QBoxLayout,
    QComboBox,
    QGridLayout,
    QLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)

_WHOLE = (QAbstractItemView, QAbstractSpinBox, QComboBox)  # what is inside them is their own affair
_BACKWARDS = (QBoxLayout.Direction.RightToLeft, QBoxLayout.Direction.BottomToTop)


def arrange_tab_order(window: QWidget) -> None:
    """Put what Tab can reach in a window in the order in which it is read now."""
    for before, after in pairwise(map(_stop, reading_order(window))):
        QWidget.setTabOrder(before, after)


def _stop(widget: QWidget) -> QWidget:
    """Qt orders what hands its focus on to a part of it, such as a box with its words, as a whole."""
    above = widget.parentWidget()
    return above if above is not None and above.focusProxy() is widget else widget


def reading_order(widget: QWidget) -> Iterator[QWidget]:
    """What is shown in it and takes the focus by Tab, itself first."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    if not isinstance(widget, _WHOLE):
        for child in _children(widget):
            yield from reading_order(child)


def _children(widget: QWidget) -> list[QWidget]:
    placed: list[QWidget | None]
    if isinstance(widget, QScrollArea):  # its viewport has the same content
        placed = [widget.widget()]
    elif isinstance(widget, QSplitter):
        placed = [widget.widget(at) for at in range(widget.count())]
    elif isinstance(widget, QStackedWidget):
        placed = [widget.currentWidget()]
    else:
        layout = widget.layout()
        laid_out = [] if layout is None else list(_laid_out(layout))
        known = set(laid_out)
        others = [child for child in widget.children() if isinstance(child, QWidget) and child not in known]
        placed = [*laid_out, *sorted(others, key=_place)]
    return [child for child in placed if child is not None and child.isVisible() and not child.isWindow()]


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda at: tuple(layout.getItemPosition(at)[:2]))  # type: ignore[index]
    elif isinstance(layout, QBoxLayout) and layout.direction() in _BACKWARDS:
        places.reverse()
    for at in places:
        item = layout.itemAt(at)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _place(widget: QWidget) -> tuple[int, int]:
    """Of what stands in no layout: from above, then along the line."""
    at: QPoint = widget.pos()
    right_to_left = widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return at.y(), -at.x() - widget.width() if right_to_left else at.x()
