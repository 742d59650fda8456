"""Whose certificates a parcel is encrypted to, and which keys open one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from forensics_app.errors import (
    CardAmbiguousError,
    OutputExistsError,
    OutputNotWritableError,
    ParcelLockedError,
    ShareInvalidError,
    TrustEntryNotFoundError,
)
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.parcel.envelope import EnvelopeError
from forensics_app.parcel.key_transport import DecryptionKey, check_recipient
from forensics_app.parcel.sealed_share import open_share, seal_share
from forensics_app.parcel.shares import KeyShare, ShareError, read_share, read_typed_share, show_share
from forensics_app.parcel.software_key import SoftwareDecryptionKey
from forensics_app.report.forms.share_card import share_card_pdf
from forensics_app.seal.certificates.loading import load_certificate
from forensics_app.seal.certificates.making import fingerprint as certificate_fingerprint
from forensics_app.seal.home import home_folder
from forensics_app.seal.keys import cards
from forensics_app.seal.keys.encryption_keys import (
    encryption_certificate,
    make_encryption_key,
    unlock_encryption_key,
)
from forensics_app.seal.keys.files import read_pkcs12_key
from forensics_app.seal.keys.identities import Identity, pem
from forensics_app.seal.trust import read_certificates
from forensics_app.services.identities.identities import find_identity
from forensics_app.services.parcels.checking import recipients_of
from forensics_app.system.opening import WRITE_NEW

__all__ = [
    "card_key",
    "certificate_fingerprint",
    "certificate_for_partners",
    "encryption_key_of",
    "new_encryption_key",
    "open_share_file",
    "pkcs12_key",
    "read_share_file",
    "recipients_named",
    "typed_share",
    "write_certificate",
    "write_share",
    "write_share_card",
    "write_share_for",
]

_MAX_SHARE_BYTES = 4096


def recipients_named(asked: Sequence[str], trust: TrustStore) -> tuple[bytes, ...]:
    """Certificates (DER) by file, or by name or fingerprint of an entry of the role encryption.

    Raises TrustEntryNotFoundError, CertificateInvalidError, RecipientRefusedError.
    """
    return tuple(dict.fromkeys(_recipient(one, trust) for one in asked))


def encryption_key_of(asked: str, passphrase: bytes) -> DecryptionKey:
    """The key of an identity that opens parcels.

    Raises IdentityNotFoundError, WrongPassphraseError, KeyFileInvalidError, and ParcelLockedError where the
    identity has none.
    """
    identity = find_identity(asked)
    certificate = encryption_certificate(home_folder(), identity)
    if certificate is None:
        raise ParcelLockedError(path=identity.label, detail="no-encryption-key")
    key = unlock_encryption_key(home_folder(), identity, passphrase, certificate)
    return SoftwareDecryptionKey(key, certificate)


def pkcs12_key(path: Path, passphrase: bytes) -> DecryptionKey:
    """The key of a PKCS#12 file. Raises KeyFileInvalidError, WrongPassphraseError, WeakKeyError."""
    found = read_pkcs12_key(path, passphrase)
    return SoftwareDecryptionKey(found.key, found.certificate)


def card_key(
    parcel: Path | None,
    module: Path,
    pin: bytes,
    *,
    token: str | None = None,
    key_label: str | None = None,
    certificate: Path | None = None,
) -> DecryptionKey:
    """The key on a card whose certificate the parcel's list names; the only one where it names none of them,
    or where there is no parcel.

    `certificate` is a file for a card that holds none. Raises CardAmbiguousError where several are left,
    CardObjectError where there is none, ParcelNotFoundError, CertificateInvalidError, and what finding a
    card and its PIN raise.
    """
    others = (
        [] if certificate is None else [c.public_bytes(Encoding.DER) for c in read_certificates(certificate)]
    )
    keys = cards.decryption_keys(module, pin, token=token, key_label=key_label, others=others)
    named = frozenset() if parcel is None else recipients_of(parcel)
    wanted = [key for key in keys if certificate_fingerprint(key.certificate) in named] or list(keys)
    if len({key.certificate for key in wanted}) > 1:
        raise CardAmbiguousError(found=", ".join(certificate_fingerprint(k.certificate)[:16] for k in wanted))
    return wanted[0]


