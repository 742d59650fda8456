"""Keys that the table and the gallery share, and the menu of what is selected."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView


class ArtifactKeys(QObject):
    """Watches a view: Space and 1 to 9 tag, Ctrl+C copies, the menu key opens the menu."""

    tag_asked = Signal()
    key_asked = Signal(int)
    copy_asked = Signal()
    menu_asked = Signal(object)

    def watch(self, view: QAbstractItemView) -> None:
        """Take the keys of a view; those it knows itself stay its own."""
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QContextMenuEvent):
            return self._menu(watched, event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = event.key()
        if plain and key == Qt.Key.Key_Space:
            self.tag_asked.emit()
        elif plain and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.key_asked.emit(key - Qt.Key.Key_0)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        else:
            return False
        return True

    def _menu(self, watched: QObject, event: QContextMenuEvent) -> bool:
        view = watched if isinstance(watched, QAbstractItemView) else watched.parent()
        if not isinstance(view, QAbstractItemView):
            return False
        place: QPoint = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            rect = view.visualRect(view.currentIndex())
            place = view.viewport().mapToGlobal(rect.center())
        self.menu_asked.emit(place)
        return True
