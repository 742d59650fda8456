"""Decodes one picture of our own making in a thread: a page of paper takes tens of milliseconds.

Pictures from evidence are never decoded in this process (`ui.models.artifacts.pictures`).
"""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

_AT_WORK: set[Decoder] = set()  # one that nobody else knows any more must not die under its thread


class Decoder(QObject):
    """`done` with the picture, in the window's thread; a null one where the file holds none."""

    done = Signal(QImage)
    _decoded = Signal(QImage)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._decoded.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        _AT_WORK.add(self)
        threading.Thread(target=self._decode, name="decoder", daemon=True).start()

    def _decode(self) -> None:
        self._decoded.emit(QImage(str(self._path)))

    def _deliver(self, picture: QImage) -> None:
        _AT_WORK.discard(self)
        self.done.emit(picture)
