"""The demo's pictures: drawn, not photographed, so nobody's rights or faces are in them."""

from __future__ import annotations

import random

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen, QPolygonF

from forensics_app.training.making.exif_block import Exif, insert

WIDTH, HEIGHT = 400, 300


def ferry(seed: int, exif: Exif) -> bytes:
    """A ferry at sea under a low sun."""
    image, painter, chance = _canvas(seed)
    sky = QLinearGradient(0, 0, 0, HEIGHT)
    sky.setColorAt(0, QColor.fromHsv(chance.randrange(195, 225), 120, 200))
    sky.setColorAt(0.55, QColor.fromHsv(chance.randrange(20, 45), 110, 250))
    sky.setColorAt(0.56, QColor(30, 70, 100))
    sky.setColorAt(1, QColor(10, 35, 60))
    painter.fillRect(0, 0, WIDTH, HEIGHT, sky)
    painter.setBrush(QColor(255, 240, 190))
    painter.drawEllipse(QPointF(chance.randrange(40, 360), 150), 22, 22)
    x = chance.randrange(60, 200)
    painter.setBrush(QColor(245, 245, 245))
    painter.drawPolygon(
        QPolygonF([QPointF(x, 175), QPointF(x + 150, 175), QPointF(x + 132, 200), QPointF(x + 14, 200)])
    )
    painter.drawRect(QRectF(x + 25, 152, 95, 23))
    painter.setBrush(QColor(170, 40, 30))
    painter.drawRect(QRectF(x + 80, 132, 16, 20))
    painter.setPen(QPen(QColor(190, 215, 230), 1))
    for _ in range(70):
        wave = QPointF(chance.randrange(WIDTH), chance.randrange(205, HEIGHT))
        painter.drawLine(wave, wave + QPointF(chance.randrange(6, 26), 0))
    return _finished(image, painter, exif)


def parcels(seed: int, exif: Exif) -> bytes:
    """Stacked parcels in a store."""
    image, painter, chance = _canvas(seed)
    painter.fillRect(0, 0, WIDTH, HEIGHT, QColor(205, 208, 204))
    painter.fillRect(0, 235, WIDTH, 65, QColor(126, 122, 116))
    for row in range(3):
        for column in range(5 - row):
            left = 28 + column * 70 + row * 34 + chance.randrange(6)
            box = QRectF(left, 178 - row * 58, 62, 56)
            painter.setBrush(QColor.fromHsv(chance.randrange(24, 36), 120, chance.randrange(150, 205)))
            painter.drawRect(box)
            painter.fillRect(QRectF(left + 26, box.top(), 9, 56), QColor(225, 205, 160))
            painter.fillRect(QRectF(left + 6, box.top() + 30, 16, 12), QColor(250, 250, 250))
    return _finished(image, painter, exif)


def paper(seed: int, exif: Exif | None) -> bytes:
    """A sheet of print on a desk, as a scan or a snapshot of an invoice."""
    image, painter, chance = _canvas(seed)
    painter.fillRect(0, 0, WIDTH, HEIGHT, QColor(94, 72, 54))
    painter.translate(200, 150)
    painter.rotate(chance.uniform(-6, 6))
    painter.fillRect(QRectF(-105, -140, 210, 280), QColor(252, 251, 246))
    painter.fillRect(QRectF(-90, -122, 60, 20), QColor(30, 80, 140))
    for line in range(13):
        painter.fillRect(QRectF(-90, -84 + line * 15, chance.randrange(70, 178), 4), QColor(70, 70, 74))
    painter.setPen(QPen(QColor(160, 25, 20), 3, Qt.PenStyle.SolidLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(20, 62), 74, 18)
    return _finished(image, painter, exif)


def _canvas(seed: int) -> tuple[QImage, QPainter, random.Random]:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    return image, painter, random.Random(seed)


def _finished(image: QImage, painter: QPainter, exif: Exif | None) -> bytes:
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "JPEG", 72):  # type: ignore[call-overload]  # the stub lacks QIODevice
        raise RuntimeError("no JPEG writer")
    jpeg = bytes(buffer.data().data())
    return jpeg if exif is None else insert(jpeg, exif)
