"""Identities: keys stay encrypted, wrong passphrases lose nothing, weak or foreign files are refused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from forensics_app.errors import (
    IdentityAmbiguousError,
    IdentityExistsError,
    IdentityNotFoundError,
    KeyFileInvalidError,
    PassphraseNeededError,
    UsageError,
    WeakKeyError,
    WrongPassphraseError,
)
from forensics_app.seal.certificates.making import Holder, is_authority, may_seal
from forensics_app.seal.keys.identities import IdentityStore, export_pem
from forensics_app.seal.signing_key import SoftwareKey
from tests.judging.judges import require_judge
from tests.world.signing import NOW, self_signed, signing_key

HOLDER = Holder("Marie Dürand", "Labo", "FR")


@pytest.fixture
def store(tmp_path: Path) -> IdentityStore:
    return IdentityStore(tmp_path / "home")


def p12(tmp_path: Path, signing: SoftwareKey, passphrase: bytes = b"geheim") -> Path:
    path = tmp_path / "key.p12"
    chain = [x509.load_der_x509_certificate(c) for c in signing.chain]
    encryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"k", signing.key, chain[0], chain[1:], encryption)
    )
    return path


def test_a_made_identity_opens_with_its_passphrase_alone(store: IdentityStore) -> None:
    made = store.create(HOLDER, b"geheim", now=NOW)
    key = store.unlock(store.find(made.identity_id), b"geheim")
    assert key.chain == made.chain
    with pytest.raises(WrongPassphraseError):
        store.unlock(made, b"Geheim")
    assert store.unlock(made, b"geheim").chain == made.chain
    with pytest.raises(PassphraseNeededError):
        store.unlock(made, b"")


def test_no_key_lies_in_clear_and_nobody_else_may_read(store: IdentityStore, tmp_path: Path) -> None:
    made = store.create(HOLDER, b"geheim", now=NOW)
    clear = store.unlock(made, b"geheim").key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    secret = clear[-100:-70]
    files = [p for p in (tmp_path / "home").rglob("*") if p.is_file()]
    assert {p.name for p in files} == {"key.pem", "root-key.pem", "chain.pem", "about.json"}
    for path in files:
        assert path.stat().st_mode & 0o777 == 0o600
        assert secret not in path.read_bytes()
        assert path.parent.stat().st_mode & 0o777 == 0o700
        if path.name.endswith("key.pem"):
            assert path.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")


def test_openssl_opens_the_key_and_reads_the_certificates(store: IdentityStore, tmp_path: Path) -> None:
    made = store.create(HOLDER, b"geheim", now=NOW)
    openssl = require_judge("openssl")
    key = tmp_path / "home" / "identities" / made.identity_id / "key.pem"
    subprocess.run([openssl, "pkey", "-in", key, "-passin", "pass:geheim", "-noout"], check=True)
    shown = subprocess.run(
        [openssl, "x509", "-noout", "-text"], input=export_pem(made), check=True, capture_output=True
    ).stdout.decode()
    for expected in (
        "Digital Signature, Non Repudiation",
        "CA:FALSE",
        "X509v3 No Revocation Available",
        "X509v3 Authority Key Identifier",
        "ASN1 OID: prime256v1",
        "ecdsa-with-SHA256",
    ):
        assert expected in shown


def test_what_is_exported_holds_no_key(store: IdentityStore) -> None:
    exported = export_pem(store.create(HOLDER, b"geheim", now=NOW))
    assert exported.count(b"BEGIN CERTIFICATE") == 2
    assert b"KEY" not in exported


def test_a_demo_identity_says_so_in_both_names(store: IdentityStore) -> None:
    made = store.create(HOLDER, b"geheim", now=NOW, demo=True)
    names = [x509.load_der_x509_certificate(c).subject.rfc4514_string() for c in made.chain]
    assert made.demo
    assert all(name.startswith("CN=DEMO ") for name in names)
    assert not store.create(HOLDER, b"geheim", now=NOW).demo


def test_root_signs_and_signer_does_not() -> None:
    signer, root = (x509.load_der_x509_certificate(c) for c in signing_key().chain)
    signer.verify_directly_issued_by(root)
    assert (is_authority(root), may_seal(root)) == (True, False)
    assert (is_authority(signer), may_seal(signer)) == (False, True)


@pytest.mark.parametrize(
    "holder", [Holder(""), Holder("x" * 55), Holder("x", "y" * 55), Holder("x", None, "fr"), Holder("x", "")]
)
def test_names_that_fit_no_certificate_are_refused(store: IdentityStore, holder: Holder) -> None:
    with pytest.raises(UsageError):
        store.create(holder, b"geheim", now=NOW)
    assert store.all() == ()


def test_an_identity_is_found_by_id_beginning_and_label(store: IdentityStore) -> None:
    made = store.create(HOLDER, b"geheim", now=NOW)
    for asked in (made.identity_id, made.identity_id[:6], made.fingerprint, "Marie Dürand"):
        assert store.find(asked) == made
    for asked in ("", "abc", "Marie"):
        with pytest.raises(IdentityNotFoundError):
            store.find(asked)
    other = store.create(HOLDER, b"geheim", now=NOW)
    with pytest.raises(IdentityAmbiguousError) as refused:
        store.find("Marie Dürand")
    assert all(one.identity_id in refused.value.ids for one in (made, other))


@pytest.mark.parametrize("kind", ["demo", "P-384", "RSA-2048"])
def test_a_pkcs12_file_is_taken(store: IdentityStore, tmp_path: Path, kind: str) -> None:
    made = store.import_pkcs12(p12(tmp_path, signing_key(kind)), b"geheim", b"neu", now=NOW)
    assert store.unlock(made, b"neu").chain == signing_key(kind).chain
    with pytest.raises(IdentityExistsError):
        store.import_pkcs12(p12(tmp_path, signing_key(kind)), b"geheim", b"neu", now=NOW)


def test_a_wrong_passphrase_of_a_pkcs12_file_is_told_apart(store: IdentityStore, tmp_path: Path) -> None:
    path = p12(tmp_path, signing_key())
    with pytest.raises(WrongPassphraseError):
        store.import_pkcs12(path, b"falsch", b"neu", now=NOW)
    path.write_bytes(b"0123456789")
    with pytest.raises(KeyFileInvalidError):
        store.import_pkcs12(path, b"geheim", b"neu", now=NOW)
    with pytest.raises(KeyFileInvalidError):
        store.import_pkcs12(tmp_path / "absent", b"geheim", b"neu", now=NOW)
    assert store.all() == ()


@pytest.mark.parametrize("kind", ["rsa-1024", "secp256k1", "ed25519"])
def test_weak_and_unknown_keys_are_refused(store: IdentityStore, tmp_path: Path, kind: str) -> None:
    if kind == "ed25519":
        key = ed25519.Ed25519PrivateKey.generate()
        certificate = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(x509.Name([]))
            .public_key(key.public_key())
            .serial_number(7)
            .not_valid_before(NOW)
            .not_valid_after(NOW)
            .sign(key, None)
        )
        data = pkcs12.serialize_key_and_certificates(
            b"k", key, certificate, None, BestAvailableEncryption(b"g")
        )
        (tmp_path / "key.p12").write_bytes(data)
    else:
        weak = (
            rsa.generate_private_key(65537, 1024)  # noqa: S505 - weak on purpose
            if kind == "rsa-1024"
            else ec.generate_private_key(ec.SECP256K1())
        )
        chain = (self_signed(weak, "weak").public_bytes(Encoding.DER),)
        p12(tmp_path, SoftwareKey(weak, chain), b"g")
    with pytest.raises(WeakKeyError):
        store.import_pkcs12(tmp_path / "key.p12", b"g", b"g", now=NOW)


def test_a_certificate_that_may_not_seal_is_refused(store: IdentityStore, tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = self_signed(key, "no", non_repudiation=False).public_bytes(Encoding.DER)
    with pytest.raises(KeyFileInvalidError) as caught:
        store.import_pkcs12(p12(tmp_path, SoftwareKey(key, (certificate,))), b"geheim", b"neu", now=NOW)
    assert caught.value.detail == "key-usage"


def test_a_key_never_shows_in_a_repr() -> None:
    assert "key" not in repr(signing_key()).lower().replace("softwarekey", "")
