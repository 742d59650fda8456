"""What was asked for, and the system it was asked on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.tree import ExitCode, ForensicsError


@dataclass(eq=False)
class UsageError(ForensicsError):
    """An argument that parses but can't be meant: `name` says which, `value` what was given."""

    code: ClassVar[str] = "usage"
    name: str = ""
    value: str = ""


@dataclass(eq=False)
class OptionMissingError(UsageError):
    """What was asked for needs the option `name`, which was not given."""

    code: ClassVar[str] = "option-missing"


@dataclass(eq=False)
class ProfileNotFoundError(ForensicsError):
    """Nobody keeps reading options under this name."""

    code: ClassVar[str] = "profile-not-found"
    profile: str = ""


@dataclass(eq=False)
class NotOnThisSystemError(ForensicsError):
    """A command that this operating system has not got what it takes for (docs/platforms.md)."""

    code: ClassVar[str] = "not-on-this-system"
    command: str = ""


@dataclass(eq=False)
class CancelledError(ForensicsError):
    """The user asked to stop; what was committed stays."""

    code: ClassVar[str] = "cancelled"
    exit_code: ClassVar[ExitCode] = ExitCode.CANCELLED


@dataclass(eq=False)
class DiskFullError(ForensicsError):
    code: ClassVar[str] = "disk-full"
    path: str = ""


@dataclass(eq=False)
class OutputExistsError(ForensicsError):
    code: ClassVar[str] = "output-exists"
    path: str = ""


@dataclass(eq=False)
class OutputNotWritableError(ForensicsError):
    code: ClassVar[str] = "output-not-writable"
    path: str = ""
    reason: str = ""


@dataclass(eq=False)
class OutputInEvidenceError(ForensicsError):
    """Something would be written into a folder, `evidence`, that is a source of the case."""

    code: ClassVar[str] = "output-in-evidence"
    path: str = ""
    evidence: str = ""


@dataclass(eq=False)
class EvidenceHoldsCaseError(ForensicsError):
    """The case lies in the folder `path`, which was to be read as evidence."""

    code: ClassVar[str] = "evidence-holds-case"
    path: str = ""
    case: str = ""


@dataclass(eq=False)
class WindowUnavailableError(ForensicsError):
    """No window can be opened here: `detail` is `no display`, or the library that is missing."""

    code: ClassVar[str] = "window-unavailable"
    detail: str = ""


@dataclass(eq=False)
class TypesettingFailedError(ForensicsError):
    """A page could not be set: `template` names it."""

    code: ClassVar[str] = "typesetting-failed"
    template: str = ""
    detail: str = ""
