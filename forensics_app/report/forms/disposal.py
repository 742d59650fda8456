"""The certificate of a disposal: what became of which evidence, when, where, by whom, before whom.

It is laid out like a verification report (text, HTML or PDF), so none of its forms says less than another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forensics_app.i18n.translator import N_, NC_, Translator
from forensics_app.i18n.typography.readable import readable
from forensics_app.model.addendum import Addendum
from forensics_app.model.custody import ClockSource, CustodyEvent
from forensics_app.model.names import visible
from forensics_app.model.request import RequestRecord
from forensics_app.report.layout.document import Document, Fact, Hands, Kind, OneReport, Section
from forensics_app.report.layout.foot import foot_reference
from forensics_app.report.layout.handling_marks import handling_marks
from forensics_app.report.layout.person_line import person_line


@dataclass(frozen=True, slots=True)
class DisposalFacts:
    """A disposal: an entry of a case's ledger, or the event of a signed addendum.

    `file` names what it was taken from, and `digest` proves it: the ledger's head, or the addendum's event.
    `bundles`: names and seal codes (as shown) of what was sealed from the case. `signers`: names and
    fingerprints behind signatures over the event that hold. '' where something is not known."""

    event: CustodyEvent | Addendum
    reference: str
    title: str
    agency: str
    exhibits: tuple[str, ...]
    file: str
    digest: str
    bundles: tuple[tuple[str, str], ...]
    signers: tuple[tuple[str, str], ...]
    request: RequestRecord | None = None
    demo: bool = False


def disposal_document(facts: DisposalFacts, words: Translator, *, made_at: str) -> Document:
    """The certificate in one language; `made_at` (UTC) stands on each page."""
    sections = (
        Section(words.text(N_("What was disposed of")), facts=tuple(_things(facts, words))),
        Section(words.text(N_("How, when and by whom")), facts=tuple(_act(facts, words))),
        _sealed(facts.bundles, words),
        _signed(facts.signers, words),
    )
    one = OneReport(
        verdict="disposal",
        word=words.text(NC_("custody event", "Disposed of")),
        sentence=words.text(
            N_(
                "This certificate reproduces the custody record. The disposal itself is "
                "attested by whoever recorded and signed it."
            )
        ),
        name=words.names(facts.exhibits) or words.isolate(visible(facts.reference)),
        sections=tuple(s for s in sections if s is not None),
    )
    return Document(
        language=words.language,
        right_to_left=words.right_to_left,
        title=words.text(N_("Disposal certificate")),
        subtitle=visible(facts.agency),
        footer=words.text(
            N_("{reference}, printed {time}"), reference=foot_reference(facts.reference), time=made_at
        ),
        reports=(one,),
        handling=handling_marks(words, facts.request),
        demo=words.text(N_("DEMO: practice identities. Proves nothing.")) if facts.demo else "",
        hands=Hands(
            title=words.text(N_("For signing by hand")),
            note=words.text(
                N_("A handwritten signature does not replace the digital one; it confirms this document.")
            ),
            boxes=tuple(
                words.text(name)
                for name in (
                    N_("Place, date"),
                    N_("Name, position"),
                    N_("Signature, stamp"),
                    NC_("label", "Witness"),
                )
            ),
        ),
    )


def _things(facts: DisposalFacts, words: Translator) -> Iterator[Fact]:
    yield from _rows(
        (
            (NC_("label", "Reference"), facts.reference, "name"),
            (NC_("label", "Case"), facts.title, "name"),
            (NC_("label", "Exhibits"), ", ".join(facts.exhibits), "name"),
            (N_("Physical seal before"), facts.event.physical_seal_before, "name"),
            (N_("Physical seal after"), facts.event.physical_seal_after, "name"),
        ),
        words,
    )


def _act(facts: DisposalFacts, words: Translator) -> Iterator[Fact]:
    event = facts.event
    offset = f" ({event.local_offset})" if event.local_offset else ""
    yield from _rows(
        (
            (NC_("label", "Time"), f"{readable(event.time_utc)}{offset}", "machine"),
            (NC_("label", "Place"), event.place, "name"),
            (N_("Why and how"), event.reason, "name"),
            (N_("Reference of the authority"), event.authority_reference, "name"),
        ),
        words,
    )
    if event.clock_source is ClockSource.STATED:
        yield Fact(words.text(NC_("label", "Time")), words.text(N_("time entered manually")))
    for person in event.persons:
        yield Fact(words.text(NC_("label", "Person")), person_line(person, words))
    if event.witness is not None:
        yield Fact(words.text(NC_("label", "Witness")), person_line(event.witness, words))
    for note in event.notes:
        text = words.isolate(visible(note.text.replace("\n", " / ")))
        yield Fact(words.text(NC_("label", "Note")), text, "name")
    in_ledger = isinstance(event, CustodyEvent)
    proof = N_("Hash of the last entry") if in_ledger else N_("Digest (SHA-256)")
    yield Fact(words.text(N_("Taken from")), visible(facts.file), "name")
    yield Fact(words.text(proof), facts.digest, "machine")


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
