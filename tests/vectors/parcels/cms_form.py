"""CMS AuthEnvelopedData and its RecipientInfos (docs/parcel-format.md, sections 2, 4 and 5), with places to
break. Nothing is random: what a real parcel draws follows from a label.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, GCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.vectors.asn1 import NULL, integer, octets, oid, seq, tagged, tlv
from tests.vectors.keys import ec_key, p384_key
from tests.vectors.lists import fixed_bytes

DATA = oid("1.2.840.113549.1.7.1")
AUTH_ENVELOPED_DATA = oid("1.2.840.113549.1.9.16.1.23")
AES256_GCM, AES128_GCM = "2.16.840.1.101.3.4.1.46", "2.16.840.1.101.3.4.1.6"
AES256_WRAP, AES128_WRAP = "2.16.840.1.101.3.4.1.45", "2.16.840.1.101.3.4.1.5"
AES256_CBC = "2.16.840.1.101.3.4.1.42"
_SHA = {"sha256": seq(oid("2.16.840.1.101.3.4.2.1")), "sha1": seq(oid("1.3.14.3.2.26"))}
_SCHEMES = {"sha256": "1.3.132.1.11.1", "sha384": "1.3.132.1.11.2", "sha1": "1.3.133.16.840.63.0.2"}
SHARES_ID = b"sealwright shares"


@dataclass(frozen=True)
class MessageWish:
    """How a message may differ from a sound one. `flip` changes a byte of what was encrypted."""

    tag_bytes: int = 16
    nonce_bytes: int = 12
    cipher: str = AES256_GCM
    version: int = 0
    authenticated: bytes = b""
    unauthenticated: bytes = b""
    sort: bool = True
    indefinite: bool = False
    flip: bool = False
    after: bytes = b""


def message(
    infos: tuple[bytes, ...],
    content_key: bytes,
    label: str,
    content: bytes,
    wish: MessageWish = MessageWish(),
) -> bytes:
    """A ContentInfo that holds AuthEnvelopedData (RFC 5083) of `content`. Its nonce follows from `label`."""
    nonce = fixed_bytes(f"nonce {label}", wish.nonce_bytes)
    key = content_key[: 16 if wish.cipher == AES128_GCM else 32]
    encryptor = Cipher(AES(key), GCM(nonce)).encryptor()
    if wish.authenticated:
        encryptor.authenticate_additional_data(b"\x31" + wish.authenticated[1:])
    encrypted = bytearray(encryptor.update(content) + encryptor.finalize())
    if wish.flip:
        encrypted[len(encrypted) // 2] ^= 1
    tag = encryptor.tag[: wish.tag_bytes]
    members = sorted(infos) if wish.sort else sorted(infos, reverse=True)
    algorithm = seq(oid(wish.cipher), seq(octets(nonce), integer(wish.tag_bytes)))
    head = (integer(wish.version), tlv(0x31, *members))
    tail = (wish.authenticated, octets(tag), wish.unauthenticated)
    if wish.indefinite:
        inner = b"\x30\x80" + DATA + algorithm + tlv(0x80, bytes(encrypted)) + b"\0\0"
        return seq(AUTH_ENVELOPED_DATA, tagged(0, seq(*head, inner, *tail))) + wish.after
    inner = seq(DATA, algorithm, tlv(0x80, bytes(encrypted)))
    return seq(AUTH_ENVELOPED_DATA, tagged(0, seq(*head, inner, *tail))) + wish.after


def attributes(tag: int) -> bytes:
    """A content-type attribute, as some other writer would put it there."""
    return tlv(tag, seq(oid("1.2.840.113549.1.9.3"), tlv(0x31, DATA)))


def kek(key_id: bytes, key: bytes, content_key: bytes) -> bytes:
    """KEKRecipientInfo: who has the key of this id unwraps the content's."""
    wrapped = octets(aes_key_wrap(key, content_key))
    return tagged(2, integer(4), seq(octets(key_id)), seq(oid(AES256_WRAP)), wrapped)


def transport(
    certificate: bytes,
    content_key: bytes,
    *,
    key: rsa.RSAPublicKey | None = None,
    digest: str = "sha256",
    label: bytes | None = None,
    plain: bool = False,
    by_key_id: bool = False,
) -> bytes:
    """KeyTransRecipientInfo by RSAES-OAEP. `key`: another than the certificate's; `plain`: PKCS#1 v1.5."""
    loaded = x509.load_der_x509_certificate(certificate)
    public = key or loaded.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    size = public.key_size // 8
    if plain:
        filler = fixed_bytes("pkcs1", size - 3 - len(content_key)).replace(b"\0", b"\1")
        block, algorithm = b"\0\2" + filler + b"\0" + content_key, seq(oid("1.2.840.113549.1.1.1"), NULL)
    else:
        block = _oaep(content_key, size, digest, label or b"")
        mask = seq(oid("1.2.840.113549.1.1.8"), _SHA[digest])
        source = () if label is None else (tagged(2, seq(oid("1.2.840.113549.1.1.9"), octets(label))),)
        parameters = seq(tagged(0, _SHA[digest]), tagged(1, mask), *source)
        algorithm = seq(oid("1.2.840.113549.1.1.7"), parameters)
    numbers = public.public_numbers()
    encrypted = pow(int.from_bytes(block, "big"), numbers.e, numbers.n).to_bytes(size, "big")
    if by_key_id:
        named, version = tlv(0x80, hashlib.sha1(certificate).digest()), 2  # noqa: S324 - an identifier
    else:
        named, version = _named(certificate), 0
    return seq(integer(version), named, algorithm, octets(encrypted))


