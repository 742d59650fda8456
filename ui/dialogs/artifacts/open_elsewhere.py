"""The warning before a copy of an artifact is handed to another program."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from forensics_app.i18n import NC_, tr


def ask_to_open_elsewhere(parent: QWidget, name: str) -> bool:
    """Whether to open it; leaving it is what Enter and Escape choose."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Sealwright")
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name is never read as HTML
    box.setText(tr("Open a copy of {name} with another program?", name=name))
    box.setInformativeText(
        tr(
            "A read-only copy is opened with this computer's default program for that type. "
            "That program is not part of Sealwright: a file from evidence can exploit it, "
            "run code or connect to the network. Open it only on a computer set up for that "
            "purpose. The copy is recorded in the custody ledger."
        )
    )
    open_it = box.addButton(tr("Open the copy"), QMessageBox.ButtonRole.DestructiveRole)
    leave = box.addButton(tr(NC_("button", "Cancel")), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(leave)
    box.setEscapeButton(leave)
    box.exec()
    return box.clickedButton() is open_it
