"""What was typed into a form that is not saved yet, so that no key drops it by accident."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)


def typed_fields(dialog: QDialog) -> list[QWidget]:
    """The fields, also those of steps that are not shown, into which somebody typed what still stands there.

    What the program itself filled in does not count, nor a secret, nor a field that can't be used now: the
    program is working with it.
    """
    lines = [
        line
        for line in dialog.findChildren(QLineEdit)
        if line.isModified()
        and line.text().strip()
        and line.echoMode() is QLineEdit.EchoMode.Normal
        and not isinstance(line.parent(), (QComboBox, QAbstractSpinBox))
    ]
    areas: list[QPlainTextEdit | QTextEdit] = [
        *dialog.findChildren(QPlainTextEdit),
        *dialog.findChildren(QTextEdit),
    ]
    texts = [area for area in areas if area.document().isModified() and area.toPlainText().strip()]
    fields: list[QWidget] = [*lines, *texts]
    return [field for field in fields if field.isEnabled()]


def would_lose_typed(dialog: QDialog) -> bool:
    """Whether closing this form drops something typed. Only forms that say `asks_before_dropping` ask."""
    return bool(getattr(dialog, "asks_before_dropping", False)) and bool(typed_fields(dialog))
