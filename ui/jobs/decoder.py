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
    """`done` with the picture, in the window's thread; a null one where the file holds none.

    A picture wider than `most_wide` pixels is made that wide: scaling a page takes as long as decoding it.
    """

    done = Signal(QImage)
    _decoded = Signal(QImage)

    def __init__(self, path: Path, most_wide: int) -> None:
        super().__init__()
        self._path, self._most_wide = path, most_wide
        self._decoded.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        _AT_WORK.add(self)
        threading.Thread(target=self._decode, name="decoder", daemon=True).start()

    def _decode(self) -> None:
        picture = QImage(str(self._path))
        if picture.width() > self._most_wide:
            picture = picture.scaledToWidth(self._most_wide, Qt.TransformationMode.SmoothTransformation)
        self._decoded.emit(picture)

    def _deliver(self, picture: QImage) -> None:
        _AT_WORK.discard(self)
        self.done.emit(picture)
