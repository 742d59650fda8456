"""What an attack is: what is done, and what the verifier must say of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from forensics_app.model.findings import Axis, Verdict
from forensics_app.training.tampering.workshop import Received, Workshop


class Reason(StrEnum):
    """What a trainee may say was done: one for all attacks that come to the same."""

    NOTHING = "nothing"
    NO_TIME = "no-time"
    SIGNER_UNKNOWN = "signer-unknown"
    NAMESAKE = "namesake"
    SIGNER_EXPIRED = "signer-expired"
    SIGNER_SWAPPED = "signer-swapped"
    SIGNATURE_REMOVED = "signature-removed"
    SIGNATURE_REENCODED = "signature-reencoded"
    SEAL_REMOVED = "seal-removed"
    SEAL_EXTRA = "seal-extra"
    TWO_READINGS = "two-readings"
    TIME_REMOVED = "time-removed"
    TIME_REPLAYED = "time-replayed"
    BACKDATED = "backdated"
    FILE_CHANGED = "file-changed"
    MANIFESTS_REDONE = "manifests-redone"
    FILE_REMOVED = "file-removed"
    FILE_ADDED = "file-added"
    FILE_CUT = "file-cut"
    HIDDEN_DATA = "hidden-data"
    TWO_NAMES = "two-names"
    LISTS_DISAGREE = "lists-disagree"
    LISTED_AWAY = "listed-away"
    OMISSION_HIDDEN = "omission-hidden"
    CUSTODY_EDITED = "custody-edited"
    CUSTODY_CUT = "custody-cut"
    RECORD_CONTRADICTS = "record-contradicts"


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack, or one of the sound bundles among them.

    `name` is stable. `level`: 1 shows at once, 2 takes the program or several stock tools, 3 is found by one
    check alone. `axis` is the one that the verdict turns on, None where nothing is wrong; `code` the finding
    that says it, None where none is needed. `section` of docs/bundle-format.md has the rule.
    """

    name: str
    level: int
    make: Callable[[Workshop], Received]
    verdict: Verdict
    axis: Axis | None
    code: str | None
    reason: Reason
    section: str
