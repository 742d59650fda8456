"""The dialog in which files are chosen: as large as it was left for this purpose, names with the most room.

Where the desktop has a dialog of its own, that one is shown, in its own size.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QTreeView,
    QWidget,
)

from ui.settings.last_folders import FOLDERS
from ui.theme import px
from ui.widgets.layout.room import fit_into
from ui.widgets.text import direction

WIDTH, HEIGHT = 860, 560
_PLACES, _ROWS_MEASURED = 130, 100
_EARLIER_LABELS = {
    QFileDialog.DialogLabel.LookIn: ("&Look in:", "Look in:"),
    QFileDialog.DialogLabel.FileType: ("Files of &type:", "Files of type:"),
}
"""Labels of Qt's that not all of its own translations have yet, and what those have."""


class _OneDirection(QStyledItemDelegate):
    """Names keep their own direction, sizes and times theirs from left to right, whatever the window's is."""

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        placed = direction.machine if index.column() else direction.own
        option.text = placed(option.text)


class _PathLine(QObject):
    """Draws the folder that a dialog shows from left to right: Qt turns a path around with its window."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is not QEvent.Type.Paint or not isinstance(watched, QComboBox):
            return super().eventFilter(watched, event)
        option = QStyleOptionComboBox()
        watched.initStyleOption(option)
        edit = QStyle.SubControl.SC_ComboBoxEditField
        combo = QStyle.ComplexControl.CC_ComboBox
        room = watched.style().subControlRect(combo, option, edit, watched).width() - option.iconSize.width()
        path = watched.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideMiddle, room - px(4)
        )
        option.currentText = direction.machine(path)
        painter = QStylePainter(watched)
        painter.drawComplexControl(combo, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
        return True


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
        self._delegate, self.path_line = _OneDirection(self), _PathLine(self)

    def choose(self) -> list[Path]:
        """Ask; what was chosen, nothing where the user went back."""
        accepted = self.exec()
        FOLDERS.remember_size(self._purpose, self.size())
        self.deleteLater()
        return [Path(name) for name in self.selectedFiles() if name] if accepted else []

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Size, type and date as wide as what they show; names take the rest. Places are read in full."""
        super().showEvent(event)
        self._turn()
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

    def _turn(self) -> None:
        """In a window from the right: no label in English, and nothing of a path or size out of order."""
        for which, (label, earlier) in _EARLIER_LABELS.items():
            known = QCoreApplication.translate("QFileDialog", earlier)
            if self.labelText(which) == label and known != earlier:
                self.setLabelText(which, known)
        if not direction.right_to_left():
            return
        for combo in self.findChildren(QComboBox, "lookInCombo"):
            combo.installEventFilter(self.path_line)
        for edit in self.findChildren(QLineEdit, "fileNameEdit"):
            edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for view in self.findChildren(QAbstractItemView):
            if view.objectName() in ("treeView", "listView"):
                view.setItemDelegate(self._delegate)


def _main(parent: QWidget | None) -> QWidget | None:
    """The window behind whatever small dialog asks."""
    while parent is not None and parent.parentWidget() is not None:
        parent = parent.parentWidget()
    return parent


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next((one for one in (folder, *folder.parents) if one.is_dir()), Path.home())
