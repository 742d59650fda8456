"""Several bundles that were checked together, as series: what adds to what, is not here, or contradicts.

Only bundles that are verified or unconfirmed have a say. Anybody can make a bundle that names another, so a
series never changes the verdict of its parts: its problems are its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from forensics_app.model.findings import Verdict, VerificationReport
from forensics_app.model.series import PartSeen, Series, SeriesProblem

_HOLDS = (Verdict.VERIFIED, Verdict.UNCONFIRMED)


def series_of(reports: Sequence[VerificationReport]) -> tuple[Series, ...]:
    """The series that bundles among `reports` say they belong to; none where nothing is a supplement."""
    claims: defaultdict[str, list[int]] = defaultdict(list)
    for number, report in enumerate(reports):
        supplement = report.bundle.supplement
        if supplement is not None and report.seal.code is not None and report.verdict in _HOLDS:
            claims[supplement.series[0].seal_code].append(number)
    return tuple(_series(reports, root, claims[root]) for root in claims)


def _series(reports: Sequence[VerificationReport], root: str, claims: list[int]) -> Series:
    here: dict[str, int] = {}
    for number, report in enumerate(reports):
        if report.seal.code is not None:
            before = here.setdefault(report.seal.code, number)
            if _says_more(report, reports[before]):
                here[report.seal.code] = number
    places: dict[str, tuple[int, str]] = {}  # by seal code; what bundles say of others comes first
    problems: list[SeriesProblem] = []
    for number in claims:
        report = reports[number]
        supplement = report.bundle.supplement
        if supplement is None or report.seal.code is None:
            continue
        parts = [(p.seal_code, p.reference) for p in supplement.series]
        for place, (code, reference) in enumerate([*parts, (report.seal.code, _name(report))], start=1):
            known = places.setdefault(code, (place, reference))
            if known[0] != place:
                problems.append(SeriesProblem("series-order", reference, str(known[0]), str(place)))
    problems += _twice(places)
    problems += _links(reports, places, here)
    problems += _signers(reports, claims, here)
    parts_seen = tuple(
        _seen(reports, code, place, reference, here.get(code))
        for code, (place, reference) in sorted(
            places.items(), key=lambda item: (item[1][0], item[0] != root, item[0])
        )
    )
    return Series(parts_seen, tuple(dict.fromkeys(problems)))


def _says_more(report: VerificationReport, other: VerificationReport) -> bool:
    """Of two with the same seal: a whole bundle before a seal that came alone, which says nothing of a
    series, and one that holds before one that does not.
    """

    def weight(one: VerificationReport) -> tuple[bool, bool]:
        return one.bundle.scope == "full", one.verdict in _HOLDS

    return weight(report) > weight(other)


def _seen(
    reports: Sequence[VerificationReport], code: str, place: int, reference: str, number: int | None
) -> PartSeen:
    if number is None:
        return PartSeen(place, reference, code, None, None, None)
    report = reports[number]
    return PartSeen(place, reference, code, number, report.verdict, report.bundle.supplement)


def _twice(places: dict[str, tuple[int, str]]) -> Iterable[SeriesProblem]:
    """Two bundles at one place: one of them did not know of the other, or is forged."""
    by_place: defaultdict[int, list[str]] = defaultdict(list)
    for place, reference in places.values():
        by_place[place].append(reference)
    for place, references in by_place.items():
        for other in references[1:]:
            yield SeriesProblem("series-place-twice", references[0], str(place), other)


def _links(
    reports: Sequence[VerificationReport], places: dict[str, tuple[int, str]], here: dict[str, int]
) -> Iterable[SeriesProblem]:
    """A bundle with the name of a missing part and another seal: it is not the one that is meant."""
    named: defaultdict[str | None, list[VerificationReport]] = defaultdict(list)
    for report in reports:
        named[report.bundle.reference].append(report)
    for code, (_, reference) in places.items():
        if code in here:
            continue
        for report in named.get(reference, ()):
            if report.seal.code not in (None, code):
                yield SeriesProblem("series-other-seal", reference, code, report.seal.code or "")


def _signers(
    reports: Sequence[VerificationReport], claims: list[int], here: dict[str, int]
) -> Iterable[SeriesProblem]:
    for number in claims:
        report = reports[number]
        supplement = report.bundle.supplement
        target = None if supplement is None else here.get(supplement.supplements)
        if target is None:
            continue
        earlier = reports[target].seal.fingerprint
        if earlier is not None and report.seal.fingerprint not in (None, earlier):
            yield SeriesProblem("series-other-signer", _name(report), earlier, report.seal.fingerprint or "")


def _name(report: VerificationReport) -> str:
    return report.bundle.reference or report.bundle.path
