"""Receipts and other addenda added on the Verify page: what became of them, and where it is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer

from forensics_app.i18n import current, tr
from forensics_app.model.findings import AddendumFacts, VerificationReport
from forensics_app.model.names import visible
from ui.pages.cards.addenda_card import ADD_BUTTON
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.layout.columns import scroll_to
from ui.widgets.layout.focus_restore import focus_when_shown
from ui.widgets.statements.notices import StepRow


@dataclass(slots=True)
class AddedFiles:
    """`files` were added to the check of `bundle`, which had `before` already. `shown` once the page has come
    to them.
    """

    bundle: Path
    files: tuple[Path, ...]
    before: tuple[AddendumFacts, ...]
    shown: bool = False


def added_rows(
    report: VerificationReport, added: AddedFiles | None, gone: Sequence[Path]
) -> tuple[StepRow, ...]:
    """What is said above the addenda: which were added, which were there before, which are `gone` since."""
    return tuple(_rows(report, added, gone))


def _rows(report: VerificationReport, added: AddedFiles | None, gone: Sequence[Path]) -> Iterator[StepRow]:
    if added is not None:
        known = {(facts.name, facts.event_sha256) for facts in added.before}
        new = {facts.name for facts in report.addenda if (facts.name, facts.event_sha256) not in known}
        here = [path for path in added.files if path.absolute() not in gone]
        fresh = [path for path in here if path.name in new]
        again = [path for path in here if path.name not in new]
        if fresh:
            stays = tr("Included whenever this bundle is verified again, until you close the window.")
            yield StepRow(State.OK, tr("Added: {names}", names=_names(fresh)), stays)
        if again:
            yield StepRow(State.NONE, tr("Already listed: {names}", names=_names(again)), "")
    if gone:
        said = tr("No longer where it was added from, so it was not checked now. Add it again.")
        for path in gone:
            yield StepRow(State.WARN, current().isolate(visible(path.name)), said)


def _names(files: Sequence[Path]) -> str:
    return current().listed(visible(path.name) for path in files)


def show_added(card: Card) -> None:
    """Stay with the card instead of going to the top: the button is in reach, and the head of the card in
    sight.
    """
    button = card.findChild(Button, ADD_BUTTON)
    if button is not None:
        focus_when_shown(button)
    # after the focus was given, two turns from now, and the card has its place in the page
    QTimer.singleShot(0, card, lambda: QTimer.singleShot(0, card, lambda: scroll_to(card)))
