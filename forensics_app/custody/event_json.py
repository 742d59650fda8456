"""The sealed-JSON form of a custody event (docs/bundle-format.md, section 4): every key always there."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from forensics_app.errors import CustodyEventInvalidError
from forensics_app.model.custody import (
    ClockSource,
    CustodyEvent,
    CustodyEventType,
    Note,
    Person,
    SubjectDigests,
    Tool,
)
from forensics_app.model.digests import Digests
from forensics_app.model.sealed_json import JsonValue

TYPE_TAG = "sealwright/custody/1"
NONCE_BYTES = 16

_KEYS = frozenset(
    (
        "type", "sequence", "event_id", "nonce", "previous", "event", "time_utc", "local_offset",
        "clock_source", "place", "persons", "witness", "exhibits", "reason", "authority_reference", "tool",
        "physical_seal_before", "physical_seal_after", "digests_before", "digests_after", "artifacts",
        "refers_to", "notes",
    )
)  # fmt: skip
_PERSON_KEYS = frozenset(("name", "role", "organisation", "country", "id"))
_DIGEST_HEX_DIGITS = {"md5": 32, "sha1": 40, "sha256": 64}

_SEQUENCE = re.compile(r"[1-9][0-9]{0,17}\Z")
_HEAD = re.compile(r"[0-9a-f]{64}\Z")
_EVENT_ID = re.compile(r"[A-Z2-7]{16}\Z")
_UTC = re.compile(
    r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]{0,8}[1-9])?Z\Z"
)
_OFFSET = re.compile(r"[+-](0[0-9]|1[0-4]):[0-5][0-9]\Z")
_SUBJECT = re.compile(r"[a-z][a-z0-9_]*\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")

_Enum = TypeVar("_Enum", bound=StrEnum)


def to_json(event: CustodyEvent) -> dict[str, JsonValue]:
    """The object whose canonical dump is the ledger's line."""
    return {
        "type": TYPE_TAG,
        "sequence": str(event.sequence),
        "event_id": event.event_id,
        "nonce": base64.b64encode(event.nonce).decode("ascii"),
        "previous": event.previous,
        "event": event.event.value,
        "time_utc": event.time_utc,
        "local_offset": event.local_offset,
        "clock_source": event.clock_source.value,
        "place": event.place,
        "persons": [person_json(p) for p in event.persons],
        "witness": None if event.witness is None else person_json(event.witness),
        "exhibits": list(event.exhibits),
        "reason": event.reason,
        "authority_reference": event.authority_reference,
        "tool": None if event.tool is None else {"name": event.tool.name, "version": event.tool.version},
        "physical_seal_before": event.physical_seal_before,
        "physical_seal_after": event.physical_seal_after,
        "digests_before": _digests_json(event.digests_before),
        "digests_after": _digests_json(event.digests_after),
        "artifacts": list(event.artifacts),
        "refers_to": event.refers_to,
        "notes": [{"lang": n.lang, "text": n.text} for n in event.notes],
    }


def from_json(value: Any) -> CustodyEvent:
    """The event that a parsed line holds; nothing is repaired or defaulted.

    Raises CustodyEventInvalidError naming the first field that breaks a rule.
    """
    if not isinstance(value, dict):
        _refuse("line", value)
    _exact_keys("line", value, _KEYS)
    if value["type"] != TYPE_TAG:
        _refuse("type", value["type"])
    tool = value["tool"]
    if tool is not None:
        _exact_keys("tool", tool, frozenset(("name", "version")))
        tool = Tool(name=_text("tool", tool["name"]), version=_text("tool", tool["version"]))
    return CustodyEvent(
        sequence=int(_matching("sequence", value["sequence"], _SEQUENCE)),
        event_id=_matching("event_id", value["event_id"], _EVENT_ID),
        nonce=_nonce(value["nonce"]),
        previous=_matching("previous", value["previous"], _HEAD),
        event=_member("event", value["event"], CustodyEventType),
        time_utc=_utc(value["time_utc"]),
        local_offset=None
        if value["local_offset"] is None
        else _matching("local_offset", value["local_offset"], _OFFSET),
        clock_source=_member("clock_source", value["clock_source"], ClockSource),
        place=_text_or_none("place", value["place"]),
        persons=tuple(_person("persons", p) for p in _list("persons", value["persons"])),
        witness=None if value["witness"] is None else _person("witness", value["witness"]),
        exhibits=_texts("exhibits", value["exhibits"]),
        reason=_text_or_none("reason", value["reason"]),
        authority_reference=_text_or_none("authority_reference", value["authority_reference"]),
        tool=tool,
        physical_seal_before=_text_or_none("physical_seal_before", value["physical_seal_before"]),
        physical_seal_after=_text_or_none("physical_seal_after", value["physical_seal_after"]),
        digests_before=_digests("digests_before", value["digests_before"]),
        digests_after=_digests("digests_after", value["digests_after"]),
        artifacts=_texts("artifacts", value["artifacts"]),
        refers_to=None
        if value["refers_to"] is None
        else _matching("refers_to", value["refers_to"], _EVENT_ID),
        notes=tuple(_note(n) for n in _list("notes", value["notes"])),
    )


