"""Keys on a card or in a security module that open what was encrypted to their certificates: RSA-OAEP, or
ECDH (PKCS#11 v2.40, sections 2.1.8, 2.1.10 and 2.3.8).

Like `pkcs11_key`, this file is imported only where a card is used (`cards`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pkcs11 import KDF, MGF, Attribute, KeyType, Mechanism, ObjectClass

from forensics_app.errors import CardObjectError, SigningKeyError
from forensics_app.seal.keys import oaep
from forensics_app.seal.keys.pkcs11_token import find_token, mechanisms_of, session_of

_OAEP = (Mechanism.SHA256, MGF.SHA256, None)
_REFUSED = (pkcs11.MechanismParamInvalid, pkcs11.MechanismInvalid, pkcs11.ArgumentsBad)
"""What tokens say that have OAEP with SHA-1 alone."""


@dataclass(frozen=True, slots=True)
class Pkcs11DecryptionKey:
    """One of a token's keys, by its id. The PIN stays in memory until the parcel is open."""

    module: str
    token: str
    serial: str
    key_id: bytes
    certificate: bytes
    pin: bytes = field(repr=False)

    def decrypt_oaep(self, data: bytes) -> bytes | None:
        """The message; None where the key is no RSA key or not the certificate's, or it does not decrypt.

        Raises SigningKeyError and its kinds: card gone, PIN locked, mechanism missing.
        """
        public = x509.load_der_x509_certificate(self.certificate).public_key()
        if not isinstance(public, rsa.RSAPublicKey):
            return None
        token = find_token(self.module, self.token, self.serial)
        mechanisms = mechanisms_of(token)
        with session_of(token, self.pin, self.token) as session:
            key = self._key(session)
            if not _belongs_to(key, public):  # what it can't take as a number, a token calls a general error
                return None
            again = self.pin.decode("utf-8") if _asks_each_time(key) else None
            if Mechanism.RSA_PKCS_OAEP in mechanisms:
                try:
                    return bytes(
                        key.decrypt(data, mechanism=Mechanism.RSA_PKCS_OAEP, mechanism_param=_OAEP, pin=again)
                    )
                except _REFUSED:
                    pass
                except (pkcs11.EncryptedDataInvalid, pkcs11.EncryptedDataLenRange):
                    return None
            if Mechanism.RSA_X_509 not in mechanisms:
                raise SigningKeyError(identity=self.token, detail="mechanism")
            block = bytes(key.decrypt(data, mechanism=Mechanism.RSA_X_509, pin=again))
        return oaep.unpad(block.rjust(public.key_size // 8, b"\0"))

    def agree(self, point: bytes) -> bytes | None:
        """The shared secret; None where the key is on no such curve, or the point is not. Raises as above."""
        public = x509.load_der_x509_certificate(self.certificate).public_key()
        if not isinstance(public, ec.EllipticCurvePublicKey):
            return None
        try:  # a card need not look whether the point is on its curve
            ec.EllipticCurvePublicKey.from_encoded_point(public.curve, point)
        except ValueError:
            return None
        size = public.curve.key_size // 8
        token = find_token(self.module, self.token, self.serial)
        if Mechanism.ECDH1_DERIVE not in mechanisms_of(token):
            raise SigningKeyError(identity=self.token, detail="mechanism")
        with session_of(token, self.pin, self.token) as session:
            shared = self._key(session).derive_key(
                KeyType.GENERIC_SECRET,
                size * 8,
                mechanism=Mechanism.ECDH1_DERIVE,
                mechanism_param=(KDF.NULL, None, point),
                template={Attribute.SENSITIVE: False, Attribute.EXTRACTABLE: True},
            )
            return bytes(shared[Attribute.VALUE])

    def _key(self, session: pkcs11.Session) -> Any:
        wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: self.key_id}
        found = list(session.get_objects(wanted))
        if len(found) != 1:
            raise CardObjectError(identity=self.token, detail="card-no-key")
        return found[0]


def decryption_keys(
    module: Path, pin: bytes, *, token: str | None, key_label: str | None, others: Sequence[bytes]
) -> tuple[Pkcs11DecryptionKey, ...]:
    """The keys of a token that decrypt or agree on keys, each with its certificate: one of the token's with
    the same id, or one of `others` (DER) that has the key.

    Raises CardObjectError where there is none, and what finding a token and a session raise.
    """
    found = find_token(module, token)
    keys = []
    with session_of(found, pin, found.label) as session:
        held = [
            (bytes(c[Attribute.ID]), bytes(c[Attribute.VALUE]))
            for c in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
        ]
        for key in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}):
            if key_label not in (None, key[Attribute.LABEL]) or not _decrypts(key):
                continue
            key_id = bytes(key[Attribute.ID])
            certificates = [c for one, c in held if one == key_id] or list(others)
            keys += [
                Pkcs11DecryptionKey(
                    str(module.absolute()), found.label, found.serial.hex(), key_id, certificate, pin
                )
                for certificate in certificates
            ]
    if not keys:
        missing = "card-no-such-label" if key_label is not None else "card-no-decryption"
        raise CardObjectError(identity=found.label, detail=missing)
    return tuple(keys)


def _belongs_to(key: pkcs11.Object, public: rsa.RSAPublicKey) -> bool:
    """Whether a token's key has the modulus of that public key; a token that doesn't give it is believed."""
    modulus = key.get_attributes([Attribute.MODULUS]).get(Attribute.MODULUS)
    return not modulus or int.from_bytes(modulus, "big") == public.public_numbers().n


def _decrypts(key: pkcs11.Object) -> bool:
    told = key.get_attributes([Attribute.DECRYPT, Attribute.DERIVE])
    return bool(told.get(Attribute.DECRYPT) or told.get(Attribute.DERIVE))


def _asks_each_time(key: pkcs11.Object) -> bool:
    """CKA_ALWAYS_AUTHENTICATE: the card wants the PIN for each use; absent means no."""
    return bool(key.get_attributes([Attribute.ALWAYS_AUTHENTICATE]).get(Attribute.ALWAYS_AUTHENTICATE))
