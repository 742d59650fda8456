"""One event of the custody ledger, as a value. Its sealed form is made and read in `custody/event_json.py`.

The codes are the same in every country; only their labels differ. Artifacts are named by id alone, so that a
line can be withheld from a partial disclosure without its neighbours giving names away.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forensics_app.model.digests import Digests


class CustodyEventType(StrEnum):
    SEIZED = "seized"
    RECEIVED = "received"
    RELEASED = "released"
    SEALED = "sealed"
    UNSEALED = "unsealed"
    ACQUIRED = "acquired"
    VERIFIED = "verified"
    COPIED = "copied"
    ACCESSED = "accessed"
    ANALYSED = "analysed"
    EXPORTED = "exported"
    DISCLOSED = "disclosed"
    RETURNED = "returned"
    DISPOSED = "disposed"
    CORRECTED = "corrected"


class ClockSource(StrEnum):
    """Where an event's time comes from: this computer's clock, or the word of whoever recorded it."""

    COMPUTER = "computer"
    STATED = "stated"


class CustodyReason(StrEnum):
    """Reasons of the program's own events; an event made by hand has free text instead."""

    CASE_CREATED = "case-created"
    INGEST_BEGUN = "ingest-begun"
    INGEST_RESUMED = "ingest-resumed"
    INGEST_EXTENDED = "ingest-extended"
    INGEST_COMPLETED = "ingest-completed"
    INGEST_STOPPED = "ingest-stopped"
    STORED_DIGESTS_AGREE = "stored-digests-agree"
    STORED_DIGESTS_DIFFER = "stored-digests-differ"
    MEDIUM_UNCHANGED = "medium-unchanged"
    MEDIUM_CHANGED = "medium-changed"
    VOLUME_LEFT_OUT = "volume-left-out"
    UNFINISHED_LINE_REMOVED = "unfinished-line-removed"
    HASH_SET_MATCHED = "hash-set-matched"
    RULES_APPLIED = "rules-applied"
    TIME_ZONE_DECLARED = "time-zone-declared"
    TIME_ZONE_WITHDRAWN = "time-zone-withdrawn"
    CONTENTS_REDERIVED = "contents-rederived"
    CONTENTS_NOT_REDERIVED = "contents-not-rederived"
    CONTENTS_EXTRACTED = "contents-extracted"
    CONTENTS_OPENED = "contents-opened"  # copied for another program to open
    BUNDLE_SEALED = "bundle-sealed"
    BUNDLE_WRITTEN = "bundle-written"
    SEALING_ABANDONED = "sealing-abandoned"
    ADDENDUM_MADE = "addendum-made"
    ADDENDUM_IMPORTED = "addendum-imported"
    PARCEL_MADE = "parcel-made"
    PARCEL_RECIPIENT_ADDED = "parcel-recipient-added"
    REQUEST_RECORDED = "request-recorded"
    RETENTION_RECORDED = "retention-recorded"
    ITEMS_MARKED = "items-marked"
    ITEMS_UNMARKED = "items-unmarked"


@dataclass(frozen=True, slots=True)
class Person:
    """Who acted. `country` is ISO 3166-1 alpha-2, `id` whatever that country's service uses."""

    name: str
    role: str | None = None
    organisation: str | None = None
    country: str | None = None
    id: str | None = None


NO_LANGUAGE = "zxx"
"""The language of notes of codes and figures: no linguistic content (BCP 47, ISO 639-2)."""


@dataclass(frozen=True, slots=True)
class Note:
    """Free text and its language (BCP 47)."""

    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    version: str


SubjectDigests = tuple[tuple[str, Digests], ...]
"""Digests of several things by name: a source's id (`s1`), or `bundle`, `seal`."""


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What whoever records an event has to say; the ledger adds place in the chain, time and tool.

    `at_utc` is None for "now, by this computer's clock".
    """

    event: CustodyEventType
    reason: str | None = None
    persons: tuple[Person, ...] = ()
    witness: Person | None = None
    place: str | None = None
    exhibits: tuple[str, ...] = ()
    authority_reference: str | None = None
    physical_seal_before: str | None = None
    physical_seal_after: str | None = None
    digests_before: SubjectDigests | None = None
    digests_after: SubjectDigests | None = None
    artifacts: tuple[str, ...] = ()
    refers_to: str | None = None
    notes: tuple[Note, ...] = ()
    at_utc: str | None = None
    local_offset: str | None = None


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One line of the ledger. `sequence` counts from 1; `previous` is the head before it, 64 hex digits.

    `time_utc` is `YYYY-MM-DDTHH:MM:SS[.f]Z`; `local_offset` is `+hh:mm`, what the wall clock showed there;
    `nonce` 16 random bytes, so that nobody can test guesses against a line's digest.
    """

    sequence: int
    event_id: str
    nonce: bytes
    previous: str
    event: CustodyEventType
    time_utc: str
    local_offset: str | None
    clock_source: ClockSource
    place: str | None
    persons: tuple[Person, ...]
    witness: Person | None
    exhibits: tuple[str, ...]
    reason: str | None
    authority_reference: str | None
    tool: Tool | None
    physical_seal_before: str | None
    physical_seal_after: str | None
    digests_before: SubjectDigests | None
    digests_after: SubjectDigests | None
    artifacts: tuple[str, ...]
    refers_to: str | None
    notes: tuple[Note, ...]
