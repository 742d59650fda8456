"""Laboratory cards: a container of kind `card` (docs/bundle-format.md), signed with the key it introduces.

The signature proves that whoever made the card holds that key, and nothing about who they are: that is what
the fingerprint is for, which the reader is told by another way.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from datetime import datetime
from typing import Any

from forensics_app.bundle.reading.tree import Problem
from forensics_app.errors import LabCardInvalidError
from forensics_app.model import sealed_json
from forensics_app.model.lab_card import CardName, LabCard
from forensics_app.model.sealed_json import JsonValue
from forensics_app.seal.certificates.arithmetic import OPENSSL
from forensics_app.seal.certificates.facts import chain_fault, read_facts
from forensics_app.seal.certificates.loading import CertificateUnreadableError
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.containers.other_infos import CardInfo, parse_card, render_card
from forensics_app.seal.containers.reading import MAX_SEAL_BYTES, read_seal
from forensics_app.seal.containers.seal_info import SealInfoError
from forensics_app.seal.forms import json_fields, p7s_profile
from forensics_app.seal.forms.asic_manifest import CARD, SEAL_INFO
from forensics_app.seal.forms.certificate_parts import MAX_CERTIFICATES
from forensics_app.seal.forms.json_fields import FieldError
from forensics_app.seal.making.container import make_container
from forensics_app.seal.signing_key import SigningKey

TYPE_TAG = "sealwright/card/1"
_KEYS = frozenset({"type", "names", "country", "contact", "certificates", "fingerprint", "made_at"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_MOST_NAMES = 64
_LONGEST_NAME, _LONGEST_CONTACT = 200, 1000  # characters


def make_card(card: LabCard, signing: SigningKey, *, at: datetime) -> bytes:
    """The container of a card, signed by the key whose certificate it introduces.

    Raises SealFailedError, SigningKeyError, and LabCardInvalidError for values that no card may hold.
    """
    text = render(card)
    info = render_card(CardInfo((fingerprint(signing.certificate),), hashlib.sha256(text).hexdigest()))
    return make_container([(SEAL_INFO, info), (CARD, text)], [signing], at=at)


def render(card: LabCard) -> bytes:
    """card.json: the one text of these facts. Raises LabCardInvalidError."""
    value: dict[str, JsonValue] = {
        "type": TYPE_TAG,
        "names": [{"lang": n.lang, "name": n.name} for n in card.names],
        "country": card.country,
        "contact": card.contact,
        "certificates": [base64.b64encode(c).decode("ascii") for c in card.certificates],
        "fingerprint": card.fingerprint,
        "made_at": card.made_at,
    }
    text = sealed_json.dump_line(value)
    parse(text, "")
    return text


def parse(text: bytes, path: str) -> LabCard:
    """The card that a card.json holds. Raises LabCardInvalidError for any text but the one of its facts."""
    try:
        if not text.endswith(b"\n"):
            json_fields.refuse(CARD, "")
        value = json_fields.take_object(CARD, sealed_json.parse(text[:-1]), _KEYS)
        json_fields.take_matching("type", value["type"], re.compile(re.escape(TYPE_TAG) + r"\Z"))
        country, contact = value["country"], value["contact"]
        return LabCard(
            names=_names(value["names"]),
            country=None if country is None else json_fields.take_matching("country", country, _COUNTRY),
            contact=None if contact is None else _line("contact", contact, _LONGEST_CONTACT),
            certificates=_certificates(value["certificates"]),
            fingerprint=json_fields.take_hex("fingerprint", value["fingerprint"]),
            made_at=json_fields.take_utc("made_at", value["made_at"]),
        )
    except FieldError as e:
        raise LabCardInvalidError(path=path, detail=e.field) from e
    except sealed_json.SealedJsonError as e:
        raise LabCardInvalidError(path=path, detail=CARD) from e


def read_card(data: bytes, path: str) -> LabCard:
    """The card in a container whose every byte is in its form and whose signature holds.

    Raises LabCardInvalidError with the first thing that is wrong.
    """
    if len(data) > MAX_SEAL_BYTES:
        raise LabCardInvalidError(path=path, detail="too-large")
    problems: list[Problem] = []
    files = read_seal(data, "", problems.append)
    text = None if files is None else files.other(CARD)
    if files is None or text is None:
        raise LabCardInvalidError(path=path, detail="not-a-card")
    if problems:
        raise LabCardInvalidError(path=path, detail=problems[0].code)
    try:
        info = parse_card(files.seal_info)
    except SealInfoError as e:
        raise LabCardInvalidError(path=path, detail=SEAL_INFO) from e
    card = parse(text, path)
    if info.card_sha256 != hashlib.sha256(text).hexdigest() or info.time_stamp_required or files.token:
        raise LabCardInvalidError(path=path, detail=SEAL_INFO)
    if len(files.signatures) != 1 or info.signer_sha256 != (card.fingerprint,):
        raise LabCardInvalidError(path=path, detail="card-signer")
    _check_signature(files.signatures[0].manifest, files.signatures[0].p7s, card, path)
    return card


def _check_signature(manifest: bytes, p7s: bytes, card: LabCard, path: str) -> None:
    """The card's own key signed it, and its certificates are those of the card and hold together."""
    try:
        parts = p7s_profile.read_canonical(p7s)
        chain = [read_facts(c) for c in card.certificates]
    except (p7s_profile.ProfileError, CertificateUnreadableError) as e:
        raise LabCardInvalidError(path=path, detail="card-signature") from e
    if (
        chain[0].fingerprint != card.fingerprint
        or tuple(c.encoded for c in parts.chain) != card.certificates
        or parts.time_stamp is not None
        or not chain[0].signs
        or not all(c.key_accepted for c in chain)
        or chain_fault(chain, OPENSSL) is not None
    ):
        raise LabCardInvalidError(path=path, detail="card-certificates")
    if parts.message_digest != OPENSSL.digest(parts.algorithm.digest, manifest) or not OPENSSL.verify(
        chain[0].key, parts.algorithm, parts.signature, parts.signed_attributes()
    ):
        raise LabCardInvalidError(path=path, detail="card-signature")


def _line(field: str, value: Any, longest: int) -> str:
    """One line that shows what it holds: no control or direction characters, nothing that fills a screen."""
    text = json_fields.take_text(field, value)
    if len(text) > longest or not text.isprintable():
        json_fields.refuse(field, text)
    return text


def _names(value: Any) -> tuple[CardName, ...]:
    found = []
    for one in json_fields.take_list("names", value, most=_MOST_NAMES):
        pair = json_fields.take_object("names", one, frozenset({"lang", "name"}))
        language = json_fields.take_matching("names", pair["lang"], _LANGUAGE)
        found.append(CardName(language, _line("names", pair["name"], _LONGEST_NAME)))
    if not found or len({n.lang for n in found}) != len(found):
        json_fields.refuse("names", value)
    return tuple(found)


def _certificates(value: Any) -> tuple[bytes, ...]:
    found = []
    for one in json_fields.take_list("certificates", value, most=MAX_CERTIFICATES):
        text = json_fields.take_text("certificates", one)
        try:
            raw = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as e:
            raise FieldError("certificates", text) from e
        if base64.b64encode(raw).decode("ascii") != text:
            json_fields.refuse("certificates", text)
        found.append(raw)
    if not found:
        json_fields.refuse("certificates", value)
    return tuple(found)
