"""All addenda known of one seal, told as one story (docs/bundle-format.md, section 11).

Anybody can put a file beside a bundle, so nothing that is said here touches the verdict on what was sealed.
What a confirmed addendum states, and what the reader expects, counts in the verdict on the time after the
seal; what concerns any other is told and counts for nothing. That something later is missing can't be seen
from files, so it is never claimed that there is nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forensics_app.model.addendum import AddendumEvent, Head
from forensics_app.model.custody import ClockSource
from forensics_app.model.findings import About, Severity, Verdict
from forensics_app.model.outside_times import is_later, read_moment, whole_seconds
from forensics_app.seal.containers.seal_info import SealInfo
from forensics_app.verify.addenda.addendum_check import CheckedAddendum, about_of, check_addendum
from forensics_app.verify.addenda.graph import SEAL, AddendumGraph, Match
from forensics_app.verify.addenda.receipt_rules import judge_receipts
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy


@dataclass(frozen=True, slots=True)
class Story:
    """`addenda`: those that hold and belong here, each after those it names; `latest` those that none names.

    `heads` are the confirmed ones that no other confirmed one knew: what a new addendum follows. `others`
    don't hold or belong elsewhere. `existed_by`: when a later time-stamp shows the seal to have existed.
    """

    addenda: tuple[CheckedAddendum, ...] = ()
    latest: tuple[CheckedAddendum, ...] = ()
    others: tuple[CheckedAddendum, ...] = ()
    heads: tuple[CheckedAddendum, ...] = ()
    existed_by: datetime | None = None


NO_STORY = Story()


def judge_addenda(
    files: Sequence[tuple[str, bytes]],
    *,
    seal: Head | None,
    info: SealInfo | None,
    code: str | None,
    sealed_at: datetime | None,
    policy: Policy,
    findings: Findings,
) -> Story:
    """Judge the addenda in `files` (names and bytes) against the seal that they should belong to.

    `sealed_at` is the signing time that the seal states.
    """
    checked = [check_addendum(data, name, policy, Findings()) for name, data in _once(files)]
    belonging: list[CheckedAddendum] = []
    others: list[CheckedAddendum] = []
    for addendum in checked:
        belongs = _say_what_it_is(addendum, code, findings)
        (belonging if belongs else others).append(addendum)
    addenda, latest = belonging, belonging
    heads = [a for a in belonging if a.confirmed]
    if seal is not None:
        belonging, copies = _without_copies(belonging, findings)
        graph = AddendumGraph(seal, belonging, copies)
        _judge_links(graph, findings)
        _judge_forks(graph, findings)
        _judge_times(graph, sealed_at, policy, findings)
        addenda = [belonging[place] for place in graph.order]
        latest = [belonging[place] for place in graph.ends()]
        confirmed = [place for place in graph.order if belonging[place].confirmed]
        heads = [belonging[place] for place in graph.ends_among(confirmed)]
    _judge_references(addenda, findings)
    judge_receipts(tuple(addenda), info, findings)
    _judge_expected(addenda, policy, findings)
    existed = _existed_by(addenda, seal, findings)
    return Story(tuple(addenda), tuple(latest), tuple(others), tuple(heads), existed)


def _once(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The same bytes found in two places are one addendum."""
    seen: dict[bytes, str] = {}
    for name, data in files:
        seen.setdefault(data, name)
    return [(name, data) for data, name in seen.items()]


def _say_what_it_is(addendum: CheckedAddendum, code: str | None, findings: Findings) -> bool:
    """Whether it counts in the story of this seal; if not, or not fully, why."""
    if not addendum.holds:
        first = next((f.code for f in addendum.findings if f.severity is not Severity.NOTE), None)
        unreadable = addendum.verdict is Verdict.UNREADABLE
        findings.code("addendum-unreadable" if unreadable else "addendum-altered", addendum.name, None, first)
        return False
    info = addendum.info
    if info is None or info.seal != code:
        findings.code("addendum-other-bundle", addendum.name, code, None if info is None else info.seal)
        return False
    if not addendum.confirmed:
        first = next((f.code for f in addendum.findings if f.severity is Severity.DOUBT), None)
        findings.code("addendum-unconfirmed", addendum.name, None, first)
    return True


