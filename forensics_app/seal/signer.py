"""Making a CAdES-B signature with pyHanko, and putting it into the seal's one form. Boundary to pyHanko."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime

from asn1crypto import keys, x509  # type: ignore[import-untyped]
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from forensics_app.errors import SealFailedError
from forensics_app.model.times import utc_text
from forensics_app.seal import p7s_profile
from forensics_app.seal.certificate_parts import read_certificate
from forensics_app.seal.certificates import SigningKey


def sign_detached(content: bytes, signing: SigningKey, *, at: datetime) -> bytes:
    """A detached CAdES-B signature over `content`, as a file in the one form.

    `at` becomes the claimed signing time, in whole seconds. Raises SealFailedError.
    """
    return p7s_profile.build(sign_parts(content, signing, at=at))


def sign_parts(content: bytes, signing: SigningKey, *, at: datetime) -> p7s_profile.SignatureParts:
    """The parts of such a signature, checked before they are returned. Raises SealFailedError."""
    moment = at.astimezone(UTC).replace(microsecond=0)
    digest = "sha384" if _is_p384(signing) else "sha256"
    try:
        signature, attributes = asyncio.run(_sign(content, signing, moment, digest))
    except (SigningError, ValueError, TypeError) as e:
        raise SealFailedError(detail=str(e)) from e
    family = "ecdsa" if isinstance(signing.key, ec.EllipticCurvePrivateKey) else "rsa-pkcs1"
    chain = tuple(read_certificate(c) for c in signing.chain)
    parts = p7s_profile.SignatureParts(
        chain=chain,
        algorithm=p7s_profile.SignatureAlgorithm(family, digest),
        message_digest=hashlib.new(digest, content).digest(),
        signing_time=utc_text(moment),
        signature=p7s_profile.low_s(signature, chain[0]) if family == "ecdsa" else signature,
    )
    if parts.signed_attributes() != attributes:
        raise SealFailedError(detail="signed attributes are not in the one form")
    _check(p7s_profile.read_canonical(p7s_profile.build(parts)), signing)
    return parts


def _is_p384(signing: SigningKey) -> bool:
    return isinstance(signing.key, ec.EllipticCurvePrivateKey) and isinstance(signing.key.curve, ec.SECP384R1)


async def _sign(content: bytes, signing: SigningKey, moment: datetime, digest: str) -> tuple[bytes, bytes]:
    """pyHanko's signature value, and the signed attributes it is over (as a SET OF)."""
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for certificate in signing.chain[1:]:
        registry.register(x509.Certificate.load(certificate))
    clear = signing.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(
        x509.Certificate.load(signing.certificate), keys.PrivateKeyInfo.load(clear), registry
    )
    signed = await signer.async_sign_general_data(
        content,
        digest,
        detached=True,
        use_cades=True,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=moment),
    )
    info = signed["content"]["signer_infos"][0]
    return bytes(info["signature"].native), bytes(info["signed_attrs"].untag().dump())


def _check(parts: p7s_profile.SignatureParts, signing: SigningKey) -> None:
    """The signature as it stands in the file verifies. Raises SealFailedError."""
    hash_algorithm = SHA384() if parts.algorithm.digest == "sha384" else SHA256()
    key = signing.key.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(parts.signature, parts.signed_attributes(), ec.ECDSA(hash_algorithm))
        else:
            key.verify(parts.signature, parts.signed_attributes(), padding.PKCS1v15(), hash_algorithm)
    except InvalidSignature as e:
        raise SealFailedError(detail="the signature does not verify") from e
