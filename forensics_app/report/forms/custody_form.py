"""The custody ledger as a form to print, sign and file: every event, every field, and what was checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from forensics_app.custody.hand_overs import HandOver
from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.labels import label
from forensics_app.model.custody import (
    NO_LANGUAGE,
    ClockSource,
    CustodyEvent,
    CustodyReason,
    SubjectDigests,
)
from forensics_app.model.names import visible
from forensics_app.model.times import utc_text
from forensics_app.report.forms.custody_labels import FormLabels
from forensics_app.report.layout.foot import foot_reference
from forensics_app.report.layout.handling_marks import HandlingMarks
from forensics_app.report.layout.person_line import person_line
from forensics_app.report.layout.typesetting_process import typeset


@dataclass(frozen=True, slots=True)
class CustodyForm:
    """What is printed. `signers`: name and fingerprint (hex) by sequence number; `broken` the sentence about
    the first line that does not hold; `problems` further sentences; `verdict` that of a bundle; `handling`
    the codes that stand on every page. `not_counting`: lines whose signer the user does not trust; `unnamed`:
    lines whose signer's certificate names none of the event's persons. `reference` is the case's, "" where it
    is not known; `bundle` that of the bundle whose ledger it is, "" of a case's.
    """

    reference: str
    title: str
    agency: str
    country: str
    count: int
    head: str
    events: Sequence[CustodyEvent]
    signers: Mapping[int, tuple[str, str]]
    hand_overs: Sequence[HandOver]
    broken: str | None = None
    problems: Sequence[str] = ()
    verdict: str | None = None
    demo: bool = False
    handling: HandlingMarks | None = None
    not_counting: frozenset[int] = frozenset()
    unnamed: frozenset[int] = frozenset()
    bundle: str = ""

    @property
    def name(self) -> str:
        """What stands at the foot of each page."""
        return self.bundle or self.reference


def custody_pdf(form: CustodyForm, labels: FormLabels, *, printed: datetime) -> bytes:
    """The form in the language of the messages. `printed` (UTC) stands on each page.

    Raises TypesettingFailedError.
    """
    data = custody_data(form, labels, printed=printed)
    return typeset("custody_form", data, lang=current().language, created=printed)


def custody_data(form: CustodyForm, labels: FormLabels, *, printed: datetime) -> dict[str, Any]:
    """What is laid out, as PDF or as HTML. Marks are `yes`, `no` and `ring`; a third value of a pair in
    `more` says that the second is a machine's.
    """
    words = current()
    by_event = {h.released.sequence: h for h in form.hand_overs}
    by_event |= {h.received.sequence: h for h in form.hand_overs if h.received is not None}
    ids = {e.event_id: e.sequence for e in form.events}
    moment = utc_text(printed.replace(microsecond=0))
    exhibits = sorted({x for e in form.events for x in e.exhibits})
    agency = " · ".join(_shown(v) for v in (form.agency, form.country) if v)
    return {
        "title": labels.of_title(),
        "demo": tr("DEMO: practice identities. Proves nothing.") if form.demo else None,
        "handling": None if form.handling is None else asdict(form.handling),
        "footer": tr("{reference}, printed {time}", reference=foot_reference(form.name), time=moment),
        "facts": [
            *([[form.handling.label, ", ".join(form.handling.codes)]] if form.handling else []),
            *([[tr(NC_("label", "Bundle")), _shown(form.bundle)]] if form.bundle else []),
            *([[labels.of_field("reference"), _shown(form.reference)]] if form.reference else []),
            [labels.of_field("case"), _shown(form.title)],
            [labels.of_field("agency"), agency],
            [labels.of_field("exhibits"), ", ".join(map(_shown, exhibits))],
        ],
        "head": [tr("Hash of the last entry"), form.head],
        "checks": list(_checks(form)),
        "columns": [
            *(labels.of_field(c) for c in ("number", "when", "what", "who")),
            f"{labels.of_field('place')} · {labels.of_field('exhibits')}",
            labels.of_field("checks"),
        ],
        "rows": [_row(e, form, labels, by_event.get(e.sequence), ids) for e in form.events],
        "by_hand": {
            "title": tr("For signing by hand"),
            "note": tr(
                "A handwritten signature does not replace the digital one; it confirms this document."
            ),
            "boxes": [tr("Name and position"), tr(NC_("label", "Date")), tr("Signature and stamp")],
        },
        "lang_of_numbers": words.language,
    }


def _checks(form: CustodyForm) -> Iterator[dict[str, str]]:
    if form.verdict is not None:
        yield {"mark": "ring", "text": form.verdict}
    if form.broken is None:
        text = trn(
            "{count} entry; its hash is correct.",
            "{count} entries; each contains the hash of the previous one.",
            form.count,
        )
        yield {"mark": "yes", "text": text}
    else:
        yield {"mark": "no", "text": form.broken}
        missing = form.count - len(form.events)
        if missing:
            text = trn(
                "{count} line is not printed because the ledger is inconsistent before it.",
                "{count} lines are not printed because the ledger is inconsistent before them.",
                missing,
            )
            yield {"mark": "no", "text": text}
    for problem in form.problems:
        yield {"mark": "no", "text": problem}
    if form.hand_overs:
        both = sum(h.signed_by_both for h in form.hand_overs)
        text = trn(
            "{both} of {count} hand-over signed by both sides.",
            "{both} of {count} hand-overs signed by both sides.",
            len(form.hand_overs),
            both=both,
        )
        yield {"mark": "yes" if both == len(form.hand_overs) else "ring", "text": text}
        yield {
            "mark": "ring",
            "text": tr(
                "A valid signature shows which key signed. Compare its fingerprint with "
                "the person before relying on the name."
            ),
        }
    yield {
        "mark": "ring",
        "text": tr("Beyond the signatures, the ledger rests on the statements of whoever kept it."),
    }


def _row(
    event: CustodyEvent,
    form: CustodyForm,
    labels: FormLabels,
    hand_over: HandOver | None,
    ids: Mapping[str, int],
) -> dict[str, Any]:
    return {
        "number": str(event.sequence),
        "when": list(_when(event)),
        "what": labels.of_event(event.event),
        "reason": _reason(event.reason),
        "who": [person_line(p, current()) for p in event.persons]
        + (
            [current().labelled(labels.of_field("witness"), person_line(event.witness, current()))]
            if event.witness
            else []
        ),
        "place": _shown(event.place or ""),
        "exhibits": [_shown(x) for x in event.exhibits],
        "checks": list(_event_checks(event, form, hand_over)),
        "more": [list(pair) for pair in further_fields(event, labels, ids)],
    }


def _who(event: CustodyEvent, labels: FormLabels) -> Iterator[str]:
    yield from (person_line(person, current()) for person in event.persons)
    if event.witness is not None:
        yield current().labelled(labels.of_field("witness"), person_line(event.witness, current()))


def _when(event: CustodyEvent) -> Iterator[str]:
    date, _, clock = event.time_utc.removesuffix("Z").partition("T")
    yield date
    yield f"{clock[:8]} UTC"
    if event.local_offset is not None:
        yield f"({event.local_offset})"


def _event_checks(
    event: CustodyEvent, form: CustodyForm, hand_over: HandOver | None
) -> Iterator[dict[str, str]]:
    first = event.sequence == 1
    yield {"mark": "yes", "text": tr("first entry") if first else tr("linked to the previous entry")}
    if event.clock_source is ClockSource.STATED:
        yield {"mark": "ring", "text": tr("time entered manually")}
    signer = form.signers.get(event.sequence)
    if signer is not None:
        name, fingerprint = signer
        doubted = event.sequence in form.not_counting
        text = tr("signed: {signer}", signer=visible(name))
        if doubted:
            text = tr("signed, by a certificate that is not trusted here: {signer}", signer=visible(name))
        yield {
            "mark": "ring" if doubted else "yes",
            "text": text,
            "machine": " ".join(fingerprint[i : i + 8] for i in range(0, 64, 8)),
        }
        if event.sequence in form.unnamed:
            yield {"mark": "ring", "text": tr("the certificate names none of the persons of this entry")}
    elif hand_over is not None:
        yield {"mark": "ring", "text": tr("not signed")}
    if hand_over is not None and hand_over.released.sequence == event.sequence:
        if hand_over.one_signer:
            yield {"mark": "no", "text": tr("one key signed for both sides")}
        elif hand_over.signed_by_both:
            yield {"mark": "yes", "text": tr("giver and taker signed")}
        elif hand_over.received is None:
            yield {"mark": "ring", "text": tr("acceptance not recorded")}


def further_fields(
    event: CustodyEvent, labels: FormLabels, ids: Mapping[str, int]
) -> Iterator[tuple[str, ...]]:
    """Everything of an event that has no column of its own: label, value, and `machine` for what is set in
    its type. `ids`: the numbers of entries by their ids."""
    values: list[tuple[str, str | None]] = [
        ("authority_reference", event.authority_reference),
        ("physical_seal_before", event.physical_seal_before),
        ("physical_seal_after", event.physical_seal_after),
        ("artifacts", " ".join(event.artifacts)),
    ]
    for code, value in values:
        if value:
            yield labels.of_field(code), _shown(value)
    for code, subjects in (("digests_before", event.digests_before), ("digests_after", event.digests_after)):
        for shown in _digests(subjects):
            yield labels.of_field(code), shown, "machine"
    if event.refers_to is not None:
        number = ids.get(event.refers_to)
        there = event.refers_to if number is None else tr("entry {number}", number=number)
        yield labels.of_field("refers_to"), there
    for note in event.notes:
        tongue = "" if note.lang in (NO_LANGUAGE, current().language) else f" ({note.lang})"
        yield labels.of_field("notes"), _shown(note.text) + tongue
    if event.tool is not None:
        yield labels.of_field("tool"), _shown(f"{event.tool.name} {event.tool.version}")


def _digests(subjects: SubjectDigests | None) -> Iterator[str]:
    for name, digests in subjects or ():
        for kind, value in (("md5", digests.md5), ("sha1", digests.sha1), ("sha256", digests.sha256)):
            if value is not None:
                yield f"{name} {kind} {value}"


def _reason(reason: str | None) -> str:
    if reason in tuple(CustodyReason):
        return label(CustodyReason(reason))
    return _shown(reason or "")


def _shown(text: str) -> str:
    return current().isolate(visible(text)) if text else ""
