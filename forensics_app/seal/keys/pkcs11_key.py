"""A key on a card or in a security module: found with its certificate, tried once, and asked for signatures.

Where the token hashes itself it is given the data, else the digest (the raw mechanisms of PKCS#11 v2.40,
sections 2.1.6, 2.1.9 and 2.3.6): many cards can only do that.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pkcs11 import MGF, Attribute, Mechanism, ObjectClass

from forensics_app.errors import CardAmbiguousError, CardObjectError, SigningKeyError
from forensics_app.model.names import visible
from forensics_app.seal.certificates.arithmetic import OPENSSL
from forensics_app.seal.certificates.making import chain_above, key_algorithm, may_seal
from forensics_app.seal.forms import der
from forensics_app.seal.forms.p7s_profile import DIGEST_OIDS, SignatureAlgorithm
from forensics_app.seal.keys.pkcs11_token import (
    find_token,
    has_pin_pad,
    mechanisms_of,
    session_of,
)
from forensics_app.seal.signing_key import CardReference, Digest, Family, scheme_of

_HASHING: dict[tuple[Family, Digest], Mechanism] = {
    ("rsa-pkcs1", "sha256"): Mechanism.SHA256_RSA_PKCS,
    ("rsa-pkcs1", "sha384"): Mechanism.SHA384_RSA_PKCS,
    ("rsa-pkcs1", "sha512"): Mechanism.SHA512_RSA_PKCS,
    ("rsa-pss", "sha256"): Mechanism.SHA256_RSA_PKCS_PSS,
    ("rsa-pss", "sha384"): Mechanism.SHA384_RSA_PKCS_PSS,
    ("rsa-pss", "sha512"): Mechanism.SHA512_RSA_PKCS_PSS,
    ("ecdsa", "sha256"): Mechanism.ECDSA_SHA256,
    ("ecdsa", "sha384"): Mechanism.ECDSA_SHA384,
    ("ecdsa", "sha512"): Mechanism.ECDSA_SHA512,
}
_RAW: dict[Family, Mechanism] = {
    "rsa-pkcs1": Mechanism.RSA_PKCS,
    "rsa-pss": Mechanism.RSA_PKCS_PSS,
    "ecdsa": Mechanism.ECDSA,
}
_PSS: dict[Digest, tuple[Mechanism, MGF, int]] = {  # the hash, MGF1 with it, a salt as long as it
    "sha256": (Mechanism.SHA256, MGF.SHA256, 32),
    "sha384": (Mechanism.SHA384, MGF.SHA384, 48),
    "sha512": (Mechanism.SHA512, MGF.SHA512, 64),
}


@dataclass(frozen=True, slots=True)
class Pkcs11Key:
    """A key that never leaves its card. The PIN stays in memory, for a card that is pulled and put back."""

    reference: CardReference
    chain: tuple[bytes, ...]
    identity: str
    pin: bytes = field(repr=False)

    @property
    def certificate(self) -> bytes:
        return self.chain[0]

    @property
    def family(self) -> Family:
        return scheme_of(x509.load_der_x509_certificate(self.certificate), pss=self.reference.pss)[0]

    @property
    def digest(self) -> Digest:
        return scheme_of(x509.load_der_x509_certificate(self.certificate), pss=self.reference.pss)[1]

    def check(self) -> None:
        """The card is there, takes the PIN and holds the key. Raises SigningKeyError and its kinds."""
        where = self.reference
        token = find_token(where.module, where.token, where.serial)
        with session_of(token, self.pin, self.identity) as session:
            _key_of(session, where.key_id, self.identity)

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`, hashing included. Raises SigningKeyError and its kinds: card gone, PIN
        locked, refused."""
        where = self.reference
        token = find_token(where.module, where.token, where.serial)
        mechanisms = mechanisms_of(token)
        with session_of(token, self.pin, self.identity) as session:
            key = _key_of(session, where.key_id, self.identity)
            return sign_on_token(key, data, (self.family, self.digest), mechanisms, self.pin, self.identity)


def read_card(
    module: Path, pin: bytes, *, token: str | None, key_label: str | None, others: Sequence[bytes], pss: bool
) -> tuple[CardReference, tuple[bytes, ...]]:
    """The one key of a token that may seal, and its chain; the key has made a test signature that verifies.

    `others` are certificates (DER) that the token may lack: those above, or, first among them, the signer's.
    Raises CardObjectError, CardAmbiguousError, WeakKeyError, and what finding a token and a session raise.
    """
    found = find_token(module, token)
    mechanisms = mechanisms_of(found)
    with session_of(found, pin, found.label) as session:
        key, certificate, all_certificates = _choose(session, key_label, others, found.label)
        key_algorithm(x509.load_der_x509_certificate(certificate))
        reference = CardReference(
            module=str(module.absolute()),
            token=found.label,
            serial=found.serial.hex(),
            key_id=bytes(key[Attribute.ID]).hex(),
            pss=pss,
            pin_pad=has_pin_pad(found),
        )
        scheme = scheme_of(x509.load_der_x509_certificate(certificate), pss=pss)
        probe = secrets.token_bytes(32)
        made = sign_on_token(key, probe, scheme, mechanisms, pin, found.label)
    _check_belongs(certificate, scheme, made, probe, found.label)
    above = chain_above(
        x509.load_der_x509_certificate(certificate),
        [x509.load_der_x509_certificate(c) for c in all_certificates],
    )
    return reference, tuple(c.public_bytes(Encoding.DER) for c in above)


