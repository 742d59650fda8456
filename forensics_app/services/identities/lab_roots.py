"""A laboratory's own root: made, used for its examiners, its revocation list, and its backup."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID, ObjectIdentifier

from forensics_app.errors import (
    IdentityNotFoundError,
    KeyFingerprintMismatchError,
    OutputExistsError,
    OutputNotWritableError,
    UsageError,
)
from forensics_app.model.times import Clock, utc_text
from forensics_app.seal.certificates.making import DEMO, Holder, common_name, make_signer
from forensics_app.seal.certificates.making import certify as make_certificate
from forensics_app.seal.certificates.request import CardRequest, CertificateRequest, read_request
from forensics_app.seal.home import home_folder, write_private
from forensics_app.seal.keys import cards
from forensics_app.seal.keys.identities import Identity, IdentityStore, pem
from forensics_app.seal.keys.lab_root import REASONS, LabRoot, Revoked, RootStore
from forensics_app.seal.signing_key import SoftwareKey
from forensics_app.seal.trust import normal_fingerprint, read_certificates
from forensics_app.services.input.moments import utc_of

__all__ = [
    "REASONS",
    "LabRoot",
    "Revoked",
    "back_up",
    "certify",
    "check_key",
    "find_root",
    "issue_identity",
    "issuer_of",
    "list_roots",
    "new_root",
    "read_request",
    "renew_identity",
    "request_from_card",
    "restore_root",
    "revoke_certificate",
    "revoke_identity",
    "write_crl",
]


def new_root(
    holder: Holder, passphrase: bytes, *, crl_url: str | None = None, demo: bool = False, clock: Clock
) -> LabRoot:
    """A lab root of its own; `crl_url` is where its revocation list will be published, if it will.

    Raises PassphraseNeededError, UsageError, OutputNotWritableError.
    """
    return _roots().create(holder, passphrase, now=clock.now(), demo=demo, crl_url=crl_url)


def restore_root(path: Path, file_passphrase: bytes, passphrase: bytes, *, clock: Clock) -> LabRoot:
    """A root out of its backup. Raises KeyFileInvalidError, WrongPassphraseError, IdentityExistsError."""
    return _roots().restore(path, file_passphrase, passphrase, now=clock.now())


def list_roots() -> tuple[LabRoot, ...]:
    """Every root, by label."""
    return _roots().all()


def find_root(asked: str) -> LabRoot:
    """By id, beginning of an id, or label. Raises IdentityNotFoundError."""
    return _roots().find(asked)


def issuer_of(identity: Identity) -> LabRoot:
    """The root here that issued an identity. Raises RootNotHereError."""
    return _roots().above(identity.chain, identity.label)


def issue_identity(
    root: LabRoot, root_passphrase: bytes, holder: Holder, passphrase: bytes, *, years: int, clock: Clock
) -> Identity:
    """An examiner's identity under a root of this laboratory.

    Raises WrongPassphraseError, PassphraseNeededError, UsageError, KeyFileInvalidError.
    """
    return _issue(root, root_passphrase, holder, passphrase, years, clock)


def renew_identity(
    identity: Identity, root_passphrase: bytes, passphrase: bytes, *, years: int, clock: Clock
) -> Identity:
    """A new key and certificate under the same name and root. The old ones stay as they are.

    Raises RootNotHereError, WrongPassphraseError, PassphraseNeededError, KeyFileInvalidError.
    """
    certificate = x509.load_der_x509_certificate(identity.chain[0])
    name = common_name(certificate).removeprefix(f"{DEMO} ")
    organisation = _said(certificate, NameOID.ORGANIZATION_NAME)
    holder = Holder(name, organisation, _said(certificate, NameOID.COUNTRY_NAME))
    return _issue(issuer_of(identity), root_passphrase, holder, passphrase, years, clock)


def certify(
    root: LabRoot,
    root_passphrase: bytes,
    request: CertificateRequest,
    out: Path,
    *,
    years: int,
    clock: Clock,
) -> tuple[bytes, ...]:
    """Answer a request with a certificate under a root of this laboratory: its chain, in PEM, signer first.

    Raises WrongPassphraseError, PassphraseNeededError, UsageError, OutputExistsError, OutputNotWritableError.
    """
    key = _roots().unlock(root, root_passphrase)
    chain = make_certificate(
        request.holder, request.key, key, root.loaded, now=clock.now(), years=years, crl_url=root.crl_url
    )
    _write(out, b"".join(map(pem, chain)))
    return chain


def check_key(request: CertificateRequest, typed: str, path: Path) -> None:
    """What its owner read out is the fingerprint of the key that asks.

    Raises KeyFingerprintMismatchError, UsageError.
    """
    wanted = normal_fingerprint(typed)
    if wanted != request.key_sha256:
        raise KeyFingerprintMismatchError(path=str(path), expected=wanted, actual=request.key_sha256)


def request_from_card(
    module: Path, pin: bytes, holder: Holder, out: Path, *, token: str | None, key_label: str | None
) -> CardRequest:
    """Have a key on a card ask for a certificate, and write the request.

    Raises SigningKeyError and its kinds, WeakKeyError, UsageError, OutputExistsError, OutputNotWritableError.
    """
    made = cards.request(module, pin, holder, token=token, key_label=key_label)
    _write(out, made.pem)
    return made


def revoke_certificate(path: Path, since: str, reason: str, *, clock: Clock) -> tuple[LabRoot, Revoked]:
    """The same as `revoke_identity` for a certificate whose key is elsewhere, such as on a colleague's card.

    Raises CertificateInvalidError, RootNotHereError, UsageError.
    """
    certificate = read_certificates(path)[0]
    encoded = certificate.public_bytes(Encoding.DER)
    root = _roots().issuer_of(certificate)
    return root, _roots().revoke(
        root, encoded, since=_not_after_now(since, clock), reason=reason, now=clock.now()
    )


def revoke_identity(identity: Identity, since: str, reason: str, *, clock: Clock) -> Revoked:
    """Say that what an identity signs counts no longer since a time (ISO 8601); lists made later say it.

    Raises RootNotHereError, UsageError.
    """
    root, moment = issuer_of(identity), _not_after_now(since, clock)
    return _roots().revoke(root, identity.chain[0], since=moment, reason=reason, now=clock.now())


def write_crl(root: LabRoot, passphrase: bytes, out: Path, *, days: int, clock: Clock) -> tuple[Revoked, ...]:
    """Write a root's revocation list (DER), and say what is in it.

    Raises WrongPassphraseError, PassphraseNeededError, OutputExistsError, OutputNotWritableError.
    """
    store = _roots()
    key = store.unlock(root, passphrase)
    _write(out, store.make_crl(root, key, now=clock.now(), days=days))
    return store.revoked(root)


def back_up(asked: str, passphrase: bytes, new_passphrase: bytes, out: Path) -> str:
    """Write the key and certificates of a root or an identity as PKCS#12 under a passphrase of their own.

    The result is its label. Raises IdentityNotFoundError, WrongPassphraseError, PassphraseNeededError,
    CardObjectError, OutputExistsError, OutputNotWritableError.
    """
    identities = IdentityStore(home_folder())
    try:
        identity = identities.find(asked)
    except IdentityNotFoundError:
        root = find_root(asked)
        _write(out, _roots().backup(root, passphrase, new_passphrase))
        return root.label
    _write(out, identities.backup(identity, passphrase, new_passphrase))
    return identity.label


def _not_after_now(since: str, clock: Clock) -> str:
    moment = utc_of(since, "--since")
    if moment > utc_text(clock.now()):
        raise UsageError(name="--since", value=since)
    return moment


def _issue(
    root: LabRoot, root_passphrase: bytes, holder: Holder, passphrase: bytes, years: int, clock: Clock
) -> Identity:
    key = _roots().unlock(root, root_passphrase)
    made: SoftwareKey = make_signer(
        holder, key, root.loaded, now=clock.now(), years=years, crl_url=root.crl_url
    )
    return IdentityStore(home_folder()).keep(made, passphrase, now=clock.now())


def _write(out: Path, data: bytes) -> None:
    if out.exists():
        raise OutputExistsError(path=str(out))
    try:
        write_private(out, data)
    except OSError as e:
        raise OutputNotWritableError(path=str(out), reason=os.strerror(e.errno or 0)) from e


def _said(certificate: x509.Certificate, kind: ObjectIdentifier) -> str | None:
    found = certificate.subject.get_attributes_for_oid(kind)
    return str(found[0].value) if found else None


def _roots() -> RootStore:
    return RootStore(home_folder())
