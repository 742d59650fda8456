"""What is built anew under somebody's hands: the keyboard stays where it was, and the page does not scroll.

Qt gives the focus of a control that vanishes to the next one and scrolls that into sight, again and again
while a list is emptied.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from ui.widgets.layout.columns import scroll_to
from ui.widgets.layout.tab_order import reading_order


def focus_when_shown(widget: QWidget) -> None:
    """Give the focus to what was just built, in the turn after the one that shows it, in sight.

    Before that it is taken by nobody, and Qt hands it on: to the first item of the window, of all things,
    which then gets what somebody types.
    """

    def give() -> None:
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        scroll_to(widget)

    QTimer.singleShot(0, widget, lambda: QTimer.singleShot(0, widget, give))


def keep_focus(host: QWidget | None, leaving: QWidget) -> None:
    """Call before `leaving`, which stands in `host`, is taken away.

    If it has the focus, a control of the same kind and name gets it that stands in `host` a moment later;
    else the nearest control, unless somebody else took the focus meanwhile. A window that becomes active
    without a focus, such as when a dialog closes, gives it to its first control: that is nobody's wish.
    """
    held = leaving.window().focusWidget()
    if host is None or held is None or not (held is leaving or leaving.isAncestorOf(held)):
        return
    kind, name = type(held), held.accessibleName()
    held.clearFocus()
    # in the turn after the next one, when what comes in its place has been shown
    QTimer.singleShot(0, host, lambda: QTimer.singleShot(0, host, lambda: _restore(host, kind, name)))


def _restore(host: QWidget, kind: type[QWidget], name: str) -> None:
    window = host.window()
    if window.focusWidget() not in (None, next(reading_order(window), None)):
        return
    same = [w for w in _controls(host) if type(w) is kind and w.accessibleName() == name]
    found = next(iter(same), None) or next(_nearest(host), None)
    if found is not None:
        found.setFocus(Qt.FocusReason.OtherFocusReason)


def _nearest(host: QWidget) -> Iterator[QWidget]:
    """In `host`; else where the page or window around it begins, which is not the first item of the rail."""
    around = list(_around(host))
    for above in around:
        first = getattr(above, "first_focus", None)
        chosen = first() if callable(first) else None
        if isinstance(chosen, QWidget) and chosen.isVisible() and chosen.isEnabled():
            yield chosen
        if above is host:
            yield from _controls(host)
    for above in around[1:]:
        yield from _controls(above)


def _around(host: QWidget) -> Iterator[QWidget]:
    above: QWidget | None = host
    while above is not None:
        yield above
        above = None if above.isWindow() else above.parentWidget()


def _controls(host: QWidget) -> Iterator[QWidget]:
    return (widget for widget in reading_order(host) if widget.isEnabled() and widget.isVisible())
