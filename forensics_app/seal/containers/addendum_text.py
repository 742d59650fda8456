"""event.json, the sealed form of an addendum (docs/bundle-format.md, section 11), written and read.

One text for one set of facts: every key is always there, and `read_event` accepts nothing that `render_event`
would write otherwise.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from forensics_app.bundle.reading.grammar import is_reference
from forensics_app.model.addendum import (
    Addendum,
    AddendumEvent,
    Answer,
    Dispatch,
    Head,
    NamedFile,
    Receipt,
    ReceiptFinding,
    ReceiptOutcome,
    ReceiptScope,
    ReceiptVerifier,
    Recipient,
    TrustUsed,
)
from forensics_app.model.custody import ClockSource, Note, Person
from forensics_app.model.findings import AXES, AxisState, Verdict
from forensics_app.model.sealed_json import SealedJsonError, dump_line, parse
from forensics_app.seal.containers.addendum_json import TYPE_TAG, event_object, sort_heads
from forensics_app.seal.forms.json_fields import (
    FieldError,
    refuse,
    take_bytes,
    take_hex,
    take_hex_or_none,
    take_int,
    take_list,
    take_matching,
    take_member,
    take_object,
    take_text,
    take_text_or_none,
    take_utc,
)

NONCE_BYTES = 16
MAX_LIST = 10_000
MAX_HEADS = 500
MAX_EVENT_BYTES = 4 << 20

_KEYS = frozenset(
    (
        "type", "event", "reference", "nonce", "previous", "time_utc", "local_offset", "clock_source",
        "place", "persons", "witness", "reason", "authority_reference", "physical_seal_before",
        "physical_seal_after", "notes", "refers_to", "dispatch", "receipt",
    )
)  # fmt: skip
_HEAD_KEYS = frozenset(
    ("seal_code", "manifest_sha256", "signed_attrs_sha256", "signer_cert_sha256", "file_sha256")
)
_RECEIPT_KEYS = frozenset(
    (
        "answers", "outcome", "scope", "observed_tagmanifest_sha256", "files", "verdict", "axes", "findings",
        "trust", "verifier",
    )
)  # fmt: skip
_OFFSET = re.compile(r"[+-](0[0-9]|1[0-4]):[0-5][0-9]\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")
_CODE = re.compile(r"[a-z][a-z0-9-]*\Z")
_ROLES = ("seal", "time")


def event_digest(event_json: bytes) -> str:
    """The digest that names an event: SHA-256 of the whole event.json, 64 hex."""
    return hashlib.sha256(event_json).hexdigest()


def render_event(event: Addendum) -> bytes:
    """The bytes of event.json. Raises FieldError for what no addendum can say."""
    try:
        data = dump_line(event_object(event))
    except SealedJsonError as e:
        raise FieldError("event.json", e) from e
    read_event(data)
    return data


def read_event(data: bytes) -> Addendum:
    """The event that an event.json holds. Raises FieldError naming the first field that breaks a rule."""
    if len(data) > MAX_EVENT_BYTES:
        refuse("event.json", "too-large")
    if not data.endswith(b"\n"):
        refuse("event.json", "not-canonical")
    try:
        value = parse(data[:-1])
    except SealedJsonError as e:
        raise FieldError("event.json", e) from e
    return _event(take_object("event.json", value, _KEYS))


def _event(value: dict[str, Any]) -> Addendum:
    if value["type"] != TYPE_TAG:
        refuse("type", value["type"])
    event = take_member("event", value["event"], AddendumEvent)
    reference = take_text("reference", value["reference"])
    if not is_reference(reference):
        refuse("reference", reference)
    refers_to = take_hex_or_none("refers_to", value["refers_to"])
    if event is AddendumEvent.CORRECTION and refers_to is None:
        refuse("refers_to", "null")
    for own in (AddendumEvent.DISPATCH, AddendumEvent.RECEIPT):
        if (value[own.value] is not None) != (event is own):
            refuse(own.value, value[own.value])
    offset = value["local_offset"]
    return Addendum(
        event=event,
        reference=reference,
        nonce=take_bytes("nonce", value["nonce"], count=NONCE_BYTES),
        previous=_heads(value["previous"]),
        time_utc=take_utc("time_utc", value["time_utc"]),
        local_offset=None if offset is None else take_matching("local_offset", offset, _OFFSET),
        clock_source=take_member("clock_source", value["clock_source"], ClockSource),
        place=take_text_or_none("place", value["place"]),
        persons=tuple(_person("persons", p) for p in take_list("persons", value["persons"], most=MAX_LIST)),
        witness=None if value["witness"] is None else _person("witness", value["witness"]),
        reason=take_text_or_none("reason", value["reason"]),
        authority_reference=take_text_or_none("authority_reference", value["authority_reference"]),
        physical_seal_before=take_text_or_none("physical_seal_before", value["physical_seal_before"]),
        physical_seal_after=take_text_or_none("physical_seal_after", value["physical_seal_after"]),
        notes=tuple(_note(n) for n in take_list("notes", value["notes"], most=MAX_LIST)),
        refers_to=refers_to,
        dispatch=None if value["dispatch"] is None else _dispatch(value["dispatch"]),
        receipt=None if value["receipt"] is None else _receipt(value["receipt"]),
    )


def _heads(value: Any) -> tuple[Head, ...]:
    heads = tuple(
        Head(**{key: take_hex(f"previous.{key}", one[key]) for key in _HEAD_KEYS})
        for raw in take_list("previous", value, most=MAX_HEADS)
        for one in (take_object("previous", raw, _HEAD_KEYS),)
    )
    if not heads or heads != sort_heads(set(heads)):
        refuse("previous", len(heads))
    return heads


def _person(field: str, value: Any) -> Person:
    one = take_object(field, value, frozenset(("name", "role", "organisation", "country", "id")))
    return Person(
        name=take_text(field, one["name"]),
        role=take_text_or_none(field, one["role"]),
        organisation=take_text_or_none(field, one["organisation"]),
        country=_country(field, one["country"]),
        id=take_text_or_none(field, one["id"]),
    )


def _country(field: str, value: Any) -> str | None:
    return None if value is None else take_matching(field, value, _COUNTRY)


def _note(value: Any) -> Note:
    one = take_object("notes", value, frozenset(("lang", "text")))
    return Note(lang=take_matching("notes", one["lang"], _LANG), text=take_text("notes", one["text"]))


def _files(field: str, value: Any) -> tuple[NamedFile, ...]:
    files = []
    for raw in take_list(field, value, most=MAX_LIST):
        one = take_object(field, raw, frozenset(("name", "size", "sha256")))
        files.append(
            NamedFile(
                take_text(field, one["name"]), take_int(field, one["size"]), take_hex(field, one["sha256"])
            )
        )
    return tuple(files)


def _dispatch(value: Any) -> Dispatch:
    one = take_object("dispatch", value, frozenset(("channel", "recipients", "files")))
    recipients = []
    for raw in take_list("dispatch.recipients", one["recipients"], most=MAX_LIST):
        to = take_object("dispatch.recipients", raw, frozenset(("name", "country", "certificate_sha256")))
        recipients.append(
            Recipient(
                take_text("dispatch.recipients", to["name"]),
                _country("dispatch.recipients", to["country"]),
                take_hex_or_none("dispatch.recipients", to["certificate_sha256"]),
            )
        )
    return Dispatch(
        take_text("dispatch.channel", one["channel"]),
        tuple(recipients),
        _files("dispatch.files", one["files"]),
    )


def _receipt(value: Any) -> Receipt:
    one = take_object("receipt", value, _RECEIPT_KEYS)
    scope = take_member("receipt.scope", one["scope"], ReceiptScope)
    observed = take_hex_or_none("receipt.observed_tagmanifest_sha256", one["observed_tagmanifest_sha256"])
    if (observed is None) != (scope is ReceiptScope.SEAL_ONLY):
        refuse("receipt.scope", scope)
    axes = take_object("receipt.axes", one["axes"], frozenset(a.value for a in AXES))
    return Receipt(
        answers=None if one["answers"] is None else _answer(one["answers"]),
        outcome=take_member("receipt.outcome", one["outcome"], ReceiptOutcome),
        scope=scope,
        observed_tagmanifest_sha256=observed,
        files=_files("receipt.files", one["files"]),
        verdict=take_member("receipt.verdict", one["verdict"], Verdict).value,
        axes=tuple((a.value, take_member("receipt.axes", axes[a.value], AxisState).value) for a in AXES),
        findings=tuple(_finding(f) for f in take_list("receipt.findings", one["findings"], most=MAX_LIST)),
        trust=tuple(_trust(t) for t in take_list("receipt.trust", one["trust"], most=MAX_LIST)),
        verifier=_verifier(one["verifier"]),
    )


def _answer(value: Any) -> Answer:
    one = take_object("receipt.answers", value, frozenset(("event_sha256", "nonce")))
    return Answer(
        take_hex("receipt.answers", one["event_sha256"]),
        take_bytes("receipt.answers", one["nonce"], count=NONCE_BYTES),
    )


def _finding(value: Any) -> ReceiptFinding:
    one = take_object("receipt.findings", value, frozenset(("code", "subject")))
    return ReceiptFinding(
        take_matching("receipt.findings", one["code"], _CODE),
        take_text_or_none("receipt.findings", one["subject"]),
    )


def _trust(value: Any) -> TrustUsed:
    one = take_object("receipt.trust", value, frozenset(("role", "certificate_sha256")))
    if one["role"] not in _ROLES:
        refuse("receipt.trust", one["role"])
    return TrustUsed(one["role"], take_hex("receipt.trust", one["certificate_sha256"]))


def _verifier(value: Any) -> ReceiptVerifier:
    one = take_object("receipt.verifier", value, frozenset(("name", "version", "digest", "implementation")))
    return ReceiptVerifier(**{key: take_text("receipt.verifier", one[key]) for key in one})
