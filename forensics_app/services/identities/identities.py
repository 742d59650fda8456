"""Identities: make one, import one, list, export certificates, unlock one for sealing."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from forensics_app.errors import (
    IdentityExpiredError,
    IdentityRevokedError,
    OutputExistsError,
    OutputNotWritableError,
    UsageError,
)
from forensics_app.model.custody import Person
from forensics_app.model.times import Clock, utc_text
from forensics_app.model.trust import TrustEntry
from forensics_app.seal.certificates.making import LONGEST_NAME, Holder, is_demo, key_algorithm
from forensics_app.seal.home import home_folder
from forensics_app.seal.keys import cards
from forensics_app.seal.keys.identities import Identity, IdentityStore, export_pem
from forensics_app.seal.keys.lab_root import Revoked, RootStore
from forensics_app.seal.keys.own_entries import own_entries as entries_of
from forensics_app.seal.signing_key import SigningKey
from forensics_app.seal.trust import read_certificates

__all__ = [
    "LONGEST_NAME",
    "Holder",
    "Identity",
    "asks_pin",
    "check_usable",
    "export_identity",
    "find_identity",
    "holder_of",
    "import_card",
    "import_identity",
    "is_demo",
    "list_identities",
    "new_identity",
    "own_entries",
    "own_person",
    "read_password_file",
    "revocation_of",
    "unlock_identity",
]


def new_identity(
    holder: Holder, passphrase: bytes, *, clock: Clock, years: int = 3, demo: bool = False
) -> Identity:
    """A lab root and an examiner's certificate of one's own.

    Raises PassphraseNeededError, UsageError, OutputNotWritableError.
    """
    return _store().create(holder, passphrase, now=clock.now(), years=years, demo=demo)


def import_identity(
    path: Path, file_passphrase: bytes, passphrase: bytes, *, pss: bool = False, clock: Clock
) -> Identity:
    """The key and certificates of a PKCS#12 file, kept from now on under `passphrase`.

    `pss`: an RSA key signs with RSASSA-PSS. Raises KeyFileInvalidError, WrongPassphraseError, WeakKeyError,
    IdentityExistsError.
    """
    return _store().import_pkcs12(path, file_passphrase, passphrase, now=clock.now(), pss=pss)


def import_card(
    module: Path,
    pin: bytes,
    *,
    token: str | None = None,
    key_label: str | None = None,
    certificates: Path | None = None,
    pss: bool = False,
    clock: Clock,
) -> Identity:
    """Where a card's or security module's key is, by its PKCS#11 module; the key itself stays there.

    `certificates` is a PEM file of those that the token lacks. Raises IdentityExistsError, WeakKeyError,
    CertificateInvalidError, and SigningKeyError and its kinds.
    """
    others = [] if certificates is None else read_certificates(certificates)
    return _store().import_card(
        module,
        pin,
        token=token,
        key_label=key_label,
        others=[c.public_bytes(Encoding.DER) for c in others],
        pss=pss,
        now=clock.now(),
    )


def asks_pin(module: Path, token: str | None) -> bool:
    """Whether the PIN of a card is to be given here; False where it is typed at the reader.

    Raises CardModuleError, CardMissingError, CardAmbiguousError, CardSupportMissingError.
    """
    return not cards.has_pin_pad(module, token)


def revocation_of(identity: Identity) -> Revoked | None:
    """What a lab root here said of an identity's certificate, if it revoked it."""
    return RootStore(home_folder()).is_revoked(identity.chain[0])


def own_entries() -> tuple[TrustEntry, ...]:
    """This user's identities as entries of trust, for what is the user's own; revoked ones say so."""
    return entries_of(home_folder())


def list_identities() -> tuple[Identity, ...]:
    """Every identity of this user, oldest first."""
    return _store().all()


def holder_of(identity: Identity) -> Holder:
    """Whom its certificate names; what the certificate leaves out is empty."""
    return holder_of_certificate(identity.chain[0])


def holder_of_certificate(certificate: bytes) -> Holder:
    """Whom a certificate (DER) names, in the same way."""
    subject = x509.load_der_x509_certificate(certificate).subject

    def value(oid: x509.ObjectIdentifier) -> str | None:
        found = subject.get_attributes_for_oid(oid)
        return str(found[0].value) if found else None

    organisation = value(NameOID.ORGANIZATION_NAME)
    return Holder(value(NameOID.COMMON_NAME) or "", organisation, value(NameOID.COUNTRY_NAME))


def own_person(asked: str = "") -> Person | None:
    """Who works here as statements name persons: the holder of the identity `asked` for, else of the only
    one on this computer, else nobody. Its passphrase is not asked for. Raises IdentityNotFoundError.
    """
    found = (find_identity(asked),) if asked else list_identities()
    if len(found) != 1:
        return None
    holder = holder_of(found[0])
    return Person(
        name=holder.name,
        organisation=holder.organisation,
        country=holder.country,
        id=found[0].fingerprint,
    )


def find_identity(asked: str) -> Identity:
    """By id, beginning of an id, or label. Raises IdentityNotFoundError."""
    return _store().find(asked)


def export_identity(asked: str, out: Path) -> Identity:
    """Write an identity's certificates (never a key) as PEM, the signer's first.

    Raises IdentityNotFoundError, OutputExistsError, OutputNotWritableError.
    """
    identity = find_identity(asked)
    try:
        with out.open("xb") as file:
            file.write(export_pem(identity))
    except FileExistsError as e:
        raise OutputExistsError(path=str(out)) from e
    except OSError as e:
        raise OutputNotWritableError(path=str(out), reason=os.strerror(e.errno or 0)) from e
    return identity


def unlock_identity(asked: str, passphrase: bytes, *, clock: Clock) -> SigningKey:
    """The key of an identity that may seal now.

    Raises IdentityNotFoundError, IdentityExpiredError, WrongPassphraseError, PassphraseNeededError,
    WeakKeyError, KeyFileInvalidError.
    """
    identity = find_identity(asked)
    check_usable(identity, clock=clock)
    return _store().unlock(identity, passphrase)


def check_usable(identity: Identity, *, clock: Clock) -> None:
    """Raises IdentityExpiredError, IdentityRevokedError, WeakKeyError, before anyone types a passphrase."""
    certificate = x509.load_der_x509_certificate(identity.chain[0])
    key_algorithm(certificate)
    if clock.now() >= certificate.not_valid_after_utc:
        raise IdentityExpiredError(
            identity=identity.label, not_after=utc_text(certificate.not_valid_after_utc)
        )
    revoked = revocation_of(identity)
    if revoked is not None:
        raise IdentityRevokedError(identity=identity.label, since=revoked.since)


def read_password_file(path: Path, option: str = "--password-file") -> bytes:
    """The passphrase in a file, without its line end. Raises UsageError for `option` if unreadable."""
    try:
        data = path.read_bytes()
    except OSError as e:
        raise UsageError(name=option, value=str(path)) from e
    return data.removesuffix(b"\n").removesuffix(b"\r")


def _store() -> IdentityStore:
    return IdentityStore(home_folder())
