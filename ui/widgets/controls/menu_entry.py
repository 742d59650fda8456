"""Entries of menus that can do nothing now."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui.words import gate


def disable(entry: QAction, reason: str, menu: QMenu) -> None:
    """Grey an entry of `menu`; its tooltip says why."""
    entry.setEnabled(False)
    entry.setToolTip(gate.tip(reason))
    menu.setToolTipsVisible(True)
