"""A passphrase that was typed into the wrong field, where it would be signed and shown to everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from forensics_app.i18n import tr

_SHORT = 8  # characters: a shorter PIN can stand in a date or a reference by chance


def in_clear(form: QWidget, fields: Sequence[QLineEdit]) -> QWidget | None:
    """The first other field of a form in sight that holds what is in one of `fields` as plain text, or None.

    What is typed from a card, such as a share of a key, is itself in plain sight.
    """
    secrets = [field.text() for field in fields]
    for edit in form.findChildren(QLineEdit):
        plain = edit.echoMode() is QLineEdit.EchoMode.Normal and edit not in fields
        if plain and edit.isVisibleTo(form) and _holds(edit.text(), secrets):
            return edit
    for text in form.findChildren(QPlainTextEdit):
        if text.isVisibleTo(form) and _holds(text.toPlainText(), secrets):
            return text
    return None


def in_clear_words() -> str:
    """Why nothing is signed then."""
    return tr("Another field contains your passphrase in clear text. Delete it there; nothing was signed.")


def _holds(text: str, secrets: Iterable[str]) -> bool:
    return any(s and (text.strip() == s or (len(s) >= _SHORT and s in text)) for s in secrets)
