"""What whoever mends a fault asks first: versions, the screen, the settings of the window."""

from __future__ import annotations

import os
import platform
import sys

from PySide6.QtCore import QSysInfo, qVersion
from PySide6.QtGui import QGuiApplication

from forensics_app import __version__
from forensics_app.i18n import current
from forensics_app.services.components import libraries
from ui.theme import theme


def diagnostics() -> str:
    """What whoever mends a fault asks first. No names, no paths, nothing of any case."""
    screen = QGuiApplication.primaryScreen()
    size = "-" if screen is None else f"{screen.size().width()}x{screen.size().height()}"
    scale = "-" if screen is None else f"{screen.devicePixelRatio():g}"
    lines = [
        f"sealwright {__version__}",
        f"Python {platform.python_version()} ({sys.implementation.name})",
        f"Qt {qVersion()}, {QSysInfo.buildAbi()}",
        f"system {QSysInfo.prettyProductName()}, kernel {platform.release()}, {platform.machine()}",
        f"platform {QGuiApplication.platformName()}, screen {size}, scale {scale}",
        f"processors {os.cpu_count()}",
        f"language {current().language}, colours {theme().tokens.name}, text {round(theme().scale * 100)} %",
        *(f"{one.name} {one.version}" for one in libraries()),
    ]
    return "\n".join(lines)
