"""The front of a report on a received bundle: who sealed it, what was checked of it, and what is whose word.

Everything else in such a report is the sender's statement; whoever files it must not take it for the work of
the laboratory that made the report (docs/adr/0069).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from forensics_app.i18n.addenda import receipt_label
from forensics_app.i18n.omissions import apart
from forensics_app.i18n.place_names import country_name
from forensics_app.i18n.translator import N_, NC_, Translator
from forensics_app.i18n.verdicts import VERDICT_WORDS, verdict_sentence
from forensics_app.model.custody import Person
from forensics_app.model.findings import VerificationReport
from forensics_app.model.names import subject_shown, visible
from forensics_app.report.evidence.document import Section, Standing
from forensics_app.report.evidence.facts import EvidenceFacts, NoLedger, ReceivedBundle, SignedReceipt
from forensics_app.report.evidence.items import left_in_case
from forensics_app.report.evidence.story import custody_section
from forensics_app.report.evidence.values import Pair, coded, moment
from forensics_app.report.evidence.values import facts as facts_of
from forensics_app.report.verification.limits import checks
from forensics_app.report.verification.report import axis_items
from forensics_app.seal.containers.seal_info import show_code

_EARLIER = N_(
    "An earlier version of this program opened the bundle and kept only its verdict. Open the bundle as a "
    "case again to have everything in the report."
)
_NO_LEDGER: Mapping[NoLedger, str] = {
    NoLedger.NOT_KEPT: _EARLIER,
    NoLedger.NOT_FOUND: N_(
        "The sender's ledger is in the bundle, which was not found at {path} when this report was made."
    ),
    NoLedger.CHANGED: N_(
        "The ledger in {path} is no longer the one that was verified, so it is not shown. Verify the bundle "
        "again."
    ),
}

_CONFIRMED = N_("{name}: {outcome}. Signed receipt {file}; digest of the event in it (SHA-256): {digest}")
_NOT_CONFIRMED = N_(
    "{name}: {outcome}. Receipt {file}, which nobody has confirmed whom the laboratory that made this report "
    "trusts; digest of the event in it (SHA-256): {digest}"
)
_NO_RECEIPT = N_(
    "Not specified: no signed receipt for this bundle was found in {folder} or in the case folder."
)
_NO_TRUSTED_RECEIPT = N_(
    "Not specified: no receipt by a trusted signer was found in {folder} or in the case folder."
)


def received_standing(received: ReceivedBundle, words: Translator) -> Standing:
    """The first thing on the first page."""
    found = received.verification
    verdict = coded(VERDICT_WORDS, received.verdict, words)
    who = words.names((_signer(found), received.agency, _country(received, words)))
    said = [
        words.text(
            N_("{bundle}: sealed by {sender}, {time}; seal code {code}."),
            bundle=received.file,
            sender=who,
            time=words.text(N_("time not recorded")) if found is None else moment(found.seal.signed_at),
            code=show_code(received.seal_code) if received.seal_code else "-",
        ),
        words.text(
            N_("Verified on {time}, when the bundle was opened as a case: {verdict}."),
            time=moment(received.checked_at),
            verdict=verdict,
        ),
    ]
    if found is not None:
        said.append(verdict_sentence(found, words))
    said.append(
        words.text(
            N_(
                "The verdict holds for that time; the bundle was not verified again for this report. What "
                "follows is the sender's statement: nothing was read from the media here."
            )
        )
    )
    title = words.text(N_("From a received bundle: {verdict}"), verdict=verdict)
    return Standing(received.verdict, title, tuple(said))


def received_section(facts: EvidenceFacts, received: ReceivedBundle, words: Translator) -> Section:
    """Bundle, seal, verdict, receiver and author; the answer to each question; what was checked."""
    found = received.verification
    pairs = [
        *_sealing(facts, received, words),
        (NC_("label", "Verdict"), coded(VERDICT_WORDS, received.verdict, words), "words"),
        (N_("Checked at"), moment(received.checked_at), "machine"),
        (N_("Checked with"), "" if found is None else _program(found), "machine"),
        *_receivers(received, words),
        (N_("Report created by"), _person(received.author, words), "words"),
        *_counts(facts, received, words),
    ]
    return Section(
        words.text(N_("Received bundle")),
        intro="" if found is not None else words.text(_EARLIER),
        facts=facts_of(pairs, words),
        items=() if found is None else axis_items(found, words),
        paragraphs=() if found is None else tuple(checks(found, words)),
    )


def received_custody(facts: EvidenceFacts, received: ReceivedBundle, words: Translator) -> Iterator[Section]:
    """The sender's ledger, and apart from it what was recorded here."""
    title = words.text(N_("Custody: the sender's ledger in the bundle"))
    if isinstance(received.ledger, NoLedger):
        said = words.text(_NO_LEDGER[received.ledger], path=visible(received.path))
        yield Section(title, intro=said)
    else:
        yield custody_section(received.ledger, words, title=title)
    here = custody_section(
        facts.ledger,
        words,
        title=words.text(N_("Custody: recorded here since the bundle arrived")),
        intro=words.text(
            N_(
                "The program recorded that the bundle was opened as a case. That entry names its seal and no "
                "person."
            )
        ),
        reference=N_("Sender's case reference") if received.case_reference else NC_("label", "Bundle"),
    )
    yield here


