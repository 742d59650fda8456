"""A receipt as lines of text: for pen and stamp where a laboratory has no certificate, and for reading."""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.i18n.addenda import receipt_label
from forensics_app.i18n.findings import finding_sentence
from forensics_app.i18n.translator import N_, Translator
from forensics_app.i18n.verdicts import (
    AXIS_WORDS,
    STATE_WORDS,
    verdict_sentence,
    verdict_word,
)
from forensics_app.model.addendum import AddendumDraft
from forensics_app.model.findings import Axis, Severity, VerificationReport
from forensics_app.model.names import visible

_RULE = "_" * 48


def receipt_lines(
    draft: AddendumDraft, report: VerificationReport, code_shown: str | None, words: Translator
) -> Iterator[str]:
    """The printable receipt: nothing in it is signed, and it says so."""
    receipt = draft.receipt
    if receipt is None:
        return
    yield words.text(N_("Receipt for a sealed bundle"))
    yield words.text(N_("This page is not signed electronically. It is valid with pen and stamp alone."))
    yield ""
    if report.bundle.reference is not None:
        yield words.text(N_("Reference: {reference}"), reference=report.bundle.reference)
    if code_shown is not None:
        yield words.text(N_("Seal code: {code}"), code=code_shown)
    if report.seal.fingerprint is not None:
        yield words.text(N_("Fingerprint of the certificate (SHA-256):"))
        yield f"  {report.seal.fingerprint}"
    yield words.text(N_("Outcome: {outcome}"), outcome=receipt_label(receipt.outcome, words))
    yield words.text(N_("Scope: {scope}"), scope=receipt_label(receipt.scope, words))
    if receipt.answers is not None:
        yield words.text(N_("Answers the dispatch {digest}"), digest=receipt.answers.event_sha256)
    if receipt.observed_tagmanifest_sha256 is not None:
        yield words.text(
            N_("Digest of tagmanifest-sha256.txt: {digest}"), digest=receipt.observed_tagmanifest_sha256
        )
    for file in receipt.files:
        yield words.text(
            N_("File: {name}, {size}, SHA-256 {digest}"),
            name=visible(file.name),
            size=words.size(file.size),
            digest=file.sha256,
        )
    yield ""
    yield f"{verdict_word(report.verdict, words)}: {verdict_sentence(report, words)}"
    for axis in Axis:
        yield f"  {words.text(AXIS_WORDS[axis])}: {words.text(STATE_WORDS[report.axes[axis]])}"
    for finding in report.findings:
        if finding.severity is not Severity.NOTE:
            yield f"  {finding_sentence(finding, words)} [{finding.code}]"
    for person in draft.persons:
        yield words.text(N_("Received by: {name}"), name=visible(person.name))
    yield ""
    yield words.text(
        N_("Checked by {name} {version} (program {digest}) at {time}, arithmetic by {implementation}."),
        name=report.verifier.name,
        version=report.verifier.version,
        digest=report.verifier.digest[:16],
        time=report.verifier.checked_at,
        implementation=report.verifier.implementation,
    )
    yield ""
    for field in (N_("Place, date"), N_("Name, office"), N_("Signature, stamp")):
        yield f"{words.text(field)}: {_RULE}"
        yield ""
