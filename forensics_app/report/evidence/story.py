"""The rest of a report: what is left out and why, custody in short, what it does not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from forensics_app.i18n.custody import BREAK_SENTENCES, bundle_names, entry_particulars, sources_named
from forensics_app.i18n.labels import CUSTODY_LABELS, REASON_LABELS
from forensics_app.i18n.omissions import (
    DOUBT_HEADING,
    LEFT_OUT_HEADING,
    NOT_READ_SENTENCES,
    OMISSION_SENTENCES,
    apart,
)
from forensics_app.i18n.report_parts import part_label
from forensics_app.i18n.translator import N_, NC_, NP_, Translator
from forensics_app.model.custody import NO_LANGUAGE, ClockSource, CustodyEvent, Note, Person
from forensics_app.model.report_parts import ReportPart
from forensics_app.report.evidence.document import Cell, Fact, Item, Row, Section, Table
from forensics_app.report.evidence.facts import EvidenceFacts, Ledger, OmissionGroup, Origin
from forensics_app.report.evidence.values import coded, machine, moment, name, shown
from forensics_app.report.evidence.volumes import called
from forensics_app.report.verification.limits import limits

MOST_EVENTS = 60
_FIRST_EVENTS = 10
_SENTENCES = OMISSION_SENTENCES | NOT_READ_SENTENCES
OF_SENDER = N_(
    "The sender read the media; nothing was read from them for this report. What it says of media, hashes "
    "and method is the sender's own statement."
)
"""Of a report made of a sealed bundle, whose sections say the same as the sender's own report in it."""


def omission_section(facts: EvidenceFacts, words: Translator) -> Section:
    """What is not in the result although it may exist."""
    title = words.text(N_("What is left out or in doubt, and why"))
    if not facts.omissions:
        return Section(title, intro=words.text(N_("Nothing is recorded as left out.")))
    total = sum(one.count for one in facts.omissions)
    intro = words.plural(
        *NP_(
            "{count} item, also listed in {file}.",
            "{count} items, all of them listed in {file}.",
        ),
        total,
        file=facts.whole_omissions,
    )
    left_out, doubts = apart(facts.omissions, lambda one: one.code)
    groups = ((LEFT_OUT_HEADING, left_out), (DOUBT_HEADING, doubts))
    media = media_names(facts, words)
    tables = tuple(_omission_table(heading, found, media, words) for heading, found in groups if found)
    return Section(title, intro=intro, tables=tables)


def _omission_table(
    heading: str, groups: Sequence[OmissionGroup], media: Mapping[str, str], words: Translator
) -> Table:
    columns = (NC_("column", "Count"), NC_("column", "Reason"), NC_("column", "Evidence"))
    rows = tuple(_omission(one, media, words) for one in groups)
    title = words.labelled(words.text(heading), words.number(sum(one.count for one in groups)))
    return Table(tuple(map(words.text, columns)), (0, 3, 1), rows, title=title)


def _omission(one: OmissionGroup, media: Mapping[str, str], words: Translator) -> Row:
    """The code stands apart from the sentence: it is for whoever looks it up."""
    places = [Fact(words.text(NC_("label", "Place")), shown(p, words), "machine") for p in one.places]
    if one.in_withheld:
        said = words.plural(
            *NP_("{count} without a place: in a withheld item", "{count} without a place: in withheld items"),
            one.in_withheld,
        )
        places.append(Fact(words.text(NC_("label", "Place")), said, "words"))
    cells = (
        Cell(words.number(one.count)),
        Cell(coded(_SENTENCES, one.code, words)),
        name(", ".join(dict.fromkeys(media.get(s, s) for s in one.sources)), words),
    )
    return Row(cells, (*places, Fact(words.text(NC_("label", "Code")), shown(one.code, words), "machine")))


def media_names(facts: EvidenceFacts, words: Translator) -> dict[str, str]:
    """What each source is called, by its id: its exhibit, and its own name where an exhibit has several."""
    tops = [s for s in facts.sources if s.parent is None]
    several = Counter(s.exhibit for s in tops)
    return {s.id: s.exhibit if several[s.exhibit] == 1 else called(s, words) for s in tops}


