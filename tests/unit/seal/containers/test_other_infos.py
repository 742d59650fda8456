"""Addenda and laboratory cards have their own seal-info.txt, which nothing else passes for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forensics_app.model.addendum import AddendumEvent
from forensics_app.seal.containers.other_infos import (
    AddendumInfo,
    CardInfo,
    parse_addendum,
    parse_any,
    parse_card,
    render_addendum,
    render_card,
)
from forensics_app.seal.containers.seal_info import SealInfoError, parse
from tests.unit.seal.test_seal_info import INFO
from tests.unit.seal.test_seal_info import TEXT as SEAL

ADDENDUM = f"""format: sealwright/1
kind: addendum
event: receipt
reference: FR-2026-0417-B01
seal: {"a" * 64}
signer-sha256: {"b" * 64}
signer-sha256: {"c" * 64}
time-stamp: none
event-sha256: {"d" * 64}
""".encode()
CARD = f"""format: sealwright/1
kind: card
signer-sha256: {"b" * 64}
time-stamp: required
card-sha256: {"d" * 64}
""".encode()
RECEIPT = AddendumInfo(
    AddendumEvent.RECEIPT, "FR-2026-0417-B01", "a" * 64, ("b" * 64, "c" * 64), event_sha256="d" * 64
)


def test_the_texts_are_those_of_the_specification() -> None:
    assert render_addendum(RECEIPT) == ADDENDUM
    card = CardInfo(("b" * 64,), "d" * 64, time_stamp_required=True)
    assert render_card(card) == CARD
    assert (parse_any(ADDENDUM), parse_any(CARD), parse_any(SEAL)) == (RECEIPT, card, INFO)


@pytest.mark.parametrize("text", [SEAL, CARD])
def test_only_an_addendum_is_read_as_one(text: bytes) -> None:
    with pytest.raises(SealInfoError, match="kind"):
        parse_addendum(text)


@pytest.mark.parametrize("text", [ADDENDUM, CARD])
def test_nothing_else_is_read_as_a_seal(text: bytes) -> None:
    with pytest.raises(SealInfoError, match="kind"):
        parse(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"event: receipt", b"event: reception"),
        (b"reference: FR-2026-0417-B01", b"reference: ../x"),
        (b"seal: a", b"seal: A"),
        (b"c" * 64, b"b" * 64),
        (b"time-stamp: none", b"time-stamp: maybe"),
        (b"time-stamp: none\n", b""),
        (b"event-sha256: d", b"event-sha256: d\nevent-sha256: d"),
    ],
)
def test_any_other_text_of_an_addendum_is_refused(before: bytes, after: bytes) -> None:
    assert before in ADDENDUM
    with pytest.raises(SealInfoError):
        parse_addendum(ADDENDUM.replace(before, after))


def test_a_card_is_not_taken_with_the_keys_of_another_kind() -> None:
    with pytest.raises(SealInfoError):
        parse_card(CARD + f"event-sha256: {'d' * 64}\n".encode())
    with pytest.raises(SealInfoError):
        render_addendum(replace(RECEIPT, signer_sha256=()))
