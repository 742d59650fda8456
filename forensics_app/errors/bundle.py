"""Bundles and seals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.tree import ExitCode, ForensicsError


@dataclass(eq=False)
class BundleError(ForensicsError):
    code: ClassVar[str] = "bundle"
    path: str = ""


@dataclass(eq=False)
class BundleNotFoundError(BundleError):
    code: ClassVar[str] = "bundle-not-found"


@dataclass(eq=False)
class NotABundleError(BundleError):
    """Nothing here that any check could start from."""

    code: ClassVar[str] = "not-a-bundle"
    detail: str = ""


@dataclass(eq=False)
class ZipRuleError(BundleError):
    """A rule of the strict ZIP form is broken. `rule` is its code in docs/bundle-format.md."""

    code: ClassVar[str] = "zip-rule"
    rule: str = ""
    entry: str = ""
    offset_bytes: int = 0


@dataclass(eq=False)
class NotCanonicalError(BundleError):
    """Sealed text that isn't in its one canonical form. `line` counts from 1, 0 is the whole file."""

    code: ClassVar[str] = "not-canonical"
    line: int = 0
    detail: str = ""


@dataclass(eq=False)
class SealFailedError(BundleError):
    code: ClassVar[str] = "seal-failed"
    detail: str = ""


@dataclass(eq=False)
class NoMediumInBundleError(BundleError):
    """A bundle of folders and files alone: they have no extents that an image could be compared with."""

    code: ClassVar[str] = "no-medium-in-bundle"


@dataclass(eq=False)
class ImageNotInBundleError(BundleError):
    """An image (`path`) that is none of a bundle's sources; `expected` lists their ids and sizes in bytes."""

    code: ClassVar[str] = "image-not-in-bundle"
    size_bytes: int = 0
    expected: str = ""


@dataclass(eq=False)
class VerificationFailedError(BundleError):
    """The verdict does not allow what was asked; the report with every finding is attached."""

    code: ClassVar[str] = "verification-failed"
    exit_code: ClassVar[ExitCode] = ExitCode.EVIDENCE_BAD
    verdict: str = ""


@dataclass(eq=False)
class ManifestNotReadableError(BundleError):
    """A file (`path`) that is to be compared with, and is no case, no bundle and no list that is known."""

    code: ClassVar[str] = "manifest-not-readable"
    detail: str = ""


@dataclass(eq=False)
class ListingLostError(BundleError):
    """The temporary list (`path`) of what a bundle holds was removed or changed while it was looked at."""

    code: ClassVar[str] = "listing-lost"
