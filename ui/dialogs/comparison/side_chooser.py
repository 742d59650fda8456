"""One side of a comparison: what it is, where it lies, and two buttons to choose another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout

from forensics_app.i18n import tr
from forensics_app.i18n.comparison import kind_label
from forensics_app.model.comparison import ComparedSide
from ui.dialogs.choose import choose_side_file, choose_side_folder
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.drop_zone import dropped_paths
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Text


class SideChooser(Card):
    """`changed` when another path is chosen; a file or folder may be dropped on it."""

    changed = Signal()

    def __init__(self, name: str, path: Path | None) -> None:
        super().__init__(tr("Side {name}", name=name))
        self.path = path
        self.setAcceptDrops(True)
        self._said = QVBoxLayout()
        self.add_layout(self._said)
        row = FlowLayout()
        self.folder_button = Button(tr("Case or folder…"), self._choose_folder, small=True)
        self.file_button = Button(tr("Bundle or list…"), self._choose_file, small=True)
        for button in (self.folder_button, self.file_button):
            button.setAccessibleDescription(tr("Side {name}", name=name))
            row.addWidget(button)
        self.add_layout(row)
        self.body.addStretch(1)
        self._show()

    def choose(self, path: Path | None) -> None:
        """Take another path."""
        if path is not None:
            self.path = path
            self.forget_side()
            self.changed.emit()

    def forget_side(self) -> None:
        """The path alone, without what it turned out to be."""
        self.set_note("")
        self._show()

    def show_side(self, side: ComparedSide) -> None:
        """What it turned out to be; of a bundle, its verdict."""
        self.set_note(kind_label(side.kind))
        self._show(side.sentence or "")

    def _show(self, sentence: str = "") -> None:
        clear(self._said)
        if self.path is None:
            text = tr("A case, a sealed bundle, or a list of files from another laboratory.")
            self._said.addWidget(Text(text, "small", "muted", wrap=True))
        else:
            self._said.addWidget(PathText(str(self.path)))
        if sentence:
            self._said.addWidget(Text(sentence, "small", "muted", wrap=True))

    def _choose_folder(self) -> None:
        self.choose(choose_side_folder(self))

    def _choose_file(self) -> None:
        self.choose(choose_side_file(self))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if len(dropped_paths(event)) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        (path,) = dropped_paths(event)
        self.choose(path)
        event.acceptProposedAction()
