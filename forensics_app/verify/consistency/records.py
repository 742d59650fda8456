"""Omissions, selection, request, ledger and bag-info.txt against sources, catalogue and each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from forensics_app.bundle.layout import BAG_INFO, CATALOG, CUSTODY, OMISSIONS, REQUEST, SELECTION
from forensics_app.model.custody import ClockSource, CustodyEvent, CustodyReason, SubjectDigests
from forensics_app.verify.collector import Findings
from forensics_app.verify.consistency.catalogue import NotRead
from forensics_app.verify.consistency.layers import ALGORITHMS, Layers
from forensics_app.verify.files.records import Omission, Selection
from forensics_app.verify.files.texts import BagInfo
from forensics_app.verify.lists.lists_check import RequestFacts

_FIRST_YEAR = "2020"  # no program that writes these lists is older
_REMOTE = timedelta(days=20 * 365)
_DAY = timedelta(days=1)
_MONTH = timedelta(days=31)
_SOURCE = re.compile(r"s[1-9][0-9]*\Z")
_NO_NONCE = bytes(16)
_MOST_SHOWN = 10


class Omissions:
    """The lines of omissions.jsonl, counted by source and code. `complete` is set by whoever read it to its
    end.
    """

    def __init__(self, layers: Layers, findings: Findings) -> None:
        self.complete = False
        self._unread = False
        self._counts: Counter[tuple[str, str]] = Counter()
        self._read: Counter[str] = Counter()
        self._layers = layers
        self._findings = findings

    def take(self, number: int, omission: Omission | None) -> None:
        """The line of this number; None where it could not be read."""
        if omission is None:
            self._unread = True
            return
        self._counts[omission.source, omission.code] += int(omission.count)
        self._read[omission.source] += int(omission.count)
        if self._layers.whole and self._layers.get(omission.source) is None:
            self._findings.code("record-source-unknown", f"{OMISSIONS}:{number}", None, omission.source)

    def compare(self, not_read: Mapping[tuple[str, str | None], NotRead]) -> None:
        """Each artifact that was not read in full is declared, with the code that its line gives as the
        reason."""
        if self._unread or not self.complete:
            return
        for (source, reason), one in not_read.items():
            declared = self._read[source] if reason is None else self._counts[source, reason]
            if declared < one.artifacts:
                self._findings.code(
                    "omission-not-declared", f"{CATALOG}:{one.number}", str(one.artifacts), str(declared)
                )


def compare_rules(selection: Selection | None, layers: Layers, findings: Findings) -> None:
    """Each medium that was selected as a whole is a source of the list."""
    for rule in selection.rules if selection is not None and layers.whole else ():
        if rule.rule == "media" and layers.get(rule.value) is None:
            findings.code("record-source-unknown", f"{SELECTION} rules", None, rule.value)


def compare_people(
    bag_info: BagInfo | None,
    request: RequestFacts | None,
    selection: Selection | None,
    events: Sequence[CustodyEvent],
    findings: Findings,
) -> None:
    """Whose case it is, and which request it answers, is said alike everywhere."""
    if request is None:
        return
    said: list[tuple[str, str | None, str | None]] = []
    if bag_info is not None:
        said.append((f"{BAG_INFO} Source-Organization", request.agency, bag_info.organization))
    if selection is not None:
        said.append((f"{SELECTION} by", request.examiner, selection.by))
    last = events[-1] if events else None
    if last is not None and last.reason == CustodyReason.BUNDLE_SEALED and last.persons:
        sealer, place = last.persons[0], f"{CUSTODY}:{last.sequence}"
        said.append((f"{place} persons", request.examiner, sealer.name))
        if sealer.organisation is not None:
            said.append((f"{place} organisation", request.agency, sealer.organisation))
    recorded = next((e for e in reversed(events) if e.reason == CustodyReason.REQUEST_RECORDED), None)
    if recorded is not None:
        reference = request.record.requesting_reference
        said.append(
            (f"{CUSTODY}:{recorded.sequence} authority_reference", reference, recorded.authority_reference)
        )
    for place, one, other in said:
        if _line(one) != _line(other):
            findings.code("record-differs", place, one or "null", other or "null")


def compare_dates(
    bag_info: BagInfo | None,
    selection: Selection | None,
    signed_at: datetime | None,
    events: Sequence[CustodyEvent],
    findings: Findings,
) -> None:
    """Bagging, selection and signing are one sitting; no clock of a computer is older than such programs; and
    nothing was recorded before it happened."""
    selected = None if selection is None else _moment(selection.at)
    if bag_info is not None and selected is not None and selection is not None:
        bagged = _moment(f"{bag_info.bagging_date}T12:00:00Z")
        if bagged is None or abs(bagged - selected) > _DAY + timedelta(hours=12):
            findings.code("date-contradicts", f"{BAG_INFO} Bagging-Date", selection.at, bag_info.bagging_date)
    if selection is not None:
        _compare_signing(selection.at, selected, signed_at, findings)
    first = next((e.time_utc for e in events if e.clock_source is ClockSource.COMPUTER), None)
    following: str | None = None
    for event in reversed(events):
        place, said = f"{CUSTODY}:{event.sequence}", event.time_utc
        if event.clock_source is ClockSource.COMPUTER:
            if said < _FIRST_YEAR:
                findings.code("date-contradicts", place, _FIRST_YEAR, said)
            following = said
            continue
        if following is not None and _later(said, following, _DAY):
            findings.code("date-contradicts", place, following, said)
        if first is not None and _later(first, said, _REMOTE):
            findings.code("custody-date-remote", str(event.sequence), first, said)


def _later(one: str, other: str, by: timedelta) -> bool:
    """Whether a sealed time is so much later than another; years are told apart before days are counted."""
    if int(one[:4]) - int(other[:4]) < by.days // 366 or one <= other:
        return False
    later, earlier = _moment(one), _moment(other)
    return later is not None and earlier is not None and later - earlier > by


def _compare_signing(
    said: str, selected: datetime | None, signed_at: datetime | None, findings: Findings
) -> None:
    if selected is None or signed_at is None or -_DAY <= signed_at - selected <= _MONTH:
        return
    signed = signed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    findings.code("date-contradicts", f"{SELECTION} at", signed, said)


def compare_ledger(
    events: Sequence[CustodyEvent], layers: Layers, exhibits: set[str] | None, findings: Findings
) -> None:
    """Digests and exhibits that the ledger gives for sources are those of the sources. `exhibits` are those
    of the catalogue, None where it wasn't read in full."""
    for event in events:
        place = f"{CUSTODY}:{event.sequence}"
        before, after = event.digests_before or (), event.digests_after or ()
        if event.nonce == _NO_NONCE:
            findings.code("nonce-zero", f"{place} nonce")
        if any(subject == "seal_code" for subject, _ in (*before, *after)):
            continue  # of another bundle, whose sources have names of their own
        changed = event.reason == CustodyReason.MEDIUM_CHANGED
        for subjects in (before, () if changed else after):
            _compare_digests(event, place, subjects, layers, findings)
    last = events[-1] if events else None
    if last is not None and last.reason == CustodyReason.BUNDLE_SEALED:
        found_exhibits = _several(last.exhibits)
        for exhibit in sorted((exhibits or set()) - set(last.exhibits)):
            findings.code(
                "record-differs",
                f"{CUSTODY}:{last.sequence} exhibits",
                exhibit,
                found_exhibits,
            )


