"""The sealed ledger as a story, and what the sender declared as left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.details import omission_detail
from forensics_app.i18n.omissions import DOUBT_HEADING, LEFT_OUT_HEADING, apart
from forensics_app.model.names import visible
from forensics_app.services.custody.record import CustodyRecord
from forensics_app.services.sealed_bundles.contents import Omission
from ui.dialogs.custody.entry import EntryDialog, details_button
from ui.models.case.custody_story import Kind, Story, StoryEntry
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.layout.columns import Scroller
from ui.widgets.seals.custody_entry import StoryRow
from ui.widgets.statements.notices import StepRow
from ui.widgets.text.text import Text
from ui.words import gate
from ui.words.codes import omission_sentence
from ui.words.locators import shown_locator

FIRST_SHOWN, MORE = 60, 200
SHOWN_OMISSIONS = 500


class SealedCustody(QWidget):
    """Newest entry first, as in the case that it was sealed from."""

    def __init__(self) -> None:
        super().__init__()
        self._story: Story | None = None
        self._shown = 0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, px(8), 0)
        card = Card()
        self._head = QVBoxLayout()
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        card.add_layout(self._head)
        card.add_layout(self._list)
        self._more = Button("", self._show_more, kind="link")
        self._more.hide()
        card.add(self._more)
        box.addWidget(card)
        box.addStretch(1)
        outer.addWidget(Scroller(body))

    def show_record(self, record: CustodyRecord, places: Mapping[str, str]) -> None:
        """The ledger that was sealed. `places` are names of sources and volumes by their ids."""
        self._story = Story(record, places)
        count = len(record.lines)
        if record.broken is None:
            said = trn(
                "{count} entry checked; its hash is correct.",
                "{count} entries checked; each contains the hash of the previous one.",
                count,
            )
            self._head.addWidget(StepRow(State.OK, tr("The chain is unbroken"), said))
        else:
            where = tr("The chain is broken at entry {number}", number=record.broken.sequence)
            self._head.addWidget(StepRow(State.BAD, where, ""))
        self._show_more()

    def _show_more(self) -> None:
        if self._story is None:
            return
        events = self._story.events(Kind.ALL)
        until = min(len(events), self._shown + (MORE if self._shown else FIRST_SHOWN))
        for event in events[self._shown : until]:
            entry = self._story.entry(event)
            row = StoryRow(entry, [details_button(entry, self._show_entry)], last=event is events[-1])
            self._list.addWidget(row)
        self._shown = until
        left = len(events) - until
        self._more.setText(trn("Show {count} earlier entry", "Show {count} earlier entries", left))
        self._more.setAccessibleName(gate.shown(self._more.text()))
        self._more.setVisible(left > 0)

    def _show_entry(self, entry: StoryEntry) -> None:
        if self._story is not None:
            EntryDialog(entry, self._story.numbers, self).open()


class OmissionsPart(QWidget):
    """Each with the sender's count, its reason, and the place."""

    def __init__(self) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, px(8), 0)
        self._cards = Card(tr(LEFT_OUT_HEADING)), Card(tr(DOUBT_HEADING))
        for card in self._cards:
            box.addWidget(card)
        box.addStretch(1)
        outer.addWidget(Scroller(body))

    def show_omissions(self, omissions: Sequence[Omission], places: Mapping[str, str]) -> None:
        """In the order in which they were sealed. `places` are names of sources and volumes by their ids."""
        for card, found in zip(self._cards, apart(omissions, lambda one: one.code), strict=True):
            _show_in(card, found, places)
        self._cards[1].setVisible(bool(apart(omissions, lambda one: one.code)[1]))


def _show_in(card: Card, omissions: Sequence[Omission], places: Mapping[str, str]) -> None:
    card.set_note(current().number(sum(int(o.count) for o in omissions)))
    if not omissions:
        said = tr("None: the sender declared no omissions.")
        card.add(Text(said, color="muted", wrap=True))
    for omission in omissions[:SHOWN_OMISSIONS]:
        card.add(_row(omission, places))
    more = len(omissions) - SHOWN_OMISSIONS
    if more > 0:
        card.add(Text(trn("and {count} more", "and {count} more", more), "small", "muted"))


def _row(omission: Omission, places: Mapping[str, str]) -> QWidget:
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(px(12))
    count = Text(current().number(int(omission.count)), end=True)
    count.setMinimumWidth(px(56))
    line.addWidget(count)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Text(omission_sentence(omission.code), wrap=True))
    source, locator = places.get(omission.source, omission.source), omission.locator or ""
    where = shown_locator(locator, lambda scope: places.get(scope, scope))
    place = [visible(source if where == locator else ""), visible(where)]
    place.append(omission_detail(omission.detail or "", current()))
    shown = " · ".join(current().isolate(p) for p in place if p)
    words.addWidget(Text(shown, "small", "muted", wrap=True))
    line.addLayout(words, 1)
    return made