def custody_section(
    ledger: Ledger,
    words: Translator,
    *,
    title: str = "",
    intro: str = "",
    reference: str = NC_("label", "Reference"),
    media: Mapping[str, str] | None = None,
) -> Section:
    """How many entries, whether they hold together, and the entries as far as a page takes them.

    `reference`: what the reference in an entry is called; `media`: names of the sources that it is about.
    """
    shown_events, left = _bounded(ledger.events)
    columns = (
        NC_("column", "Number"),
        NC_("column", "Time"),
        NC_("column", "Event"),
        NC_("column", "Person"),
        NC_("column", "Exhibits"),
    )
    note = ""
    if left:
        note = words.plural(
            *NP_(
                "{count} entry between the first and the newest is not shown; see the ledger.",
                "{count} entries between the first and the newest are not shown; see the ledger.",
            ),
            left,
        )
    numbers = {event.event_id: str(event.sequence) for event in ledger.events}
    bundles, sources, known = bundle_names(ledger.events), sources_named(ledger.events), media or {}
    rows = tuple(
        _event(
            event,
            numbers,
            reference,
            entry_particulars(event, bundles, words),
            [known[one] for one in sources.get(event.event_id, ()) if one in known],
            words,
        )
        for event in shown_events
    )
    table = Table(tuple(map(words.text, columns)), (0, 0, 2, 2, 1), rows, note=note)
    return Section(
        title or words.text(N_("Custody summary")),
        intro=intro,
        items=tuple(_checks(ledger, words)),
        facts=(Fact(words.text(N_("Hash of the last entry")), ledger.head, "machine"),),
        tables=(table,) if rows else (),
    )


def _checks(ledger: Ledger, words: Translator) -> Iterator[Item]:
    entries = words.plural(*NP_("{count} entry", "{count} entries"), ledger.count)
    if ledger.broken is None:
        yield Item("yes", entries, words.text(N_("Each entry contains the hash of the previous one.")))
    else:
        broken = ledger.broken
        said = words.text(
            BREAK_SENTENCES[broken.code],
            sequence=broken.sequence,
            expected=broken.expected or "",
            actual=broken.actual or "",
        )
        yield Item("no", entries, said)
    if ledger.problems:
        said = words.plural(
            *NP_(
                "{count} signature in the ledger is invalid.",
                "{count} signatures in the ledger are invalid.",
            ),
            ledger.problems,
        )
        yield Item("no", words.text(NC_("heading", "Signatures")), said)
    if ledger.hand_overs:
        said = words.plural(
            *NP_(
                "{both} of {count} hand-over signed by both sides.",
                "{both} of {count} hand-overs signed by both sides.",
            ),
            ledger.hand_overs,
            both=ledger.both,
        )
        mark = "yes" if ledger.both == ledger.hand_overs else "doubt"
        yield Item("yes" if mark == "yes" else "doubt", words.text(NC_("heading", "Hand-overs")), said)
    word = words.text(N_("Basis of these statements"))
    yield Item(
        "none",
        word,
        words.text(N_("Beyond the signatures, the ledger rests on the statements of whoever kept it.")),
    )


def _bounded(events: Sequence[CustodyEvent]) -> tuple[Sequence[CustodyEvent], int]:
    left = len(events) - MOST_EVENTS
    if left <= 0:
        return events, 0
    return (*events[:_FIRST_EVENTS], *events[_FIRST_EVENTS - MOST_EVENTS :]), left


