"""A fingerprint in four lettered rows, and its comparison by phone.

Comparing only the ends, or copying what stands on the screen, proves nothing: so two of the four rows are
hidden and the user types what is read out (128 bits).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from functools import cache

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr, trn
from ui.theme import px, theme
from ui.theme.state import State
from ui.widgets.text import direction
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Text
from ui.words.digests import grouped

ROW_NAMES = ("A", "B", "C", "D")
ROW_DIGITS = 16
_MOST_TYPED = 200  # a whole fingerprint with its separators, so that it is not cut without a word
_HIDDEN = "···· ···· ···· ····"


def rows_of(fingerprint: str) -> tuple[str, ...]:
    """Four rows of 16 hexadecimal digits."""
    return tuple(fingerprint[i : i + ROW_DIGITS] for i in range(0, 4 * ROW_DIGITS, ROW_DIGITS))


def choose_hidden(choose: Callable[[Sequence[int], int], list[int]] | None = None) -> tuple[int, int]:
    """Which two rows are hidden; by chance, so that nobody knows beforehand which ones to match."""
    pick = choose or secrets.SystemRandom().sample
    first, second = sorted(pick(range(4), 2))
    return first, second


@cache
def hidden_rows(fingerprint: str) -> tuple[int, int]:
    """Which two rows of this fingerprint are hidden, as long as the program runs: if every look drew others,
    two looks would show all four.
    """
    return choose_hidden()


def typed_digits(text: str) -> str:
    """What was typed without spaces and case; other characters stay, so that they are found wrong."""
    return "".join(text.split()).lower()


class FingerprintRows(QWidget):
    """Rows A to D; hidden ones are dots."""

    def __init__(self, fingerprint: str, hidden: Sequence[int] = ()) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(1))
        grid.setColumnStretch(1, 1)
        for at, digits in enumerate(rows_of(fingerprint)):
            grid.addWidget(Text(ROW_NAMES[at], "section", "muted"), at, 0)
            if at in hidden:
                shown = Text(_HIDDEN.replace(" ", "  "), "fingerprint", "muted")
                shown.setAccessibleName(tr("row {row}, hidden", row=ROW_NAMES[at]))
            else:
                shown = Text(grouped(digits, 4).replace(" ", "  "), "fingerprint")
            grid.addWidget(shown, at, 1)


class PhoneCompare(QWidget):
    """The rows with two of them hidden, and a field for each hidden one.

    `agreed` once both are typed as they are; `entered` by the Enter key after that. What is wrong is only
    told when a row is complete. `seal_code` stands in rows beside it on a cover sheet, and may be typed for
    it.
    """

    agreed = Signal(bool)
    entered = Signal()

    def __init__(
        self, fingerprint: str, hidden: tuple[int, int] | None = None, *, seal_code: str | None = None
    ) -> None:
        super().__init__()
        self._rows = rows_of(fingerprint)
        self._code_rows = rows_of(seal_code) if seal_code else ()
        self.hidden = hidden or hidden_rows(fingerprint)
        self.edits: dict[int, QLineEdit] = {}
        self._shapes: dict[int, StateShape] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addWidget(FingerprintRows(fingerprint, self.hidden))
        first, second = (ROW_NAMES[i] for i in self.hidden)
        box.addWidget(
            Text(
                tr(
                    "Call the laboratory on a number you already have. Type rows {first} "
                    "and {second} as they read them out; they are deliberately hidden "
                    "here.",
                    first=first,
                    second=second,
                ),
                "small",
                wrap=True,
            )
        )
        grid = QGridLayout()
        grid.setSpacing(px(8))
        for at, row in enumerate(self.hidden):
            self._add_field(grid, at, row)
        box.addLayout(grid)
        self._left = Text("", "small", "muted", wrap=True)
        box.addWidget(self._left)
        self._typed()

    def _add_field(self, grid: QGridLayout, at: int, row: int) -> None:
        edit = QLineEdit()
        edit.setFont(theme().font("hash"))
        edit.setAccessibleName(tr("Row {row} as read out", row=ROW_NAMES[row]))
        edit.setPlaceholderText(tr("16 characters"))
        edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        edit.setAlignment(direction.leading())
        edit.setMaxLength(_MOST_TYPED)
        edit.textChanged.connect(self._typed)
        edit.returnPressed.connect(self._enter)
        shape = StateShape(State.WAITING, 18)
        self.edits[row], self._shapes[row] = edit, shape
        grid.addWidget(Text(ROW_NAMES[row], "strong"), at, 0)
        grid.addWidget(edit, at, 1)
        grid.addWidget(shape, at, 2)

    def _enter(self) -> None:
        if self.complete:
            self.entered.emit()

    def _typed(self) -> None:
        missing = 0
        of_code: list[str] = []
        wrong: list[str] = []
        long: list[str] = []
        for row, edit in self.edits.items():
            digits = typed_digits(edit.text())
            missing += max(0, ROW_DIGITS - len(digits))
            right = digits == self._rows[row]
            complete = len(digits) >= ROW_DIGITS
            self._shapes[row].set_state(State.OK if right else (State.BAD if complete else State.WAITING))
            if complete and not right:
                wrong.append(ROW_NAMES[row])
                if digits in self._code_rows:
                    of_code.append(ROW_NAMES[row])
                if len(digits) > ROW_DIGITS:
                    long.append(ROW_NAMES[row])
        if of_code:
            self._left.set_text(_code_words(of_code))
            self._left.set_color("warn")
        elif wrong:
            self._left.set_text(_wrong_words(long or wrong, too_long=bool(long)))
            self._left.set_color("bad")
        else:
            words = trn("{count} character left", "{count} characters left", missing)
            self._left.set_text(words if missing else tr("Both rows match."))
            self._left.set_color("muted")
        self.agreed.emit(not missing and not wrong)

    @property
    def complete(self) -> bool:
        """Whether both rows were typed as they are."""
        return all(typed_digits(e.text()) == self._rows[row] for row, e in self.edits.items())


def _code_words(rows: Sequence[str]) -> str:
    """A row of the seal code was typed: it says nothing against the certificate."""
    return trn(
        "What you typed in row {rows} is a row of the seal code. Here the rows of the signer’s certificate "
        "are compared; have those read out.",
        "What you typed in rows {rows} are rows of the seal code. Here the rows of the signer’s certificate "
        "are compared; have those read out.",
        len(rows),
        rows=current().listed(rows),
    )


def _wrong_words(rows: Sequence[str], *, too_long: bool) -> str:
    """`rows` are one or both of those that are typed."""
    if too_long:
        return tr(
            "Too many characters in {rows}: each field takes the {digits} characters of its own row.",
            rows=current().listed(rows),
            digits=current().number(ROW_DIGITS),
        )
    if len(rows) > 1:
        return tr(
            "Rows {first} and {second} do not match. Have them read out again; if they still differ, do not "
            "trust the certificate.",
            first=rows[0],
            second=rows[1],
        )
    return tr(
        "Row {row} does not match. Have it read out again; if it still differs, do not trust the "
        "certificate.",
        row=rows[0],
    )
