"""Laboratory cards: one text for one set of facts, and nothing that the card's own key did not sign."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from forensics_app.errors import LabCardInvalidError
from forensics_app.model.lab_card import CardName, LabCard
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.containers.other_infos import CardInfo, render_card
from forensics_app.seal.containers.seal_info import SealInfo
from forensics_app.seal.containers.seal_info import render as render_info
from forensics_app.seal.forms.asic_manifest import CARD, SEAL_INFO
from forensics_app.seal.making.container import make_container
from forensics_app.seal.making.lab_card import make_card, parse, read_card, render
from forensics_app.seal.signing_key import SoftwareKey
from tests.world.signing import NOW, signing_key


def card(signing: SoftwareKey | None = None, **changed: object) -> LabCard:
    chain = (signing or signing_key()).chain
    made = LabCard(
        names=(CardName("en", "Lab of Lyon"), CardName("fr", "Laboratoire de Lyon"), CardName("ar", "مختبر")),
        country="FR",
        contact="+33 4 00 00 00 00",
        certificates=chain,
        fingerprint=fingerprint(chain[0]),
        made_at="2026-04-17T09:30:00Z",
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def refusal(data: bytes) -> str:
    with pytest.raises(LabCardInvalidError) as caught:
        read_card(data, "x.labcard")
    return caught.value.detail


def container(text: bytes, signing: SoftwareKey, *more: SoftwareKey) -> bytes:
    """A card container around any text, soundly signed."""
    signers = (signing, *more)
    info = CardInfo(tuple(fingerprint(s.certificate) for s in signers), hashlib.sha256(text).hexdigest())
    return make_container([(SEAL_INFO, render_card(info)), (CARD, text)], signers, at=NOW)


@pytest.mark.parametrize("kind", ["demo", "P-384", "RSA-2048"])
def test_a_card_is_read_as_it_was_made(kind: str) -> None:
    made = card(signing_key(kind))
    read = read_card(make_card(made, signing_key(kind), at=NOW), "x")
    assert read == made
    assert [read.name_in(x) for x in ("fr", "ar", "es")] == ["Laboratoire de Lyon", "مختبر", "Lab of Lyon"]


def test_every_flipped_byte_is_refused() -> None:
    data = make_card(card(), signing_key(), at=NOW)
    for place in range(0, len(data), 7):
        changed = bytearray(data)
        changed[place] ^= 1
        assert refusal(bytes(changed)), place


def test_a_card_of_another_key_is_refused() -> None:
    """Someone signs, with their own key, a card that names a laboratory's certificate."""
    assert refusal(container(render(card()), signing_key("P-256"))) == "card-signer"


def test_a_card_that_names_its_own_certificate_but_carries_another_is_refused() -> None:
    thief = signing_key("P-256")
    mixed = card(certificates=signing_key().chain, fingerprint=fingerprint(thief.certificate))
    assert refusal(container(render(mixed), thief)) == "card-certificates"


@pytest.mark.parametrize("count", [10, 1000])
def test_a_card_with_a_long_chain_is_refused_before_any_certificate_is_read(count: int) -> None:
    text = render(card()).replace(b'"certificates":[', b'"certificates":[' + b'"YQ==",' * count)
    assert refusal(container(text, signing_key())) == "certificates"


def test_a_second_signature_adds_nothing_and_is_refused() -> None:
    assert refusal(container(render(card()), signing_key(), signing_key("P-256"))) == "card-signer"


def test_a_seal_is_no_card() -> None:
    digest = "0" * 64
    info = SealInfo(
        reference="X-B01",
        signer_sha256=(fingerprint(signing_key().certificate),),
        tagmanifest_sha256=digest,
        merkle_root=digest,
        merkle_size=0,
        custody_head=digest,
        custody_count=0,
        omission_count=0,
    )
    seal = make_container([(SEAL_INFO, render_info(info))], [signing_key()], at=NOW)
    assert refusal(seal) == "not-a-card"
    assert refusal(b"") == "not-a-card"
    assert refusal(b"PK\x05\x06" + bytes(18)) == "not-a-card"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (b'"FR"', b'"fr"', "country"),
        (b'"FR"', b'"FRA"', "country"),
        (b'"en"', b'"fr"', "names"),
        (b'"en"', b'"e n"', "names"),
        (b'"+33 4 00 00 00 00"', b'""', "contact"),
        (b"Lab of Lyon", "Lab\u202eof Lyon".encode(), "names"),
        (b"Lab of Lyon", b"L" * 201, "names"),
        (b"+33 4 00", b"+33\\n4 00", "contact"),
        (b"+33 4 00", b"4" * 1001, "contact"),
        (b"sealwright/card/1", b"sealwright/card/2", "type"),
        (b'"country":"FR",', b"", "card.json"),
        (b'"country":"FR"', b'"country":"FR","country":"FR"', "card.json"),
        (b"2026-04-17T09:30:00Z", b"2026-04-31T09:30:00Z", "made_at"),
        (b"}\n", b"}", "card.json"),
        (b"}\n", b"}\n\n", "card.json"),
    ],
)
def test_card_text_has_one_form(old: bytes, new: bytes, field: str) -> None:
    text = render(card())
    assert text.count(old) >= 1
    changed = text.replace(old, new, 1)
    assert refusal(container(changed, signing_key())) == field
    with pytest.raises(LabCardInvalidError):
        parse(changed, "")