def sign_on_token(
    key: Any,
    data: bytes,
    scheme: tuple[Family, Digest],
    mechanisms: Set[int],
    pin: bytes,
    identity: str,
) -> bytes:
    """A signature by an open session's key with whichever of `mechanisms` does it; ECDSA as DER of r and s.

    Raises SigningKeyError where the token has none of them.
    """
    family, digest = scheme
    hashing, raw = _HASHING[scheme], _RAW[family]
    parameters = _PSS[digest] if family == "rsa-pss" else None
    again = pin.decode("utf-8") if _asks_each_time(key) else None
    if hashing in mechanisms:
        value = key.sign(data, mechanism=hashing, mechanism_param=parameters, pin=again)
    elif raw in mechanisms:
        value = key.sign(_hashed(data, scheme), mechanism=raw, mechanism_param=parameters, pin=again)
    else:
        raise SigningKeyError(identity=identity, detail="mechanism")
    value = bytes(value)
    if family != "ecdsa":
        return value
    half = len(value) // 2
    return encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:]))


def _hashed(data: bytes, scheme: tuple[Family, Digest]) -> bytes:
    """What a raw mechanism signs: the digest, for PKCS#1 v1.5 inside DigestInfo (RFC 8017 section 9.2)."""
    family, digest = scheme
    value = hashlib.new(digest, data).digest()
    if family != "rsa-pkcs1":
        return value
    algorithm = der.tlv(der.SEQUENCE, der.oid(DIGEST_OIDS[digest]), der.tlv(der.NULL))
    return der.tlv(der.SEQUENCE, algorithm, der.tlv(der.OCTET_STRING, value))


def _asks_each_time(key: pkcs11.Object) -> bool:
    """CKA_ALWAYS_AUTHENTICATE: the card wants the PIN for each signature; absent means no."""
    return bool(key.get_attributes([Attribute.ALWAYS_AUTHENTICATE]).get(Attribute.ALWAYS_AUTHENTICATE))


def _key_of(session: pkcs11.Session, key_id: str, identity: str) -> pkcs11.Object:
    found = list(
        session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: bytes.fromhex(key_id)})
    )
    if len(found) != 1:
        raise CardObjectError(identity=identity, detail="card-no-key")
    return found[0]


def _choose(
    session: pkcs11.Session, wanted: str | None, others: Sequence[bytes], label: str
) -> tuple[pkcs11.Object, bytes, tuple[bytes, ...]]:
    """The key, its certificate, and every certificate at hand."""
    keys = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.SIGN: True}))
    held = list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}))
    at_hand = (*(bytes(c[Attribute.VALUE]) for c in held), *others)
    pairs = [
        (k, bytes(c[Attribute.VALUE]))
        for k in keys
        for c in held
        if bytes(k[Attribute.ID]) == bytes(c[Attribute.ID])
        and wanted in (None, k[Attribute.LABEL], c[Attribute.LABEL])
    ]
    if not pairs and others:
        pairs = [(k, others[0]) for k in keys if wanted in (None, k[Attribute.LABEL])]
    if not pairs:
        raise CardObjectError(identity=label, detail=_what_is_missing(bool(keys), bool(held), wanted))
    usable = [p for p in pairs if may_seal(x509.load_der_x509_certificate(p[1]))]
    if not usable:
        raise CardObjectError(identity=label, detail="key-usage")
    if len(usable) > 1:
        raise CardAmbiguousError(found=", ".join(visible(str(k[Attribute.LABEL])) for k, _ in usable))
    return (*usable[0], at_hand)


def _what_is_missing(keys: bool, certificates: bool, wanted: str | None) -> str:
    if wanted is not None:
        return "card-no-such-label"
    if keys:
        return "card-key-without-certificate"
    return "card-certificate-without-key" if certificates else "card-empty"


def _check_belongs(
    certificate: bytes, scheme: tuple[Family, Digest], signature: bytes, data: bytes, label: str
) -> None:
    public = x509.load_der_x509_certificate(certificate).public_key()
    key = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if not OPENSSL.verify(key, SignatureAlgorithm(*scheme), signature, data):
        raise CardObjectError(identity=label, detail="key-mismatch")
