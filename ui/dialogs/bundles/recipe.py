"""How to check the bundle without this program: what is needed, the command, and the script to keep."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.bundle import bundle_stem
from forensics_app.report.verification.recipe import recipe_script, render_verify_text
from ui.dialogs.choose import choose_script
from ui.theme import px, theme
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import clear
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.notices import Trouble
from ui.widgets.text.text import Text


class RecipeDialog(QDialog):
    """The text is this program's own, not the copy in the bundle, which nobody should rely on."""

    help_topic = "verify"

    def __init__(self, bundle: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Verify without this program"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("Verify without this program"), "page"))
        said = tr(
            "This script checks the signatures, the digests and that every file is there, with openssl, "
            "unzip and sha256sum. It comes from this program, not from the bundle; get the fingerprint and "
            "the certificates from the sender."
        )
        box.addWidget(Text(said, "small", "muted", wrap=True))
        self.command = f"bash ./recipe.sh {_quoted(str(bundle))} FPR sender-ca.pem"
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(theme().font("dense"))
        self.text.setAccessibleName(tr("How to verify without this program"))
        self.text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.text.setPlainText(render_verify_text(bundle_stem(bundle.name), bundle.name, current().language))
        box.addWidget(self.text, 1)
        self._said = QVBoxLayout()
        box.addLayout(self._said)
        foot = QHBoxLayout()
        foot.addWidget(Button(tr("Copy command"), self.copy))
        self.save_button = Button(tr("Save script…"), self._choose)
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.accept))
        box.addLayout(foot)
        fit_into(self, parent, 820, 640)

    def copy(self) -> None:
        """Put the command on the clipboard; FPR and the certificate are for the user to fill in."""
        QGuiApplication.clipboard().setText(self.command)

    def _choose(self) -> None:
        path = choose_script(self)
        if path is not None:
            self.save(path)

    def save(self, path: Path) -> None:
        """Write the script alone."""
        clear(self._said)
        try:
            path.write_text(recipe_script(), encoding="utf-8", newline="\n")
        except OSError as e:
            reason = os.strerror(e.errno or 0)
            wrong = tr("The script could not be saved to {path}: {reason}.", path=path, reason=reason)
            self._said.addWidget(Trouble(wrong, repr(e)))
            return
        self._said.addWidget(Trouble(tr("Script saved to {path}.", path=path), state=State.OK))


def _quoted(path: str) -> str:
    """The path quoted for a POSIX shell."""
    inner = path.replace("'", "'\\''")
    return f"'{inner}'"
