"""Questions with two plain answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from forensics_app.i18n import NC_, tr, trn

_MOST_UNANSWERED = 10
_QUESTION, _WARNING = QMessageBox.Icon.Question, QMessageBox.Icon.Warning


def ask_to_stop(parent: QWidget) -> bool:
    """Whether to stop the running work and close."""
    return _asks(
        parent,
        tr("Work is still running. Stop it and close?"),
        tr("What has been stored is kept; reading can be resumed later."),
        do=tr("Stop and close"),
        leave=tr("Keep working"),
    )


def ask_to_drop_typed(parent: QWidget) -> bool:
    """Whether to close a form without what was typed into it."""
    return _asks(
        parent,
        tr("Close without saving?"),
        tr("What you typed in this form will be lost."),
        do=tr("Close without saving"),
        leave=tr("Keep editing"),
        icon=_WARNING,
    )


def ask_to_remove_trust(parent: QWidget, name: str) -> bool:
    """Whether to trust a signer no longer."""
    return _asks(
        parent,
        tr("Stop trusting {name}?", name=name),
        tr(
            "Bundles, receipts and other addenda signed by {name} will be unconfirmed until you trust this "
            "signer again.",
            name=name,
        ),
        do=tr(NC_("button", "Remove")),
        leave=tr(NC_("button", "Keep")),
    )


def ask_to_forget_bundle(parent: QWidget, path: str) -> bool:
    """Whether to take a checked bundle off the register."""
    return _asks(
        parent,
        tr("Remove {path} from the list of checked bundles?", path=path),
        tr("The file is not deleted. What was found at its last check is no longer listed."),
        do=tr(NC_("button", "Remove")),
        leave=tr(NC_("button", "Keep")),
    )


def ask_to_remove_hash_set(parent: QWidget, name: str) -> bool:
    """Whether to forget a hash set."""
    return _asks(
        parent,
        tr("Remove the hash set {name}?", name=name),
        tr("Cases keep the hits found with it. The file you added it from is not deleted."),
        do=tr(NC_("button", "Remove")),
        leave=tr(NC_("button", "Keep")),
    )


def ask_to_submit(parent: QWidget, unanswered: Sequence[str], unreadable: Sequence[str] = ()) -> bool:
    """Whether to submit answers although these questions have none, or one that is not in its form."""
    said = []
    if unanswered:
        said += _some_of(unanswered)
        said.append(tr("A question without an answer gets no points.") + "\n")
    if unreadable:
        said.append(tr("Answers that are not in the requested form, and would earn no points:"))
        said += _some_of(unreadable)
    return _asks(
        parent,
        trn(
            "{count} question has no answer. Submit anyway?",
            "{count} questions have no answer. Submit anyway?",
            len(unanswered),
        )
        if unanswered
        else tr("Some answers are not in the requested form. Submit anyway?"),
        "\n".join(said).strip(),
        do=tr("Submit anyway"),
        leave=tr("Back to the questions"),
        icon=_WARNING,
    )


def _some_of(questions: Sequence[str]) -> list[str]:
    shown = list(questions[:_MOST_UNANSWERED])
    if len(questions) > len(shown):
        shown.append(trn("and {count} more", "and {count} more", len(questions) - len(shown)))
    return [*shown, ""]


def ask_without_points(parent: QWidget, count: int) -> bool:
    """Whether to go on although the trainer's own points for `count` answers are not saved."""
    return _asks(
        parent,
        trn(
            "Your points for {count} answer are not saved. Go on without them?",
            "Your points for {count} answers are not saved. Go on without them?",
            count,
        ),
        tr("“Save points” on the page of the results saves them and marks the class again."),
        do=tr("Go on without them"),
        leave=tr(NC_("button", "Back")),
        icon=_WARNING,
    )


def _asks(
    parent: QWidget,
    question: str,
    explained: str,
    *,
    do: str,
    leave: str,
    icon: QMessageBox.Icon = _QUESTION,
) -> bool:
    """Whether `do` was pressed; `leave` is what Enter and Escape choose."""
    box = QMessageBox(parent)
    box.setIcon(icon)
    box.setWindowTitle("Sealwright")
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name is never read as HTML
    box.setText(question)
    box.setInformativeText(explained)
    done = box.addButton(do, QMessageBox.ButtonRole.DestructiveRole)
    left = box.addButton(leave, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(left)
    box.setEscapeButton(left)
    box.exec()
    return box.clickedButton() is done
