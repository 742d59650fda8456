"""To whom a bundle is sent, as people type it."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from forensics_app.errors import AddendumInvalidError
from forensics_app.model.addendum import Recipient
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.trust import read_certificates


def recipient(text: str) -> Recipient:
    """`name; country; CERT.pem`; the first certificate of that file is the recipient's own. The country is a
    code or a name (`place_names.country_code`).

    Raises AddendumInvalidError, CertificateInvalidError.
    """
    parts = [part.strip() for part in text.split(";")]
    name, country, certificate = [*parts, "", ""][:3]
    code = _code(country)
    if not name or len(parts) > 3 or (country and code is None):
        raise AddendumInvalidError(field="dispatch.recipients", value=text)
    digest = None
    if certificate:
        digest = fingerprint(read_certificates(Path(certificate))[0].public_bytes(Encoding.DER))
    return Recipient(name, code, digest)


def _code(country: str) -> str | None:
    if not country:
        return None
    from forensics_app.i18n.place_names import country_code  # loads Babel

    return country_code(country)
