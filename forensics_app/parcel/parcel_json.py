"""parcel.json: the one text of a parcel's list (docs/parcel-format.md, section 3)."""

from __future__ import annotations

import re
from typing import Any, Final

from forensics_app.model import sealed_json
from forensics_app.model.sealed_json import JsonValue
from forensics_app.parcel.facts import (
    ParcelFile,
    ParcelHandling,
    ParcelList,
    ParcelRecipient,
    RecipientKind,
    ShareSet,
)
from forensics_app.parcel.layout import (
    ENVELOPE_SUFFIX,
    MAX_ENVELOPE_BYTES,
    MAX_HANDLING,
    MAX_RECIPIENTS,
    MAX_UNIT,
    MAX_VOLUME_BYTES,
    MAX_VOLUMES,
    envelope_name,
    is_parcel_name,
    volume_name,
)
from forensics_app.parcel.shares import MAX_SHARES
from forensics_app.seal.forms import json_fields
from forensics_app.seal.forms.json_fields import FieldError

TYPE_TAG: Final = "sealwright/parcel/1"
_KEYS = frozenset(
    {
        "type",
        "parcel",
        "seal",
        "made_at",
        "unit",
        "envelope",
        "volumes",
        "recipients",
        "shares",
        "handling",
    }
)
_PARCEL = re.compile(r"[0-9a-f]{32}\Z")
_LONGEST_MARKING = 200  # characters


class ParcelListError(ValueError):
    """Not a parcel's list. `field` is the key that is wrong, "" for the text as a whole."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def render(facts: ParcelList) -> bytes:
    """The one text of these facts. Raises ParcelListError for values that no list may hold."""
    shares: JsonValue = None
    if facts.shares is not None:
        shares = {"threshold": str(facts.shares.threshold), "digests": list(facts.shares.digests)}
    value: dict[str, JsonValue] = {
        "type": TYPE_TAG,
        "parcel": facts.parcel,
        "seal": facts.seal,
        "made_at": facts.made_at,
        "unit": str(facts.unit),
        "envelope": _file_json(facts.envelope),
        "volumes": [_file_json(v) for v in facts.volumes],
        "recipients": [{"kind": r.kind.value, "sha256": r.sha256} for r in facts.recipients],
        "shares": shares,
        "handling": [{"scheme": h.scheme, "value": h.value} for h in facts.handling],
    }
    text = sealed_json.dump_line(value)
    parse(text)
    return text


def parse(text: bytes) -> ParcelList:
    """The facts of a parcel.json. Raises ParcelListError for any text but the one of its facts."""
    try:
        if not text.endswith(b"\n"):
            raise ParcelListError("")
        value = json_fields.take_object("parcel.json", sealed_json.parse(text[:-1]), _KEYS)
        json_fields.take_matching("type", value["type"], re.compile(re.escape(TYPE_TAG) + r"\Z"))
        facts = ParcelList(
            parcel=json_fields.take_matching("parcel", value["parcel"], _PARCEL),
            seal=json_fields.take_hex("seal", value["seal"]),
            made_at=json_fields.take_utc("made_at", value["made_at"]),
            unit=json_fields.take_int("unit", value["unit"]),
            envelope=_file("envelope", value["envelope"], MAX_ENVELOPE_BYTES),
            volumes=tuple(
                _file("volumes", v, MAX_VOLUME_BYTES)
                for v in json_fields.take_list("volumes", value["volumes"], most=MAX_VOLUMES)
            ),
            recipients=tuple(
                map(_recipient, json_fields.take_list("recipients", value["recipients"], most=MAX_RECIPIENTS))
            ),
            shares=_shares(value["shares"]),
            handling=tuple(
                map(_handling, json_fields.take_list("handling", value["handling"], most=MAX_HANDLING))
            ),
        )
    except FieldError as e:
        raise ParcelListError(e.field) from e
    except sealed_json.SealedJsonError as e:
        raise ParcelListError("") from e
    _check(facts)
    return facts


def _check(facts: ParcelList) -> None:
    """What belongs together: the names of one parcel, in order; somebody who can open it."""
    name = facts.envelope.name.removesuffix(ENVELOPE_SUFFIX)
    if not is_parcel_name(name) or facts.envelope.name != envelope_name(name):
        raise ParcelListError("envelope")
    if not facts.volumes or any(
        v.name != volume_name(name, number) for number, v in enumerate(facts.volumes, 1)
    ):
        raise ParcelListError("volumes")
    if not 1 <= facts.unit <= MAX_UNIT:
        raise ParcelListError("unit")
    known = [r.sha256 for r in facts.recipients if r.sha256 is not None]
    if len(set(known)) != len(known) or not (facts.recipients or facts.shares):
        raise ParcelListError("recipients")


def _file_json(file: ParcelFile) -> JsonValue:
    return {"name": file.name, "size": str(file.size), "sha256": file.sha256}


def _file(field: str, value: Any, most_bytes: int) -> ParcelFile:
    one = json_fields.take_object(field, value, frozenset({"name", "size", "sha256"}))
    size = json_fields.take_int(field, one["size"])
    if not 0 < size <= most_bytes:
        json_fields.refuse(field, size)
    return ParcelFile(
        json_fields.take_text(field, one["name"]), size, json_fields.take_hex(field, one["sha256"])
    )


def _recipient(value: Any) -> ParcelRecipient:
    one = json_fields.take_object("recipients", value, frozenset({"kind", "sha256"}))
    kind = json_fields.take_member("recipients", one["kind"], RecipientKind)
    digest = json_fields.take_hex_or_none("recipients", one["sha256"])
    if (kind is RecipientKind.CERTIFICATE) != (digest is not None):
        json_fields.refuse("recipients", digest)
    return ParcelRecipient(kind, digest)


def _shares(value: Any) -> ShareSet | None:
    if value is None:
        return None
    one = json_fields.take_object("shares", value, frozenset({"threshold", "digests"}))
    digests = tuple(
        json_fields.take_hex("shares", d)
        for d in json_fields.take_list("shares", one["digests"], most=MAX_SHARES)
    )
    threshold = json_fields.take_int("shares", one["threshold"])
    if not 2 <= threshold <= len(digests) or len(set(digests)) != len(digests):
        json_fields.refuse("shares", threshold)
    return ShareSet(threshold, digests)


def _handling(value: Any) -> ParcelHandling:
    one = json_fields.take_object("handling", value, frozenset({"scheme", "value"}))
    return ParcelHandling(_marking(one["scheme"]), _marking(one["value"]))


def _marking(value: Any) -> str:
    text = json_fields.take_text("handling", value)
    if len(text) > _LONGEST_MARKING or not text.isprintable():
        json_fields.refuse("handling", text)
    return text
