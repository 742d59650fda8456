"""A case: what the examiner says of it, and what the catalogue holds about its sources and folders."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forensics_app.model.choices.cluster import ClusterAddress
from forensics_app.model.credentials import Credential
from forensics_app.model.digests import FILE_ALGORITHMS, DigestAlgorithm, Digests
from forensics_app.model.evidence import ArchiveOptions, OpenedSource
from forensics_app.model.rules import RuleFile, RuleFileFacts

DEMO_REFERENCE = "DEMO-2026-0042"
"""Of the case that the demo makes."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """`country` is ISO 3166-1 alpha-2; `created_at` UTC in sealed form."""

    reference: str
    title: str
    examiner: str
    agency: str
    country: str
    created_at: str


class SourceState(StrEnum):
    """`reading` until everything was stored (also after a stop); `failed` when it could not be opened."""

    READING = "reading"
    COMPLETE = "complete"
    FAILED = "failed"


class HashState(StrEnum):
    """How the digests stored at acquisition compare with those computed here.

    `not-comparable`: what could not be read of the medium counts as zeros in the computed ones.
    """

    AGREE = "agree"
    DIFFER = "differ"
    NONE_STORED = "none-stored"
    NOT_COMPUTED = "not-computed"
    NOT_COMPARABLE = "not-comparable"


@dataclass(frozen=True, slots=True)
class ExamineRequest:
    """What is asked of the contents of a source. `algorithms` always hold SHA-256.

    `double_read`: read each content by the file system and by its extents, and compare. `rules`: YARA rules
    to compare contents with. `unallocated`: digest what no file of a file system uses; `slack`: and what is
    left behind the end of its files.
    """

    algorithms: tuple[DigestAlgorithm, ...] = FILE_ALGORITHMS
    media_types: bool = True
    double_read: bool = False
    archives: ArchiveOptions = ArchiveOptions()  # noqa: RUF009 - frozen
    rules: tuple[RuleFileFacts, ...] = ()
    unallocated: bool = False
    slack: bool = False


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One source as catalogued. `number` counts from 1 in the order of registration (`s1`, `s2`, ...).

    `opened` is None where the source could never be opened; `error_code` then says why. The layers in
    `opened` carry the digests computed so far. `fingerprint` holds sizes and times of its files when it was
    registered (services/source_fingerprint.py), `request` what its ingest was asked for.
    """

    number: int
    source_id: str
    exhibit: str
    path: str
    state: SourceState
    opened: OpenedSource | None
    computed: Digests
    hashes: HashState
    fingerprint: str
    request: ExamineRequest
    error_code: str | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the catalogue's tree. `count` is how many artifacts of the filter lie in it or below."""

    number: int
    parent: int | None
    layer_id: str
    name: bytes
    count: int
    has_folders: bool


@dataclass(frozen=True, slots=True)
class LabelChange:
    """One change of tags, or of marks. A number may come again once a change was forgotten, with another
    `at`, which is when it was made, UTC in sealed form."""

    of_marks: bool
    number: int
    at: str


@dataclass(frozen=True, slots=True)
class TagRecord:
    """`colour` is the name of a mark that the window draws, None for the one of its place. `sealed`: it came
    with a received bundle, and stays as it was.
    """

    name: str
    colour: str | None
    count: int
    created_at: str = ""
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """`exhibits`: the number of each source, in their order; of one source, or None, it is numbered like the
    source. One alone is that of all sources. `workers` are reading processes.

    `accept_truncated`: an image that isn't whole is read as far as it goes. `credentials` and `shadow_copies`
    as in SourceSpec. `rules` are those that `request` names, with their text. `cluster` examines and digests
    in place of processes of this computer.
    """

    exhibits: tuple[str | None, ...] = ()
    request: ExamineRequest = ExamineRequest()
    workers: int = 2
    accept_truncated: bool = True
    credentials: tuple[Credential, ...] = ()
    shadow_copies: bool = False
    rules: tuple[RuleFile, ...] = ()
    cluster: ClusterAddress | None = None

    def exhibit(self, place: int) -> str | None:
        """The number asked for the source at this place, from 0; None where it is to be assigned."""
        if len(self.exhibits) == 1:
            return self.exhibits[0]
        return self.exhibits[place] if place < len(self.exhibits) else None


def compare_digests(stored: Digests, computed: Digests, *, with_gaps: bool = False) -> HashState:
    """Every digest that the container stores must equal the computed one.

    `with_gaps`: something counts as zeros in those; then they prove nothing where they aren't equal.
    """
    pairs = [(s, c) for s, c in _pairs(stored, computed) if s is not None]
    if not pairs:
        return HashState.NONE_STORED
    if any(c is None for _, c in pairs):
        return HashState.NOT_COMPUTED
    if all(s == c for s, c in pairs):
        return HashState.AGREE
    return HashState.NOT_COMPARABLE if with_gaps else HashState.DIFFER


def hashes_as_sealed(said: HashState, stored: Digests, computed: Digests) -> HashState:
    """What a bundle says of them, but for digests that differ and aren't said to (gaps count as zeros in
    those), and for those that are said to agree and don't, or can't be compared.
    """
    agree = [s == c for s, c in _pairs(stored, computed) if None not in (s, c)]
    if said is HashState.NOT_COMPUTED:
        return said if all(agree) else HashState.NOT_COMPARABLE
    if said is HashState.AGREE and not all(agree):
        return HashState.DIFFER
    if said is HashState.AGREE and not agree:
        return HashState.NOT_COMPUTED
    return said


def _pairs(stored: Digests, computed: Digests) -> tuple[tuple[str | None, str | None], ...]:
    return (
        (stored.md5, computed.md5),
        (stored.sha1, computed.sha1),
        (stored.sha256, computed.sha256),
    )
