"""Sentences about a series: a first bundle, and those that add to or correct it."""

from __future__ import annotations

from pathlib import PurePath

from forensics_app.i18n.translator import N_, Translator
from forensics_app.model.series import PartSeen, Series, SeriesProblem
from forensics_app.model.supplement import Replacement, SupplementKind
from forensics_app.seal.containers.seal_info import show_code

PROBLEMS: dict[str, str] = {
    "series-order": N_(
        "{subject} is part {expected} of the series for one bundle, and part {actual} for another."
    ),
    "series-place-twice": N_(
        "Two bundles are part {expected} of the series: {subject} and {actual}. Neither "
        "refers to the other; ask the sender which one counts."
    ),
    "series-other-seal": N_(
        "The bundle {subject} here has another seal ({actual}) than the one that the series names "
        "({expected})."
    ),
    "series-other-signer": N_(
        "{subject} was signed with a different certificate ({actual}) than the bundle it "
        "supplements ({expected}). Ask the first signer whether this is intended."
    ),
}
_KINDS = {
    SupplementKind.ADDS: N_("Part {place}: {name} adds to {target}."),
    SupplementKind.CORRECTS: N_("Part {place}: {name} corrects {target}."),
}


def part_sentence(part: PartSeen, words: Translator) -> str:
    """What a part is; that it was not verified or is not here, where it isn't."""
    if part.report is None and part.nearby is not None:
        return words.text(
            N_(
                "Part {place}: {name} (seal code {code}) was not verified. It is in the same folder, as "
                "{file}; verify the folder to check the whole series."
            ),
            place=part.place,
            name=part.reference,
            code=show_code(part.seal_code),
            file=PurePath(part.nearby).name,
        )
    if part.report is None:
        return words.text(
            N_("Part {place}: {name} (seal code {code}) is not here. Ask the sender for it."),
            place=part.place,
            name=part.reference,
            code=show_code(part.seal_code),
        )
    target = None if part.supplement is None else part.supplement.target
    if part.supplement is None or target is None:
        return words.text(N_("Part {place}: {name} is the first."), place=part.place, name=part.reference)
    return words.text(
        _KINDS[part.supplement.kind], place=part.place, name=part.reference, target=target.reference
    )


def replacement_sentence(series: Series, name: str, one: Replacement, words: Translator) -> str:
    """Which item of an earlier part has another in its place, or none; `name` is the bundle that says so."""
    earlier = series.shown(one.earlier)
    later = None if one.later is None else series.shown(one.later)
    if later is None:
        return words.text(N_("{name} withdraws the item {earlier}."), name=name, earlier=earlier)
    return words.text(
        N_("In {name}, the item {later} replaces {earlier}."),
        name=name,
        later=later,
        earlier=earlier,
    )


def problem_sentence(problem: SeriesProblem, words: Translator) -> str:
    """What does not fit."""
    return words.text(
        PROBLEMS[problem.code], subject=problem.subject, expected=problem.expected, actual=problem.actual
    )
