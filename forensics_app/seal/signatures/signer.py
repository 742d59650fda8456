"""Making a CAdES-B signature in the seal's one form, with whatever key signs."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from forensics_app.errors import SealFailedError
from forensics_app.model.times import utc_text
from forensics_app.seal.certificates.arithmetic import OPENSSL
from forensics_app.seal.forms import p7s_profile
from forensics_app.seal.forms.certificate_parts import read_certificate
from forensics_app.seal.forms.der import DerError
from forensics_app.seal.signing_key import SigningKey


def sign_detached(content: bytes, signing: SigningKey, *, at: datetime) -> bytes:
    """A detached CAdES-B signature over `content`, as a file in the one form.

    `at` becomes the claimed signing time, in whole seconds. Raises SealFailedError, SigningKeyError.
    """
    return p7s_profile.build(sign_parts(content, signing, at=at))


def sign_parts(content: bytes, signing: SigningKey, *, at: datetime) -> p7s_profile.SignatureParts:
    """The parts of such a signature, checked before they are returned.

    Raises SealFailedError, SigningKeyError.
    """
    try:
        chain = tuple(read_certificate(c) for c in signing.chain)
    except DerError as e:
        raise SealFailedError(detail=str(e)) from e
    unsigned = p7s_profile.SignatureParts(
        chain=chain,
        algorithm=p7s_profile.SignatureAlgorithm(signing.family, signing.digest),
        message_digest=hashlib.new(signing.digest, content).digest(),
        signing_time=utc_text(at.astimezone(UTC).replace(microsecond=0)),
        signature=b"",
    )
    value = signing.sign(unsigned.signed_attributes())
    try:
        if signing.family == "ecdsa":
            value = p7s_profile.low_s(value, chain[0])
        parts = replace(unsigned, signature=value)
        _check(p7s_profile.read_canonical(p7s_profile.build(parts)), signing.certificate)
    except p7s_profile.ProfileError as e:
        raise SealFailedError(detail=str(e)) from e
    return parts


def _check(parts: p7s_profile.SignatureParts, certificate: bytes) -> None:
    """The signature as it stands in the file verifies. Raises SealFailedError."""
    public = x509.load_der_x509_certificate(certificate).public_key()
    key = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if not OPENSSL.verify(key, parts.algorithm, parts.signature, parts.signed_attributes()):
        raise SealFailedError(detail="the signature does not verify")
