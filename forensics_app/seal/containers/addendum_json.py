"""The object that event.json holds, made from an addendum (docs/bundle-format.md, section 11)."""

from __future__ import annotations

import base64

from forensics_app.custody.event_json import person_json
from forensics_app.model.addendum import Addendum, Dispatch, Head, NamedFile, Receipt
from forensics_app.model.sealed_json import JsonValue, dump

TYPE_TAG = "sealwright/addendum/1"


def sort_heads(heads: set[Head]) -> tuple[Head, ...]:
    """Heads in the order in which they stand in `previous`: by the bytes of their canonical text."""
    return tuple(sorted(heads, key=lambda head: dump(_head_json(head))))


def event_object(event: Addendum) -> dict[str, JsonValue]:
    """The object whose canonical dump is event.json."""
    return {
        "type": TYPE_TAG,
        "event": event.event.value,
        "reference": event.reference,
        "nonce": _b64(event.nonce),
        "previous": [_head_json(h) for h in event.previous],
        "time_utc": event.time_utc,
        "local_offset": event.local_offset,
        "clock_source": event.clock_source.value,
        "place": event.place,
        "persons": [person_json(p) for p in event.persons],
        "witness": None if event.witness is None else person_json(event.witness),
        "reason": event.reason,
        "authority_reference": event.authority_reference,
        "physical_seal_before": event.physical_seal_before,
        "physical_seal_after": event.physical_seal_after,
        "notes": [{"lang": n.lang, "text": n.text} for n in event.notes],
        "refers_to": event.refers_to,
        "dispatch": None if event.dispatch is None else _dispatch_json(event.dispatch),
        "receipt": None if event.receipt is None else _receipt_json(event.receipt),
    }


def _head_json(head: Head) -> dict[str, JsonValue]:
    return {
        "seal_code": head.seal_code,
        "manifest_sha256": head.manifest_sha256,
        "signed_attrs_sha256": head.signed_attrs_sha256,
        "signer_cert_sha256": head.signer_cert_sha256,
        "file_sha256": head.file_sha256,
    }


def _files_json(files: tuple[NamedFile, ...]) -> list[JsonValue]:
    return [{"name": f.name, "size": str(f.size), "sha256": f.sha256} for f in files]


def _dispatch_json(dispatch: Dispatch) -> dict[str, JsonValue]:
    return {
        "channel": dispatch.channel,
        "recipients": [
            {"name": r.name, "country": r.country, "certificate_sha256": r.certificate_sha256}
            for r in dispatch.recipients
        ],
        "files": _files_json(dispatch.files),
    }


def _receipt_json(receipt: Receipt) -> dict[str, JsonValue]:
    answers, verifier = receipt.answers, receipt.verifier
    return {
        "answers": None
        if answers is None
        else {"event_sha256": answers.event_sha256, "nonce": _b64(answers.nonce)},
        "outcome": receipt.outcome.value,
        "scope": receipt.scope.value,
        "observed_tagmanifest_sha256": receipt.observed_tagmanifest_sha256,
        "files": _files_json(receipt.files),
        "verdict": receipt.verdict,
        "axes": dict(receipt.axes),
        "findings": [{"code": f.code, "subject": f.subject} for f in receipt.findings],
        "trust": [{"role": t.role, "certificate_sha256": t.certificate_sha256} for t in receipt.trust],
        "verifier": {
            "name": verifier.name,
            "version": verifier.version,
            "digest": verifier.digest,
            "implementation": verifier.implementation,
        },
    }


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
