"""A parcel in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.findings import bracketed_codes, finding_sentence
from forensics_app.i18n.verdicts import VERDICT_WORDS
from forensics_app.model.findings import Severity
from forensics_app.model.names import subject_shown
from forensics_app.parcel.facts import ParcelReport, RecipientKind
from forensics_app.services.verifying.verify import code_shown

_MARKS = {
    Severity.FATAL: "!",
    Severity.CONTRADICTION: "!",
    Severity.MISSING: "!",
    Severity.DOUBT: "?",
    Severity.NOTE: "-",
}


def parcel_lines(report: ParcelReport) -> Iterator[str]:
    """Verdict, findings, who signed the list, and what the list says."""
    words = current()
    yield tr("Parcel: {verdict}", verdict=tr(VERDICT_WORDS[report.verdict]))
    for found in report.findings:
        yield f"{_MARKS[found.severity]} {finding_sentence(found, words)} {bracketed_codes(found)}"
    for signer in report.signers:
        yield tr(
            "List signed by {name}, fingerprint {fingerprint}, on {time}",
            name=subject_shown(signer.label or signer.certificate_name),
            fingerprint=signer.fingerprint,
            time=signer.signed_at,
        )
    yield from _facts(report)


def _facts(report: ParcelReport) -> Iterator[str]:
    facts = report.facts
    if facts is None:
        return
    words = current()
    yield tr("Parcel number {number}", number=facts.parcel)
    yield tr("Seal code of the bundle inside, according to the list: {code}", code=code_shown(facts.seal))
    count = len(facts.volumes)
    size = words.size(facts.padded_bytes)
    yield trn("{count} volume, {size} with padding", "{count} volumes, {size} with padding", count, size=size)
    for one in facts.recipients:
        if one.kind is RecipientKind.CERTIFICATE:
            yield tr("Recipient: certificate {fingerprint}", fingerprint=one.sha256)
        else:
            yield tr("Recipient: anyone who knows a passphrase")
    if facts.shares is not None:
        count = len(facts.shares.digests)
        yield tr(
            "Recipients: any {needed} of {count} share holders", needed=facts.shares.threshold, count=count
        )
    for marking in facts.handling:
        yield tr("Handling: {scheme} {value}", scheme=marking.scheme, value=marking.value)
