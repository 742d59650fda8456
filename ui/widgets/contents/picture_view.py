"""A picture or page that another process decoded, in a box; blurred or grey where the examiner wants that."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.models.artifacts.pictures import veiled
from ui.theme import px, tokens
from ui.words import gate

_HEIGHT, _TALL, _TALL_FROM = 170, 300, 420


class PictureView(QWidget):
    """`set_png` takes what our own decoder made, never a file from evidence."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._shown = QImage()
        self._blur, self._grey = True, False  # until the examiner's settings are known
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_png(self, png: bytes, name: str) -> None:
        """Show this; `name` says what it is."""
        self._image = QImage.fromData(png)
        self.setAccessibleName(gate.shown(name))
        self._prepare()

    def set_protection(self, *, blur: bool, grey: bool) -> None:
        """Blur the picture or show it without colours."""
        if (blur, grey) != (self._blur, self._grey):
            self._blur, self._grey = blur, grey
            self._prepare()

    def _prepare(self) -> None:
        image = self._image
        self._shown = image if image.isNull() else veiled(image, blur=self._blur, grey=self._grey)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        if self._shown.isNull():
            return px(60)
        full = max(1, self._shown.width())
        most = px(_TALL) if width >= px(_TALL_FROM) else px(_HEIGHT)
        return max(px(60), min(most, self._shown.height() * min(width, px(full)) // full + px(8)))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(220), self.heightForWidth(px(220)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(80), px(60))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QColor(t.line))
        painter.setBrush(QColor(t.tag))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), px(6), px(6))
        if self._shown.isNull():
            return
        room = self.rect().adjusted(px(4), px(4), -px(4), -px(4))
        size = self._shown.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if size.width() > px(self._shown.width()):
            size = self._shown.size()  # small ones are not blown up
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(room.center())
        painter.drawImage(place, self._shown)
