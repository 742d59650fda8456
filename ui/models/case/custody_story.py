"""The custody ledger as a story: an entry for each event, with what was checked of it, and which to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.custody import bundle_names, entry_particulars, sources_named
from forensics_app.i18n.labels import label
from forensics_app.model.custody import (
    NO_LANGUAGE,
    ClockSource,
    CustodyEvent,
    CustodyEventType,
)
from forensics_app.model.names import subject_shown
from forensics_app.services.custody.record import CustodyRecord, LineSigner
from ui.words.custody import called, event_title, program_words

GLYPHS: dict[CustodyEventType, str] = {
    CustodyEventType.SEIZED: "hand-palm",
    CustodyEventType.RECEIVED: "handshake",
    CustodyEventType.RELEASED: "handshake",
    CustodyEventType.SEALED: "circle-wavy-check",
    CustodyEventType.UNSEALED: "scissors",
    CustodyEventType.ACQUIRED: "hard-drives",
    CustodyEventType.VERIFIED: "shield-check",
    CustodyEventType.COPIED: "copy",
    CustodyEventType.ACCESSED: "magnifying-glass",
    CustodyEventType.ANALYSED: "flask",
    CustodyEventType.EXPORTED: "package",
    CustodyEventType.DISCLOSED: "share-network",
    CustodyEventType.RETURNED: "arrow-u-up-left",
    CustodyEventType.DISPOSED: "trash",
    CustodyEventType.CORRECTED: "note-pencil",
}


class Kind(Enum):
    """Which entries to show; the value is the label."""

    ALL = NC_("custody entries", "Everything")
    HAND_OVERS = NC_("custody entries", "Hand-overs")
    SEALS = NC_("custody entries", "Seals")
    PROGRAM = NC_("custody entries", "By the program")
    CORRECTIONS = NC_("custody entries", "Corrections")


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that was looked at: `good` True for yes, False for no, None for nothing to say either way."""

    text: str
    good: bool | None


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """`title`, `detail` and `marks` in the window's language; `head` is the chain's after it, 64 hex digits
    or empty.
    """

    event: CustodyEvent
    head: str
    title: str
    detail: str
    notes: tuple[str, ...]
    marks: tuple[Mark, ...]
    glyph: str
    signed: bool


class Story:
    """A ledger, told entry by entry as it is shown: there may be many thousands. `numbers` of entries by
    their ids; `names`: what sources are called, by theirs."""

    def __init__(self, record: CustodyRecord, names: Mapping[str, str] | None = None) -> None:
        self._record = record
        self._names = names or {}
        self._sources = sources_named(record.events)
        self._given = {h.released.sequence: h for h in record.hand_overs}
        self._taken = {h.received.sequence for h in record.hand_overs if h.received is not None}
        self.numbers = {e.event_id: e.sequence for e in record.events}
        self._bundles = bundle_names(record.events)

    def count(self, kind: Kind) -> int:
        """How many there are of that kind."""
        return sum(belongs(e, kind) for e in self._record.events)

    def events(self, kind: Kind) -> list[CustodyEvent]:
        """Those of that kind before a break, newest first."""
        return [e for e in reversed(self._record.events) if belongs(e, kind)]

    def entry(self, event: CustodyEvent) -> StoryEntry:
        """What is said of one event."""
        signer = self._record.signers.get(event.sequence)
        return StoryEntry(
            event=event,
            head=self._head_after(event),
            title=event_title(event, called(self._sources.get(event.event_id, ()), self._names)),
            detail=_detail(event, self.numbers, entry_particulars(event, self._bundles, current())),
            notes=tuple(current().isolate(n.text) for n in event.notes if n.lang != NO_LANGUAGE),
            marks=tuple(self._marks(event, signer)),
            glyph=GLYPHS[event.event],
            signed=signer is not None,
        )

    def _head_after(self, event: CustodyEvent) -> str:
        """The next line carries it; the last one's is the head of a ledger that holds, "" of a broken one."""
        at, record = event.sequence, self._record
        if at < len(record.events):
            return record.events[at].previous
        return record.head if record.broken is None else ""

    def _marks(self, event: CustodyEvent, signer: LineSigner | None) -> Iterator[Mark]:
        yield from _seal_marks(event)
        if signer is not None and signer.counts:
            yield Mark(tr("signed: {signer}", signer=subject_shown(signer.name)), good=True)
        elif signer is not None:
            text = tr(
                "signed, by a certificate that is not trusted here: {signer}",
                signer=subject_shown(signer.name),
            )
            yield Mark(text, good=None)
        hand_over = self._given.get(event.sequence)
        if hand_over is not None:
            if hand_over.one_signer:
                yield Mark(tr("one key signed for both sides"), good=False)
            elif hand_over.signed_by_both:
                yield Mark(tr("giver and taker signed"), good=True)
            elif hand_over.received is None:
                yield Mark(tr("acceptance not recorded"), good=None)
        if signer is None and (hand_over is not None or event.sequence in self._taken):
            yield Mark(tr("not signed"), good=None)
        if event.clock_source is ClockSource.STATED:
            yield Mark(tr("time entered manually"), good=None)
        if is_by_program(event):
            yield Mark(tr("recorded by the program"), good=None)


def is_by_program(event: CustodyEvent) -> bool:
    """Whether the program wrote it of itself."""
    return bool(program_words(event))


def belongs(event: CustodyEvent, kind: Kind) -> bool:
    """Whether an event is of that kind."""
    if kind is Kind.HAND_OVERS:
        return event.event in (CustodyEventType.RELEASED, CustodyEventType.RECEIVED)
    if kind is Kind.SEALS:
        seal = event.physical_seal_before or event.physical_seal_after
        return bool(seal) or event.event in (CustodyEventType.SEALED, CustodyEventType.UNSEALED)
    if kind is Kind.PROGRAM:
        return is_by_program(event)
    if kind is Kind.CORRECTIONS:
        return event.event is CustodyEventType.CORRECTED
    return True


def _seal_marks(event: CustodyEvent) -> list[Mark]:
    before, after = event.physical_seal_before, event.physical_seal_after
    if before and after:
        text = tr("physical seal {before} found, {after} applied", before=before, after=after)
    elif before:
        text = tr("physical seal {before} found", before=before)
    elif after:
        text = tr("physical seal {after} applied", after=after)
    else:
        return []
    return [Mark(text, good=None)]


def _detail(event: CustodyEvent, numbers: dict[str, int], particulars: Sequence[str]) -> str:
    words = current()
    parts = [words.isolate(f"{event.time_utc[:16].replace('T', ' ')} UTC")]
    if is_by_program(event):
        parts += [tr("entered as: {event}", event=label(event.event)), *particulars]
    elif event.reason:
        parts.append(words.isolate(event.reason))
    if event.place:
        parts.append(words.isolate(event.place))
    parts += [words.isolate(p.name) for p in event.persons]
    if event.witness is not None:
        parts.append(tr("witness {name}", name=event.witness.name))
    if event.authority_reference:
        parts.append(words.isolate(event.authority_reference))
    if event.refers_to is not None:
        number = numbers.get(event.refers_to)
        if number is not None:
            parts.append(tr("refers to entry {number}", number=number))
    return " · ".join(parts)
