"""What goes into a bundle and what comes of sealing it. Sizes in bytes, times UTC in sealed form."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from forensics_app.model.artifact import Artifact, Derivable
from forensics_app.model.case import CaseFacts
from forensics_app.model.request import HandlingCode as HandlingCode
from forensics_app.model.request import RequestRecord as RequestRecord
from forensics_app.model.sealed_time import SealedTime
from forensics_app.model.supplement import Supplement

CURRENT_VERSION = 4
"""The version of the format that bundles and addenda to them are written in."""

SEAL_NONCE_BYTES = 32
"""What stands in every bundle beside its contents: random bytes, so that no two are alike."""

SEAL_SUFFIX = ".asice"
"""What a seal's file ends in, and an addendum's."""
ZIP_SUFFIX = ".zip"
SEALED_SUFFIX = ".sealed.zip"
"""What a bundle's file ends in where nobody named it: a desktop opens such a file with the verifier."""


def bundle_stem(name: str) -> str:
    """What a bundle or a seal is called by its file: `X` of `X.sealed.zip`, of `X.zip` and of `X.asice`."""
    if len(name) > len(SEALED_SUFFIX) and name.lower().endswith(SEALED_SUFFIX):
        return name[: -len(SEALED_SUFFIX)]
    return Path(name).stem


class Undigested(StrEnum):
    """Why a report does not state the SHA-256 of the file that was checked."""

    CHANGED = "changed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """The file that a bundle was read from, as it was when it was opened. `marks` move when it is written or
    replaced (`system.status`); empty where they are not known.

    `sha256` (hex) is None where it was not computed: `undigested` says why not, where it was to be.
    """

    size_bytes: int
    marks: tuple[int, ...] = ()
    sha256: str | None = None
    undigested: Undigested | None = None


class RuleKind(StrEnum):
    """How artifacts got into a selection."""

    ALL = "all"
    TAG = "tag"
    FILTER = "filter"
    ID = "id"
    MEDIA = "media"


@dataclass(frozen=True, slots=True)
class SelectionRule:
    """One rule, word for word: the tag's name, the filter's text, the artifact's id, the source's id."""

    rule: RuleKind
    value: str


@dataclass(frozen=True, slots=True)
class Selection:
    """How the lines of a catalogue were chosen, and the counts that show what was left out."""

    rules: tuple[SelectionRule, ...]
    by: str
    at: str
    catalogued: int
    selected: int
    without_content: int


@dataclass(frozen=True, slots=True)
class SealedArtifact:
    """One line of a bundle's catalogue: the artifact, its salt in this bundle, where its content lies.

    `derivable` is what sealing found out of it, None where that is what the catalogue says.
    """

    artifact: Artifact
    salt: bytes
    data: str | None
    derivable: Derivable | None = None


@dataclass(frozen=True, slots=True)
class BundlePlan:
    """What is decided of a bundle's records before the first byte is written.

    `name` is its reference, `file_name` what its ZIP is called; `languages` those of VERIFY.<lang>.txt;
    `earlier_seals` codes, oldest first; `version` the format's.
    """

    name: str
    file_name: str
    facts: CaseFacts
    request: RequestRecord
    languages: tuple[str, ...]
    earlier_seals: tuple[str, ...] = ()
    supplement: Supplement | None = None

    version: int = CURRENT_VERSION


@dataclass(frozen=True, slots=True)
class SealedBundle:
    """A finished bundle. `seal_code` is 64 hex characters, `seal_sha256` the digest of the seal's file.

    `failed` counts contents that were chosen and could not be sealed; they stand in the omission ledger.
    `time` is what the seal has of trusted time. `reports` are paths in the bundle; `unmade` those that could
    not be made, with the technical reason. `given_up`: an unfinished sealing was given up for it, which
    asked for something else or was not begun by this user's program.
    """

    path: Path
    seal_path: Path
    name: str
    seal_code: str
    signer_fingerprint: str
    seal_sha256: str
    artifacts: int
    with_content: int
    payload_bytes: int
    omissions: int
    failed: int
    earlier_seals: tuple[str, ...] = field(default=())
    time: SealedTime = field(default=SealedTime())
    reports: tuple[str, ...] = ()
    unmade: tuple[tuple[str, str], ...] = ()
    given_up: bool = False

    @property
    def content_bytes(self) -> int:
        """The contents alone."""
        return self.payload_bytes - SEAL_NONCE_BYTES
