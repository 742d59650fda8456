"""The dialog in which files are chosen: as large as it was left for this purpose, names with the most room.

Where the desktop has a dialog of its own, that one is shown, in its own size.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHeaderView, QSplitter, QTreeView, QWidget

from ui.settings.last_folders import FOLDERS
from ui.theme import px
from ui.widgets.layout.room import fit_into

WIDTH, HEIGHT = 860, 560
_PLACES, _ROWS_MEASURED = 130, 100


class FileDialog(QFileDialog):
    """`kinds` as Qt writes them: `PDF (*.pdf);;All files (*)`."""

    def __init__(
        self, parent: QWidget | None, purpose: str, title: str, folder: Path, kinds: str = ""
    ) -> None:
        super().__init__(parent, title, str(_there(folder)), kinds)
        self._purpose = purpose
        size = FOLDERS.size(purpose)
        fit_into(self, _main(parent), WIDTH, HEIGHT)
        if size.isValid():
            self.resize(size.boundedTo(self.screen().availableSize()))

    def choose(self) -> list[Path]:
        """Ask; what was chosen, nothing where the user went back."""
        accepted = self.exec()
        FOLDERS.remember_size(self._purpose, self.size())
        self.deleteLater()
        return [Path(name) for name in self.selectedFiles() if name] if accepted else []

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Size, type and date as wide as what they show; names take the rest. Places are read in full."""
        super().showEvent(event)
        tree = self.findChild(QTreeView, "treeView")
        if tree is not None:
            header = tree.header()
            header.setResizeContentsPrecision(_ROWS_MEASURED)
            for column in range(header.count()):
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        splitter = self.findChild(QSplitter, "splitter")
        if splitter is not None:
            splitter.setSizes([px(_PLACES), self.width() - px(_PLACES)])


def _main(parent: QWidget | None) -> QWidget | None:
    """The window behind whatever small dialog asks."""
    while parent is not None and parent.parentWidget() is not None:
        parent = parent.parentWidget()
    return parent


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next((one for one in (folder, *folder.parents) if one.is_dir()), Path.home())
