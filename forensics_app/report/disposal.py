"""The certificate of a disposal: what became of which evidence, when, where, by whom, before whom.

It is laid out like a verification report (text, HTML or PDF), so none of its forms says less than another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forensics_app.i18n.translator import N_, Translator
from forensics_app.model.custody import ClockSource, Note, Person
from forensics_app.model.names import visible
from forensics_app.report.verification_document import Document, Fact, Kind, OneReport, Section

_RULE = "_" * 40


@dataclass(frozen=True, slots=True)
class DisposalFacts:
    """What an event of disposal says. `record` is what it was taken from: an entry of the ledger and the
    ledger's head, or a signed addendum by file and digest. `bundles`: names and seal codes (as shown) of what
    was sealed from the case. `signers`: names and fingerprints behind signatures over the event that hold."""

    reference: str
    title: str
    agency: str
    time_utc: str
    local_offset: str | None
    clock_source: ClockSource
    place: str | None
    persons: tuple[Person, ...]
    witness: Person | None
    exhibits: tuple[str, ...]
    reason: str | None
    authority_reference: str | None
    physical_seal_before: str | None
    physical_seal_after: str | None
    notes: tuple[Note, ...]
    record: tuple[str, str]
    bundles: tuple[tuple[str, str], ...]
    signers: tuple[tuple[str, str], ...]
    handling: str = ""
    demo: bool = False


def disposal_document(facts: DisposalFacts, words: Translator, *, made_at: str) -> Document:
    """The certificate in one language; `made_at` (UTC) stands on each page."""
    sections = (
        Section(words.text(N_("What was disposed of")), facts=tuple(_things(facts, words))),
        Section(words.text(N_("How, when and by whom")), facts=tuple(_act(facts, words))),
        _sealed(facts.bundles, words),
        _signed(facts.signers, words),
        Section(
            words.text(N_("For signing by hand")),
            intro=words.text(
                N_("A signature by hand does not replace the digital one; it confirms this paper.")
            ),
            facts=tuple(
                Fact(words.text(name), _RULE, "machine")
                for name in (N_("Place, date"), N_("Name, office"), N_("Signature, stamp"), N_("Witness"))
            ),
        ),
    )
    footer = words.text(N_("{reference}, printed {time}"), reference=facts.reference, time=made_at)
    if facts.handling:
        footer = f"{words.isolate(facts.handling)} · {footer}"
    one = OneReport(
        verdict="disposal",
        word=words.text(N_("Disposal certificate")),
        sentence=words.text(
            N_(
                "This says what the custody record says. That the disposal took place is attested by whoever "
                "recorded and signed it."
            )
        ),
        name=visible(facts.reference),
        sections=tuple(s for s in sections if s is not None),
    )
    demo = words.text(N_("DEMO: made-up identities. Proves nothing."))
    return Document(
        language=words.language,
        right_to_left=words.right_to_left,
        title=words.text(N_("Disposal certificate")),
        subtitle=demo if facts.demo else visible(facts.title),
        footer=footer,
        reports=(one,),
    )


def _things(facts: DisposalFacts, words: Translator) -> Iterator[Fact]:
    yield from _rows(
        (
            (N_("Reference"), facts.reference, "name"),
            (N_("Case"), facts.title, "name"),
            (N_("Agency"), facts.agency, "name"),
            (N_("Exhibits"), ", ".join(facts.exhibits), "name"),
            (N_("Physical seal before"), facts.physical_seal_before, "name"),
            (N_("Physical seal after"), facts.physical_seal_after, "name"),
        ),
        words,
    )


def _act(facts: DisposalFacts, words: Translator) -> Iterator[Fact]:
    offset = f" ({facts.local_offset})" if facts.local_offset else ""
    yield from _rows(
        (
            (N_("When"), f"{facts.time_utc}{offset}", "machine"),
            (N_("Place"), facts.place, "name"),
            (N_("Why and how"), facts.reason, "name"),
            (N_("Reference of the authority"), facts.authority_reference, "name"),
        ),
        words,
    )
    if facts.clock_source is ClockSource.STATED:
        yield Fact(words.text(N_("Time")), words.text(N_("time as stated by hand")))
    for person in facts.persons:
        yield Fact(words.text(N_("Person")), _person(person, words))
    if facts.witness is not None:
        yield Fact(words.text(N_("Witness")), _person(facts.witness, words))
    for note in facts.notes:
        told = words.isolate(visible(note.text.replace("\n", " / ")))
        yield Fact(words.text(N_("Note")), told, "name")
    yield Fact(words.text(N_("Taken from")), visible(facts.record[0]), "name")
    yield Fact(words.text(N_("Digest (SHA-256)")), facts.record[1], "machine")


def _sealed(bundles: Sequence[tuple[str, str]], words: Translator) -> Section | None:
    if not bundles:
        return None
    facts = tuple(Fact(visible(name), code, "machine") for name, code in bundles)
    return Section(words.text(N_("Bundles and their seal codes")), facts=facts)


def _signed(signers: Sequence[tuple[str, str]], words: Translator) -> Section:
    title = words.text(N_("Signatures over the record"))
    if not signers:
        return Section(title, intro=words.text(N_("Nobody signed this record digitally.")))
    return Section(title, facts=tuple(Fact(visible(name), print_, "machine") for name, print_ in signers))


def _rows(pairs: Sequence[tuple[str, str | None, Kind]], words: Translator) -> Iterator[Fact]:
    for name, value, kind in pairs:
        if value:
            shown = visible(value.replace("\n", " / "))
            yield Fact(words.text(name), shown if kind == "machine" else words.isolate(shown), kind)


def _person(person: Person, words: Translator) -> str:
    parts = (person.name, person.role, person.organisation, person.country, person.id)
    return " · ".join(words.isolate(visible(p)) for p in parts if p)
