"""A key on a card opens a parcel through PKCS#11: SoftHSM2 stands in for the card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11 import Attribute
from pkcs11.util.ec import encode_named_curve_parameters

from forensics_app.errors import (
    CardAmbiguousError,
    CardMissingError,
    CardObjectError,
    ParcelLockedError,
    WrongPinError,
)
from forensics_app.model.findings import Verdict
from forensics_app.seal.keys import oaep
from forensics_app.services.parcels.keys import card_key
from forensics_app.services.parcels.making import MadeParcel
from forensics_app.services.parcels.opening import OpenedParcel, ParcelKeys, open_parcel
from tests.integration.conftest import Run
from tests.world.parcels import KINDS, Recipient, Sender, everybody, make_sender, recipient
from tests.world.signing import write_pem
from tests.world.soft_tokens import PIN, SoftTokens, soft_tokens


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Sender:
    return make_sender(tmp_path_factory.mktemp("sender"), b"evidence")


@pytest.fixture(scope="module")
def made(sender: Sender, tmp_path_factory: pytest.TempPathFactory) -> MadeParcel:
    return sender.parcel(tmp_path_factory.mktemp("parcel"), everybody(), passphrases=(), shares=None)


@pytest.fixture
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftTokens:
    return soft_tokens(tmp_path / "hsm", monkeypatch)


def person(kind: str, number: int = 1) -> Recipient:
    return recipient(kind) if number == 1 else recipient(kind, number)


def put(
    tokens: SoftTokens, kind: str, number: int = 1, *, certificate: bytes | None = None, key_id: str = "a1"
) -> None:
    """A key as a card has it for decryption; with another certificate than its own, or none (b"")."""
    who = person(kind, number)
    if isinstance(who.key, ec.EllipticCurvePrivateKey):  # softhsm2-util imports them for signing alone
        size, curve = who.key.curve.key_size // 8, who.key.curve.name
        found = pkcs11.lib(str(tokens.module)).get_token(token_label="card")
        with found.open(rw=True, user_pin=PIN) as session:
            session.create_object(
                {
                    Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY,
                    Attribute.KEY_TYPE: pkcs11.KeyType.EC,
                    Attribute.TOKEN: True,
                    Attribute.PRIVATE: True,
                    Attribute.SENSITIVE: True,
                    Attribute.DERIVE: True,
                    Attribute.LABEL: kind,
                    Attribute.ID: bytes.fromhex(key_id),
                    Attribute.EC_PARAMS: encode_named_curve_parameters(curve),
                    Attribute.VALUE: who.key.private_numbers().private_value.to_bytes(size, "big"),
                }
            )
    else:
        tokens.put_key("card", cast(Any, who), label=kind, key_id=key_id)
    held = who.certificate if certificate is None else certificate
    if held:
        tokens.put_certificate("card", held, label=kind, key_id=key_id)


def opened(
    sender: Sender, made: MadeParcel, tokens: SoftTokens, out: Path, pin: str = PIN, **which: Any
) -> OpenedParcel:
    key = card_key(made.path, tokens.module, pin.encode(), **which)
    return open_parcel(made.path, out, ParcelKeys(private=key), trust=sender.trust, clock=sender.clock)


@pytest.mark.parametrize("kind", KINDS)
def test_card_opens(sender: Sender, made: MadeParcel, tokens: SoftTokens, tmp_path: Path, kind: str) -> None:
    tokens.make("card")
    put(tokens, kind)
    found = opened(sender, made, tokens, tmp_path / "B.zip")
    assert found.verdict is Verdict.VERIFIED
    assert (tmp_path / "B.zip").read_bytes() == sender.bundle.read_bytes()


def test_key_whose_certificate_is_a_file(
    sender: Sender, made: MadeParcel, tokens: SoftTokens, tmp_path: Path
) -> None:
    tokens.make("card")
    put(tokens, "P-384", certificate=b"")
    with pytest.raises(CardObjectError):
        opened(sender, made, tokens, tmp_path / "B.zip")
    file = write_pem(tmp_path / "certificate.pem", recipient("P-384").certificate)
    assert opened(sender, made, tokens, tmp_path / "B.zip", certificate=file).verdict is Verdict.VERIFIED


def test_of_several_keys_the_one_that_the_list_names(
    sender: Sender, made: MadeParcel, tokens: SoftTokens, tmp_path: Path
) -> None:
    tokens.make("card")
    put(tokens, "P-256", 9, key_id="b1")
    put(tokens, "RSA-2048", 9, key_id="b2")
    with pytest.raises(CardAmbiguousError):
        card_key(made.path, tokens.module, PIN.encode())
    with pytest.raises(ParcelLockedError) as caught:
        opened(sender, made, tokens, tmp_path / "B.zip", key_label="P-256")
    assert caught.value.detail == "envelope-not-a-recipient"
    put(tokens, "P-384", key_id="b3")
    assert opened(sender, made, tokens, tmp_path / "B.zip").verdict is Verdict.VERIFIED


def test_card_with_a_recipients_certificate_and_another_key(
    sender: Sender, made: MadeParcel, tokens: SoftTokens, tmp_path: Path
) -> None:
    for kind in ("P-256", "RSA-2048"):
        tokens.make("card")
        put(tokens, kind, 9, certificate=recipient(kind).certificate)
        with pytest.raises(ParcelLockedError) as caught:
            opened(sender, made, tokens, tmp_path / "B.zip")
        assert caught.value.detail == "envelope-key"
        tokens.remove("card")
    assert not (tmp_path / "B.zip").exists()


def test_wrong_pin_empty_card_and_pulled_card(
    sender: Sender, made: MadeParcel, tokens: SoftTokens, tmp_path: Path
) -> None:
    with pytest.raises(CardMissingError):
        opened(sender, made, tokens, tmp_path / "B.zip")
    tokens.make("card")
    with pytest.raises(CardObjectError) as caught:
        opened(sender, made, tokens, tmp_path / "B.zip")
    assert caught.value.detail == "card-no-decryption"
    put(tokens, "P-256")
    with pytest.raises(WrongPinError):
        opened(sender, made, tokens, tmp_path / "B.zip", pin="999999")
    key = card_key(made.path, tokens.module, PIN.encode())
    tokens.pull()
    with pytest.raises(CardMissingError):
        open_parcel(
            made.path, tmp_path / "B.zip", ParcelKeys(private=key), trust=sender.trust, clock=sender.clock
        )
    assert not (tmp_path / "B.zip").exists()


def test_command_line(sender: Sender, made: MadeParcel, tokens: SoftTokens, tmp_path: Path, run: Run) -> None:
    tokens.make("card")
    put(tokens, "RSA-3072")
    pin, trusted = tmp_path / "pin", tmp_path / "trust.pem"
    pin.write_text(PIN)
    trusted.write_bytes((sender.bundle.parents[1] / "trust-demo.pem").read_bytes())
    arguments = ("parcel", "open", made.path, "-o", tmp_path / "B.zip", "--trust", trusted, "--json")
    code, _, err = run(*arguments, "--pkcs11", tokens.module, "--identity", "x", "--password-file", pin)
    assert code == 2, err
    code, out, err = run(*arguments, "--pkcs11", tokens.module, "--token", "card", "--password-file", pin)
    assert json.loads(out)["path"] == str(tmp_path / "B.zip"), err
    assert (tmp_path / "B.zip").read_bytes() == sender.bundle.read_bytes()
    assert code in (0, 3)


def test_block_that_is_none_is_refused() -> None:
    assert oaep.unpad(b"") is None
    assert oaep.unpad(bytes(256)) is None
    assert oaep.unpad(b"\1" + bytes(255)) is None


def test_token_can_do_what_was_asked_of_it(tokens: SoftTokens) -> None:
    """Which of the two ways to RSA-OAEP was tested above: this token has OAEP with SHA-1 alone."""
    tokens.make("card")
    found = pkcs11.lib(str(tokens.module)).get_token(token_label="card").slot.get_mechanisms()
    assert {pkcs11.Mechanism.RSA_PKCS_OAEP, pkcs11.Mechanism.RSA_X_509, pkcs11.Mechanism.ECDH1_DERIVE} <= set(
        found
    )
