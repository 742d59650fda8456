"""The histogram of all times: bars by kind, a chosen stretch whose edges can be moved, zoom.

Time runs from left to right in every language, as it does in tables of times and in every clock's log; what
stands around it is mirrored. Everything that the mouse does the keyboard does too:

* Left and Right move an edge of the chosen stretch by a bar, Up takes the start and Down the end; with Shift
  both edges move. Home and End take the start and the end to those of the whole range.
* Plus and minus zoom, Page Up and Page Down go back and on in time, Enter shows what is chosen, 0 the whole
  range, Escape chooses everything.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from ui.models.timeline.window import Edge, TimeWindow
from ui.theme import px
from ui.widgets.timeline.histogram_view import HistogramView

ZOOM = 0.8


class _Drag(Enum):
    NOTHING = "nothing"
    EDGE = "edge"
    SLIDE = "slide"
    CHOOSE = "choose"


class Histogram(HistogramView):
    """`chosen_changed` with whether the movement is over; `view_changed` when another stretch is in sight."""

    def __init__(self, window: TimeWindow) -> None:
        super().__init__(window)
        self._drag, self._from, self._moved = _Drag.NOTHING, 0, False
        self._wheel = 0

    # --- mouse -------------------------------------------------------------------------------------

    def _edge_at(self, x: float) -> Edge | None:
        chosen = self.window_of_time.chosen
        if chosen is None:
            return None
        scale = self.scale()
        near = [(abs(scale.x(m) - x), edge) for m, edge in zip(chosen, Edge, strict=True)]
        distance, edge = min(near, key=lambda one: one[0])
        return edge if distance <= px(7) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        made, x = self.window_of_time, event.position().x()
        moment = self.scale().moment(x)
        edge = self._edge_at(x)
        self._moved = False
        if edge is not None:
            made.edge, self._drag = edge, _Drag.EDGE
        elif made.chosen is not None and made.chosen[0] <= moment < made.chosen[1]:
            self._drag, self._from = _Drag.SLIDE, moment - made.chosen[0]
        else:
            self._drag, self._from = _Drag.CHOOSE, moment
            made.choose(moment, moment)
            self._chosen(over=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        made, x = self.window_of_time, event.position().x()
        if self._drag is _Drag.NOTHING:
            at_edge = self._edge_at(x) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if at_edge else Qt.CursorShape.ArrowCursor)
            return
        plot = self.plot()
        moment = self.scale().moment(max(plot.left(), min(x, plot.right() - 1)))
        self._moved = True
        if self._drag is _Drag.EDGE:
            made.edge = made.drag_edge(made.edge, moment)
        elif self._drag is _Drag.SLIDE:
            made.slide_chosen(moment - self._from)
        else:
            made.choose(self._from, moment)
        self._chosen(over=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._drag is _Drag.NOTHING:
            return
        if self._drag is _Drag.SLIDE and not self._moved:  # a click into the chosen stretch chooses one bar
            moment = self.scale().moment(event.position().x())
            self.window_of_time.choose(moment, moment)
        self._drag = _Drag.NOTHING
        self._chosen(over=True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.show_chosen()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        turned = event.angleDelta()
        sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) or abs(turned.x()) > abs(
            turned.y()
        )
        self._wheel += turned.x() if abs(turned.x()) > abs(turned.y()) else turned.y()
        notches, self._wheel = int(self._wheel / 120), self._wheel - int(self._wheel / 120) * 120
        event.accept()
        if not notches:
            return
        made = self.window_of_time
        if sideways:
            made.pan(-notches * (made.view[1] - made.view[0]) // 10)
        else:
            made.zoom(ZOOM**notches, self.scale().moment(event.position().x()))
        self._viewed()

    # --- keyboard ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
            return
        both = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not (self._choose_by_key(event.key(), both=both) or self._look_by_key(event.key())):
            super().keyPressEvent(event)

    def _choose_by_key(self, key: int, *, both: bool) -> bool:
        made, keys = self.window_of_time, Qt.Key
        view = made.view
        match key:
            case keys.Key_Left | keys.Key_Right:
                steps = -1 if key == keys.Key_Left else 1
                (made.move_chosen if both else made.move_edge)(steps)
            case keys.Key_Up | keys.Key_Down:
                made.edge = Edge.START if key == keys.Key_Up else Edge.STOP
            case keys.Key_Home:
                made.edge_home()
            case keys.Key_End:
                made.edge_end()
            case keys.Key_Escape:
                made.choose_exactly(None)
            case _:
                return False
        if made.view != view:
            self._viewed()
        self._chosen(over=True)
        return True

    def _look_by_key(self, key: int) -> bool:
        made, keys = self.window_of_time, Qt.Key
        match key:
            case keys.Key_Plus | keys.Key_Equal | keys.Key_Minus:
                made.zoom(1 / ZOOM if key == keys.Key_Minus else ZOOM, self._zoom_centre())
            case keys.Key_PageUp | keys.Key_PageDown:
                half = (made.view[1] - made.view[0]) // 2
                made.pan(-half if key == keys.Key_PageUp else half)
            case keys.Key_0:
                made.show_home()
            case keys.Key_Return | keys.Key_Enter:
                self.show_chosen()
                return True
            case _:
                return False
        self._viewed()
        return True

    def _zoom_centre(self) -> int | None:
        """The edge of now where it is in sight."""
        made = self.window_of_time
        if made.chosen is None:
            return None
        moment = made.chosen[0] if made.edge is Edge.START else made.chosen[1]
        return moment if made.view[0] <= moment <= made.view[1] else None

    def show_chosen(self) -> None:
        """Zoom so that the chosen stretch fills what is in sight."""
        made = self.window_of_time
        if made.chosen is not None:
            made.look_at(made.chosen)
            self._viewed()

    def zoom_by(self, factor: float) -> None:
        """Show so many times as much time."""
        self.window_of_time.zoom(factor, self._zoom_centre())
        self._viewed()

    def _viewed(self) -> None:
        self.refresh()
        self.view_changed.emit()

    def _chosen(self, *, over: bool) -> None:
        self.update()
        self.chosen_changed.emit(over)
