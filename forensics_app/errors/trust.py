"""Whom the user trusts, and files that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.tree import ForensicsError


@dataclass(eq=False)
class TrustError(ForensicsError):
    code: ClassVar[str] = "trust"
    path: str = ""


@dataclass(eq=False)
class CertificateInvalidError(TrustError):
    code: ClassVar[str] = "certificate-invalid"
    detail: str = ""


@dataclass(eq=False)
class CertificateRequestInvalidError(TrustError):
    """A file given as a request for a certificate (PKCS#10) that holds none which can be answered."""

    code: ClassVar[str] = "certificate-request-invalid"
    detail: str = ""


@dataclass(eq=False)
class RevocationFileInvalidError(TrustError):
    """A file given as revocation lists or OCSP answers that holds none. `detail` is what its reader said."""

    code: ClassVar[str] = "revocation-file-invalid"
    detail: str = ""


@dataclass(eq=False)
class LabCardInvalidError(TrustError):
    """Not a laboratory card, or one that something is wrong with: `detail` is a code or a field's name."""

    code: ClassVar[str] = "lab-card-invalid"
    detail: str = ""


@dataclass(eq=False)
class LabCardInBundleFolderError(TrustError):
    """A card that lies in or beside a bundle: whoever made the bundle can have put it there."""

    code: ClassVar[str] = "lab-card-beside-bundle"
    found: str = ""


@dataclass(eq=False)
class FingerprintMismatchError(TrustError):
    code: ClassVar[str] = "fingerprint-mismatch"
    expected: str = ""
    actual: str = ""


@dataclass(eq=False)
class KeyFingerprintMismatchError(TrustError):
    code: ClassVar[str] = "key-fingerprint-mismatch"
    expected: str = ""
    actual: str = ""


@dataclass(eq=False)
class TrustEntryNotFoundError(TrustError):
    code: ClassVar[str] = "trust-entry-not-found"
    fingerprint: str = ""