def _several(exhibits: Sequence[str]) -> str:
    """The first of them."""
    return ", ".join(exhibits[:_MOST_SHOWN]) or "-"


def _compare_digests(
    event: CustodyEvent, place: str, subjects: SubjectDigests, layers: Layers, findings: Findings
) -> None:
    exhibits = frozenset(event.exhibits)
    for subject, digests in subjects:
        layer, known = layers.get(subject), layers.digests(subject)
        if layer is None:
            if layers.whole and _SOURCE.match(subject):
                findings.code("ledger-differs", f"{place} {subject}", "-", subject)
            continue
        if exhibits and layer.exhibit not in exhibits:
            findings.code("ledger-differs", f"{place} exhibits", layer.exhibit, _several(event.exhibits))
        for name in ALGORITHMS if known is not None else ():
            said = getattr(digests, name)
            listed = [d for d in (getattr(one, name) for one in known or ()) if d is not None]
            if said is not None and listed and said not in listed:
                findings.code("ledger-differs", f"{place} {subject}", listed[0], said)


def compare_nonce(request: RequestFacts | None, findings: Findings) -> None:
    """Random bytes that a request brings are not zeros."""
    nonce = None if request is None else request.record.nonce
    if nonce and not any(nonce):
        findings.code("nonce-zero", f"{REQUEST} nonce")


def _line(text: str | None) -> str:
    """As bag-info.txt must write it, on one line."""
    shown = "".join(c if c.isprintable() else " " for c in text or "")
    return " ".join(shown.split()) or "-"


def _moment(utc: str) -> datetime | None:
    """A sealed time, to the second; None for one that is no day."""
    try:
        return datetime.strptime(utc[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
