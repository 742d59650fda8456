"""Training identities of this computer: made-up, DEMO, and kept without a passphrase.

They prove nothing outside a course: a class must be able to begin without anybody choosing passphrases, and a
trainee must never be asked to sign an exercise with a real identity. Only their owner can read the files.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from forensics_app.errors import KeyFileInvalidError
from forensics_app.seal.certificates.making import Holder, Purpose, certify, make_root
from forensics_app.seal.home import private_folder, write_private
from forensics_app.seal.signing_key import PrivateKey, SoftwareKey

FOLDER = "training"
_SIGNING, _READING = "signing", "reading.pem"
_NOBODY = Holder("Sealwright Training")  # whom certificates name where no person is meant
_RSA_BITS = 3072
_YEARS = 9


@dataclass(frozen=True, slots=True)
class TrainerIdentity:
    """Signs class sets with `signing`; answer keys are encrypted for `reading`, an RSA key."""

    signing: SoftwareKey
    reading: SoftwareKey

    @property
    def reading_certificate(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.reading.certificate)

    @property
    def reading_key(self) -> rsa.RSAPrivateKey:
        key = self.reading.key
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("an RSA key")
        return key


def trainer_identity(home: Path, name: str, *, now: datetime) -> TrainerIdentity:
    """This computer's trainer, made where there is none yet: one key that opens answers, whatever the name,
    and one that signs for each name. '' is nobody in particular.

    Raises KeyFileInvalidError, OutputNotWritableError, UsageError.
    """
    folder = private_folder(home / FOLDER / "trainer")
    holder = replace(_NOBODY, name=name, organisation=_NOBODY.name) if name else _NOBODY
    signing = folder / (f"{_SIGNING}-{_file_name(name)}.pem" if name else f"{_SIGNING}-nobody.pem")
    if not (folder / _READING).exists():
        reading = rsa.generate_private_key(65537, _RSA_BITS)
        _write(folder / _READING, _certified(_NOBODY, reading, Purpose.ENCRYPTION, now))
    if not signing.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        _write(signing, _certified(holder, key, Purpose.SEALING, now))
    return TrainerIdentity(_read(signing), _read(folder / _READING))


def trainee_identity(home: Path, holder: Holder, *, now: datetime) -> SoftwareKey:
    """The identity of a trainee of this name and organisation, made where there is none yet.

    Raises KeyFileInvalidError, OutputNotWritableError, UsageError.
    """
    folder = private_folder(home / FOLDER / "trainees")
    known = f"{holder.name}\0{holder.organisation or ''}"
    path = folder / f"{_file_name(known)}.pem"
    if not path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        _write(path, _certified(holder, key, Purpose.SEALING, now))
    return _read(path)


def _file_name(known: str) -> str:
    """For what is named so, whatever the case of its letters."""
    return hashlib.sha256(known.casefold().encode()).hexdigest()[:32]


def _certified(holder: Holder, key: PrivateKey, purpose: Purpose, now: datetime) -> SoftwareKey:
    """A key with a certificate that says DEMO, under a root of its own."""
    root_key, root = make_root(holder, now=now, demo=True)
    public = key.public_key()
    return SoftwareKey(key, certify(holder, public, root_key, root, now=now, years=_YEARS, purpose=purpose))


def _write(path: Path, key: SoftwareKey) -> None:
    pem = key.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = [x509.load_der_x509_certificate(one).public_bytes(Encoding.PEM) for one in key.chain]
    write_private(path, pem + b"".join(chain))


def _read(path: Path) -> SoftwareKey:
    try:
        data = path.read_bytes()
        key = load_pem_private_key(data, None)
        chain = tuple(c.public_bytes(Encoding.DER) for c in x509.load_pem_x509_certificates(data))
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as e:
        raise KeyFileInvalidError(identity=path.stem, path=str(path), detail="not-pkcs12") from e
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) or not chain:
        raise KeyFileInvalidError(identity=path.stem, path=str(path), detail="key-type")
    private: PrivateKey = key
    return SoftwareKey(private, chain)