def _oaep(message_: bytes, size: int, digest: str, label: bytes) -> bytes:
    """EME-OAEP (RFC 8017 section 7.1.1) with a seed that follows from the message."""
    seed = hashlib.new(digest, b"seed" + message_).digest()
    filler = bytes(size - len(message_) - 2 * len(seed) - 2)
    block = hashlib.new(digest, label).digest() + filler + b"\x01" + message_
    masked = _xor(block, _mgf1(seed, len(block), digest))
    return b"\0" + _xor(seed, _mgf1(masked, len(seed), digest)) + masked


def _mgf1(seed: bytes, size: int, digest: str) -> bytes:
    blocks = (hashlib.new(digest, seed + n.to_bytes(4, "big")).digest() for n in range(size // 20 + 1))
    return b"".join(blocks)[:size]


def _xor(one: bytes, two: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, two, strict=True))


def agreement(
    certificate: bytes,
    content_key: bytes,
    label: str,
    *,
    scheme: str | None = None,
    wrap: str = AES256_WRAP,
    material: bytes | None = None,
    point: bytes | None = None,
    twice: bool = False,
) -> bytes:
    """KeyAgreeRecipientInfo by ephemeral ECDH. `material` is a ukm, `point` is sent instead of the key's."""
    public = x509.load_der_x509_certificate(certificate).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    ephemeral = _ephemeral(public.curve.name, label)
    digest = scheme or ("sha384" if public.curve.name == "secp384r1" else "sha256")
    sent = point or ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    size = 16 if wrap == AES128_WRAP else 32
    shared_info = seq(
        seq(oid(wrap)),
        *(() if material is None else (tagged(0, octets(material)),)),
        tagged(2, octets((size * 8).to_bytes(4, "big"))),
    )
    shared = ephemeral.exchange(ec.ECDH(), public)
    derived = hashlib.new(digest, shared + b"\0\0\0\1" + shared_info).digest()[:size]
    if len(derived) < size:
        derived += hashlib.new(digest, shared + b"\0\0\0\2" + shared_info).digest()[: size - len(derived)]
    one = seq(_named(certificate), octets(aes_key_wrap(derived, content_key)))
    originator = tagged(1, seq(oid("1.2.840.10045.2.1")), tlv(0x03, b"\0" + sent))
    return tagged(
        1,
        integer(3),
        tagged(0, originator),
        *(() if material is None else (tagged(1, octets(material)),)),
        seq(oid(_SCHEMES[digest]), seq(oid(wrap))),
        seq(*([one, one] if twice else [one])),
    )


def _ephemeral(curve: str, label: str) -> ec.EllipticCurvePrivateKey:
    if curve == "secp521r1":
        secret = int.from_bytes(hashlib.sha512(label.encode()).digest(), "big")
        return ec.derive_private_key(secret, ec.SECP521R1())
    return p384_key(f"ephemeral {label}") if curve == "secp384r1" else ec_key(f"ephemeral {label}")


def password(
    phrase: bytes | None,
    content_key: bytes,
    label: str,
    *,
    iterations: int = 600_000,
    prf: str = "1.2.840.113549.2.9",
) -> bytes:
    """PasswordRecipientInfo by PBKDF2 and RFC 3211. Without a phrase the wrapped key is any bytes."""
    salt, vector = fixed_bytes(f"salt {label}"), fixed_bytes(f"vector {label}")
    if phrase is None:
        wrapped = fixed_bytes(f"wrapped {label}", 48)
    else:
        derived = _pbkdf2(phrase, salt, iterations)
        check = bytes(b ^ 0xFF for b in content_key[:3])
        clear = bytes((32,)) + check + content_key + fixed_bytes(f"filler {label}", 12)
        first = _cbc(derived, vector, clear)
        wrapped = _cbc(derived, first[-16:], first)
    parameters = seq(octets(salt), integer(iterations), seq(oid(prf), NULL))
    return tagged(
        3,
        integer(0),
        tagged(0, oid("1.2.840.113549.1.5.12"), parameters),
        seq(oid("1.2.840.113549.1.9.16.3.9"), seq(oid(AES256_CBC), octets(vector))),
        octets(wrapped),
    )


@cache
def _pbkdf2(phrase: bytes, salt: bytes, iterations: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", phrase, salt, iterations)


def _cbc(key: bytes, vector: bytes, data: bytes) -> bytes:
    encryptor = Cipher(AES(key), CBC(vector)).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def _named(certificate: bytes) -> bytes:
    """IssuerAndSerialNumber."""
    loaded = x509.load_der_x509_certificate(certificate)
    return seq(loaded.issuer.public_bytes(), integer(loaded.serial_number))
