"""A click outside an open list closes it and reaches what is under it.

Completions of a field, the list of a choice and a calendar hold the mouse while they are open. Where the
platform does not let the click through that closes them (X11, macOS), the field that was clicked on has no
focus, and what is typed next goes into the one that had it: a private note into the name of a tag, which is
sealed. Menus stay as the platform has them, but for those that say otherwise, such as a calendar.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent, QWindow
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QWidget
from shiboken6 import isValid

from ui.widgets.controls.date_field import LETS_CLICKS_THROUGH

_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
CLICKS = (*_PRESSES, QEvent.Type.MouseButtonRelease)


class ClickOutside:
    """Keeps the press until the button is let go: a list that closes at the press takes the release with it
    on X11, and a button that was pressed would never be clicked.
    """

    def __init__(self) -> None:
        self._popup: QWidget | None = None
        self._pressed: QMouseEvent | None = None

    def takes(self, watched: QObject, event: QEvent) -> bool:
        """Whether this is part of such a click, which is delivered once it is whole."""
        if not isinstance(watched, QWindow) or not isinstance(event, QMouseEvent):
            return False
        if event.type() in _PRESSES:
            self._pressed, self._popup = None, _left_by(event.globalPosition().toPoint())
            if self._popup is None:
                return False
            self._pressed = event.clone()
            return True
        popup, pressed = self._popup, self._pressed
        self._popup = self._pressed = None
        if popup is None or pressed is None:
            return False
        if isValid(popup):
            _close(popup)
        under = QApplication.widgetAt(pressed.globalPosition().toPoint())
        if under is not None and QApplication.activePopupWidget() is None and not _blocked(under):
            _deliver(under, pressed, event)
        return True


def _left_by(at: QPoint) -> QWidget | None:
    """The open list that a press at this place is outside of and closes."""
    popup = QApplication.activePopupWidget()
    if popup is None:
        return None
    opener = popup.parentWidget()
    own = opener is not None and _covers(opener, at)  # it closes its list itself, and opens no other
    menu = isinstance(popup, QMenu) and not popup.property(LETS_CLICKS_THROUGH)
    return None if menu or own or _covers(popup, at) else popup


def _close(popup: QWidget) -> None:
    opener = popup.parentWidget()
    if isinstance(opener, QComboBox):
        opener.hidePopup()
    else:
        popup.close()


def _covers(widget: QWidget, at: QPoint) -> bool:
    return widget.rect().contains(widget.mapFromGlobal(at))


def _blocked(widget: QWidget) -> bool:
    modal = QApplication.activeModalWidget()
    return modal is not None and widget.window() is not modal


def _deliver(under: QWidget, pressed: QMouseEvent, released: QMouseEvent) -> None:
    """As Qt does where it lets the click through. Only what the platform sends moves the focus by itself."""
    top = under.window()
    handle = top.windowHandle()
    if handle is None:
        return
    if not top.isActiveWindow():
        top.raise_()
        top.activateWindow()
    focused: QWidget | None = under
    while focused is not None and not _takes_focus(focused):
        focused = None if focused.isWindow() else focused.parentWidget()
    if focused is not None:
        focused.setFocus(Qt.FocusReason.MouseFocusReason)
    for kind, event in ((QEvent.Type.MouseButtonPress, pressed), (QEvent.Type.MouseButtonRelease, released)):
        at = event.globalPosition()
        sent = QMouseEvent(
            kind,
            handle.mapFromGlobal(at),
            at,
            event.button(),
            event.buttons(),
            event.modifiers(),
            event.pointingDevice(),
        )
        QCoreApplication.sendEvent(handle, sent)


def _takes_focus(widget: QWidget) -> bool:
    clicked = Qt.FocusPolicy.ClickFocus
    return widget.isEnabled() and widget.focusPolicy() & clicked == clicked
