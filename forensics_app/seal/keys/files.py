"""Private keys in files: PEM under a passphrase here, PKCS#12 from and for elsewhere."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)

from forensics_app.errors import (
    KeyFileInvalidError,
    PassphraseNeededError,
    WeakKeyError,
    WrongPassphraseError,
)
from forensics_app.seal.certificates.loading import CertificateUnreadableError, check_parts
from forensics_app.seal.certificates.making import chain_above, key_algorithm, may_seal
from forensics_app.seal.signing_key import PrivateKey, SoftwareKey

if TYPE_CHECKING:
    from Crypto.IO.PKCS8 import ProtParams  # type: ignore[attr-defined]  # public, though not re-exported

_PROTECTION = "scryptAndAES256-CBC"
# 16 MiB, five times over: as much memory as OpenSSL takes, so that a key of ours opens there too
_SCRYPT: ProtParams = {"iteration_count": 1 << 14, "block_size": 8, "parallelization": 5, "salt_size": 16}
_BACKUP_ROUNDS = 600_000  # PBKDF2, the one derivation that every PKCS#12 reader has
_MAX_KEY_FILE_BYTES = 1 << 20


def encrypt_key(key: PrivateKey, passphrase: bytes) -> bytes:
    """PKCS#8 EncryptedPrivateKeyInfo in PEM. The key is in clear only inside this process."""
    from Crypto.PublicKey import ECC, RSA  # loaded by every command otherwise, and wanted once a key

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


def decrypt_key(path: Path, passphrase: bytes, certificate: bytes, label: str) -> PrivateKey:
    """The key in a file of ours, which must be the one of `certificate` (DER).

    Raises WrongPassphraseError, PassphraseNeededError, KeyFileInvalidError.
    """
    if not passphrase:
        raise PassphraseNeededError(identity=label)
    try:
        key = load_pem_private_key(path.read_bytes(), passphrase)
    except OSError as e:
        raise KeyFileInvalidError(identity=label, path=str(path), detail=os.strerror(e.errno or 0)) from e
    except (ValueError, TypeError, UnsupportedAlgorithm) as e:
        raise WrongPassphraseError(identity=label) from e
    if not isinstance(key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        raise KeyFileInvalidError(identity=label, path=str(path), detail="key-type")
    if not belongs(key, x509.load_der_x509_certificate(certificate)):
        raise KeyFileInvalidError(identity=label, path=str(path), detail="key-mismatch")
    return key


def write_pkcs12(key: PrivateKey, chain: tuple[bytes, ...], label: str, passphrase: bytes) -> bytes:
    """A PKCS#12 file of the key and its certificates under AES-256. Raises PassphraseNeededError."""
    if not passphrase:
        raise PassphraseNeededError(identity=label)
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(_BACKUP_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(SHA256())
        .build(passphrase)
    )
    loaded = [x509.load_der_x509_certificate(c) for c in chain]
    return pkcs12.serialize_key_and_certificates(
        label.encode("utf-8"), key, loaded[0], loaded[1:], encryption
    )


def read_pkcs12(path: Path, passphrase: bytes) -> SoftwareKey:
    """A key that may seal, and its chain. Raises KeyFileInvalidError, WrongPassphraseError, WeakKeyError."""
    signing = read_pkcs12_key(path, passphrase)
    certificate = x509.load_der_x509_certificate(signing.certificate)
    key_algorithm(certificate)
    if not may_seal(certificate):
        raise KeyFileInvalidError(path=str(path), detail="key-usage")
    return signing


def read_pkcs12_key(path: Path, passphrase: bytes) -> SoftwareKey:
    """Any key of a kind that is accepted, and its chain.

    Raises KeyFileInvalidError, WrongPassphraseError, WeakKeyError.
    """
    try:
        if path.stat().st_size > _MAX_KEY_FILE_BYTES:
            raise KeyFileInvalidError(path=str(path), detail="too-large")
        data = path.read_bytes()
    except OSError as e:
        raise KeyFileInvalidError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    if data[:1] != b"\x30":
        raise KeyFileInvalidError(path=str(path), detail="not-pkcs12")
    # loaded by every command that knows identities otherwise, and wanted once a key
    from forensics_app.seal.keys.iterations import (
        PartUnreadableError,
        TooManyIterationsError,
        check_iterations,
    )

    try:
        check_iterations(data, passphrase)
    except TooManyIterationsError as e:
        raise KeyFileInvalidError(path=str(path), detail="too-many-iterations") from e
    except PartUnreadableError as e:
        if e.rule == "passphrase":
            raise WrongPassphraseError(identity=str(path)) from e
        raise KeyFileInvalidError(path=str(path), detail=e.rule) from e
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a file is BER is no fault of it
            loaded = pkcs12.load_pkcs12(data, passphrase or None)
    except ValueError as e:
        if "password" in str(e).lower():
            raise WrongPassphraseError(identity=str(path)) from e
        raise KeyFileInvalidError(path=str(path), detail="not-pkcs12") from e
    except (TypeError, UnsupportedAlgorithm) as e:
        raise KeyFileInvalidError(path=str(path), detail="algorithm") from e
    except x509.InvalidVersion as e:
        raise KeyFileInvalidError(path=str(path), detail="not-a-certificate") from e
    if loaded.key is None or loaded.cert is None:
        raise KeyFileInvalidError(path=str(path), detail="no-key-or-certificate")
    certificate = loaded.cert.certificate
    others = [c.certificate for c in loaded.additional_certs]
    try:
        check_parts([certificate, *others])
    except CertificateUnreadableError as e:
        raise KeyFileInvalidError(path=str(path), detail="not-a-certificate") from e
    key_algorithm(certificate)
    if not isinstance(loaded.key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        raise WeakKeyError(algorithm=certificate.public_key_algorithm_oid.dotted_string)
    if not belongs(loaded.key, certificate):
        raise KeyFileInvalidError(path=str(path), detail="key-mismatch")
    chain = tuple(c.public_bytes(Encoding.DER) for c in chain_above(certificate, others))
    return SoftwareKey(loaded.key, chain)


def belongs(key: PrivateKey, certificate: x509.Certificate) -> bool:
    """Whether the certificate is for this key."""
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return key.public_key().public_bytes(*form) == certificate.public_key().public_bytes(*form)
