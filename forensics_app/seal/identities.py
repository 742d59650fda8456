"""Identities of this user: certificate chains, and private keys encrypted under a passphrase.

One folder each: `key.pem` (PKCS#8, PBES2 with scrypt and AES-256), `chain.pem` (the signer's certificate
first), `root-key.pem` for a lab root made here, `about.json`. A folder appears whole or not at all.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from Crypto.IO.PKCS8 import ProtParams  # type: ignore[attr-defined]  # public there, though not re-exported
from Crypto.PublicKey import ECC, RSA
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from forensics_app.errors import (
    IdentityExistsError,
    IdentityNotFoundError,
    KeyFileInvalidError,
    PassphraseNeededError,
    WeakKeyError,
    WrongPassphraseError,
)
from forensics_app.model.times import utc_text
from forensics_app.seal.certificates import (
    Holder,
    NewIdentity,
    chain_above,
    common_name,
    fingerprint,
    is_demo,
    key_algorithm,
    make_identity,
    may_seal,
)
from forensics_app.seal.home import private_folder, write_private
from forensics_app.seal.signing_key import PrivateKey, SoftwareKey

_ID_CHARACTERS, _SHORTEST_PREFIX = 16, 4
_PROTECTION = "scryptAndAES256-CBC"
# 16 MiB, five times over: as much memory as OpenSSL takes, so that a key of ours opens there too
_SCRYPT: ProtParams = {"iteration_count": 1 << 14, "block_size": 8, "parallelization": 5, "salt_size": 16}
_MAX_KEY_FILE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity as a list shows it. Times are UTC in sealed form; `chain` is DER, the signer's first."""

    identity_id: str
    label: str
    subject: str
    algorithm: str
    fingerprint: str
    not_before: str
    not_after: str
    created_at: str
    demo: bool
    chain: tuple[bytes, ...]


class IdentityStore:
    """The identities under one user folder. An id is the start of the certificate's fingerprint."""

    def __init__(self, home: Path) -> None:
        self._root = home / "identities"

    def create(
        self, holder: Holder, passphrase: bytes, *, now: datetime, years: int = 3, demo: bool = False
    ) -> Identity:
        """Make a lab root and an examiner's certificate, and keep both keys under the passphrase.

        Raises PassphraseNeededError for an empty one, OutputNotWritableError.
        """
        made = make_identity(holder, now=now, years=years, demo=demo)
        return self._keep(made.signing, passphrase, now=now, made=made)

    def import_pkcs12(
        self, path: Path, file_passphrase: bytes, passphrase: bytes, *, now: datetime
    ) -> Identity:
        """Take the key and certificates of a PKCS#12 file; the key is kept under `passphrase`.

        Raises KeyFileInvalidError, WrongPassphraseError, WeakKeyError, IdentityExistsError.
        """
        return self._keep(_read_pkcs12(path, file_passphrase), passphrase, now=now, made=None)

    def all(self) -> tuple[Identity, ...]:
        """Every identity, oldest first."""
        if not self._root.is_dir():
            return ()
        folders = [f for f in self._root.iterdir() if f.is_dir() and not f.name.startswith(".")]
        return tuple(sorted(map(_read_identity, folders), key=lambda i: (i.created_at, i.identity_id)))

    def find(self, asked: str) -> Identity:
        """The identity of this id, or unique beginning of an id, or label. Raises IdentityNotFoundError."""
        every = self.all()
        wanted = asked.strip().lower()
        found = [i for i in every if i.identity_id == wanted or i.label == asked.strip()]
        if not found and len(wanted) >= _SHORTEST_PREFIX:
            found = [i for i in every if i.fingerprint.startswith(wanted)]
        if len(found) != 1:
            raise IdentityNotFoundError(identity=asked)
        return found[0]

    def unlock(self, identity: Identity, passphrase: bytes) -> SoftwareKey:
        """The key, in memory only.

        Raises WrongPassphraseError, PassphraseNeededError, KeyFileInvalidError.
        """
        path = self._root / identity.identity_id / "key.pem"
        if not passphrase:
            raise PassphraseNeededError(identity=identity.label)
        try:
            key = load_pem_private_key(path.read_bytes(), passphrase)
        except OSError as e:
            raise KeyFileInvalidError(
                identity=identity.label, path=str(path), detail=os.strerror(e.errno or 0)
            ) from e
        except (ValueError, TypeError, UnsupportedAlgorithm) as e:
            raise WrongPassphraseError(identity=identity.label) from e
        if not isinstance(key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
            raise KeyFileInvalidError(identity=identity.label, path=str(path), detail="key-type")
        if not _belongs(key, x509.load_der_x509_certificate(identity.chain[0])):
            raise KeyFileInvalidError(identity=identity.label, path=str(path), detail="key-mismatch")
        return SoftwareKey(key, identity.chain)

    def _keep(
        self, signing: SoftwareKey, passphrase: bytes, *, now: datetime, made: NewIdentity | None
    ) -> Identity:
        label = common_name(x509.load_der_x509_certificate(signing.certificate))
        if not passphrase:
            raise PassphraseNeededError(identity=label)
        identity_id = fingerprint(signing.certificate)[:_ID_CHARACTERS]
        folder = private_folder(self._root) / identity_id
        if folder.exists():
            raise IdentityExistsError(identity=identity_id)
        building = private_folder(self._root / f".new-{secrets.token_hex(8)}")
        try:
            write_private(building / "key.pem", _encrypt(signing.key, passphrase))
            if made is not None:
                write_private(building / "root-key.pem", _encrypt(made.root_key, passphrase))
            pem = b"".join(_pem(c) for c in signing.chain)
            write_private(building / "chain.pem", pem)
            about = json.dumps({"label": label, "created_at": utc_text(now)}, ensure_ascii=False)
            write_private(building / "about.json", about.encode("utf-8"))
            building.rename(folder)
        except OSError as e:
            raise IdentityExistsError(identity=identity_id) from e
        finally:
            shutil.rmtree(building, ignore_errors=True)
        return _read_identity(folder)


def export_pem(identity: Identity) -> bytes:
    """The certificates, the signer's first, for a partner to trust. Never a key."""
    return b"".join(_pem(c) for c in identity.chain)


def _pem(certificate: bytes) -> bytes:
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)


