"""How the parcel's key reaches a certificate's holder: RSA-OAEP (RFC 4055, RFC 8017 section 7.1) or
ephemeral ECDH (RFC 5753 section 3.1), each as a RecipientInfo of CMS in one form.

RSA: SHA-256, MGF1 with SHA-256, no label. ECDH: P-256 with the X9.63 derivation over SHA-256, P-384 over
SHA-384, AES-256 key wrap, no user keying material.
"""

from __future__ import annotations

from typing import Final, Protocol

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from forensics_app.errors import RecipientRefusedError
from forensics_app.parcel import oids
from forensics_app.parcel.layout import KEY_BYTES
from forensics_app.seal.certificates.making import (
    PublicKey,
    common_name,
    fingerprint,
    is_authority,
    usable_key,
)
from forensics_app.seal.forms import der

_OAEP: Final = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
_WRAP_ALGORITHM: Final = der.tlv(der.SEQUENCE, der.oid(oids.AES256_WRAP))
_UNCOMPRESSED: Final = 0x04
_POINT_BYTES: Final = (1 + 2 * 32, 1 + 2 * 48)  # of P-256 and P-384
_WRAPPED_BYTES: Final = KEY_BYTES + 8
_RSA_BYTES: Final = range(2048 // 8, 16384 // 8 + 1)


class DecryptionKey(Protocol):
    """A private key that opens envelopes: in memory, or on a card that never gives it out."""

    @property
    def certificate(self) -> bytes:
        """The certificate (DER) whose key it is."""
        ...

    def decrypt_oaep(self, data: bytes) -> bytes | None:
        """RSA-OAEP as above; None where the key is no RSA key, or it does not decrypt."""
        ...

    def agree(self, point: bytes) -> bytes | None:
        """The shared secret with this uncompressed point; None where the key is on no such curve."""
        ...


class KeyTransportError(ValueError):
    """An encrypted key that does not open; the argument is a short code."""


def check_recipient(certificate: x509.Certificate) -> PublicKey:
    """Its key. Raises RecipientRefusedError for a certificate that nothing should be encrypted to."""
    encoded = certificate.public_bytes(Encoding.DER)

    def refuse(detail: str) -> RecipientRefusedError:
        return RecipientRefusedError(
            recipient=common_name(certificate), fingerprint=fingerprint(encoded), detail=detail
        )

    try:
        key, _ = usable_key(certificate.public_key())
    except (ValueError, UnsupportedAlgorithm) as e:
        raise refuse("recipient-key") from e
    if is_authority(certificate):
        raise refuse("recipient-authority")
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return key
    except ValueError as e:
        raise refuse("recipient-key") from e
    allowed = usage.key_encipherment if isinstance(key, rsa.RSAPublicKey) else usage.key_agreement
    if not allowed:
        raise refuse("recipient-usage")
    return key


def recipient_info(certificate: x509.Certificate, key: bytes) -> bytes:
    """`key` encrypted for the certificate's holder, as a RecipientInfo. Raises RecipientRefusedError."""
    public = check_recipient(certificate)
    if isinstance(public, rsa.RSAPublicKey):
        return _transport(_issuer_and_serial(certificate), public.encrypt(key, _OAEP))
    ephemeral = ec.generate_private_key(public.curve)
    point = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    wrapped = aes_key_wrap(_derive(ephemeral.exchange(ec.ECDH(), public), len(point)), key)
    return _agreement(_issuer_and_serial(certificate), point, wrapped)


def is_certificate_info(info: bytes) -> bool:
    """Whether a RecipientInfo is for a certificate's holder."""
    return info[:1] in (bytes((der.SEQUENCE,)), bytes((der.context(1),)))


def check_certificate_info(info: bytes) -> bool:
    """Whether it is in its one form, with a key of a size that is accepted. Raises der.DerError."""
    if info[:1] == bytes((der.SEQUENCE,)):
        name, encrypted = _read_transport(info)
        return len(encrypted) in _RSA_BYTES and _transport(name, encrypted) == info
    name, point, wrapped = _read_agreement(info)
    if len(point) not in _POINT_BYTES or point[0] != _UNCOMPRESSED or len(wrapped) != _WRAPPED_BYTES:
        return False
    return _agreement(name, point, wrapped) == info


def open_info(info: bytes, key: DecryptionKey) -> bytes | None:
    """The parcel's key out of a RecipientInfo that was checked; None where it is for another certificate.

    Raises KeyTransportError where it is for this one and does not open.
    """
    own = _issuer_and_serial(x509.load_der_x509_certificate(key.certificate))
    if info[:1] == bytes((der.SEQUENCE,)):
        name, encrypted = _read_transport(info)
        return _checked(key.decrypt_oaep(encrypted)) if name == own else None
    name, point, wrapped = _read_agreement(info)
    if name != own:
        return None
    shared = key.agree(point)
    if shared is None:
        raise KeyTransportError("envelope-key")
    try:
        return _checked(aes_key_unwrap(_derive(shared, len(point)), wrapped))
    except InvalidUnwrap as e:
        raise KeyTransportError("envelope-key") from e


def _checked(key: bytes | None) -> bytes:
    if key is None or len(key) != KEY_BYTES:
        raise KeyTransportError("envelope-key")
    return key


def _read_transport(info: bytes) -> tuple[bytes, bytes]:
    """Who it is for (IssuerAndSerialNumber) and the encrypted key."""
    inside = der.Reader(info).inside(der.SEQUENCE)
    inside.natural()
    name = _read_name(inside)
    inside.raw(der.SEQUENCE)
    return name, inside.body(der.OCTET_STRING)


def _read_agreement(info: bytes) -> tuple[bytes, bytes, bytes]:
    """Who it is for, the point of the ephemeral key, the wrapped key."""
    inside = der.Reader(info).inside(der.context(1))
    inside.natural()
    originator = inside.inside(der.context(0)).inside(der.context(1))
    originator.raw(der.SEQUENCE)
    point = originator.body(der.BIT_STRING)[1:]
    inside.raw(der.SEQUENCE)
    one = inside.inside(der.SEQUENCE).inside(der.SEQUENCE)
    name = _read_name(one)
    return name, point, one.body(der.OCTET_STRING)


def _read_name(reader: der.Reader) -> bytes:
    name = reader.raw(der.SEQUENCE)
    inside = der.Reader(name).inside(der.SEQUENCE)
    inside.raw(der.SEQUENCE)
    inside.raw(der.INTEGER)
    inside.end()
    return name


def _transport(name: bytes, encrypted: bytes) -> bytes:
    """KeyTransRecipientInfo (RFC 5652 section 6.2.1)."""
    sha256 = der.tlv(der.SEQUENCE, der.oid(oids.SHA256))
    mask = der.tlv(der.SEQUENCE, der.oid(oids.MGF1), sha256)
    parameters = der.tlv(der.SEQUENCE, der.tlv(der.context(0), sha256), der.tlv(der.context(1), mask))
    algorithm = der.tlv(der.SEQUENCE, der.oid(oids.RSA_OAEP), parameters)
    return der.tlv(der.SEQUENCE, der.integer(0), name, algorithm, der.tlv(der.OCTET_STRING, encrypted))


def _agreement(name: bytes, point: bytes, wrapped: bytes) -> bytes:
    """KeyAgreeRecipientInfo (RFC 5652 section 6.2.2) with an ephemeral key of the recipient's curve."""
    scheme = oids.ECDH_SHA384_KDF if _is_p384(len(point)) else oids.ECDH_SHA256_KDF
    originator = der.tlv(
        der.context(1),
        der.tlv(der.SEQUENCE, der.oid(oids.EC_PUBLIC_KEY)),
        der.tlv(der.BIT_STRING, b"\x00" + point),
    )
    return der.tlv(
        der.context(1),
        der.integer(3),
        der.tlv(der.context(0), originator),
        der.tlv(der.SEQUENCE, der.oid(scheme), _WRAP_ALGORITHM),
        der.tlv(der.SEQUENCE, der.tlv(der.SEQUENCE, name, der.tlv(der.OCTET_STRING, wrapped))),
    )


def _derive(shared: bytes, point_bytes: int) -> bytes:
    """The key-wrapping key (RFC 5753 section 7.2: ECC-CMS-SharedInfo)."""
    information = der.tlv(
        der.SEQUENCE,
        _WRAP_ALGORITHM,
        der.tlv(der.context(2), der.tlv(der.OCTET_STRING, (KEY_BYTES * 8).to_bytes(4, "big"))),
    )
    hash_: hashes.HashAlgorithm = hashes.SHA384() if _is_p384(point_bytes) else hashes.SHA256()
    return X963KDF(hash_, KEY_BYTES, information).derive(shared)


def _is_p384(point_bytes: int) -> bool:
    return point_bytes == 1 + 2 * 48


def _issuer_and_serial(certificate: x509.Certificate) -> bytes:
    """IssuerAndSerialNumber as the certificate itself has the two."""
    inside = der.Reader(certificate.tbs_certificate_bytes).inside(der.SEQUENCE)
    if inside.peek() == der.context(0):
        inside.raw(der.context(0))
    serial = inside.raw(der.INTEGER)
    inside.raw(der.SEQUENCE)
    return der.tlv(der.SEQUENCE, inside.raw(der.SEQUENCE), serial)
