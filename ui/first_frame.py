"""What stands on the screen while the program is loaded: the window's frame, with how far loading is.

Qt and the theme are a fifth of what the window needs; with them alone something is seen within a second of
the start also on a slow disk. Nothing else of the program is imported here but `MODULES`, step by step.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from PySide6.QtCore import QEventLoop, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from forensics_app.i18n import NC_, set_language, tr
from ui.settings.settings import Settings
from ui.theme import apply_theme, paint_icon, px, theme, tokens

NAME = "Sealwright"
MODULES = (
    "msgspec",
    "cryptography.x509",
    "forensics_app.services.cases.case",
    "forensics_app.services.ingest.ingest",
    "forensics_app.services.sealing.amount",
    "forensics_app.services.verifying.verify",
    "ui.jobs.desk",
    "ui.workbench.workbench",
    "ui.pages.start.page",
    "ui.pages.case.page",
    "ui.pages.evidence.page",
    "ui.pages.artifacts.page",
    "ui.pages.timeline.page",
    "ui.pages.custody.page",
    "ui.pages.export.page",
    "ui.pages.verify.page",
    "ui.window.main_window",
    "ui.app",
)
_SIZE, _BAR = QSize(1440, 900), QSize(280, 6)


class FirstFrame(QWidget):
    """As large as the window will be and where it will stand. `closed`: the user closed it meanwhile."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setWindowTitle(NAME)
        self.setAccessibleName(f"{NAME}: {tr(NC_('progress', 'Opening'))}")
        self.closed, self._share = False, 0.0
        if settings.geometry.isEmpty() or not self.restoreGeometry(settings.geometry):
            self.resize(_SIZE.boundedTo(self.screen().availableSize()))

    def show_share(self, share: float) -> None:
        """From 0 to 1, drawn at once."""
        self._share = share
        self.repaint()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t, middle = tokens(), self.rect().center()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(t.bg))
        side = px(48)
        square = QRect(middle.x() - side // 2, middle.y() - px(90), side, side)
        paint_icon(painter, square, "circle-wavy-check", t.accent, heavy=True)
        for role, color, text, down in (
            ("page", t.text, NAME, -34),
            ("body", t.muted, tr(NC_("progress", "Opening")), 2),
        ):
            painter.setFont(theme().font(role))
            painter.setPen(QColor(color))
            line = QRect(0, middle.y() + px(down), self.width(), px(32))
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)
        bar = QRectF(
            middle.x() - px(_BAR.width()) / 2, middle.y() + px(44), px(_BAR.width()), px(_BAR.height())
        )
        painter.setPen(Qt.PenStyle.NoPen)
        for color, share in ((t.track, 1.0), (t.accent, self._share)):
            wide = bar.width() * share
            left = bar.right() - wide if self.isRightToLeft() else bar.left()
            painter.setBrush(QColor(color))
            painter.drawRoundedRect(QRectF(left, bar.top(), wide, bar.height()), px(3), px(3))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self.closed = True
        event.accept()


def show_first_frame(language: str | None = None) -> FirstFrame:
    """Show it and load the program behind it; `language` as for `open_window`.

    Raises ImportError where a part of it is missing.
    """
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication([NAME])
    application.setApplicationName(NAME)
    application.setDesktopFileName("sealwright")
    settings = Settings(language=language)
    set_language(settings.language)
    apply_theme(application, settings.theme)
    frame = FirstFrame(settings)
    frame.show()
    for done, name in enumerate(MODULES):
        frame.show_share(done / len(MODULES))
        if frame.closed:
            break
        importlib.import_module(name)
    return frame


def open_window(path: Path | None, *, language: str | None = None) -> int:
    """The whole window, on a case or a bundle if one is named, until it is closed; the exit code.

    `language`: one of LANGUAGES for this run, whatever the settings say; None for that of the settings.
    Raises ImportError as `show_first_frame`.
    """
    frame = show_first_frame(language)
    if frame.closed:
        return 0
    code: int = importlib.import_module(MODULES[-1]).run(path, language=language, shown=frame.close)
    return code
