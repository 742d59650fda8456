"""seal-info.txt of what is no seal of a bundle: addenda, laboratory cards (docs/bundle-format.md, 11) and
parcels (docs/parcel-format.md, 3).

Each kind has its own keys, so that no container can be taken for one of another kind.
"""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.bundle.layout import ADDENDUM_FORMATS, FORMAT, FORMAT_4
from forensics_app.bundle.reading.grammar import is_reference
from forensics_app.model.addendum import AddendumEvent
from forensics_app.seal.containers.seal_info import Lines, SealInfo, SealInfoError, parse

ADDENDUM_KIND, CARD_KIND, PARCEL_KIND, SEAL_KIND = "addendum", "card", "parcel", "seal"
PARCEL_FORMAT = FORMAT_4
"""Parcels came with this format, so no earlier word is theirs."""


@dataclass(frozen=True, slots=True)
class AddendumInfo:
    """What the seal-info.txt of an addendum says.

    `seal` is the seal code of the bundle, `event_sha256` the digest of event.json; both 64 hex.
    `certificates_sha256` as in SealInfo.
    """

    event: AddendumEvent
    reference: str
    seal: str
    signer_sha256: tuple[str, ...]
    event_sha256: str
    time_stamp_required: bool = False
    certificates_sha256: tuple[str, ...] = ()
    format: str = FORMAT
    kind: str = ADDENDUM_KIND


@dataclass(frozen=True, slots=True)
class CardInfo:
    """What the seal-info.txt of a laboratory card says. `card_sha256` is the digest of card.json, 64 hex."""

    signer_sha256: tuple[str, ...]
    card_sha256: str
    time_stamp_required: bool = False
    format: str = FORMAT
    kind: str = CARD_KIND


@dataclass(frozen=True, slots=True)
class ParcelInfo:
    """What the seal-info.txt of a parcel's list says. `parcel_sha256` is of parcel.json, 64 hex.

    `certificates_sha256` as in SealInfo.
    """

    signer_sha256: tuple[str, ...]
    certificates_sha256: tuple[str, ...]
    parcel_sha256: str
    time_stamp_required: bool = False
    format: str = PARCEL_FORMAT
    kind: str = PARCEL_KIND


AnyInfo = SealInfo | AddendumInfo | CardInfo | ParcelInfo


def render_addendum(info: AddendumInfo) -> bytes:
    """The one text of these facts. Raises SealInfoError for values that no addendum may hold."""
    text = _text(
        [
            ("format", info.format),
            ("kind", info.kind),
            ("event", info.event.value),
            ("reference", info.reference),
            ("seal", info.seal),
            *(("signer-sha256", digest) for digest in info.signer_sha256),
            *(("certificates-sha256", digest) for digest in info.certificates_sha256),
            ("time-stamp", "required" if info.time_stamp_required else "none"),
            ("event-sha256", info.event_sha256),
        ]
    )
    parse_addendum(text)
    return text


def render_card(info: CardInfo) -> bytes:
    """The one text of these facts. Raises SealInfoError for values that no card may hold."""
    text = _text(
        [
            ("format", info.format),
            ("kind", info.kind),
            *(("signer-sha256", digest) for digest in info.signer_sha256),
            ("time-stamp", "required" if info.time_stamp_required else "none"),
            ("card-sha256", info.card_sha256),
        ]
    )
    parse_card(text)
    return text


def render_parcel(info: ParcelInfo) -> bytes:
    """The one text of these facts. Raises SealInfoError for values that no list may hold."""
    text = _text(
        [
            ("format", info.format),
            ("kind", info.kind),
            *(("signer-sha256", digest) for digest in info.signer_sha256),
            *(("certificates-sha256", digest) for digest in info.certificates_sha256),
            ("time-stamp", "required" if info.time_stamp_required else "none"),
            ("parcel-sha256", info.parcel_sha256),
        ]
    )
    parse_parcel(text)
    return text


def parse_addendum(data: bytes) -> AddendumInfo:
    """The facts of an addendum's seal-info.txt. Raises SealInfoError for any other text."""
    lines = Lines(data)
    word = lines.take_one_of("format", ADDENDUM_FORMATS)
    lines.take_exactly("kind", ADDENDUM_KIND)
    event = lines.take_one_of("event", tuple(e.value for e in AddendumEvent))
    reference = lines.take("reference")
    if not is_reference(reference):
        raise SealInfoError(lines.number, "reference")
    seal, signers = lines.take_hex("seal"), lines.take_signers()
    info = AddendumInfo(
        event=AddendumEvent(event),
        reference=reference,
        seal=seal,
        signer_sha256=signers,
        certificates_sha256=lines.take_certificates(word, len(signers)),
        time_stamp_required=lines.take_time_stamp(),
        event_sha256=lines.take_hex("event-sha256"),
        format=word,
    )
    lines.end()
    return info


def parse_card(data: bytes) -> CardInfo:
    """The facts of a card's seal-info.txt. Raises SealInfoError for any other text."""
    lines = Lines(data)
    lines.take_exactly("format", FORMAT)
    lines.take_exactly("kind", CARD_KIND)
    info = CardInfo(
        signer_sha256=lines.take_signers(),
        time_stamp_required=lines.take_time_stamp(),
        card_sha256=lines.take_hex("card-sha256"),
    )
    lines.end()
    return info


def parse_parcel(data: bytes) -> ParcelInfo:
    """The facts of a parcel's seal-info.txt. Raises SealInfoError for any other text."""
    lines = Lines(data)
    lines.take_exactly("format", PARCEL_FORMAT)
    lines.take_exactly("kind", PARCEL_KIND)
    signers = lines.take_signers()
    info = ParcelInfo(
        signer_sha256=signers,
        certificates_sha256=lines.take_certificates(PARCEL_FORMAT, len(signers)),
        time_stamp_required=lines.take_time_stamp(),
        parcel_sha256=lines.take_hex("parcel-sha256"),
    )
    lines.end()
    return info


def parse_any(data: bytes) -> AnyInfo:
    """The facts of a seal-info.txt of any kind. Raises SealInfoError."""
    kind = kind_word(data)
    if kind == ADDENDUM_KIND:
        return parse_addendum(data)
    if kind == CARD_KIND:
        return parse_card(data)
    if kind == PARCEL_KIND:
        return parse_parcel(data)
    return parse(data)


def kind_word(data: bytes) -> str | None:
    """What the second line says of the kind, whether or not the rest is in its form."""
    lines = data.split(b"\n", 2)
    if len(lines) < 3 or not lines[1].startswith(b"kind: ") or not lines[1].isascii():
        return None
    return lines[1].removeprefix(b"kind: ").decode("ascii")[:80]


def _text(pairs: list[tuple[str, str]]) -> bytes:
    return "".join(f"{key}: {value}\n" for key, value in pairs).encode("ascii", "backslashreplace")