def _read_identity(folder: Path) -> Identity:
    try:
        chain = x509.load_pem_x509_certificates((folder / "chain.pem").read_bytes())
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        label, created_at = str(about["label"]), str(about["created_at"])
        algorithm = key_algorithm(chain[0])
    except OSError as e:
        raise KeyFileInvalidError(
            identity=folder.name, path=str(folder), detail=os.strerror(e.errno or 0)
        ) from e
    except (ValueError, KeyError, TypeError, WeakKeyError) as e:
        raise KeyFileInvalidError(identity=folder.name, path=str(folder), detail=str(e)) from e
    encoded = tuple(c.public_bytes(Encoding.DER) for c in chain)
    return Identity(
        identity_id=folder.name,
        label=label,
        subject=chain[0].subject.rfc4514_string(),
        algorithm=algorithm,
        fingerprint=fingerprint(encoded[0]),
        not_before=utc_text(chain[0].not_valid_before_utc),
        not_after=utc_text(chain[0].not_valid_after_utc),
        created_at=created_at,
        demo=any(map(is_demo, chain)),
        chain=encoded,
    )


def _encrypt(key: PrivateKey, passphrase: bytes) -> bytes:
    """PKCS#8 EncryptedPrivateKeyInfo in PEM. The key is in clear only inside this process."""
    clear = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    if isinstance(key, ec.EllipticCurvePrivateKey):
        text = ECC.import_key(clear).export_key(
            format="PEM", passphrase=passphrase, use_pkcs8=True, protection=_PROTECTION, prot_params=_SCRYPT
        )
        return text.encode("ascii")
    wrapped = RSA.import_key(clear).export_key(
        format="PEM", passphrase=passphrase, pkcs=8, protection=_PROTECTION, prot_params=_SCRYPT
    )
    return bytes(wrapped)


def _read_pkcs12(path: Path, passphrase: bytes) -> SoftwareKey:
    try:
        if path.stat().st_size > _MAX_KEY_FILE_BYTES:
            raise KeyFileInvalidError(path=str(path), detail="too-large")
        data = path.read_bytes()
    except OSError as e:
        raise KeyFileInvalidError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    if data[:1] != b"\x30":
        raise KeyFileInvalidError(path=str(path), detail="not-pkcs12")
    try:
        loaded = load_pkcs12(data, passphrase or None)
    except ValueError as e:
        if "password" in str(e).lower():
            raise WrongPassphraseError(identity=str(path)) from e
        raise KeyFileInvalidError(path=str(path), detail="not-pkcs12") from e
    except (TypeError, UnsupportedAlgorithm) as e:
        raise KeyFileInvalidError(path=str(path), detail="algorithm") from e
    if loaded.key is None or loaded.cert is None:
        raise KeyFileInvalidError(path=str(path), detail="no-key-or-certificate")
    certificate = loaded.cert.certificate
    key_algorithm(certificate)
    if not isinstance(loaded.key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        raise WeakKeyError(algorithm=certificate.public_key_algorithm_oid.dotted_string)
    if not _belongs(loaded.key, certificate):
        raise KeyFileInvalidError(path=str(path), detail="key-mismatch")
    if not may_seal(certificate):
        raise KeyFileInvalidError(path=str(path), detail="key-usage")
    others = [c.certificate for c in loaded.additional_certs]
    chain = tuple(c.public_bytes(Encoding.DER) for c in chain_above(certificate, others))
    return SoftwareKey(loaded.key, chain)


def _belongs(key: PrivateKey, certificate: x509.Certificate) -> bool:
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return key.public_key().public_bytes(*form) == certificate.public_key().public_bytes(*form)