def _event(
    event: CustodyEvent,
    numbers: Mapping[str, str],
    reference: str,
    particulars: Sequence[str],
    sources: Sequence[str],
    words: Translator,
) -> Row:
    """`numbers` of entries by their ids; `reference` as `custody_section` has it; `particulars` as
    `entry_particulars` gives them; `sources`: the names of those that it is about, for its one exhibit."""
    what = coded(CUSTODY_LABELS, event.event, words)
    if event.reason:
        what = f"{what} · {words.isolate(shown(coded(REASON_LABELS, event.reason, words), words))}"
    below = []
    if particulars:
        below.append(Fact(words.text(NC_("label", "Detail")), " · ".join(particulars), "name"))
    below += [
        Fact(words.text(NC_("label", "Note")), _note(note, words), "name")
        for note in event.notes
        if note.lang != NO_LANGUAGE  # what `particulars` are made of
    ]
    if event.clock_source is ClockSource.STATED:
        below.append(Fact(words.text(NC_("label", "Time")), words.text(N_("time entered manually"))))
    if event.place:
        below.append(Fact(words.text(NC_("label", "Place")), shown(event.place, words), "name"))
    for label, said in (
        (reference, event.authority_reference),
        (NC_("label", "Witness"), None if event.witness is None else _person(event.witness)),
        (N_("Physical seal before"), event.physical_seal_before),
        (N_("Physical seal after"), event.physical_seal_after),
        (N_("Refers to"), numbers.get(event.refers_to or "")),
    ):
        if said:
            below.append(Fact(words.text(label), shown(said, words), "name"))
    return Row(
        (
            Cell(str(event.sequence), "machine"),
            machine(moment(event.time_utc), words),
            Cell(what),
            name("; ".join(map(_person, event.persons)), words),
            name(", ".join(sources if sources and len(event.exhibits) == 1 else event.exhibits), words),
        ),
        tuple(below),
    )


def _note(note: Note, words: Translator) -> str:
    """Whose language isn't the report's says so."""
    text = shown(note.text.replace("\n", " / "), words)
    return text if note.lang == words.language else f"{text} ({note.lang})"


def _person(person: Person) -> str:
    return ", ".join(p for p in (person.name, person.organisation, person.country) if p)


_NOT_HASHED_AT_OPENING = N_(
    "The check made on {time}, when the bundle was opened as a case, did not compare MD5 and SHA-1 in the "
    "catalogue with the contents. Another check, such as that for a receipt, may have done so; its own "
    "report says so."
)
_NOT_HASHED_HERE = N_(
    "The check made on {time} for this report did not compare MD5 and SHA-1 in the catalogue with the "
    "contents. Another check, such as that for a receipt, may have done so; its own report says so."
)


def limits_section(facts: EvidenceFacts, words: Translator) -> Section:
    """What a reader might believe to be shown, and is not."""
    said: list[str] = []
    found = facts.verification if facts.received is None else facts.received.verification
    if found is not None:
        said += limits(found, words, _NOT_HASHED_HERE if facts.received is None else _NOT_HASHED_AT_OPENING)
        if facts.origin is Origin.BUNDLE:
            said.append(words.text(OF_SENDER))
    else:
        if facts.origin is Origin.CASE and facts.received is None:
            said.append(
                words.text(N_("A case can still change. Only with a sealed bundle does a later change show."))
            )
        if facts.received is None:
            said.append(
                words.text(
                    N_(
                        "Times in this report and in the ledger come from this computer's clock: no trusted "
                        "time."
                    )
                )
            )
        if facts.omissions:
            said.append(
                words.text(
                    N_("What is left out may contain evidence. This report makes no statement about it.")
                )
            )
        if facts.demo:
            said.append(words.text(N_("DEMO: practice identities. Proves nothing.")))
    if facts.received is not None:
        said.append(
            words.text(
                N_(
                    "The folder of this case is not sealed: what is read from it is as the bundle said when "
                    "it was opened, with tags and notes of the receiver's own. The bundle itself decides."
                )
            )
        )
    if facts.without:
        parts = words.listed(part_label(part, words) for part in ReportPart if part in facts.without)
        said.append(words.text(N_("Omitted from this report at the author's choice: {parts}."), parts=parts))
    said.append(words.text(N_("That something is not listed here does not prove that it never existed.")))
    said.append(
        words.text(
            N_("This result describes data. It does not decide whether evidence is admissible."),
        )
    )
    return Section(words.text(N_("Limitations of this report")), paragraphs=tuple(said))
