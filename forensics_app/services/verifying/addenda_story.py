"""The addenda of a verification report as JSON holds them: codes for programs, sentences of one language."""

from __future__ import annotations

from typing import Any

from forensics_app.custody.event_json import person_json
from forensics_app.i18n.findings import finding_sentence
from forensics_app.i18n.translator import Translator
from forensics_app.model.addendum import Dispatch, Receipt, ReceiptFinding
from forensics_app.model.findings import AddendumFacts, Finding, Severity, VerificationReport
from forensics_app.verify.codes import CODES


def addenda_fields(report: VerificationReport, words: Translator) -> list[dict[str, Any]]:
    """One object an addendum: those that count in their order, then the others."""
    return [facts_fields(facts, words) for facts in report.addenda]


def facts_fields(facts: AddendumFacts, words: Translator) -> dict[str, Any]:
    """One addendum as JSON holds it."""
    event = facts.event
    return {
        "file": facts.name,
        "counts": facts.counts,
        "latest": facts.latest,
        "verdict": facts.verdict.value,
        "event": None if event is None else event.event.value,
        "event_sha256": facts.event_sha256,
        "code": facts.code,
        "reference": None if event is None else event.reference,
        "time": None if event is None else event.time_utc,
        "local_offset": None if event is None else event.local_offset,
        "clock_source": None if event is None else event.clock_source.value,
        "place": None if event is None else event.place,
        "persons": [] if event is None else [person_json(p) for p in event.persons],
        "witness": None if event is None or event.witness is None else person_json(event.witness),
        "reason": None if event is None else event.reason,
        "authority_reference": None if event is None else event.authority_reference,
        "physical_seal_before": None if event is None else event.physical_seal_before,
        "physical_seal_after": None if event is None else event.physical_seal_after,
        "notes": [] if event is None else [{"lang": n.lang, "text": n.text} for n in event.notes],
        "refers_to": None if event is None else event.refers_to,
        "previous": [] if event is None else [h.file_sha256 for h in event.previous],
        "dispatch": None if event is None or event.dispatch is None else _dispatch(event.dispatch),
        "receipt": None if event is None or event.receipt is None else _receipt(event.receipt),
        "signers": [
            {
                "label": s.label,
                "certificate_name": s.certificate_name,
                "fingerprint": s.fingerprint,
                "trust": s.trust,
                "demo": s.demo,
                "signed_at": s.signed_at,
            }
            for s in facts.signers
        ],
        "timestamp": facts.timestamp,
        "findings": [finding_fields(f, words) for f in facts.findings],
    }


def weighty_findings(receipt: Receipt) -> tuple[ReceiptFinding, ...]:
    """What the receiver's check found beyond notes, and what this version does not know."""
    return tuple(f for f in receipt.findings if f.code not in CODES or CODES[f.code][1] is not Severity.NOTE)


def finding_fields(finding: Finding, words: Translator) -> dict[str, Any]:
    """One finding as JSON holds it."""
    return {
        "code": finding.code,
        "axis": finding.axis.value,
        "severity": finding.severity.value,
        "about": finding.about.value,
        "subject": finding.subject,
        "expected": finding.expected,
        "actual": finding.actual,
        "sentence": finding_sentence(finding, words),
    }


def _dispatch(dispatch: Dispatch) -> dict[str, Any]:
    return {
        "channel": dispatch.channel,
        "recipients": [
            {"name": r.name, "country": r.country, "certificate_sha256": r.certificate_sha256}
            for r in dispatch.recipients
        ],
        "files": [{"name": f.name, "size": str(f.size), "sha256": f.sha256} for f in dispatch.files],
    }


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "answers": None if receipt.answers is None else receipt.answers.event_sha256,
        "outcome": receipt.outcome.value,
        "scope": receipt.scope.value,
        "observed_tagmanifest_sha256": receipt.observed_tagmanifest_sha256,
        "files": [{"name": f.name, "size": str(f.size), "sha256": f.sha256} for f in receipt.files],
        "verdict": receipt.verdict,
        "axes": dict(receipt.axes),
        "findings": [{"code": f.code, "subject": f.subject} for f in receipt.findings],
        "trust": [{"role": t.role, "certificate_sha256": t.certificate_sha256} for t in receipt.trust],
        "verifier": {
            "name": receipt.verifier.name,
            "version": receipt.verifier.version,
            "digest": receipt.verifier.digest,
            "implementation": receipt.verifier.implementation,
        },
    }
