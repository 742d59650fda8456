"""What can be chosen for a bundle: everything, each tag, the list of the Artifacts page, saved filters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.names import visible
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from ui.models.artifacts.filter_words import conditions, place_filter
from ui.settings.list_settings import ListSettings
from ui.workbench.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: `detail` says what the filter is."""

    glyph: str
    title: str
    detail: str
    chosen: ArtifactFilter


def choices(bench: Workbench) -> list[Choice]:
    """In the order in which they are shown; a filter stands once. Filters that were chosen stay offered."""
    overview = None if bench.case is None else bench.case.overview
    found = [
        Choice("stack", tr("Everything in the case"), tr("all artifacts, including deleted ones"), EVERYTHING)
    ]
    for tag in () if overview is None else overview.tags:
        name = current().isolate(visible(tag.name))
        found.append(
            Choice(
                "tag",
                tr("Tag “{tag}”", tag=name),
                tr("everything with this tag"),
                ArtifactFilter(tag=tag.name),
            )
        )
    said = partial(filter_words, place_of=visible if overview is None else overview.place_of)
    state = bench.artifacts_state
    here = place_filter(state.chosen, state.place)
    if here != EVERYTHING:
        here = state.listed(here, shows_system=ListSettings(bench.settings).system_files)
        found.append(Choice("funnel", tr("The list on the Artifacts page"), said(here), here))
    for name, one in ListSettings(bench.settings).filters.items():
        found.append(Choice("funnel", current().isolate(visible(name)), said(one), one))
    known = {choice.chosen for choice in found}
    for one in bench.export.chosen:
        if one not in known:
            found.append(Choice("funnel", tr("A previously chosen filter"), said(one), one))
    return list({choice.chosen: choice for choice in reversed(found)}.values())[::-1]


def filter_words(chosen: ArtifactFilter, place_of: Callable[[str], str]) -> str:
    """A filter in one line; `place_of` names a source or volume, of which it has the id."""
    words = [condition.words for condition in conditions(chosen)]
    if chosen.text:
        words.append(tr("Path contains “{text}”", text=current().isolate(visible(chosen.text))))
    if chosen.source is not None or chosen.layer is not None:
        place = visible(place_of(chosen.layer or chosen.source or ""))
        words.append(tr("Location: {place}", place=current().isolate(place)))
    if chosen.folder is not None:
        words.append(tr("in one folder"))
    return current().listed(words) or tr(NC_("state", "everything"))
