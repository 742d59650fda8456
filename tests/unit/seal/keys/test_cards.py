"""Keys on cards, through the real PKCS#11 module of SoftHSM2: found, tried, used, and what can go wrong."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from forensics_app.errors import (
    CardAmbiguousError,
    CardMissingError,
    CardModuleError,
    CardObjectError,
    FewTriesLeftError,
    IdentityExistsError,
    SigningKeyError,
    WeakKeyError,
    WrongPinError,
)
from forensics_app.seal.certificates.arithmetic import OPENSSL
from forensics_app.seal.certificates.second_arithmetic import PYCRYPTODOME
from forensics_app.seal.forms.p7s_profile import SignatureAlgorithm, read_canonical
from forensics_app.seal.keys.identities import Identity, IdentityStore
from forensics_app.seal.keys.pkcs11_key import sign_on_token
from forensics_app.seal.signatures.signer import sign_detached
from forensics_app.seal.signing_key import SoftwareKey, scheme_of
from tests.judging.judges import require_judge
from tests.world.signing import NOW, self_signed, signing_key, write_pem
from tests.world.soft_tokens import PIN, SoftTokens, soft_tokens

CONTENT = b"<what is sealed/>\n"


@pytest.fixture
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftTokens:
    return soft_tokens(tmp_path / "hsm", monkeypatch)


@pytest.fixture
def store(tmp_path: Path) -> IdentityStore:
    return IdentityStore(tmp_path / "home")


def take(store: IdentityStore, tokens: SoftTokens, pin: str = PIN, **asked: object) -> Identity:
    given = {"token": None, "key_label": None, "others": (), "pss": False, **asked}
    return store.import_card(tokens.module, pin.encode(), now=NOW, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "pss", "family", "digest"),
    [
        ("demo", False, "ecdsa", "sha256"),
        ("P-384", False, "ecdsa", "sha384"),
        ("RSA-3072", False, "rsa-pkcs1", "sha256"),
        ("RSA-2048", True, "rsa-pss", "sha256"),
    ],
)
def test_a_signature_by_a_card_satisfies_openssl_and_both_arithmetics(
    tokens: SoftTokens, store: IdentityStore, tmp_path: Path, kind: str, pss: bool, family: str, digest: str
) -> None:
    signing = signing_key(kind)
    tokens.card("Dürand", signing)
    made = take(store, tokens, pss=pss)
    assert made.chain == signing.chain
    assert not list((tmp_path / "home").rglob("*key*.pem")), "no key is kept here"
    key = store.unlock(store.find(made.identity_id), PIN.encode())
    signed = sign_detached(CONTENT, key, at=NOW)
    parts = read_canonical(signed)
    assert parts.algorithm == SignatureAlgorithm(family, digest)
    spki = (
        x509.load_der_x509_certificate(signing.certificate)
        .public_key()
        .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    for arithmetic in (OPENSSL, PYCRYPTODOME):
        assert arithmetic.verify(spki, parts.algorithm, parts.signature, parts.signed_attributes())
    (tmp_path / "s.p7s").write_bytes(signed)
    (tmp_path / "content").write_bytes(CONTENT)
    write_pem(tmp_path / "ca.pem", signing.chain[-1])
    subprocess.run(
        [
            *(require_judge("openssl"), "cms", "-verify", "-cades", "-binary", "-inform", "DER"),
            *("-in", tmp_path / "s.p7s", "-content", tmp_path / "content", "-CAfile", tmp_path / "ca.pem"),
            *("-purpose", "any", "-attime", str(int(NOW.timestamp())), "-out", tmp_path / "out"),
        ],
        check=True,
        capture_output=True,
    )


@pytest.mark.parametrize(("kind", "pss"), [("P-384", False), ("RSA-2048", False), ("RSA-2048", True)])
def test_a_token_that_does_not_hash_signs_the_digest(tokens: SoftTokens, kind: str, pss: bool) -> None:
    """With the raw mechanisms alone, which is all that many cards have."""
    signing = signing_key(kind)
    tokens.card("raw", signing)
    certificate = x509.load_der_x509_certificate(signing.certificate)
    scheme = scheme_of(certificate, pss=pss)
    raw = {pkcs11.Mechanism.ECDSA, pkcs11.Mechanism.RSA_PKCS, pkcs11.Mechanism.RSA_PKCS_PSS}
    token = pkcs11.lib(str(tokens.module)).get_token(token_label="raw")
    with token.open(user_pin=PIN) as session:
        key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY)
        value = sign_on_token(key, CONTENT, scheme, raw, PIN.encode(), "raw")
        with pytest.raises(SigningKeyError) as caught:
            sign_on_token(key, CONTENT, scheme, set(), PIN.encode(), "raw")
    assert caught.value.detail == "mechanism"
    spki = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert OPENSSL.verify(spki, SignatureAlgorithm(*scheme), value, CONTENT)


def test_a_card_that_is_pulled_and_put_back(tokens: SoftTokens, store: IdentityStore) -> None:
    tokens.card("lab", signing_key())
    key = store.unlock(take(store, tokens), PIN.encode())
    hidden = tokens.pull()
    with pytest.raises(CardMissingError) as caught:
        sign_detached(CONTENT, key, at=NOW)
    assert caught.value.token == "lab"
    tokens.put_back(hidden)
    assert read_canonical(sign_detached(CONTENT, key, at=NOW))


def test_another_card_with_the_same_label_is_not_taken(tokens: SoftTokens, store: IdentityStore) -> None:
    tokens.card("lab", signing_key())
    made = take(store, tokens)
    tokens.remove("lab")
    tokens.card("lab", signing_key("P-256"))
    with pytest.raises(CardMissingError):
        store.unlock(made, PIN.encode())


def test_a_wrong_pin_says_what_the_card_says_of_it(tokens: SoftTokens, store: IdentityStore) -> None:
    tokens.card("lab", signing_key())
    made = take(store, tokens)
    for wrong in ("000000", "", "1"):
        with pytest.raises(FewTriesLeftError):  # SoftHSM says so after each
            store.unlock(made, wrong.encode())
    with pytest.raises(WrongPinError):
        store.unlock(made, b"\x80 is no UTF-8, so the card is not even asked")
    with pytest.raises(FewTriesLeftError):
        take(store, tokens, pin="999999")
    assert store.unlock(made, PIN.encode())


def test_what_a_card_lacks_is_said(tokens: SoftTokens, store: IdentityStore) -> None:
    signing = signing_key("P-256")

    def refusal(**asked: object) -> str:
        with pytest.raises(CardObjectError) as caught:
            take(store, tokens, **asked)
        return caught.value.detail

    tokens.make("lab")
    assert refusal() == "card-empty"
    tokens.put_certificate("lab", signing.certificate)
    assert refusal() == "card-certificate-without-key"
    tokens.remove("lab")
    tokens.make("lab")
    tokens.put_key("lab", signing)
    assert refusal() == "card-key-without-certificate"
    assert refusal(key_label="other") == "card-no-such-label"
    assert refusal(others=(signing_key("P-384").certificate,)) == "key-mismatch"
    assert refusal(others=(signing_key().certificate,)) == "key-mismatch"
    assert take(store, tokens, others=signing.chain).chain == signing.chain
    with pytest.raises(IdentityExistsError):
        take(store, tokens, others=signing.chain)


def test_a_certificate_for_something_else_is_refused(tokens: SoftTokens, store: IdentityStore) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = self_signed(key, "log-in", non_repudiation=False).public_bytes(Encoding.DER)
    tokens.card("lab", SoftwareKey(key, (certificate,)))
    with pytest.raises(CardObjectError) as caught:
        take(store, tokens)
    assert caught.value.detail == "key-usage"


def test_the_wrong_certificate_beside_a_key_is_found_by_the_test_signature(
    tokens: SoftTokens, store: IdentityStore
) -> None:
    tokens.make("lab")
    tokens.put_key("lab", signing_key("P-256"))
    tokens.put_certificate("lab", signing_key().certificate)
    with pytest.raises(CardObjectError) as caught:
        take(store, tokens)
    assert caught.value.detail == "key-mismatch"


def test_several_keys_or_tokens_have_to_be_told_apart(tokens: SoftTokens, store: IdentityStore) -> None:
    tokens.card("one", signing_key())
    tokens.put_key("one", signing_key("P-256"), label="second", key_id="b2")
    tokens.put_certificate("one", signing_key("P-256").certificate, label="second", key_id="b2")
    with pytest.raises(CardAmbiguousError) as keys:
        take(store, tokens)
    assert {"key", "second"} == set(keys.value.found.split(", "))
    assert take(store, tokens, key_label="second").chain == signing_key("P-256").chain
    tokens.card("two", signing_key("P-384"))
    with pytest.raises(CardAmbiguousError):
        take(store, tokens)
    assert take(store, tokens, token="two").algorithm == "P-384"
    with pytest.raises(CardMissingError):
        take(store, tokens, token="three")


def test_a_weak_key_on_a_card_is_refused(tokens: SoftTokens, store: IdentityStore) -> None:
    tokens.card("lab", signing_key("RSA-1024"))
    with pytest.raises(WeakKeyError):
        take(store, tokens)


@pytest.mark.parametrize("kind", ["absent", "text", "other-library"])
def test_a_module_that_is_none_is_named(store: IdentityStore, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "module.so"
    if kind == "text":
        path.write_bytes(b"hello\n")
    elif kind == "other-library":
        path = next(p for p in Path("/usr/lib").rglob("libmagic.so.1"))
    with pytest.raises(CardModuleError) as caught:
        store.import_card(path, b"1", token=None, key_label=None, others=(), pss=False, now=NOW)
    assert caught.value.path == str(path)
