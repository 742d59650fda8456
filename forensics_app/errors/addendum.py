"""Addenda: what happens to a bundle after its seal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.bundle import BundleError
from forensics_app.errors.tree import ExitCode, ForensicsError

OTHER_BUNDLE = "addendum-other-bundle"
OTHER_KIND = "seal-kind"
"""As in the findings of a bundle: an addendum of another one."""


@dataclass(eq=False)
class AddendumNotReadableError(BundleError):
    """A file given as an addendum that can't be read at all, or is too large for one."""

    code: ClassVar[str] = "addendum-not-readable"
    reason: str = ""


@dataclass(eq=False)
class AddendumInvalidError(ForensicsError):
    """`field` of an addendum to be made can't hold `value`."""

    code: ClassVar[str] = "addendum-invalid"
    field: str = ""
    value: str = ""


@dataclass(eq=False)
class AddendumRefusedError(BundleError):
    """An addendum that doesn't hold, or belongs to no bundle of this case. `detail` is a finding's code."""

    code: ClassVar[str] = "addendum-refused"
    exit_code: ClassVar[ExitCode] = ExitCode.EVIDENCE_BAD
    detail: str = ""


@dataclass(eq=False)
class ReceiptRefusedError(BundleError):
    """Accepting a bundle whose verdict says that it is not what was sealed."""

    code: ClassVar[str] = "receipt-refused"
    exit_code: ClassVar[ExitCode] = ExitCode.EVIDENCE_BAD
    verdict: str = ""


@dataclass(eq=False)
class ReceiptReasonMissingError(BundleError):
    """Nobody said whether an unconfirmed bundle is accepted, or why it is."""

    code: ClassVar[str] = "receipt-reason-missing"
    exit_code: ClassVar[ExitCode] = ExitCode.UNCONFIRMED


@dataclass(eq=False)
class SealNotAtHandError(BundleError):
    """No seal that an addendum could name: there is none, or it can't be read."""

    code: ClassVar[str] = "seal-not-at-hand"


@dataclass(eq=False)
class BundleNotChosenError(BundleError):
    """A case with no bundle, or several of which none was named; `names` are those there are."""

    code: ClassVar[str] = "bundle-not-chosen"
    names: str = ""
