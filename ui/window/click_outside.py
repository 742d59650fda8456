"""A click outside an open list closes it and reaches what is under it.

Completions of a field, the list of a choice and a calendar hold the mouse while they are open. Where the
platform does not let the click through that closes them (X11, macOS), the field that was clicked on has no
focus, and what is typed next goes into the one that had it: a private note into the name of a tag, which is
sealed. Menus stay as the platform has them, but for those with the property THROUGH, such as a calendar.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent, QWindow
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QWidget

THROUGH = "lets_clicks_through"
PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


def passes_on(watched: QObject, event: QEvent) -> bool:
    """Whether this is such a click, which then was delivered."""
    popup = QApplication.activePopupWidget()
    if popup is None or not isinstance(watched, QWindow) or not isinstance(event, QMouseEvent):
        return False
    at = event.globalPosition().toPoint()
    opener = popup.parentWidget()
    own = opener is not None and _covers(opener, at)  # it closes its list itself, and opens no other
    menu = isinstance(popup, QMenu) and not popup.property(THROUGH)
    if menu or own or _covers(popup, at):
        return False
    if isinstance(opener, QComboBox):
        opener.hidePopup()
    else:
        popup.close()
    under = QApplication.widgetAt(at)
    if under is None or QApplication.activePopupWidget() is not None or _blocked(under):
        return True
    _deliver(under, event)
    return True


def _covers(widget: QWidget, at: QPoint) -> bool:
    return widget.rect().contains(widget.mapFromGlobal(at))


def _blocked(widget: QWidget) -> bool:
    modal = QApplication.activeModalWidget()
    return modal is not None and widget.window() is not modal


def _deliver(under: QWidget, event: QMouseEvent) -> None:
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
    at = event.globalPosition()
    press = QMouseEvent(
        QEvent.Type.MouseButtonPress,
        handle.mapFromGlobal(at),
        at,
        event.button(),
        event.buttons(),
        event.modifiers(),
        event.pointingDevice(),
    )
    QCoreApplication.sendEvent(handle, press)


def _takes_focus(widget: QWidget) -> bool:
    clicked = Qt.FocusPolicy.ClickFocus
    return widget.isEnabled() and widget.focusPolicy() & clicked == clicked
