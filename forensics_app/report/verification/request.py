"""The legal request that a bundle answers, and the series that it belongs to, as sections of a report.

Countries stand as their codes: what a report says of them must not depend on a list of names. Languages stand
with theirs beside the name.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from forensics_app.i18n.place_names import language_name
from forensics_app.i18n.request_words import (
    MET_LABELS,
    field_label,
    instrument_label,
    role_label,
    urgency_label,
)
from forensics_app.i18n.series import part_sentence, problem_sentence, replacement_sentence
from forensics_app.i18n.translator import N_, NC_, Translator
from forensics_app.model.findings import Verdict
from forensics_app.model.handling import handling_text
from forensics_app.model.names import visible
from forensics_app.model.request import FormalityMet, RequestField, RequestRecord
from forensics_app.model.series import PartSeen, Series
from forensics_app.report.layout.document import Fact, Item, Mark, Section

_MET_MARKS: dict[FormalityMet, Mark] = {
    FormalityMet.YES: "yes",
    FormalityMet.NO: "no",
    FormalityMet.OPEN: "none",
}
_PART_MARKS: dict[Verdict, Mark] = {
    Verdict.VERIFIED: "yes",
    Verdict.UNCONFIRMED: "doubt",
    Verdict.INCOMPLETE: "no",
    Verdict.ALTERED: "no",
    Verdict.UNREADABLE: "no",
}
_RECORDED = N_("As recorded by the sender; it is not checked with the authorities named here.")
_UNCONFIRMED = N_(
    "As this copy has it; no seal confirms it. It is not checked with the authorities named here."
)


def request_section(
    record: RequestRecord | None, words: Translator, *, confirmed: bool = True
) -> Section | None:
    """Everything that is recorded, in the order in which people read it; None for an empty record.

    `confirmed`: by the seal, as what the sender recorded.
    """
    if record is None or record.is_empty:
        return None
    items = tuple(
        Item(
            _MET_MARKS[one.met],
            words.text(MET_LABELS[one.met]),
            " · ".join(words.isolate(visible(t)) for t in (one.asked, one.note) if t),
        )
        for one in record.formalities
    )
    intro = words.text(_RECORDED if confirmed else _UNCONFIRMED)
    title = words.text(N_("The legal request"))
    return Section(title, intro=intro, facts=tuple(_facts(record, words)), items=items)


def series_section(series: Series | None, words: Translator) -> Section | None:
    """The series as one story, with what is not here and what does not fit."""
    if series is None:
        return None
    items = [_part(series, part, words) for part in series.parts]
    items += [Item("doubt", p.code, problem_sentence(p, words)) for p in series.problems]
    return Section(words.text(N_("Part of a series")), items=tuple(items))


def _stand_of(part: PartSeen) -> str:
    if part.report is not None:
        return NC_("state", "Here")
    return N_("Not here") if part.nearby is None else N_("Not verified")


def _part(series: Series, part: PartSeen, words: Translator) -> Item:
    said = [part_sentence(part, words)]
    if part.supplement is not None:
        said.append(words.text(N_("Reason: “{reason}”"), reason=part.supplement.reason))
        said += [replacement_sentence(series, part.reference, r, words) for r in part.supplement.replaces]
    mark: Mark = "none" if part.verdict is None else _PART_MARKS[part.verdict]
    word = words.text(_stand_of(part))
    return Item(mark, word, " ".join(said), part.seal_code)


def _facts(record: RequestRecord, words: Translator) -> Iterator[Fact]:
    for field in RequestField:
        if field is RequestField.AUTHORITIES:
            for authority in record.authorities:
                parts = (authority.name, authority.country, authority.contact)
                said = " · ".join(words.isolate(visible(p)) for p in parts if p)
                yield Fact(visible(role_label(authority.role, words)), said)
        elif field is not RequestField.FORMALITIES and record.holds(field):
            yield from _fact(field, record, words)


def _named(language: str, words: Translator) -> str:
    name = language_name(language, words.language)
    return language if name == language else f"{name} ({language})"


def _fact(field: RequestField, record: RequestRecord, words: Translator) -> Iterator[Fact]:
    label = field_label(field, words)
    if field is RequestField.INSTRUMENT:
        yield Fact(label, visible(instrument_label(record.instrument, words)))
    elif field is RequestField.URGENCY:
        yield Fact(label, visible(urgency_label(record.urgency, words)))
    elif field is RequestField.LANGUAGES:
        yield Fact(
            label, words.listed(words.isolate(visible(_named(one, words))) for one in record.languages)
        )
    elif field is RequestField.NONCE:
        yield Fact(label, base64.b64encode(record.nonce or b"").decode("ascii"), "machine")
    elif field is RequestField.DEADLINE:
        yield Fact(label, visible(record.deadline or ""), "machine")
    elif field is RequestField.HANDLING:
        for code in record.handling:
            parts = (handling_text(code.scheme, code.value), code.comment, code.permission)
            yield Fact(label, " · ".join(words.isolate(visible(p)) for p in parts if p))
    else:
        text = str(getattr(record, field.value)).replace("\n", " / ")
        yield Fact(label, words.isolate(visible(text)), "name")
