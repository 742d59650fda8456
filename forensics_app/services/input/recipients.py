"""To whom a bundle is sent, as people type it."""

from __future__ import annotations

import re
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from forensics_app.errors import AddendumInvalidError
from forensics_app.model.addendum import Recipient
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.trust import read_certificates

_COUNTRY = re.compile(r"[A-Za-z]{2}\Z")


def recipient(text: str) -> Recipient:
    """`name; country; CERT.pem`; the first certificate of that file is the recipient's own.

    Raises AddendumInvalidError, CertificateInvalidError.
    """
    parts = [part.strip() for part in text.split(";")]
    name, country, certificate = [*parts, "", ""][:3]
    if not name or len(parts) > 3 or (country and not _COUNTRY.match(country)):
        raise AddendumInvalidError(field="dispatch.recipients", value=text)
    digest = None
    if certificate:
        digest = fingerprint(read_certificates(Path(certificate))[0].public_bytes(Encoding.DER))
    return Recipient(name, country.upper() or None, digest)
