"""A PDF with a PAdES signature (EN 319 142-1, baseline B; with an authority, T). Boundary to pyHanko.

The signature stands in an update behind the file, whose own bytes stay as they are, in one invisible field.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from io import BytesIO
from typing import Protocol

from asn1crypto import algos, cms  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from forensics_app.errors import SealFailedError
from forensics_app.seal.forms.p7s_profile import SIGNATURE_ALGORITHMS, SignatureAlgorithm
from forensics_app.seal.signing_key import SigningKey

FIELD = "Signature"
_ROOM_BYTES = 4096  # of a signature value with what pyHanko adds to the certificates


class Stamping(Protocol):
    """A time-stamp authority: see `seal.timestamp`."""

    def stamp(self, imprint_sha256: bytes, /) -> bytes:
        """A token (DER) over a SHA-256 digest."""
        ...


def sign_pdf(pdf: bytes, key: SigningKey, *, at: datetime, authority: Stamping | None = None) -> bytes:
    """`pdf` with one more signature, by `key`, claimed to be made at `at` (aware).

    Raises SealFailedError, SigningKeyError, and what `authority` raises.
    """
    signer = _KeySigner(key)
    metadata = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm=key.digest, subfilter=SigSeedSubFilter.PADES
    )
    pdf_signer = _TimedSigner(
        metadata, signer, timestamper=None if authority is None else _Stamper(authority)
    )
    pdf_signer.at = at
    try:
        # PDF/A wants a line end before each object, and nothing of typst's ends with one
        whole = pdf if pdf.endswith(b"\n") else pdf + b"\n"
        writer = IncrementalPdfFileWriter(BytesIO(whole))
        out: BytesIO = pdf_signer.sign_pdf(writer)
    except (SigningError, PdfError) as e:
        raise SealFailedError(detail=str(e)) from e
    return out.getvalue()


class _TimedSigner(PdfSigner):
    """Signs with the time that it is told, not the computer's."""

    at: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class _KeySigner(Signer):
    """pyHanko's view of one of our keys."""

    def __init__(self, key: SigningKey) -> None:
        certificates = [asn1_x509.Certificate.load(c) for c in key.chain]
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(certificates[1:])
        mechanism = SIGNATURE_ALGORITHMS[SignatureAlgorithm(key.family, key.digest)]
        super().__init__(
            signing_cert=certificates[0],
            cert_registry=store,
            signature_mechanism=algos.SignedDigestAlgorithm.load(mechanism),
        )
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """`dry_run` asks for the size alone, which no key has to be used for."""
        if digest_algorithm != self._key.digest:
            raise SealFailedError(detail=digest_algorithm)
        return bytes(_ROOM_BYTES) if dry_run else self._key.sign(data)

    async def unsigned_attrs(
        self,
        digest_algorithm: str,
        signature: bytes,
        signed_attrs: cms.CMSAttributes,
        timestamper: TimeStamper | None = None,
        dry_run: bool = False,
    ) -> cms.CMSAttributes | None:
        """The time-stamp over the signature is over its SHA-256, whatever the key hashes with."""
        return await super().unsigned_attrs(
            "sha256", signature, signed_attrs, timestamper=timestamper, dry_run=dry_run
        )


class _Stamper(TimeStamper):
    """pyHanko's view of one of our authorities."""

    def __init__(self, authority: Stamping) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._authority = authority

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        return cms.ContentInfo.load(self._authority.stamp(message_digest))

    async def async_dummy_response(self, md_algorithm: str) -> cms.ContentInfo:
        """A token whose size tells how much room the real one needs: over nothing."""
        return await self.async_timestamp(hashlib.sha256(b"").digest(), md_algorithm)
