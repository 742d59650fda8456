"""The seal code, compared with what the cover sheet says: typed or pasted, group by group.

The cover sheet has it twice: in full, in four lettered rows of hexadecimal digits, and as a short form, which
is the beginning of the same digits with two check characters. Either counts.
"""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from forensics_app.i18n import tr, trn
from forensics_app.services.reports.seal_code import full_digits
from ui.theme import px, theme
from ui.theme.state import State
from ui.widgets.seals.fingerprint import FingerprintRows, rows_of
from ui.widgets.text import direction
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Path, Text

_SEPARATORS = re.compile(r"[\s.:_\u2010-\u2015-]")
_MISREAD = str.maketrans("018", "OIB")  # digits that no code holds, and the letters they are taken for
GROUP = 4


def typed_code(text: str) -> str:
    """What was typed as a seal code is written, without separators."""
    return _SEPARATORS.sub("", text).upper().translate(_MISREAD)


def wrong_groups(typed: str, code: str) -> tuple[int, ...]:
    """Numbers (from 1) of the groups of `typed` that are complete and not those of `code`.

    What is longer than the code is wrong in the group after its last.
    """
    wrong = []
    for at in range(0, len(typed), GROUP):
        piece = typed[at : at + GROUP]
        if piece != code[at : at + GROUP] and (len(piece) == GROUP or at >= len(code)):
            wrong.append(at // GROUP + 1)
    return tuple(wrong)


class CodeCompare(QWidget):
    """`agreed` once all of the code was typed as it is, in its short form or in full (`code`, 64 hex). The
    code itself stands above the field in both forms."""

    agreed = Signal(bool)
    differs = False
    """Whether what was typed is the code of another seal."""
    agrees = False
    """Whether what was typed is all of this code."""

    def __init__(self, code_shown: str, code: str = "", *, fingerprint: str | None = None) -> None:
        """`fingerprint` of the certificate stands in rows beside the code on a cover sheet."""
        super().__init__()
        self._code, self._rows = typed_code(code_shown), code
        self._other_rows = rows_of(fingerprint) if fingerprint else ()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        box.addWidget(Path(code_shown, code_shown.replace(" ", ""), "fingerprint"))
        if code:
            box.addWidget(Text(tr("The same code in full, in four rows"), "small", "muted"))
            box.addWidget(FingerprintRows(code))
        words = tr(
            "Type or paste the code from the cover sheet, which reaches you separately from the bundle."
        )
        label = Text(words, "small", wrap=True)
        box.addWidget(label)
        self.edit = QLineEdit()
        self.edit.setFont(theme().font("hash"))
        self.edit.setAccessibleName(tr("Seal code from the cover sheet"))
        self.edit.setPlaceholderText(tr("{count} characters", count=len(self._code)))
        self.edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.edit.setAlignment(direction.leading())
        self.edit.setMaxLength(200)
        label.setBuddy(self.edit)
        self.shape = StateShape(State.WAITING, 18)
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(self.edit, 1)
        line.addWidget(self.shape)
        box.addLayout(line)
        self.said = Text("", "small", "muted", wrap=True)
        box.addWidget(self.said)
        self.edit.textChanged.connect(self._typed)
        self._typed()

    def _meant(self) -> tuple[str, str]:
        """What was typed, and what it is compared with: the form of the code that it has."""
        typed, rows = typed_code(self.edit.text()), full_digits(self.edit.text())
        in_full = self._rows.startswith(rows) or len(rows) > len(self._code)
        if self._rows and rows and in_full and not self._code.startswith(typed):
            return rows, self._rows
        return typed, self._code

    def _typed(self) -> None:
        typed, code = self._meant()
        wrong = wrong_groups(typed, code)
        equal = typed == code
        of_certificate = any(row in full_digits(self.edit.text()) for row in self._other_rows)
        self.differs = bool(wrong) and not of_certificate
        self.agrees = equal
        self.agreed.emit(equal)
        self.said.setVisible(bool(typed))
        if equal:
            self._show(State.OK, tr("Match: what you typed is the code of this seal."), "ok")
        elif wrong and of_certificate:
            said = tr(
                "What you typed are rows of the signer’s certificate. Here the seal code is compared, which "
                "has rows of its own."
            )
            self._show(State.WARN, said, "warn")
        elif wrong:
            groups = ", ".join(map(str, wrong))
            said = trn(
                "Group {groups} differs. Check the cover sheet again; if it still "
                "differs, this is another seal.",
                "Groups {groups} differ. Check the cover sheet again; if they still "
                "differ, this is another seal.",
                len(wrong),
                groups=groups,
            )
            self._show(State.BAD, said, "bad")
        else:
            left = len(code) - len(typed)
            self._show(State.WAITING, trn("{count} character left", "{count} characters left", left), "muted")

    def _show(self, state: State, said: str, color: str) -> None:
        self.shape.set_state(state)
        self.said.set_text(said)
        self.said.set_color(color)
