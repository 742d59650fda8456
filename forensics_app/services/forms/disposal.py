"""The disposal certificate of a case's custody event, or of a disposal addendum that a partner signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from pathlib import Path

from forensics_app.errors import (
    AddendumRefusedError,
    DisposalNotFoundError,
    UsageError,
)
from forensics_app.i18n.translator import translator_for
from forensics_app.model.addendum import AddendumEvent
from forensics_app.model.custody import CustodyEventType
from forensics_app.model.findings import AddendumFacts, Verdict
from forensics_app.model.names import subject_shown
from forensics_app.model.times import Clock, utc_text
from forensics_app.model.trust import TrustStore
from forensics_app.report.forms.disposal import DisposalFacts, disposal_document
from forensics_app.report.verification.html import render_html
from forensics_app.report.verification.pdf import render_pages
from forensics_app.report.verification.text import render_text
from forensics_app.seal.containers.seal_info import show_code
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.cases.case import is_case
from forensics_app.services.cases.kept_seals import earlier_bundles
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.outside_evidence import refuse_in_evidence_of
from forensics_app.services.custody.record import CustodyRecord, record_of
from forensics_app.services.forms.output import signed_form, write_form
from forensics_app.services.verifying.verify import verify

SUFFIXES = (".pdf", ".html", ".txt")
_HOLDS = (Verdict.VERIFIED, Verdict.UNCONFIRMED)


def write_certificate(
    source: Path,
    out: Path,
    *,
    sequence: int | None,
    language: str,
    trust: TrustStore,
    clock: Clock,
    key: SigningKey | None = None,
) -> Path:
    """Write the certificate of a disposal to a new file; its ending says in which form, `key` signs a PDF.

    Raises DisposalNotFoundError, AddendumRefusedError, UsageError, OutputExistsError, OutputNotWritableError,
    DiskFullError, CaseErrors, BundleNotFoundError, TypesettingFailedError, SealFailedError, SigningKeyError.
    """
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES or (key is not None and suffix != ".pdf"):
        raise UsageError(name="--output", value=str(out))
    now = clock.now().astimezone(UTC).replace(microsecond=0)
    refuse_in_evidence_of(source, out, clock=clock)
    facts = disposal_facts(source, sequence=sequence, trust=trust, clock=clock)
    document = disposal_document(facts, translator_for(language), made_at=utc_text(now))
    if suffix == ".pdf":
        data = render_pages(document, created=now)
        data, _ = signed_form(data, key, (), at=now)
    else:
        data = render_html(document) if suffix == ".html" else render_text(document)
    write_form(out, data)
    return out


def disposal_facts(source: Path, *, sequence: int | None, trust: TrustStore, clock: Clock) -> DisposalFacts:
    """What the event says: that of `sequence` in a case's ledger, the latest without one, or the addendum's.

    Raises as `write_certificate`.
    """
    if not is_case(source):
        return _of_addendum(source, trust, clock)
    with open_case(source, write=False, clock=clock) as case:
        record = record_of(case)
        bundles = tuple((b.reference, show_code(b.code)) for b in earlier_bundles(case))
    return replace(_of_ledger(record, sequence), bundles=bundles)


def _of_ledger(record: CustodyRecord, sequence: int | None) -> DisposalFacts:
    found = [
        e for e in record.events if e.event is CustodyEventType.DISPOSED and sequence in (None, e.sequence)
    ]
    if not found:
        raise DisposalNotFoundError(path=str(record.path))
    event = found[-1]
    signer = record.signers.get(event.sequence)
    return DisposalFacts(
        event=event,
        reference=record.reference,
        title=record.title,
        agency=record.agency,
        exhibits=event.exhibits,
        file=f"custody.jsonl:{event.sequence}",
        digest=record.head,
        bundles=(),
        signers=() if signer is None else ((signer.name, signer.fingerprint),),
        request=record.request,
        demo=record.demo,
    )


def _of_addendum(path: Path, trust: TrustStore, clock: Clock) -> DisposalFacts:
    report = verify(path, trust=trust, clock=clock)
    found: AddendumFacts | None = next(iter(report.addenda), None)
    event = None if found is None else found.event
    if found is None or event is None or event.event is not AddendumEvent.DISPOSAL:
        raise DisposalNotFoundError(path=str(path))
    if found.verdict not in _HOLDS:
        worst = next((f.code for f in found.findings if f.severity.value != "note"), found.verdict.value)
        raise AddendumRefusedError(path=str(path), detail=worst)
    codes = dict.fromkeys(show_code(head.seal_code) for head in event.previous)
    return DisposalFacts(
        event=event,
        reference=event.reference,
        title="",
        agency="",
        exhibits=(),
        file=path.name,
        digest=found.event_sha256 or "",
        bundles=tuple((event.reference, code) for code in codes),
        signers=tuple((subject_shown(s.label or s.certificate_name), s.fingerprint) for s in found.signers),
        demo=any(s.demo for s in found.signers),
    )