def certificate_for_partners(asked: str) -> tuple[Identity, bytes | None]:
    """The identity, and its certificate for encryption where it has one. Raises IdentityNotFoundError."""
    identity = find_identity(asked)
    return identity, encryption_certificate(home_folder(), identity)


def new_encryption_key(identity: Identity, passphrase: bytes, *, clock: Clock) -> bytes:
    """The certificate (DER) of a fresh key; see `make_encryption_key`."""
    return make_encryption_key(home_folder(), identity, passphrase, now=clock.now())


def write_certificate(certificate: bytes, out: Path) -> None:
    """As PEM, for partners. Raises OutputExistsError, OutputNotWritableError."""
    write_file(pem(certificate), out)


def write_share(share: KeyShare, out: Path) -> None:
    """For its holder alone. Raises OutputExistsError, OutputNotWritableError."""
    write_file(share.line, out)


def write_file(data: bytes, out: Path) -> None:
    """A new file, for its owner alone to read. Raises OutputExistsError, OutputNotWritableError."""
    try:
        with os.fdopen(os.open(out, WRITE_NEW, 0o600), "wb") as file:
            file.write(data)
    except FileExistsError as e:
        raise OutputExistsError(path=str(out)) from e
    except OSError as e:
        raise OutputNotWritableError(path=str(out), reason=os.strerror(e.errno or 0)) from e


def write_share_for(share: KeyShare, certificate: bytes, out: Path) -> None:
    """Encrypted for the holder of this certificate (DER). Raises RecipientRefusedError, OutputExistsError,
    OutputNotWritableError.
    """
    write_file(seal_share(share, certificate), out)


def write_share_card(share: KeyShare, out: Path, *, clock: Clock) -> None:
    """Its printed card (PDF) in the language of the messages.

    Raises TypesettingFailedError, OutputExistsError, OutputNotWritableError.
    """
    card = share_card_pdf(
        show_share(share),
        parcel=share.parcel,
        number=share.number,
        threshold=share.threshold,
        count=share.count,
        made=clock.now(),
    )
    write_file(card, out)


def open_share_file(path: Path, key: DecryptionKey) -> KeyShare:
    """The share in a file that was encrypted for its holder. Raises ShareInvalidError."""
    try:
        with path.open("rb") as file:
            return open_share(file.read(_MAX_SHARE_BYTES + 1), key)
    except OSError as e:
        raise ShareInvalidError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    except (EnvelopeError, ShareError) as e:
        raise ShareInvalidError(path=str(path), detail=str(e)) from e


def read_share_file(path: Path) -> KeyShare:
    """A share's file, or a text file with what its card shows. Raises ShareInvalidError."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_SHARE_BYTES)
    except OSError as e:
        raise ShareInvalidError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    try:
        return (
            read_share(data) if data.startswith(b"{") else read_typed_share(data.decode("ascii", "replace"))
        )
    except ShareError as e:
        raise ShareInvalidError(path=str(path), detail=str(e)) from e


def typed_share(text: str, number: int, parcel: str) -> KeyShare:
    """The share that a card shows. `number`, the how many-th one that was typed, and `parcel`, what it was
    typed for, are what a complaint names. Raises ShareInvalidError.
    """
    try:
        return read_typed_share(text)
    except ShareError as e:
        raise ShareInvalidError(path=parcel, number=number, detail=str(e)) from e


def _recipient(asked: str, trust: TrustStore) -> bytes:
    if Path(asked).is_file():
        certificate = read_certificates(Path(asked))[0]
    else:
        found = [
            e
            for e in trust.of_role(TrustRole.ENCRYPTION)
            if e.label == asked
            or (len(asked) >= 8 and e.fingerprint.startswith(asked.lower().replace(":", "")))
        ]
        if len(found) != 1 or found[0].revoked_since is not None:
            raise TrustEntryNotFoundError(fingerprint=asked)
        certificate = load_certificate(found[0].certificate)
    check_recipient(certificate)
    return certificate.public_bytes(Encoding.DER)
