"""The legal request in a report: every field that is recorded, and none that is not."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from forensics_app.i18n.place_names import country_name, language_name
from forensics_app.i18n.request_words import (
    MET_LABELS,
    field_label,
    instrument_label,
    role_label,
    urgency_label,
)
from forensics_app.i18n.translator import N_, NC_, Translator
from forensics_app.model.handling import handling_text
from forensics_app.model.names import visible
from forensics_app.model.request import RequestField, RequestRecord
from forensics_app.report.evidence.document import Fact, Kind, Section

_Value = tuple[str, Kind]


def request_section(record: RequestRecord, words: Translator) -> Section:
    """One fact a field, several where a field holds several things."""
    title = words.text(NC_("heading", "Request"))
    if record.is_empty:
        return Section(title, intro=words.text(N_("No legal request is recorded.")))
    found = []
    for field in RequestField:
        for value, kind in _values(field, record, words):
            found.append(Fact(field_label(field, words), value, kind))
    return Section(title, facts=tuple(found))


def _values(field: RequestField, record: RequestRecord, words: Translator) -> Iterator[_Value]:
    if not record.holds(field):
        return
    match field:
        case RequestField.INSTRUMENT:
            yield visible(instrument_label(record.instrument, words)), "name"
        case RequestField.URGENCY:
            yield visible(urgency_label(record.urgency, words)), "name"
        case RequestField.AUTHORITIES:
            yield from _authorities(record, words)
        case RequestField.FORMALITIES:
            yield from _formalities(record, words)
        case RequestField.HANDLING:
            yield from _handling(record, words)
        case RequestField.LANGUAGES:
            for tag in record.languages:
                yield visible(f"{language_name(tag, words.language)} ({tag})"), "name"
        case RequestField.NONCE:
            yield base64.b64encode(record.nonce or b"").decode("ascii"), "machine"
        case RequestField.DEADLINE:
            yield record.deadline or "", "machine"
        case _:
            yield visible(str(getattr(record, field.value))), "name"


def _authorities(record: RequestRecord, words: Translator) -> Iterator[_Value]:
    for one in record.authorities:
        role = visible(role_label(one.role, words))
        parts = [words.text(N_("{role}: {name}"), role=role, name=one.name)]
        if one.country is not None:
            parts.append(f"({words.isolate(visible(country_name(one.country, words.language)))})")
        if one.contact is not None:
            parts.append("· " + words.isolate(visible(one.contact)))
        yield " ".join(parts), "words"


def _formalities(record: RequestRecord, words: Translator) -> Iterator[_Value]:
    for one in record.formalities:
        parts = [words.isolate(visible(one.asked)), "·", words.text(MET_LABELS[one.met])]
        if one.note is not None:
            parts += ["·", words.isolate(visible(one.note))]
        yield " ".join(parts), "words"


def _handling(record: RequestRecord, words: Translator) -> Iterator[_Value]:
    for one in record.handling:
        parts = [words.isolate(visible(handling_text(one.scheme, one.value)))]
        if one.comment is not None:
            parts.append(words.text(N_("Comment: {text}"), text=one.comment))
        if one.permission is not None:
            parts.append(words.text(N_("Permission: {text}"), text=one.permission))
        yield " · ".join(parts), "words"
