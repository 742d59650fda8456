"""A seal code, large: four lettered rows to be read out, and the QR code to be scanned."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.services.reports.seal_code import code_rows, qr_modules
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.text.text import Text

_QUIET = 4  # modules, ISO/IEC 18004
_WHITE, _BLACK = "#FFFFFF", "#000000"  # in every theme: a reader needs the contrast


class QrCode(QWidget):
    """Dark on white in every theme, with its quiet zone; every module is a whole number of pixels."""

    def __init__(self, code: str, size: int = 164) -> None:
        super().__init__()
        self._modules = qr_modules(code)
        side = len(self._modules) + 2 * _QUIET
        self._module_px = max(2, px(size) // side)
        self.setFixedSize(QSize(side * self._module_px, side * self._module_px))
        self.setAccessibleName(tr("The seal code as a QR code"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_WHITE))
        painter.drawRect(self.rect())
        painter.setBrush(QColor(_BLACK))
        side = self._module_px
        for y, row in enumerate(self._modules):
            for x, dark in enumerate(row):
                if dark:
                    painter.drawRect(QRectF((x + _QUIET) * side, (y + _QUIET) * side, side, side))


class CodeRows(QWidget):
    """Rows A to D."""

    def __init__(self, code: str, role: str = "code") -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(14))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(2, 1)
        for at, (letter, digits) in enumerate(code_rows(code)):
            grid.addWidget(Text(letter, "strong", "muted"), at, 0)
            shown = Text(digits.replace(" ", "  "), role)
            shown.setAccessibleName(tr("row {row}: {digits}", row=letter, digits=digits))
            grid.addWidget(shown, at, 1)


class SealCode(QWidget):
    """Rows and QR code side by side, under each other where there is no room; what to do with them."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(px(16))
        self._both.addWidget(CodeRows(code), 1, Qt.AlignmentFlag.AlignVCenter)
        self._both.addWidget(QrCode(code), 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(self._both)
        said = tr(
            "Read it out row by row over the telephone, or let the receiver scan it. It "
            "is printed on the cover sheet and nowhere inside the bundle."
        )
        box.addWidget(Text(said, "small", "muted", wrap=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(Button(tr("Copy code"), self.copy, glyph="copy", small=True))
        buttons.addWidget(Button(tr("Show full screen"), self.show_large, glyph="arrows-out", small=True))
        buttons.addStretch(1)
        box.addLayout(buttons)

    def copy(self) -> None:
        """All 64 digits, without spaces."""
        QGuiApplication.clipboard().setText(self._code)

    def show_large(self) -> None:
        """The code alone, for someone across the room or a camera."""
        dialog = LargeCode(self._code, self)
        dialog.showMaximized()


class LargeCode(QDialog):
    """Nothing but the code; Escape closes it."""

    help_topic = "export"

    def __init__(self, code: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Seal code"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(40), px(40), px(40), px(40))
        box.addStretch(1)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(CodeRows(code))
        line.addSpacing(px(40))
        line.addWidget(QrCode(code, 380))
        line.addStretch(1)
        box.addLayout(line)
        box.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.accept))
        box.addLayout(foot)
