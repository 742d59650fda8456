"""Bundles that were checked together, told as series: lines for people, objects for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from forensics_app.i18n.series import part_sentence, problem_sentence, replacement_sentence
from forensics_app.i18n.translator import Translator
from forensics_app.model.findings import VerificationReport
from forensics_app.model.series import PartSeen, Series
from forensics_app.model.supplement import Replacement, SeriesPart, Supplement, SupplementKind
from forensics_app.seal.containers.seal_info import show_code
from forensics_app.verify.series import series_of

__all__ = [
    "Series",
    "series_fields",
    "series_lines",
    "series_of",
    "supplement_fields",
    "supplement_from_fields",
]


def series_lines(series: Series, words: Translator) -> Iterator[str]:
    """One story, oldest part first; reasons and replaced items beneath the part that says so."""
    for part in series.parts:
        yield part_sentence(part, words)
        supplement = part.supplement
        if supplement is None:
            continue
        yield f"  “{supplement.reason}”"
        for one in supplement.replaces:
            yield f"  {replacement_sentence(series, part.reference, one, words)}"
    for problem in series.problems:
        yield f"? {problem_sentence(problem, words)} [{problem.code}]"


def series_fields(
    reports: Sequence[VerificationReport], number: int, found: Sequence[Series], words: Translator
) -> dict[str, Any] | None:
    """The series that one of the reports belongs to, None where it belongs to none."""
    series = next((one for one in found if one.holds(number)), None)
    if series is None:
        return None
    return {
        "parts": [_part(reports, series, part, words) for part in series.parts],
        "names": dict(series.names),
        "problems": [
            {
                "code": p.code,
                "subject": p.subject,
                "expected": p.expected,
                "actual": p.actual,
                "sentence": problem_sentence(p, words),
            }
            for p in series.problems
        ],
    }


def supplement_fields(supplement: Supplement | None) -> dict[str, Any] | None:
    """What a bundle says of itself and its series."""
    if supplement is None:
        return None
    return {
        "kind": supplement.kind.value,
        "supplements": supplement.supplements,
        "place": supplement.place,
        "reason": supplement.reason,
        "lang": supplement.lang,
        "series": [{"reference": p.reference, "seal_code": p.seal_code} for p in supplement.series],
        "replaces": [{"earlier": r.earlier, "later": r.later} for r in supplement.replaces],
    }


def supplement_from_fields(values: dict[str, Any] | None) -> Supplement | None:
    """The inverse of `supplement_fields`. Raises KeyError, ValueError, TypeError."""
    if values is None:
        return None
    return Supplement(
        kind=SupplementKind(values["kind"]),
        supplements=values["supplements"],
        reason=values["reason"],
        lang=values["lang"],
        series=tuple(SeriesPart(**part) for part in values["series"]),
        replaces=tuple(Replacement(**one) for one in values["replaces"]),
    )


def _part(
    reports: Sequence[VerificationReport], series: Series, part: PartSeen, words: Translator
) -> dict[str, Any]:
    return {
        "place": part.place,
        "reference": part.reference,
        "seal_code": part.seal_code,
        "seal_code_shown": show_code(part.seal_code),
        "here": part.report is not None,
        "nearby": part.nearby,
        "path": None if part.report is None else reports[part.report].bundle.path,
        "verdict": None if part.verdict is None else part.verdict.value,
        "supplement": supplement_fields(part.supplement),
        "sentence": part_sentence(part, words),
        "replaced": []
        if part.supplement is None
        else [replacement_sentence(series, part.reference, r, words) for r in part.supplement.replaces],
    }
