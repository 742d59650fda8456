"""Which lists have system files although those are folded away."""

from __future__ import annotations

import pytest

from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from ui.models.artifacts.state import ArtifactsState


@pytest.mark.parametrize(
    "chosen",
    [
        ArtifactFilter(text="mft"),
        ArtifactFilter(ids=("s1.p1:5",)),
        ArtifactFilter(rule="words:invoice"),
        ArtifactFilter(hash_set="*"),
        ArtifactFilter(category="known bad"),
        ArtifactFilter(tag="Relevant"),
        ArtifactFilter(tagged=True),
        ArtifactFilter(mark="*"),
        ArtifactFilter(marked=True),
        ArtifactFilter(omission="*"),
        ArtifactFilter(unread=True),
    ],
)
def test_no_hit_is_folded_away(chosen: ArtifactFilter) -> None:
    """“No matches” was shown for a rule that matched $LogFile alone."""
    assert ArtifactsState().listed(chosen, shows_system=False) == chosen


@pytest.mark.parametrize(
    "chosen",
    [EVERYTHING, ArtifactFilter(deleted=True), ArtifactFilter(tagged=False), ArtifactFilter(min_size=1)],
)
def test_else_system_files_are_folded_away_unless_they_are_wanted(chosen: ArtifactFilter) -> None:
    assert ArtifactsState().listed(chosen, shows_system=False).system is False
    assert ArtifactsState().listed(chosen, shows_system=True) == chosen
    assert ArtifactsState(system=True).listed(chosen, shows_system=False) == chosen
