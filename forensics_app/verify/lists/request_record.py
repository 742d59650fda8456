"""metadata/request.json in either version of its form, as a value (docs/bundle-format.md, section 3.7)."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import msgspec

from forensics_app.model.request import Authority, Formality, FormalityMet, HandlingCode, RequestRecord
from forensics_app.seal.forms.json_fields import MAX_TEXT_CHARACTERS
from forensics_app.verify.collector import Findings
from forensics_app.verify.files.reading import DigestedFile
from forensics_app.verify.files.records import Case, Reader, Request, Request2, Typed
from forensics_app.verify.files.sealed_lists import read_object_line, read_one

_TYPE_2 = "sealwright/request/2"


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """`version` of the form that was read."""

    version: int
    case: Case
    record: RequestRecord


def read_record(file: DigestedFile, findings: Findings) -> ReadRequest | None:
    """The record, or None, and a finding, where it is in neither form. Raises FileUnreadableError."""
    line = read_object_line(file, findings)
    if line is None or _too_long(line, file.path, findings):
        return None
    if _type(line) == _TYPE_2:
        second = read_one(file.path, 1, line, Reader(Request2), findings)
        return None if second is None else ReadRequest(2, second.case, record_2(second))
    first = read_one(file.path, 1, line, Reader(Request), findings)
    return None if first is None else ReadRequest(1, first.case, record_1(first))


def _too_long(line: bytes, path: str, findings: Findings) -> bool:
    """Whether a text in it is longer than a page can hold. Told by its key, before anything else is done."""
    if len(line) <= MAX_TEXT_CHARACTERS:
        return False
    try:
        found = _longest(msgspec.json.decode(line), "")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False  # said elsewhere
    if found is None or found[0] <= MAX_TEXT_CHARACTERS:
        return False
    findings.code("text-too-long", f"{path}: {found[1]}", str(MAX_TEXT_CHARACTERS), str(found[0]))
    return True


def _longest(value: object, key: str) -> tuple[int, str] | None:
    if isinstance(value, str):
        return len(value), key
    if isinstance(value, dict):
        return max(filter(None, (_longest(v, str(k)) for k, v in value.items())), default=None)
    if isinstance(value, list):
        return max(filter(None, (_longest(v, key) for v in value)), default=None)
    return None


def _type(line: bytes) -> str | None:
    try:
        return msgspec.json.decode(line, type=Typed).type
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def record_1(request: Request) -> RequestRecord:
    """What the first form says."""
    return RequestRecord(
        instrument=request.instrument,
        authorities=tuple(Authority("", name) for name in request.authorities),
        requesting_reference=request.requesting_reference,
        executing_reference=request.executing_reference,
        legal_basis=request.legal_basis,
        offence=request.offence,
        urgency=request.urgency,
        limits_of_use=request.limits_of_use,
        retention=request.retention,
        languages=tuple(request.languages),
        nonce=None if request.nonce is None else base64.b64decode(request.nonce),
        handling=tuple(HandlingCode(h.scheme, h.value, h.comment, h.permission) for h in request.handling),
    )


def record_2(request: Request2) -> RequestRecord:
    """What the second form says."""
    return RequestRecord(
        instrument=request.instrument,
        authorities=tuple(Authority(a.role, a.name, a.country, a.contact) for a in request.authorities),
        requesting_reference=request.requesting_reference,
        executing_reference=request.executing_reference,
        legal_basis=request.legal_basis,
        offence=request.offence,
        urgency=request.urgency,
        deadline=request.deadline,
        formalities=tuple(Formality(f.asked, FormalityMet(f.met), f.note) for f in request.formalities),
        limits_of_use=request.limits_of_use,
        retention=request.retention,
        return_terms=request.return_terms,
        languages=tuple(request.languages),
        nonce=None if request.nonce is None else base64.b64decode(request.nonce),
        handling=tuple(HandlingCode(h.scheme, h.value, h.comment, h.permission) for h in request.handling),
    )
