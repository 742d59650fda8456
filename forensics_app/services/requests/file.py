"""A request record as JSON: as a case keeps it, as `request set` takes and `template` writes it.

Keys are those of docs/bundle-format.md, section 3.7, version 2, without `case`. Whoever writes one by hand
may leave keys out.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from forensics_app.bundle.identifiers import identifier_fault, line_fault
from forensics_app.bundle.writing.request_export import request_values
from forensics_app.errors import RequestFileError, RequestInvalidError
from forensics_app.model import sealed_json
from forensics_app.model.countries import is_country
from forensics_app.model.names import is_spoofed
from forensics_app.model.request import (
    Authority,
    Formality,
    FormalityMet,
    HandlingCode,
    Instrument,
    RequestField,
    RequestRecord,
)
from forensics_app.services.requests.templates import template_of

MAX_BYTES = 1 << 20
MOST_ENTRIES = 200
MOST_CHARACTERS = 10_000
MOST_NONCE_BYTES = 1024
_LANGUAGE = re.compile(  # RFC 5646: language, script, region, variants
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-[A-Za-z0-9]{5,8})*\Z"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class _Strict(Struct, forbid_unknown_fields=True):
    pass


class _Authority(_Strict):
    name: str
    role: str = ""
    country: str | None = None
    contact: str | None = None


class _Formality(_Strict):
    asked: str
    met: Literal["open", "yes", "no"] = "open"
    note: str | None = None


class _Handling(_Strict):
    scheme: str
    value: str
    comment: str | None = None
    permission: str | None = None


class _Request(_Strict):
    type: Literal["sealwright/request/2"] = "sealwright/request/2"
    instrument: str | None = None
    authorities: list[_Authority] = []
    requesting_reference: str | None = None
    executing_reference: str | None = None
    legal_basis: str | None = None
    offence: str | None = None
    urgency: str | None = None
    deadline: str | None = None
    formalities: list[_Formality] = []
    limits_of_use: str | None = None
    retention: str | None = None
    return_terms: str | None = None
    languages: list[str] = []
    nonce: str | None = None
    handling: list[_Handling] = []


def to_json(record: RequestRecord) -> bytes:
    """The canonical line of a record, with its LF (sealed JSON)."""
    return sealed_json.dump_line(request_values(record))


def from_json(data: bytes, path: str) -> RequestRecord:
    """The record that a file holds, as `usable` takes it. Raises RequestFileError, RequestInvalidError."""
    if len(data) > MAX_BYTES:
        raise RequestFileError(path=path, detail="too-large")
    try:
        read = msgspec.json.decode(data, type=_Request)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as e:
        raise RequestFileError(path=path, detail=str(e)) from e
    return usable(_record(read))


def from_fields(values: dict[str, Any]) -> RequestRecord:
    """The inverse of `request_fields`, for a record that a report shows: as it was sealed, whatever it holds.

    Raises RequestInvalidError for a nonce that is none, ValueError for other fields than a record's.
    """
    return _record(msgspec.convert(values, type=_Request))


def template_text(instrument: Instrument) -> str:
    """A JSON file to fill in, with the keys that the instrument asks for and nothing else."""
    template = template_of(instrument)
    roles = () if template is None else (*template.needed_roles, *template.asked_roles)
    fields = tuple(RequestField) if template is None else template.fields
    values: dict[str, object] = {field.value: None for field in fields}
    values["instrument"] = instrument.value
    values["authorities"] = [
        {"role": role.value, "name": "", "country": None, "contact": None} for role in roles
    ]
    for several in (RequestField.FORMALITIES, RequestField.LANGUAGES, RequestField.HANDLING):
        if several in fields:
            values[several.value] = []
    return json.dumps(values, indent=1) + "\n"


def usable(record: RequestRecord) -> RequestRecord:
    """The record with spaces around its texts taken away, empty ones and nameless authorities left out.

    Raises RequestInvalidError for what can't stand there: invisible and control characters (line ends may
    stand in free text), countries, languages and dates that are none, and what is far too long.
    """
    cleaned = replace(
        record,
        instrument=_identifier(record.instrument, RequestField.INSTRUMENT),
        authorities=tuple(_authority(a) for a in record.authorities if a.name.strip()),
        requesting_reference=_identifier(record.requesting_reference, RequestField.REQUESTING_REFERENCE),
        executing_reference=_identifier(record.executing_reference, RequestField.EXECUTING_REFERENCE),
        legal_basis=_text(record.legal_basis, RequestField.LEGAL_BASIS),
        offence=_text(record.offence, RequestField.OFFENCE),
        urgency=_identifier(record.urgency, RequestField.URGENCY),
        deadline=_date(record.deadline),
        formalities=tuple(_formality(f) for f in record.formalities if f.asked.strip()),
        limits_of_use=_text(record.limits_of_use, RequestField.LIMITS_OF_USE),
        retention=_text(record.retention, RequestField.RETENTION),
        return_terms=_text(record.return_terms, RequestField.RETURN_TERMS),
        languages=tuple(dict.fromkeys(_language(tag) for tag in record.languages if tag.strip())),
        handling=tuple(dict.fromkeys(_handling(h) for h in record.handling)),
    )
    for field in (RequestField.AUTHORITIES, RequestField.FORMALITIES, RequestField.LANGUAGES):
        _bounded(field, getattr(cleaned, field.value))
    _bounded(RequestField.HANDLING, cleaned.handling)
    if cleaned.nonce is not None and not 0 < len(cleaned.nonce) <= MOST_NONCE_BYTES:
        raise RequestInvalidError(field=RequestField.NONCE, value=f"{len(cleaned.nonce)} B")
    return cleaned


def nonce_of(text: str) -> bytes:
    """The nonce that somebody typed in base64. Raises RequestInvalidError."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError as e:
        raise RequestInvalidError(field=RequestField.NONCE, value=text) from e


