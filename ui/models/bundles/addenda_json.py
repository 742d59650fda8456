"""Addenda of a check, read back from the child's JSON: what a window and a report say of them, no more."""

from __future__ import annotations

from typing import Any

from forensics_app.model.addendum import (
    Addendum,
    AddendumEvent,
    Dispatch,
    NamedFile,
    Receipt,
    ReceiptFinding,
    ReceiptOutcome,
    ReceiptScope,
    ReceiptVerifier,
    Recipient,
)
from forensics_app.model.addendum import TrustUsed as ReceiptTrust
from forensics_app.model.custody import ClockSource, Note, Person
from forensics_app.model.findings import About, AddendumFacts, Axis, Finding, SealSigner, Severity, Verdict


def finding_from_values(values: dict[str, Any]) -> Finding:
    """One finding. Raises KeyError, ValueError."""
    return Finding(
        code=values["code"],
        axis=Axis(values["axis"]),
        severity=Severity(values["severity"]),
        subject=values["subject"],
        expected=values["expected"],
        actual=values["actual"],
        about=About(values["about"]),
    )


def addendum_from_values(values: dict[str, Any]) -> AddendumFacts:
    """One addendum; nonces and heads, which nobody shows, stay empty.

    Raises KeyError, ValueError, TypeError.
    """
    return AddendumFacts(
        name=values["file"],
        counts=bool(values["counts"]),
        latest=bool(values["latest"]),
        verdict=Verdict(values["verdict"]),
        findings=tuple(finding_from_values(f) for f in values["findings"]),
        code=values["code"],
        event_sha256=values["event_sha256"],
        event=None if values["event"] is None else _event(values),
        signers=tuple(_signer(s) for s in values["signers"]),
        timestamp=values["timestamp"],
    )


def _signer(values: dict[str, Any]) -> SealSigner:
    return SealSigner(**{"key": "", "not_before": "", "not_after": "", **values})


def _event(values: dict[str, Any]) -> Addendum:
    return Addendum(
        event=AddendumEvent(values["event"]),
        reference=values["reference"],
        nonce=b"",
        previous=(),
        time_utc=values["time"],
        local_offset=values["local_offset"],
        clock_source=ClockSource(values["clock_source"]),
        place=values["place"],
        persons=tuple(Person(**p) for p in values["persons"]),
        witness=None if values["witness"] is None else Person(**values["witness"]),
        reason=values["reason"],
        authority_reference=values["authority_reference"],
        physical_seal_before=values["physical_seal_before"],
        physical_seal_after=values["physical_seal_after"],
        notes=tuple(Note(**n) for n in values["notes"]),
        refers_to=values["refers_to"],
        dispatch=None if values["dispatch"] is None else _dispatch(values["dispatch"]),
        receipt=None if values["receipt"] is None else _receipt(values["receipt"]),
    )


def _dispatch(values: dict[str, Any]) -> Dispatch:
    return Dispatch(
        channel=values["channel"],
        recipients=tuple(Recipient(**r) for r in values["recipients"]),
        files=_files(values["files"]),
    )


def _files(values: list[dict[str, Any]]) -> tuple[NamedFile, ...]:
    return tuple(NamedFile(f["name"], int(f["size"]), f["sha256"]) for f in values)


def _receipt(values: dict[str, Any]) -> Receipt:
    return Receipt(
        answers=None,
        outcome=ReceiptOutcome(values["outcome"]),
        scope=ReceiptScope(values["scope"]),
        observed_tagmanifest_sha256=values["observed_tagmanifest_sha256"],
        files=_files(values["files"]),
        verdict=values["verdict"],
        axes=tuple(values["axes"].items()),
        findings=tuple(ReceiptFinding(**f) for f in values["findings"]),
        trust=tuple(ReceiptTrust(**t) for t in values["trust"]),
        verifier=ReceiptVerifier(**values["verifier"]),
    )
