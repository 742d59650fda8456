"""The custody ledger, its signatures and its printed form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.case import CaseError
from forensics_app.errors.tree import ForensicsError


@dataclass(eq=False)
class LedgerBrokenError(CaseError):
    """The custody ledger's chain doesn't hold at `sequence`."""

    code: ClassVar[str] = "ledger-broken"
    sequence: int = 0
    detail: str = ""


@dataclass(eq=False)
class CustodySignatureInvalidError(ForensicsError):
    """A signature file beside the ledger does not hold; `detail` is the finding's code."""

    code: ClassVar[str] = "custody-signature-invalid"
    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class LedgerContradictsSealError(CaseError):
    """The ledger does not begin with what `seal` sealed: head(`sequence`) differs, or lines are missing."""

    code: ClassVar[str] = "ledger-contradicts-seal"
    seal: str = ""
    sequence: int = 0


@dataclass(eq=False)
class CustodyLabelsInvalidError(ForensicsError):
    """A file of labels for the custody form; `detail`: the code that no form has, or what the reader says."""

    code: ClassVar[str] = "custody-labels-invalid"
    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class CustodyEventInvalidError(ForensicsError):
    code: ClassVar[str] = "custody-event-invalid"
    field: str = ""
    value: str = ""


@dataclass(eq=False)
class CustodyEventInFutureError(CustodyEventInvalidError):
    """The time stated for an event, in `field`, is later than `now` by this computer's clock."""

    code: ClassVar[str] = "custody-event-in-future"
    now: str = ""


@dataclass(eq=False)
class DisposalNotFoundError(CaseError):
    """Neither a ledger with an event of disposal (of that number) nor an addendum that is one."""

    code: ClassVar[str] = "disposal-not-found"
