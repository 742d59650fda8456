"""What is wrong with the evidence of a case, one sentence each, worst first, with the place."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.omissions import gravity
from forensics_app.model.case import HashState, SourceState
from forensics_app.model.names import visible
from ui.models.case.overview import CaseOverview
from ui.theme.state import State
from ui.words.codes import omission_sentence
from ui.words.locators import shown_locator

_WRONG, _WHOLE, _VOLUME, _LEAST = -1, gravity("image-truncated"), gravity("file-system-damaged"), 99

UNSENT = N_(
    "The sender listed this volume and sent nothing of it: other items were selected, or it was left out. "
    "That does not mean that it is empty."
)


@dataclass(frozen=True, slots=True)
class Problem:
    """`rank`: the lower, the worse."""

    state: State
    sentence: str
    place: str
    rank: int


def problems(overview: CaseOverview) -> list[Problem]:
    """Hash mismatches and failed sources, then the omission ledger."""
    found = []
    for source in overview.sources:
        if source.state is SourceState.FAILED:
            reason = omission_sentence(source.error_code or "")
            found.append(Problem(State.BAD, reason, source.exhibit, _WRONG))
        if source.hashes is HashState.DIFFER:
            found.append(
                Problem(
                    State.BAD,
                    tr(
                        "The stored hash differs from the computed one: these bytes are not those that were "
                        "hashed, or a wrong hash was stored"
                    ),
                    tr("{exhibit}, whole image", exhibit=source.exhibit),
                    _WRONG,
                )
            )
        if source.hashes is HashState.NOT_COMPARABLE:
            found.append(
                Problem(
                    State.WARN,
                    tr(
                        "The hashes stored at acquisition can't be compared: parts of the medium could not "
                        "be read and count as zeros in the computed ones."
                    ),
                    tr("{exhibit}, whole image", exhibit=source.exhibit),
                    _WHOLE,
                )
            )
        if source.opened is not None and not source.opened.atime_kept:
            found.append(
                Problem(
                    State.INFO,
                    tr("The last access time of this source could not be preserved"),
                    source.exhibit,
                    _LEAST,
                )
            )
        if source.opened is not None:
            found += [
                Problem(State.WARN, tr(UNSENT), overview.place_of(layer.layer_id), _VOLUME)
                for layer in source.opened.layers
                if overview.is_unsent(layer)
            ]
    for omission in overview.omissions:
        sentence = omission_sentence(omission.code)
        if omission.count > 1:
            sentence = f"{sentence} ({current().number(omission.count)})"
        exhibit = place = overview.place_of(omission.source_id)
        if omission.locator:
            shown = shown_locator(omission.locator, overview.place_of)
            place = shown if shown != omission.locator else f"{exhibit}, {shown}"
        state = State.LOCKED if omission.locator in overview.locked else State.WARN
        found.append(Problem(state, sentence, visible(place), gravity(omission.code, omission.locator)))
    return sorted(found, key=lambda p: p.rank)