def _record(read: _Request) -> RequestRecord:
    return RequestRecord(
        instrument=read.instrument,
        authorities=tuple(Authority(a.role, a.name, a.country, a.contact) for a in read.authorities),
        requesting_reference=read.requesting_reference,
        executing_reference=read.executing_reference,
        legal_basis=read.legal_basis,
        offence=read.offence,
        urgency=read.urgency,
        deadline=read.deadline,
        formalities=tuple(Formality(f.asked, FormalityMet(f.met), f.note) for f in read.formalities),
        limits_of_use=read.limits_of_use,
        retention=read.retention,
        return_terms=read.return_terms,
        languages=tuple(read.languages),
        nonce=_nonce(read.nonce),
        handling=tuple(HandlingCode(h.scheme, h.value, h.comment, h.permission) for h in read.handling),
    )


def _nonce(text: str | None) -> bytes | None:
    return None if text is None else nonce_of(text)


def _bounded(field: RequestField, values: tuple[object, ...]) -> None:
    if len(values) > MOST_ENTRIES:
        raise RequestInvalidError(field=field, value=str(len(values)))


def _text(value: str | None, field: RequestField) -> str | None:
    if value is None or not value.strip():
        return None
    lines = [line.strip() for line in value.replace("\r\n", "\n").split("\n")]
    return "\n".join(_plain(line, field) for line in lines).strip()


def _line(value: str | None, field: RequestField) -> str | None:
    if value is None or not value.strip():
        return None
    if line_fault(value.strip()):
        raise RequestInvalidError(field=field, value=value[:200])
    return _plain(value.strip(), field)


def _identifier(value: str | None, field: RequestField) -> str | None:
    found = _line(value, field)
    if found is not None and identifier_fault(found):
        raise RequestInvalidError(field=field, value=found[:200])
    return found


def _plain(value: str, field: RequestField) -> str:
    if len(value) > MOST_CHARACTERS or is_spoofed(value):
        raise RequestInvalidError(field=field, value=value[:200])
    return value


def _needed(value: str, field: RequestField) -> str:
    found = _line(value, field)
    if found is None:
        raise RequestInvalidError(field=field, value=value)
    return found


def _authority(authority: Authority) -> Authority:
    field = RequestField.AUTHORITIES
    country = _line(authority.country, field)
    if country is not None and not is_country(country.upper()):
        raise RequestInvalidError(field=field, value=country)
    return Authority(
        role=_line(authority.role, field) or "",
        name=_needed(authority.name, field),
        country=None if country is None else country.upper(),
        contact=_text(authority.contact, field),
    )


def _formality(formality: Formality) -> Formality:
    field = RequestField.FORMALITIES
    return Formality(_text(formality.asked, field) or "", formality.met, _text(formality.note, field))


def _handling(code: HandlingCode) -> HandlingCode:
    field = RequestField.HANDLING
    return HandlingCode(
        _needed(code.scheme, field),
        _needed(code.value, field),
        _text(code.comment, field),
        _text(code.permission, field),
    )


def _language(tag: str) -> str:
    found = tag.strip().replace("_", "-")
    if not _LANGUAGE.match(found):
        raise RequestInvalidError(field=RequestField.LANGUAGES, value=tag)
    return found


def _date(value: str | None) -> str | None:
    found = _line(value, RequestField.DEADLINE)
    if found is None:
        return None
    try:
        valid = bool(_DATE.match(found)) and bool(date.fromisoformat(found))
    except ValueError:
        valid = False
    if not valid:
        raise RequestInvalidError(field=RequestField.DEADLINE, value=found)
    return found
