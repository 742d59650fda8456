"""What a verdict says of the time after the seal, and what each addendum states beside its kind and time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from forensics_app.i18n.labels import ADDENDUM_LABELS
from forensics_app.i18n.refusals.event_fields import event_field_label
from forensics_app.i18n.translator import N_, NC_, NP_, Translator, current
from forensics_app.i18n.typography.readable import readable, to_second
from forensics_app.model.addendum import AddendumEvent, NamedFile
from forensics_app.model.bundle import SEAL_SUFFIX
from forensics_app.model.custody import Person
from forensics_app.model.findings import AddendumFacts, LaterState, Verdict, VerificationReport
from forensics_app.model.names import visible

OUTER_IDENTICAL = N_("The seal file next to the bundle is the seal inside it, byte for byte.")
_OPEN = (LaterState.UNCONFIRMED, LaterState.INCOMPLETE)
_FILES_NAMED = 6
_SHORT = 8  # hex digits by which a person tells one event from another


def after_seal_words(report: VerificationReport, translator: Translator | None = None) -> list[str]:
    """Sentences beside a verdict and no part of it: entries were corrected, or a record is in question.

    A stranger's correction is told below, with the addenda: anybody can put a file next to a bundle.
    """
    words = translator or current()
    said = []
    sealers = {s.fingerprint for s in report.seal.signers} | {report.seal.fingerprint}
    corrections = [
        [s.fingerprint for s in a.signers]
        for a in report.addenda
        if a.counts and a.event is not None and a.event.event is AddendumEvent.CORRECTION
        if a.verdict is Verdict.VERIFIED or not sealers.isdisjoint(s.fingerprint for s in a.signers)
    ]
    by_sender = sum(not sealers.isdisjoint(signers) for signers in corrections)
    if by_sender:
        signed = NP_(
            "After sealing, the sender signed a correction.",
            "After sealing, the sender signed {count} corrections.",
        )
        said.append(words.plural(*signed, by_sender))
    if others := len(corrections) - by_sender:
        signed = NP_(
            "After sealing, another signer signed a correction.",
            "After sealing, other signers signed {count} corrections.",
        )
        said.append(words.plural(*signed, others))
    if report.later in _OPEN:
        said.append(words.text(N_("There are open questions about the records made after sealing.")))
    return said


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that whoever signed an addendum states in it, by the key of its field."""

    key: str
    label: str
    value: str


def stated_in(facts: AddendumFacts, known: Iterable[AddendumFacts], words: Translator) -> Iterator[Stated]:
    """What an addendum says that its kind, time and signer don't; `known` are those it may refer to."""
    event = facts.event
    if event is None:
        return
    if event.refers_to is not None:
        corrects = event.event is AddendumEvent.CORRECTION
        name = NC_("addendum", "Corrects") if corrects else NC_("addendum", "Refers to")
        yield Stated("refers_to", words.text(name), _referred(event.refers_to, known, words))
    if event.dispatch is not None:
        channel = words.isolate(visible(event.dispatch.channel))
        yield Stated("channel", event_field_label("channel", words), channel)
        if event.dispatch.files:
            yield Stated("files", event_field_label("files", words), _sent(event.dispatch.files, words))
    texts = {
        "reason": event.reason,
        "place": event.place,
        "authority_reference": event.authority_reference,
        "physical_seal_before": event.physical_seal_before,
        "physical_seal_after": event.physical_seal_after,
    }
    for key, text in texts.items():
        if text:
            yield Stated(key, event_field_label(key, words), words.isolate(visible(text)))
    if event.persons:
        people = "; ".join(_person(person, words) for person in event.persons)
        yield Stated("persons", event_field_label("persons", words), people)
    if event.witness is not None:
        yield Stated("witness", event_field_label("witness", words), _person(event.witness, words))
    for note in event.notes:
        text = "\n".join(map(visible, note.text.splitlines()))
        yield Stated("notes", event_field_label("notes", words), words.isolate(text))


def received_file_words(facts: AddendumFacts, report: VerificationReport, words: Translator) -> str:
    """For which file a receipt was given, as it states it, and whether that is another one than the file of
    `report`; empty where it names no file of a bundle, as for a folder or a seal alone.
    """
    receipt = None if facts.event is None else facts.event.receipt
    files = () if receipt is None else receipt.files
    digests = [f.sha256 for f in files if not f.name.lower().endswith(SEAL_SUFFIX)]
    if not digests:
        return ""
    file = report.bundle.file if report.bundle.scope == "full" else None
    checked = None if file is None else file.sha256
    if checked is None or checked in digests:
        shown = digests[0] if checked is None else checked
        said = N_("It was given for the file with the SHA-256 {digest}…")
        return words.text(said, digest=shown[:_SHORT])
    return words.text(
        N_("It refers to a file with another SHA-256 ({digest}…) than the one checked here."),
        digest=digests[0][:_SHORT],
    )


def _referred(digest: str, known: Iterable[AddendumFacts], words: Translator) -> str:
    """The record of this digest: its kind and time where it is here."""
    found = next((a.event for a in known if a.event_sha256 == digest), None)
    if found is None:
        return words.text(N_("a record that is not here, with the digest {digest}"), digest=readable(digest))
    return words.text(
        N_("{event}, {time} (digest {digest}…)"),
        event=words.text(ADDENDUM_LABELS[found.event]),
        time=to_second(found.time_utc),
        digest=digest[:_SHORT],
    )


def _sent(files: Sequence[NamedFile], words: Translator) -> str:
    """Their names and sizes; a parcel has many, of which the first few are named."""
    named = [f"{words.isolate(visible(f.name))} ({words.size(f.size)})" for f in files[:_FILES_NAMED]]
    if left := len(files) - len(named):
        named.append(words.plural(*NP_("and {count} more file", "and {count} more files"), left))
    return " · ".join(named)


def _person(person: Person, words: Translator) -> str:
    parts = (person.name, person.organisation, person.country)
    return " · ".join(words.isolate(visible(part)) for part in parts if part)
