"""Cases and their catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.tree import ForensicsError


@dataclass(eq=False)
class CaseError(ForensicsError):
    code: ClassVar[str] = "case"
    path: str = ""


@dataclass(eq=False)
class CaseNotFoundError(CaseError):
    code: ClassVar[str] = "case-not-found"


@dataclass(eq=False)
class CaseReceivedError(CaseError):
    """The case shows a bundle of somebody else's: what was asked is for cases of one's own."""

    code: ClassVar[str] = "case-received"


@dataclass(eq=False)
class SendersTagError(CaseError):
    """The tag `tag` came with the received bundle that the case shows: it stays as it was sealed."""

    code: ClassVar[str] = "senders-tag"
    tag: str = ""


@dataclass(eq=False)
class CaseExistsError(CaseError):
    code: ClassVar[str] = "case-exists"


@dataclass(eq=False)
class CaseInUseError(CaseError):
    """Another process writes this case; `holder` says who (user@host, process id, since when)."""

    code: ClassVar[str] = "case-in-use"
    holder: str = ""


@dataclass(eq=False)
class CaseDamagedError(CaseError):
    code: ClassVar[str] = "case-damaged"
    detail: str = ""


@dataclass(eq=False)
class CaseFileRefusedError(CaseError):
    """A file of a case folder, `path`, is not what this program writes there; `detail` is a code."""

    code: ClassVar[str] = "case-file-refused"
    detail: str = ""


@dataclass(eq=False)
class CaseVersionError(CaseError):
    code: ClassVar[str] = "case-version"
    version: str = ""


@dataclass(eq=False)
class CaseNewerError(CaseVersionError):
    """Written by a later version, which this one can't know."""

    code: ClassVar[str] = "case-newer"


@dataclass(eq=False)
class CaseFullError(CaseError):
    """No further source has a number in the catalogue."""

    code: ClassVar[str] = "case-full"
    sources: int = 0


@dataclass(eq=False)
class NothingSelectedError(CaseError):
    code: ClassVar[str] = "nothing-selected"


@dataclass(eq=False)
class EverythingWithheldError(CaseError):
    """All `count` artifacts of a choice are marked, or hold or repeat what is."""

    code: ClassVar[str] = "everything-withheld"
    count: int = 0


@dataclass(eq=False)
class SupplementUnknownError(CaseError):
    """No earlier bundle of the case has this name or seal code."""

    code: ClassVar[str] = "supplement-unknown"
    bundle: str = ""


@dataclass(eq=False)
class ArtifactNotFoundError(CaseError):
    code: ClassVar[str] = "artifact-not-found"
    artifact: str = ""


@dataclass(eq=False)
class LayerNotFoundError(CaseError):
    """No source or layer of the case has this id."""

    code: ClassVar[str] = "layer-not-found"
    layer: str = ""
