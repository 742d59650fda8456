"""Custody in short: whether the chain holds, its newest entries, and who holds what now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.names import visible
from ui.models.case.holders import Holder, Holding
from ui.models.case.overview import CustodyOverview
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear
from ui.widgets.statements.facts import KeyValue
from ui.widgets.statements.notices import StepRow
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Rule, Text, section_cap
from ui.words import places
from ui.words.custody import called, event_detail, event_title
from ui.workbench.workbench import Workbench

MOST_HELD = 12


class CustodyCard(Card):
    """Newest entry first."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr(NC_("heading", "Custody")))
        self._bench = bench
        opening = Button(
            tr(NC_("button", "Open")), partial(bench.go.emit, places.CUSTODY), kind="link", small=True
        )
        opening.setAccessibleName(tr("Open the custody ledger"))
        self.add_action(opening)
        self._box = QVBoxLayout()
        self._box.setSpacing(px(8))
        self.add_layout(self._box)

    def show_overview(
        self,
        custody: CustodyOverview,
        examiner: str,
        held: Sequence[Holder] = (),
        *,
        received: bool = False,
        names: Mapping[str, str] | None = None,
    ) -> None:
        """Replace what is shown. The case's examiner is not named again at every entry. `received`: the
        ledger that counts is the sender's, in the bundle; `names`: what sources are called, by their ids."""
        clear(self._box)
        if received and custody.broken_at is None:
            head = StepRow(
                State.INFO,
                tr("The sender's ledger is in the bundle"),
                tr("The Custody page shows it. Recorded here since the bundle arrived:"),
            )
        elif custody.broken_at is None:
            head = StepRow(
                State.OK,
                tr(NC_("heading", "Unbroken")),
                trn(
                    "{count} entry, linked to the one before by its hash",
                    "{count} entries, each linked to the one before by its hash",
                    custody.count,
                ),
            )
        else:
            head = StepRow(
                State.BAD,
                tr("Broken at entry {number}", number=custody.broken_at),
                tr("It was changed outside the program."),
            )
        self._box.addWidget(head)
        self._box.addWidget(Rule())
        for event in custody.latest:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(px(8))
            broken = custody.broken_at is not None and event.sequence >= custody.broken_at
            glyph = Glyph("link-break" if broken else "link", 16, "bad" if broken else "ok")
            line.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(0)
            sources = called(custody.sources.get(event.event_id, ()), names or {})
            words.addWidget(Text(event_title(event, sources), wrap=True))
            words.addWidget(Text(event_detail(event, examiner), "small", "muted", wrap=True))
            line.addLayout(words, 1)
            self._box.addWidget(row)
        if held:
            self._box.addWidget(Rule())
            self._box.addWidget(section_cap(tr("Current holders")))
            self._box.addWidget(_holders(held))


def _holders(held: Sequence[Holder]) -> KeyValue:
    rows = KeyValue(label_width=64)
    for one in held[:MOST_HELD]:
        rows.row(visible(one.exhibit), holder_words(one), role="small")
    if len(held) > MOST_HELD:
        rows.row("", trn("and {count} more", "and {count} more", len(held) - MOST_HELD), role="small")
    return rows


def holder_words(one: Holder) -> str:
    """`P. Renard, Evidence room · physical seal A-55810`."""
    words = current()
    person = words.isolate(visible(one.person)) if one.person else tr("nobody recorded")
    if one.holding is Holding.ON_THE_WAY:
        said = tr("in transit: handed over by {person}, arrival not recorded", person=person)
    elif one.holding is Holding.RETURNED:
        said = tr("returned by {person}", person=person)
    elif one.holding is Holding.DISPOSED:
        said = tr("disposed of by {person}", person=person)
    else:
        said = person
    parts = [said, words.isolate(visible(one.place)) if one.place else ""]
    if one.physical_seal:
        parts.append(tr("physical seal {number}", number=one.physical_seal))
    return " · ".join(part for part in parts if part)
