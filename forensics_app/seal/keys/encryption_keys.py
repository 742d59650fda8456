"""An identity's key for receiving parcels: another one than it signs with, under the same passphrase.

P-256, with a self-signed certificate for key agreement alone: its fingerprint is compared by the sender
as any other, so no authority has to vouch for it. Two files in the identity's folder, there both or not
at all.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from forensics_app.errors import CardObjectError, KeyFileInvalidError
from forensics_app.seal.certificates.loading import load_certificates
from forensics_app.seal.home import write_private
from forensics_app.seal.keys.files import decrypt_key, encrypt_key
from forensics_app.seal.keys.identities import Identity, IdentityStore, pem
from forensics_app.seal.signing_key import PrivateKey

_KEY, _CERTIFICATE = "encryption-key.pem", "encryption.pem"


def encryption_certificate(home: Path, identity: Identity) -> bytes | None:
    """The certificate (DER) that others encrypt to; None where none was made. Raises KeyFileInvalidError."""
    path = _folder(home, identity) / _CERTIFICATE
    try:
        return load_certificates(path.read_bytes())[0].public_bytes(Encoding.DER)
    except FileNotFoundError:
        return None
    except OSError as e:
        raise KeyFileInvalidError(
            identity=identity.label, path=str(path), detail=os.strerror(e.errno or 0)
        ) from e
    except ValueError as e:
        raise KeyFileInvalidError(identity=identity.label, path=str(path), detail="not-a-certificate") from e


def make_encryption_key(home: Path, identity: Identity, passphrase: bytes, *, now: datetime) -> bytes:
    """A fresh key and its certificate (DER), valid as long as the identity. The passphrase is the
    identity's own.

    Raises WrongPassphraseError, PassphraseNeededError, KeyFileInvalidError, OutputNotWritableError, and
    CardObjectError for an identity whose key is on a card.
    """
    if identity.card is not None:
        raise CardObjectError(identity=identity.label, detail="card-encryption")
    IdentityStore(home).unlock(identity, passphrase)  # so that both keys have the one passphrase
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(identity, key, now)
    folder = _folder(home, identity)
    (folder / _KEY).unlink(missing_ok=True)  # of a run that was killed before the certificate was there
    write_private(folder / _KEY, encrypt_key(key, passphrase))
    write_private(folder / _CERTIFICATE, pem(certificate))
    return certificate


def unlock_encryption_key(
    home: Path, identity: Identity, passphrase: bytes, certificate: bytes
) -> PrivateKey:
    """The private key. Raises WrongPassphraseError, PassphraseNeededError, KeyFileInvalidError."""
    return decrypt_key(_folder(home, identity) / _KEY, passphrase, certificate, identity.label)


def _folder(home: Path, identity: Identity) -> Path:
    return home / "identities" / identity.identity_id


def _certificate(identity: Identity, key: ec.EllipticCurvePrivateKey, now: datetime) -> bytes:
    signer = x509.load_der_x509_certificate(identity.chain[0])
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=True,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(signer.subject)
        .issuer_name(signer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(max(signer.not_valid_before_utc, now.replace(microsecond=0)))
        .not_valid_after(signer.not_valid_after_utc)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.DER)
