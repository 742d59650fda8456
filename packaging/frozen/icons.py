"""The program's icon for Windows and macOS, drawn from the one picture: `icons.py FOLDER`."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

PICTURE = Path(__file__).resolve().parent.parent / "releasing" / "desktop" / "sealwright.svg"
PIXELS = 1024


def main() -> None:
    application = QGuiApplication([])
    image = QImage(PIXELS, PIXELS, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(PICTURE)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    drawn = Image.open(BytesIO(bytes(buffer.data().data())))
    for ending in ("ico", "icns"):
        drawn.save(Path(sys.argv[1]) / f"sealwright.{ending}")
    application.quit()


if __name__ == "__main__":
    main()
