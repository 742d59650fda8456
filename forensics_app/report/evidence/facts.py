"""What an evidence report is about: the sealed lists as values, and where they were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from forensics_app.custody.chain import ChainBreak
from forensics_app.model.addendum import ReceiptOutcome
from forensics_app.model.case import ExamineRequest
from forensics_app.model.custody import CustodyEvent, Person
from forensics_app.model.evidence import ShadowCopies
from forensics_app.model.findings import VerificationReport
from forensics_app.model.hash_sets import HashSetHit, MatchedHashSet
from forensics_app.model.report_parts import ReportPart
from forensics_app.model.request import RequestRecord
from forensics_app.model.supplement import Supplement
from forensics_app.model.thumbnails import NoThumbnail
from forensics_app.report.evidence.tally import Tally
from forensics_app.verify.files.records import Artifact, Case, Selection, Source


class Origin(StrEnum):
    """From what a report is made: a case that goes on, a bundle being sealed, or a sealed bundle."""

    CASE = "case"
    SEALING = "sealing"
    BUNDLE = "bundle"


@dataclass(frozen=True, slots=True)
class OmissionGroup:
    """What is left out for one reason: how many, of which sources, and some of the places. `in_withheld` of
    them have no place, which would name something withheld."""

    code: str
    count: int
    sources: tuple[str, ...]
    places: tuple[str, ...]
    in_withheld: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """The custody ledger: `count` lines, of which `events` hold together. `both` of `hand_overs` hand-overs
    are signed by giver and taker."""

    count: int
    head: str
    events: tuple[CustodyEvent, ...]
    broken: ChainBreak | None
    hand_overs: int
    both: int
    problems: int = 0


class NoLedger(StrEnum):
    """Why a report on a received bundle can't show the sender's ledger."""

    NOT_KEPT = "not-kept"
    NOT_FOUND = "not-found"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A receipt for the bundle whose signature holds: its file, the digest of the event in it, who signed it
    (as the certificates name them), what it says, and whether whoever makes the report trusts its signers."""

    file: str
    event_sha256: str
    signers: tuple[str, ...]
    outcome: ReceiptOutcome
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ReceivedBundle:
    """What a case shows that is not one's own. `file` is the bundle's name and `path` where it lay;
    `agency`, `country` and the rest of the case are the sender's, who calls it `case_reference` ("" where it
    is not known).

    `verdict` (a value of `Verdict`) was given at `checked_at` in `verification`, None where that was not
    kept. `receipts` are the signed ones, `receiver` who was named when the bundle was opened as a case;
    `author` makes the report. `not_selected`: what stayed in the sender's case, of which `withheld` were
    selected; `with_content`: artifacts whose content is in the bundle.
    """

    file: str
    path: str
    agency: str
    country: str
    seal_code: str
    verdict: str
    checked_at: str
    ledger: Ledger | NoLedger
    verification: VerificationReport | None = None
    receipts: tuple[SignedReceipt, ...] = ()
    receiver: Person | None = None
    author: Person | None = None
    not_selected: int | None = None
    withheld: int = 0
    with_content: int | None = None
    case_reference: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How these sources (ids) were read. `shadow_copies`: what became of those in them, None where no NTFS
    volume was opened."""

    sources: tuple[str, ...]
    request: ExamineRequest
    shadow_copies: ShadowCopies | None


@dataclass(frozen=True, slots=True)
class SetHits:
    """What stands in hash sets, of a case: sealed data hold none. `rows` are the first hits, worst first."""

    sets: tuple[MatchedHashSet, ...]
    rows: tuple[tuple[Artifact, tuple[HashSetHit, ...]], ...]
    total: int


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A thumbnail (PNG in base64) of an artifact at this path."""

    png: str
    path: str


@dataclass(frozen=True, slots=True)
class NotShown:
    """The artifact at this path has no thumbnail, and why."""

    path: str
    why: NoThumbnail


@dataclass(frozen=True, slots=True)
class Pictures:
    """Thumbnails that were asked for, and what has none; `left_out` counts those of contents on lists of
    illegal ones, `refused` that none are shown since such a list was not compared with everything, `more`
    those that were not looked at."""

    shown: tuple[ShownPicture, ...]
    left_out: int = 0
    refused: bool = False
    without: tuple[NotShown, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """`name` is the bundle's reference, or the case's; `rendered_at` UTC in sealed form.

    `whole_list` and `whole_omissions` name the files that hold what tables leave out. `verification` is there
    for a bundle alone, and so are `originals`, the sender's own reports in it. `incomplete`: by the
    source, what omissions say is missing of its image. `received`: the bundle that the case shows.
    `listed_layers`: those of which the case or the bundle that the report is drawn from lists anything, in
    the report or not. `withheld`: artifacts that the selection takes and marks keep out. `readings`: None
    where that is not known, since no sealed list says it. `notes` in a received case: by the ids of the
    artifacts in its table, each note with the tag it was given with.
    """

    origin: Origin
    name: str
    rendered_at: str
    program: str
    demo: bool
    case: Case
    request: RequestRecord
    sources: Sequence[Source]
    selection: Selection
    omissions: Sequence[OmissionGroup]
    ledger: Ledger
    tally: Tally
    whole_list: str
    whole_omissions: str
    verification: VerificationReport | None = None
    originals: tuple[str, ...] = ()
    hash_sets: SetHits | None = None
    pictures: Pictures | None = None
    supplement: Supplement | None = None
    incomplete: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    without: frozenset[ReportPart] = frozenset()
    received: ReceivedBundle | None = None
    listed_layers: frozenset[str] = frozenset()
    withheld: int = 0
    readings: tuple[Reading, ...] | None = None
    notes: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @property
    def read_here(self) -> bool:
        """Whether the report speaks for whoever read the media. One that a receiver makes, of a bundle or of
        its case, says what the sender did."""
        return self.received is None and self.origin is not Origin.BUNDLE
