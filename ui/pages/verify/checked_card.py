"""The register of bundles that were checked: from whom, when, and with which verdict at that time."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.findings import VerificationReport
from forensics_app.model.names import subject_shown, visible
from forensics_app.services.verifying.batch import clash_sentence
from forensics_app.services.verifying.register import (
    CheckedBundle,
    clashes_with,
    forget,
    register_clashes,
    registered,
)
from ui.dialogs.ask import ask_to_forget_bundle
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear
from ui.widgets.tables.cell_delegate import TWO_LINES
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Text
from ui.words.verdicts import verdict_shown


class CheckedCard(Card):
    """Opening a row checks that bundle again: an old verdict holds for its time alone. Hidden while empty."""

    def __init__(self, check: Callable[[Path], object]) -> None:
        super().__init__(tr("Checked bundles"))
        self._check = check
        self.check_button = Button(tr("Check again"), self.check_again, glyph="shield-check", small=True)
        self.forget_button = Button(tr("Remove from list"), self.ask_to_forget, small=True)
        for button in (self.check_button, self.forget_button):
            self.add_action(button)
        self.table = RowsTable(
            (
                Column(tr(NC_("label", "Bundle")), 200),
                Column(tr("Sender's case reference"), 150),
                Column(tr("Signed by")),
                Column(tr("Verdict at the time"), 150),
                Column(tr(NC_("custody form", "Checked")), 150),
                Column(tr(NC_("label", "File"))),
            ),
            tr("Checked bundles"),
            row_height=TWO_LINES,
            lines=True,
        )
        self.table.opened.connect(lambda key: self.check_again())
        self.add(self.table)
        self._clashes = QVBoxLayout()
        self.add_layout(self._clashes)
        said = tr("A verdict applies to the time of its check. Check a bundle again before you rely on it.")
        self.add(Text(said, "small", "muted", wrap=True))
        self.read()

    def read(self) -> None:
        """Read the register and show it as it stands now."""
        self._bundles = registered()
        clear(self._clashes)
        for clash in register_clashes(self._bundles):
            self._clashes.addWidget(Text(clash_sentence(clash, current()), color="warn", wrap=True))
        self.table.set_rows([_row(b) for b in self._bundles], list(range(len(self._bundles))))
        if self._bundles and self.table.currentIndex().row() < 0:
            self.table.select(0)  # what the buttons act on is always marked
        self.set_note(current().number(len(self._bundles)))
        self.setVisible(bool(self._bundles))

    @property
    def chosen(self) -> CheckedBundle | None:
        """The one whose row is current, else the first."""
        at = self.table.currentIndex().row()
        return self._bundles[max(at, 0)] if self._bundles else None

    def check_again(self) -> None:
        """Verify the chosen one now."""
        if self.chosen is not None:
            self._check(Path(self.chosen.path))

    def ask_to_forget(self) -> None:
        """Take the chosen one off the register, if that is wanted: its verdict is kept nowhere else."""
        chosen = self.chosen
        if chosen is not None and ask_to_forget_bundle(self, visible(chosen.path)):
            self.forget()

    def forget(self) -> None:
        """Take the chosen one off the register."""
        if self.chosen is not None:
            forget(self.chosen)
            self.read()


def clash_card(report: VerificationReport) -> Card | None:
    """What is said of a bundle whose reference came with another seal before; None for any other."""
    found = clashes_with(report)
    if not found:
        return None
    card = Card(tr("This reference is registered with a different seal"))
    for clash in found:
        card.add(Text(clash_sentence(clash, current()), color="warn", wrap=True))
    return card


def told_apart(path: Path) -> str:
    """The name of a file that is checked, with as many of its folders as tell it from registered ones of the
    same name.
    """
    parts = path.absolute().parts
    others = [other for b in registered() if (other := Path(b.path).absolute().parts) != parts]
    for count in range(1, len(parts)):
        if all(other[-count:] != parts[-count:] for other in others):
            return visible(str(Path(*parts[-count:])))
    return visible(str(path.absolute()))


def _row(bundle: CheckedBundle) -> tuple[Cell, ...]:
    state, verdict = verdict_shown(bundle.verdict)
    there = Path(bundle.path).exists()
    folder, name = (visible(part) for part in os.path.split(bundle.path))
    return (
        Cell(visible(bundle.reference) or Path(bundle.path).name, strong=True, name=True),
        Cell(visible(bundle.case_reference), name=True),
        Cell(visible(subject_shown(bundle.sender)), name=True),
        Cell(verdict, state=state),
        Cell(f"{bundle.checked_at[:16].replace('T', ' ')} UTC"),
        Cell(
            name if there else tr("{path} (no longer there)", path=name),
            folder,
            machine=True,
            folder=True,
            raw=bundle.path,
        ),
    )
