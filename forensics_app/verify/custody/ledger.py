"""The custody ledger: its chain, its tie to the seal, and its clock (docs/bundle-format.md, section 4).

A chain doesn't bind its keeper, who can write it anew before sealing: so the report always says who attests
it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from forensics_app.bundle.layout import CUSTODY
from forensics_app.custody.chain import BreakCode, ChainCheck, check_chain
from forensics_app.model.custody import ClockSource, CustodyEvent, CustodyEventType, CustodyReason
from forensics_app.model.outside_times import whole_seconds
from forensics_app.seal.containers.seal_info import SealInfo
from forensics_app.verify.collector import Findings
from forensics_app.verify.files.reading import DigestedFile

MAX_EVENTS = 1_000_000
_MAX_STORY = 500
_MAX_SHOWN = 400


@dataclass(frozen=True, slots=True)
class CustodyFacts:
    """`signed_lines`: those lines, by number and without LF, that a file in the bag claims to sign;
    `released_lines`: SHA-256 (hex) of each line that gives something away.
    """

    check: ChainCheck
    digest: bytes
    signed_lines: Mapping[int, bytes] = field(default_factory=dict)
    released_lines: Mapping[int, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return self.check.count


def read_ledger(
    file: DigestedFile, findings: Findings, *, signed: frozenset[int] = frozenset()
) -> CustodyFacts | None:
    """Read the ledger; keep the lines whose numbers are in `signed`.

    Raises FileUnreadableError, LineTooLongError.
    """
    lines: list[bytes] = []
    for line in file.lines():
        if len(lines) < MAX_EVENTS:
            lines.append(line)
    if file.unfinished:
        findings.code("custody-form", f"{CUSTODY}:{len(lines)}", "LF", None)
    check = check_chain(lines, sha256=lambda data: file.sha256(data).digest())
    return CustodyFacts(
        check,
        file.digest,
        {n: lines[n - 1] for n in signed if n <= len(lines)},
        {
            e.sequence: hashlib.sha256(lines[e.sequence - 1]).hexdigest()
            for e in check.events
            if e.event is CustodyEventType.RELEASED
        },
    )


def judge_ledger(
    facts: CustodyFacts,
    seal: SealInfo | None,
    *,
    as_sealed: bool,
    sealed_at: datetime | None,
    case_reference: str | None,
    findings: Findings,
) -> None:
    """The chain, then the seal's word on it, then the clock.

    Without a seal nobody is known to attest the ledger. `sealed_at`: token time, else the signer's word.
    `case_reference`: what the request record calls the case.
    """
    _judge_chain(facts.check, as_sealed=as_sealed, findings=findings)
    events = facts.check.events
    if seal is not None and (seal.custody_count, seal.custody_head) != (facts.count, facts.check.head):
        findings.code(
            "custody-head",
            CUSTODY,
            f"{seal.custody_count} {seal.custody_head}",
            f"{facts.count} {facts.check.head}",
        )
    if facts.check.unbroken and (not events or events[-1].event is not CustodyEventType.SEALED):
        findings.code("custody-not-sealed-last", CUSTODY, None, events[-1].event.value if events else None)
    _judge_beginning(events, case_reference, findings)
    _judge_clock(events, sealed_at, findings)
    if seal is not None:
        findings.code("custody-by-sealer-alone")


def _judge_chain(check: ChainCheck, *, as_sealed: bool, findings: Findings) -> None:
    broken = check.broken
    if broken is None:
        return
    place = f"{CUSTODY}:{broken.sequence}"
    if as_sealed:
        findings.code("custody-broken-when-sealed", place, broken.expected, broken.actual or broken.code)
    elif broken.code in (BreakCode.NOT_CANONICAL, BreakCode.INVALID):
        findings.code("custody-form", place, broken.expected, broken.actual)
    else:
        findings.code("custody-broken", place, broken.expected, broken.actual)


def _judge_beginning(
    events: tuple[CustodyEvent, ...], case_reference: str | None, findings: Findings
) -> None:
    """A ledger that says for which case it was begun was begun for this one."""
    if case_reference is None or not events or events[0].reason != CustodyReason.CASE_CREATED:
        return
    begun_for = events[0].authority_reference
    if begun_for != case_reference:
        findings.code("custody-other-case", f"{CUSTODY}:1", case_reference, begun_for)


def _judge_clock(events: tuple[CustodyEvent, ...], sealed_at: datetime | None, findings: Findings) -> None:
    """This computer's clock never goes back, nothing happens after the seal, and zones are known.

    Only events timed by a computer must follow each other: one recorded by hand tells of an earlier day.
    """
    last = ""
    limit = None if sealed_at is None else whole_seconds(sealed_at).removesuffix("Z")
    for event in events:
        moment = event.time_utc.removesuffix("Z")
        if event.clock_source is ClockSource.COMPUTER:
            if moment < last:
                findings.code("custody-clock-back", str(event.sequence), f"{last}Z", event.time_utc)
            last = max(last, moment)
        if limit is not None and moment[:19] > limit:
            findings.code("custody-after-seal", str(event.sequence), f"{limit}Z", event.time_utc)
        if event.local_offset is None:
            findings.code("custody-zone-unknown", str(event.sequence), None, event.time_utc)


def story(facts: CustodyFacts) -> tuple[dict[str, str], ...]:
    """The ledger in short, for whoever shows a verdict: codes and values, no sentences."""
    return tuple(_fields_of(event) for event in facts.check.events[-_MAX_STORY:])


def _fields_of(event: CustodyEvent) -> dict[str, str]:
    stated = {"sequence": str(event.sequence), "event": event.event.value, "time": event.time_utc}
    if event.clock_source is ClockSource.STATED:
        stated["clock"] = event.clock_source.value
    if event.exhibits:
        stated["exhibits"] = _short(", ".join(event.exhibits))
    if event.reason:
        stated["reason"] = _short(event.reason)
    if event.place:
        stated["place"] = _short(event.place)
    if event.persons:
        stated["person"] = _short(event.persons[0].name)
        stated["organisation"] = _short(event.persons[0].organisation or "")
    return stated


def _short(text: str) -> str:
    """The ledger itself holds the whole; a page must not be filled by one of its fields."""
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"