def _sealing(facts: EvidenceFacts, received: ReceivedBundle, words: Translator) -> Iterator[Pair]:
    yield N_("Bundle file"), received.file, "name"
    yield NC_("label", "Bundle"), facts.name, "name"
    yield N_("Sender's case reference"), received.case_reference or None, "name"
    found = received.verification
    if found is not None:
        for signer in found.seal.signers:
            yield N_("Sealed by"), subject_shown(signer.certificate_name), "name"
            yield (
                N_("Known to the verifying laboratory as"),
                None if signer.label is None else subject_shown(signer.label),
                "name",
            )
            yield N_("Fingerprint of the certificate (SHA-256)"), signer.fingerprint, "machine"
        yield N_("Sealed (signer's own clock)"), moment(found.seal.signed_at), "machine"
        yield NC_("label", "Time-stamp"), moment(found.seal.timestamp or found.seal.existed_by), "machine"
    yield N_("Sending laboratory"), received.agency, "name"
    yield NC_("label", "Country"), _country(received, words), "name"
    yield N_("Sender's examiner"), facts.case.examiner, "name"
    yield N_("Seal code"), show_code(received.seal_code) if received.seal_code else None, "machine"
    yield N_("Seal code in full (SHA-256)"), received.seal_code, "machine"


def _counts(facts: EvidenceFacts, received: ReceivedBundle, words: Translator) -> Iterator[Pair]:
    yield NC_("label", "Artifacts"), words.number(facts.tally.artifacts), "words"
    if received.with_content is not None:
        yield N_("With content in the bundle"), words.number(received.with_content), "words"
    if received.not_selected is not None:
        for label, said in left_in_case(received.not_selected, received.withheld, words, read_here=False):
            yield label, said, "words"
    left_out, doubts = apart(facts.omissions, lambda one: one.code)
    for label, found in (
        (N_("Not read or left out, as the sender declares"), left_out),
        (N_("Read, but in doubt, as the sender declares"), doubts),
    ):
        yield label, words.number(sum(one.count for one in found)), "words"


def _program(found: VerificationReport) -> str:
    return f"{found.verifier.name} {found.verifier.version}"


def _signer(found: VerificationReport | None) -> str:
    return "" if found is None else subject_shown(found.seal.signer_label or found.seal.signer or "")


def _country(received: ReceivedBundle, words: Translator) -> str:
    return visible(country_name(received.country, words.language)) if received.country else ""


def _person(person: Person | None, words: Translator) -> str:
    """The identity as this computer has it: nobody proved with its passphrase that it was at work."""
    if person is None:
        return words.text(N_("Not recorded: no identity was chosen on this computer."))
    country = country_name(person.country, words.language) if person.country else ""
    named = words.names((person.name, person.organisation or "", country))
    return words.text(N_("{name} (identity on this computer, not signed)"), name=named)


def _receivers(received: ReceivedBundle, words: Translator) -> Iterator[Pair]:
    """Whoever signed a receipt and is trusted; else whoever was named; else nobody: an identity on the
    computer does not tell who took the bundle over, and a receipt of a stranger can come with the bundle."""
    confirmed = [one for one in received.receipts if one.confirmed]
    for one in confirmed:
        yield N_("Received by"), _receipt(_CONFIRMED, one, words), "words"
    if not confirmed:
        yield N_("Received by"), _without_receipt(received, words), "words"
    for one in received.receipts:
        if not one.confirmed:
            yield N_("Receipt not confirmed"), _receipt(_NOT_CONFIRMED, one, words), "words"


def _receipt(sentence: str, one: SignedReceipt, words: Translator) -> str:
    return words.text(
        sentence,
        name=words.names(map(subject_shown, one.signers)),
        outcome=receipt_label(one.outcome, words),
        file=one.file,
        digest=one.event_sha256,
    )


def _without_receipt(received: ReceivedBundle, words: Translator) -> str:
    if received.receiver is not None:
        return _person(received.receiver, words)
    sentence = _NO_TRUSTED_RECEIPT if received.receipts else _NO_RECEIPT
    return words.text(sentence, folder=visible(str(PurePath(received.path).parent)))
