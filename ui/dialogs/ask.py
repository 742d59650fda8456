"""Questions with two plain answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from forensics_app.i18n import NC_, tr, trn

_MOST_UNANSWERED = 10


def ask_to_stop(parent: QWidget) -> bool:
    """Whether to stop the running work and close; staying is what Enter and Escape choose."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Sealwright")
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name is never read as HTML
    box.setText(tr("Work is still running. Stop it and close?"))
    box.setInformativeText(tr("What has been stored is kept; reading can be resumed later."))
    stop = box.addButton(tr("Stop and close"), QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(tr("Keep working"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is stop


def ask_to_remove_trust(parent: QWidget, name: str) -> bool:
    """Whether to trust a signer no longer; keeping it is what Enter and Escape choose."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Sealwright")
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name is never read as HTML
    box.setText(tr("Stop trusting {name}?", name=name))
    box.setInformativeText(tr("Its bundles will be unconfirmed until you import it again."))
    remove = box.addButton(tr(NC_("button", "Remove")), QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton(tr(NC_("button", "Keep")), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is remove


def ask_to_remove_hash_set(parent: QWidget, name: str) -> bool:
    """Whether to forget a hash set; keeping it is what Enter and Escape choose."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Sealwright")
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name is never read as HTML
    box.setText(tr("Remove the hash set {name}?", name=name))
    box.setInformativeText(
        tr("Cases keep the hits found with it. The file you added it from is not deleted.")
    )
    remove = box.addButton(tr(NC_("button", "Remove")), QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton(tr(NC_("button", "Keep")), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is remove


def ask_to_submit(parent: QWidget, unanswered: Sequence[str]) -> bool:
    """Whether to submit answers although these questions have none; going back is what Enter and Escape
    choose.
    """
    count = len(unanswered)
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Sealwright")
    box.setTextFormat(Qt.TextFormat.PlainText)  # a text of the set is never read as HTML
    box.setText(
        trn(
            "{count} question has no answer. Submit anyway?",
            "{count} questions have no answer. Submit anyway?",
            count,
        )
    )
    shown = list(unanswered[:_MOST_UNANSWERED])
    if count > len(shown):
        shown.append(trn("and {count} more", "and {count} more", count - len(shown)))
    said = tr("A question without an answer gets no points.")
    box.setInformativeText("\n".join(shown) + f"\n\n{said}")
    submit = box.addButton(tr("Submit anyway"), QMessageBox.ButtonRole.DestructiveRole)
    back = box.addButton(tr("Back to the questions"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(back)
    box.setEscapeButton(back)
    box.exec()
    return box.clickedButton() is submit
