"""The window as a user starts it, and a list of what can be seen in it: for a test with hands but no eyes.

`python -m tests.ui.shooting.watched SEEN.json [CASE|BUNDLE]`: nothing of the program is changed; what
is on the screen is written into SEEN.json several times a second, so that a test in another process knows
where to click. All that the test does goes through the X server.
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from ui.app import NAME, make_application, run

EVERY_MS = 150
_ROWS = 40


def seen() -> list[dict[str, Any]]:
    """Every control of the active window that is in sight, with its place on the screen."""
    window = QApplication.activeModalWidget() or QApplication.activeWindow()
    if window is None:
        return []
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        middle = widget.mapToGlobal(widget.visibleRegion().boundingRect().center())
        found.append(
            {
                "kind": type(widget).__name__,
                "name": spoken(widget),
                "text": text_of(widget),
                "at": [middle.x(), middle.y()],
                "enabled": widget.isEnabled(),
                "focus": widget.hasFocus(),
            }
        )
        if isinstance(widget, QAbstractItemView):
            found += rows_of(widget)
    return found


def spoken(widget: QWidget) -> str:
    """What a screen reader calls it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return "" if interface is None else interface.text(QAccessible.Text.Name).replace("&", "").strip()


def text_of(widget: QWidget) -> str:
    """What stands in it."""
    if isinstance(widget, QLabel | QLineEdit):
        return widget.text()
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    return widget.currentText() if isinstance(widget, QComboBox) else ""


def rows_of(view: QAbstractItemView) -> list[dict[str, Any]]:
    """The first cell of each row in sight."""
    model, port = view.model(), view.viewport()
    found = []
    for row in range(min(_ROWS, model.rowCount() if model is not None else 0)):
        index = model.index(row, 0)
        area = view.visualRect(index)
        if not area.isEmpty() and port.rect().contains(area.center()):
            middle: QPoint = port.mapToGlobal(area.center())
            text = str(index.data() or "")
            found.append({"kind": "row", "name": text, "text": text, "at": [middle.x(), middle.y()]})
    return found


def main() -> int:
    out, *rest = map(Path, sys.argv[1:])
    make_application([NAME])

    looks = itertools.count()

    def look() -> None:
        title = QApplication.activeModalWidget() or QApplication.activeWindow()
        words = "" if title is None else title.windowTitle()
        state = {"window": words, "number": next(looks), "seen": seen()}
        fresh = out.with_suffix(".new")
        fresh.write_text(json.dumps(state), "utf-8")
        fresh.replace(out)

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(EVERY_MS)
    return run(rest[0] if rest else None)


if __name__ == "__main__":
    sys.exit(main())
