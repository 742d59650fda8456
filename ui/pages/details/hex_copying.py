"""Copies selected bytes: as digits, as characters, or the number of the first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from forensics_app.i18n import current, tr
from forensics_app.model.contents import ContentPart
from ui.models.contents import hex_rows
from ui.models.contents.unread import UNACQUIRED, UNREADABLE, mark
from ui.widgets.contents.hex_view import HexView

MOST_COPIED = 1 << 20


class HexCopying(QObject):
    """Copying from one view; `say` tells why something can't be copied."""

    def __init__(self, view: HexView, say: Callable[[str], None]) -> None:
        super().__init__(view)
        self._view, self._say = view, say
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._menu)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), view)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.copy_hex)

    def copy_hex(self) -> None:
        """The selection as pairs of digits, to the clipboard."""
        self._copy(hex_rows.as_hex)

    def copy_text(self) -> None:
        """The selection as ASCII, to the clipboard."""
        self._copy(hex_rows.as_text)

    def copy_number(self) -> None:
        """The number of the first byte that is selected, in decimal digits."""
        QGuiApplication.clipboard().setText(str(self._view.selection[0]))

    def _copy(self, written: Callable[[list[int]], str]) -> None:
        feed = self._view.feed
        first, count = self._view.selection
        if feed is None or not count:
            return
        if count > MOST_COPIED:
            most = current().number(MOST_COPIED)
            self._say(tr("At most {most} bytes are copied at once. Select fewer.", most=most))
            return
        artifact = feed.artifact
        feed.desk.ask(
            (feed, "copy"),
            lambda contents: contents.part(artifact, first, count),
            lambda part: QGuiApplication.clipboard().setText(written(_values(part))),
            lambda error: self._say(tr("Not copied: the bytes could not be read.")),
            owner=feed,
        )

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self._view)
        menu.addAction(tr("Copy as hex")).triggered.connect(self.copy_hex)
        menu.addAction(tr("Copy as text")).triggered.connect(self.copy_text)
        menu.addAction(tr("Copy offset")).triggered.connect(self.copy_number)
        menu.popup(self._view.viewport().mapToGlobal(at))


def _values(part: ContentPart) -> list[int]:
    values = list(part.data)
    mark(values, part.offset_bytes, part.unacquired, UNACQUIRED)
    mark(values, part.offset_bytes, part.gaps, UNREADABLE)
    return values
