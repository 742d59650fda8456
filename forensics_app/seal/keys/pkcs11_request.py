"""A request for a certificate, signed by a key on a card that has none yet. Imported only through `cards`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pkcs11
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11.util.ec import encode_ec_public_key

from forensics_app.errors import CardAmbiguousError, CardObjectError, WeakKeyError
from forensics_app.model.names import visible
from forensics_app.seal.certificates.making import Holder, PublicKey, usable_key
from forensics_app.seal.certificates.request import CardRequest, key_digest, make_request
from forensics_app.seal.keys.pkcs11_key import sign_on_token
from forensics_app.seal.keys.pkcs11_token import find_token, mechanisms_of, session_of
from forensics_app.seal.signing_key import Digest, Family


def request_of_card(
    module: Path, pin: bytes, holder: Holder, *, token: str | None, key_label: str | None
) -> CardRequest:
    """A request by the one signing key of a token, or by the one with this label.

    Raises CardObjectError, CardAmbiguousError, WeakKeyError, UsageError, and what finding a token
    and a session raise.
    """
    found = find_token(module, token)
    mechanisms = mechanisms_of(found)
    with session_of(found, pin, found.label) as session:
        key = _signing_key(session, key_label, found.label)
        public, algorithm = _public_key(session, key, found.label)

        def sign(data: bytes, scheme: tuple[Family, Digest]) -> bytes:
            return sign_on_token(key, data, scheme, mechanisms, pin, found.label)

        made = make_request(holder, public, sign)
    return CardRequest(made, found.label, algorithm, key_digest(public))


def _signing_key(session: pkcs11.Session, wanted: str | None, label: str) -> pkcs11.Object:
    keys = [
        k
        for k in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.SIGN: True})
        if wanted in (None, k[Attribute.LABEL])
    ]
    if not keys:
        raise CardObjectError(identity=label, detail="card-empty" if wanted is None else "card-no-such-label")
    if len(keys) > 1:
        raise CardAmbiguousError(found=", ".join(visible(str(k[Attribute.LABEL])) for k in keys))
    return keys[0]


def _public_key(session: pkcs11.Session, key: Any, label: str) -> tuple[PublicKey, str]:
    """The public part of a private key, by the object with the same id, and the name of its kind."""
    held: list[Any] = list(
        session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.ID: bytes(key[Attribute.ID])})
    )
    if len(held) != 1:
        raise CardObjectError(identity=label, detail="card-no-public-key")
    kind = held[0][Attribute.KEY_TYPE]
    if kind == KeyType.EC:
        return usable_key(load_der_public_key(encode_ec_public_key(held[0])))
    if kind == KeyType.RSA:
        exponent, modulus = (
            int.from_bytes(held[0][part]) for part in (Attribute.PUBLIC_EXPONENT, Attribute.MODULUS)
        )
        return usable_key(RSAPublicNumbers(exponent, modulus).public_key())
    raise WeakKeyError(algorithm=str(kind))
