"""Training identities of this computer: made-up, DEMO, and kept without a passphrase.

They prove nothing outside a course: a class must be able to begin without anybody choosing passphrases, and a
trainee must never be asked to sign an exercise with a real identity. Only their owner can read the files.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
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
_SIGNING, _READING = "signing.pem", "reading.pem"
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


def trainer_identity(home: Path, holder: Holder, *, now: datetime) -> TrainerIdentity:
    """This computer's trainer, made where there is none yet; a name given later changes nothing.

    Raises KeyFileInvalidError, OutputNotWritableError, UsageError.
    """
    folder = private_folder(home / FOLDER / "trainer")
    if not (folder / _READING).exists():
        root_key, root = make_root(holder, now=now, demo=True)
        for name, key, purpose in (
            (_SIGNING, ec.generate_private_key(ec.SECP256R1()), Purpose.SEALING),
            (_READING, rsa.generate_private_key(65537, _RSA_BITS), Purpose.ENCRYPTION),
        ):
            (folder / name).unlink(missing_ok=True)
            chain = certify(holder, key.public_key(), root_key, root, now=now, years=_YEARS, purpose=purpose)
            _write(folder / name, SoftwareKey(key, chain))
    return TrainerIdentity(_read(folder / _SIGNING), _read(folder / _READING))


def trainee_identity(home: Path, holder: Holder, *, now: datetime) -> SoftwareKey:
    """The identity of a trainee of this name and organisation, made where there is none yet.

    Raises KeyFileInvalidError, OutputNotWritableError, UsageError.
    """
    folder = private_folder(home / FOLDER / "trainees")
    known = f"{holder.name}\0{holder.organisation or ''}".casefold()
    path = folder / f"{hashlib.sha256(known.encode()).hexdigest()[:32]}.pem"
    if not path.exists():
        root_key, root = make_root(holder, now=now, demo=True)
        key = ec.generate_private_key(ec.SECP256R1())
        chain = certify(holder, key.public_key(), root_key, root, now=now, years=_YEARS)
        _write(path, SoftwareKey(key, chain))
    return _read(path)


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