def _without_copies(
    addenda: list[CheckedAddendum], findings: Findings
) -> tuple[list[CheckedAddendum], Mapping[str, int]]:
    """One of several encodings of the same signature, and the files of the others by its place; another
    signature over the same event stays. Whoever carried a file could encode it anew."""
    kept: list[CheckedAddendum] = []
    copies: dict[str, int] = {}
    places: dict[tuple[str, ...], int] = {}
    for addendum in addenda:
        key = None if addendum.head is None else addendum.head.signature
        if key is not None and key in places and addendum.head is not None:
            twin = kept[places[key]]
            findings.code("addendum-other-encoding", addendum.name, twin.name, None)
            copies[addendum.head.file_sha256] = places[key]
            continue
        if key is not None:
            places[key] = len(kept)
        kept.append(addendum)
    return kept, copies


def _judge_links(graph: AddendumGraph, findings: Findings) -> None:
    for link in graph.links:
        child = graph.addenda[link.child]
        parent, about = _name(graph, link.parent), about_of(child)
        if link.match is Match.OTHER_ENCODING:
            findings.code("addendum-other-encoding", parent, child.name, link.head.file_sha256, about)
        elif link.match is Match.OTHER_SIGNATURE:
            findings.code("addendum-head-differs", child.name, parent, link.head.signer_cert_sha256, about)
        elif link.match is Match.UNKNOWN:
            _say_missing(child, link.head.file_sha256, findings)


def _name(graph: AddendumGraph, place: int | None) -> str:
    if place is None or place == SEAL:
        return "seal"
    return graph.addenda[place].name


def _say_missing(child: CheckedAddendum, what: str, findings: Findings) -> None:
    """Only somebody who is known can oblige the reader to go and find what they name."""
    code = "addendum-ancestor-missing" if child.confirmed else "addendum-ancestor-unknown"
    findings.code(code, child.name, what, None, about_of(child))


def _judge_forks(graph: AddendumGraph, findings: Findings) -> None:
    for parent, first, second in graph.forks():
        one, other = graph.addenda[first], graph.addenda[second]
        same = {s.shown.fingerprint for s in one.signers} & {s.shown.fingerprint for s in other.signers}
        code = "addendum-fork-same-signer" if same else "addendum-fork"
        findings.code(code, other.name, one.name, _name(graph, parent), about_of(one, other))


def _judge_times(
    graph: AddendumGraph, sealed_at: datetime | None, policy: Policy, findings: Findings
) -> None:
    """What is timed by computers comes after what it follows, give or take their clocks.

    A confirmed addendum is held to the seal and to what is confirmed: a stranger's time is no measure of it.
    """
    times = {place: _computer_time(graph.addenda[place]) for place in graph.order}
    times[SEAL] = sealed_at
    for place in graph.order:
        addendum, own = graph.addenda[place], times[place]
        measures = (
            times[parent]
            for parent in graph.parents(place)
            if parent == SEAL or not addendum.confirmed or graph.addenda[parent].confirmed
        )
        before = max(filter(None, measures), default=None)
        if own is not None and before is not None and is_later(before, own, policy.clock_tolerance):
            stated, followed = map(whole_seconds, (own, before))
            findings.code("addendum-time", addendum.name, followed, stated, about_of(addendum))


def _computer_time(addendum: CheckedAddendum) -> datetime | None:
    event = addendum.event
    if event is None or event.clock_source is not ClockSource.COMPUTER:
        return None
    moment = read_moment(event.time_utc)
    return None if moment is None else moment.replace(microsecond=0)


def _judge_references(addenda: Sequence[CheckedAddendum], findings: Findings) -> None:
    """What a correction corrects and a receipt answers must be known."""
    known = {a.event_sha256 for a in addenda}
    for addendum in addenda:
        event = addendum.event
        if event is None:
            continue
        answers = None if event.receipt is None else event.receipt.answers
        for named in (event.refers_to, None if answers is None else answers.event_sha256):
            if named is not None and named not in known:
                _say_missing(addendum, named, findings)


def _judge_expected(addenda: Sequence[CheckedAddendum], policy: Policy, findings: Findings) -> None:
    """Somebody knows of an event that isn't here: what is here was rolled back, or is on its way."""
    known = {a.event_sha256 for a in addenda if a.confirmed}
    for digest in policy.expected_events:
        if digest not in known:
            findings.code("addendum-expected-missing", digest, about=About.LATER)


def _existed_by(addenda: Sequence[CheckedAddendum], seal: Head | None, findings: Findings) -> datetime | None:
    """The earliest trusted token in a time-stamp addendum that names exactly this seal."""
    found: list[tuple[datetime, str]] = []
    for addendum in addenda:
        event, attested = addendum.event, addendum.time.attested
        if event is None or attested is None or event.event is not AddendumEvent.TIMESTAMP:
            continue
        if seal in event.previous:
            found.append((attested, addendum.name))
    if not found:
        return None
    moment, name = min(found)
    findings.code("existed-by", name, None, whole_seconds(moment))
    return moment
