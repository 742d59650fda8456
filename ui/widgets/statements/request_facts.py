"""The legal request as facts in rows: for the case that answers it, and for whoever received the bundle."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr
from forensics_app.i18n.place_names import country_name, language_name
from forensics_app.i18n.request_words import (
    MET_LABELS,
    field_label,
    instrument_label,
    role_label,
    urgency_label,
)
from forensics_app.model.names import visible
from forensics_app.model.request import Authority, Formality, FormalityMet, RequestField, RequestRecord
from ui.models.case.request_words import days_left, deadline_words, due_state
from ui.theme import px
from ui.theme.state import State
from ui.widgets.statements.facts import KeyValue
from ui.widgets.statements.handling_tag import HandlingTags
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Path, Text

_MET_STATES = {
    FormalityMet.OPEN: State.WAITING,
    FormalityMet.YES: State.OK,
    FormalityMet.NO: State.WARN,
}
_FREE_TEXTS = (
    RequestField.REQUESTING_REFERENCE,
    RequestField.EXECUTING_REFERENCE,
    RequestField.LEGAL_BASIS,
    RequestField.OFFENCE,
    RequestField.LIMITS_OF_USE,
    RequestField.RETENTION,
    RequestField.RETURN_TERMS,
)


class RequestFacts(KeyValue):
    """Everything that is recorded, in the order in which people read it; nothing for what is not.

    `today` is given where a deadline is the reader's own: it then says how far off it is. A `short` one has
    no word on how to reach an authority, and sums the formalities up.
    """

    def __init__(
        self,
        record: RequestRecord,
        *,
        today: date | None = None,
        label_width: int = 96,
        short: bool = False,
    ) -> None:
        super().__init__(label_width=label_width)
        self._words, self._short = current(), short
        for field in RequestField:
            if record.holds(field):
                self._add(field, record, today)

    def _add(self, field: RequestField, record: RequestRecord, today: date | None) -> None:
        words = self._words
        if field is RequestField.AUTHORITIES:
            for authority in record.authorities:
                self.row(_shown(role_label(authority.role, words)), authority_words(authority))
                if authority.contact and not self._short:
                    self.path_row("", visible(authority.contact), authority.contact, role="small")
            return
        label = field_label(field, words)
        if field is RequestField.INSTRUMENT:
            # in a narrow card some words of this one are wider than the line, as in German
            self.widget_row(label, Path(_shown(instrument_label(record.instrument, words)), sentence=True))
        elif field is RequestField.URGENCY:
            self.row(label, _shown(urgency_label(record.urgency, words)))
        elif field is RequestField.DEADLINE:
            self.widget_row(label, _deadline(record.deadline or "", today))
        elif field is RequestField.FORMALITIES:
            shown = _summed(record.formalities) if self._short else _formalities(record.formalities)
            self.widget_row(label, shown)
        elif field is RequestField.LANGUAGES:
            names = (_shown(language_name(tag, words.language)) for tag in record.languages)
            self.row(label, words.listed(names))
        elif field is RequestField.HANDLING:
            self.widget_row(label, HandlingTags(record.handling))
        elif field is RequestField.NONCE:
            self.path_row(label, (record.nonce or b"").hex(), role="hash")
        elif field in _FREE_TEXTS:
            self.row(label, free_text(getattr(record, field.value)))


def authority_words(authority: Authority) -> str:
    """Name and country."""
    words = current()
    name = words.isolate(visible(authority.name))
    if not authority.country:
        return name
    return words.listed((name, words.isolate(_shown(country_name(authority.country, words.language)))))


def free_text(text: str) -> str:
    """Text that somebody wrote, line by line, each in its own direction."""
    words = current()
    return "\n".join(words.isolate(visible(line)) for line in text.split("\n"))


def _shown(text: str) -> str:
    return visible(text)


def _deadline(deadline: str, today: date | None) -> QWidget:
    left = None if today is None else days_left(deadline, today)
    if today is None or left is None or due_state(left) is State.NONE:
        said = current().isolate(deadline) if today is None else deadline_words(deadline, today)
        return Text(said, wrap=True)
    state = due_state(left)
    return _marked(state, deadline_words(deadline, today), strong=True)


def _formalities(formalities: tuple[Formality, ...]) -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(4))
    for one in formalities:
        met = tr(MET_LABELS[one.met])
        said = f"{free_text(one.asked)}\n{met}"
        box.addWidget(
            _marked(
                _MET_STATES[one.met], said if not one.note else current().labelled(said, free_text(one.note))
            )
        )
    return made


def _summed(formalities: tuple[Formality, ...]) -> QWidget:
    met = sum(1 for one in formalities if one.met is FormalityMet.YES)
    said = tr("{met} of {count} observed", met=met, count=len(formalities))
    refused = any(one.met is FormalityMet.NO for one in formalities)
    state = State.OK if met == len(formalities) else State.WARN if refused else State.WAITING
    return _marked(state, said)


def _marked(state: State, said: str, *, strong: bool = False) -> QWidget:
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(px(6))
    line.addWidget(StateShape(state, 16), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(
        Text(said, "strong" if strong else "body", state.color if strong else "text", wrap=True), 1
    )
    return made