def person_json(person: Person) -> dict[str, JsonValue]:
    """A person as events and addenda seal one (docs/bundle-format.md)."""
    return {
        "name": person.name,
        "role": person.role,
        "organisation": person.organisation,
        "country": person.country,
        "id": person.id,
    }


def _digests_json(subjects: SubjectDigests | None) -> JsonValue:
    if subjects is None:
        return None
    return {name: {"md5": d.md5, "sha1": d.sha1, "sha256": d.sha256} for name, d in subjects}


def _refuse(field: str, value: object) -> NoReturn:
    raise CustodyEventInvalidError(field=field, value=str(value)[:200])


def _exact_keys(field: str, value: Any, keys: frozenset[str]) -> None:
    if not isinstance(value, dict):
        _refuse(field, value)
    if value.keys() != keys:
        _refuse(field, " ".join(sorted(value.keys() ^ keys)))


def _text(field: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        _refuse(field, value)
    return value


def _text_or_none(field: str, value: Any) -> str | None:
    return None if value is None else _text(field, value)


def _list(field: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        _refuse(field, value)
    return value


def _texts(field: str, value: Any) -> tuple[str, ...]:
    return tuple(_text(field, v) for v in _list(field, value))


def _matching(field: str, value: Any, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.match(value):
        _refuse(field, value)
    return value


def _utc(value: Any) -> str:
    text = _matching("time_utc", value, _UTC)
    try:
        datetime(int(text[0:4]), int(text[5:7]), int(text[8:10]), tzinfo=UTC)
    except ValueError as e:  # a day that its month doesn't have
        raise CustodyEventInvalidError(field="time_utc", value=text) from e
    return text


def _member(field: str, value: Any, kind: type[_Enum]) -> _Enum:
    try:
        return kind(_text(field, value))
    except ValueError as e:
        raise CustodyEventInvalidError(field=field, value=str(value)[:200]) from e


def _nonce(value: Any) -> bytes:
    try:
        raw = base64.b64decode(_text("nonce", value), validate=True)
    except (binascii.Error, ValueError) as e:
        raise CustodyEventInvalidError(field="nonce", value=str(value)[:200]) from e
    if len(raw) != NONCE_BYTES or base64.b64encode(raw).decode("ascii") != value:
        _refuse("nonce", value)
    return raw


def _person(field: str, value: Any) -> Person:
    _exact_keys(field, value, _PERSON_KEYS)
    country = value["country"]
    return Person(
        name=_text(field, value["name"]),
        role=_text_or_none(field, value["role"]),
        organisation=_text_or_none(field, value["organisation"]),
        country=None if country is None else _matching(field, country, _COUNTRY),
        id=_text_or_none(field, value["id"]),
    )


def _note(value: Any) -> Note:
    _exact_keys("notes", value, frozenset(("lang", "text")))
    return Note(lang=_matching("notes", value["lang"], _LANG), text=_text("notes", value["text"]))


def _digests(field: str, value: Any) -> SubjectDigests | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        _refuse(field, value)
    return tuple((_matching(field, name, _SUBJECT), _one_digests(field, d)) for name, d in value.items())


def _one_digests(field: str, value: Any) -> Digests:
    _exact_keys(field, value, frozenset(_DIGEST_HEX_DIGITS))
    for name, digits in _DIGEST_HEX_DIGITS.items():
        if value[name] is not None:
            _matching(field, value[name], re.compile(rf"[0-9a-f]{{{digits}}}\Z"))
    return Digests(md5=value["md5"], sha1=value["sha1"], sha256=value["sha256"])
