"""A printed page in small, as it will come out of the printer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from forensics_app.i18n import tr
from ui.jobs.decoder import Decoder
from ui.theme import px, tokens

_A4 = 297 / 210
_WIDEST = 460


class CoverPicture(QWidget):
    """As wide as there is room, A4 upright; a file that is no picture shows an empty page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._page, self._shown, self._wanted = QImage(), QPixmap(), QSize()
        self._decoder = Decoder(path, round(px(_WIDEST) * self.devicePixelRatioF()))
        self._decoder.done.connect(self._take)
        self.setAccessibleName(tr("Picture of the cover sheet"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def there(self) -> bool:
        """Whether the page was decoded, and is one."""
        return not self._page.isNull()

    def _take(self, page: QImage) -> None:
        self._page, self._wanted = page, QSize()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(300), round(px(300) * _A4))

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        return round(min(width, px(_WIDEST)) * _A4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width = min(self.width(), px(_WIDEST), round(self.height() / _A4))
        left = (self.width() - width) / 2
        page = QRectF(left, 0, width - 1, width * _A4 - 1)
        painter.setPen(QPen(QColor(t.control), 1))
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawRect(page)
        if not self._page.isNull():
            ratio = self.devicePixelRatioF()
            wanted = QSize(round((page.width() - 2) * ratio), round((page.height() - 2) * ratio))
            if wanted != self._wanted:  # once for each size, not at each paint
                self._wanted = wanted
                self._shown = QPixmap.fromImage(
                    self._page.scaled(
                        wanted, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                    )
                )
                self._shown.setDevicePixelRatio(ratio)
            painter.drawPixmap(page.topLeft() + QRectF(1, 1, 0, 0).topLeft(), self._shown)
