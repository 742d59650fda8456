"""What decides what a bundle would take: once it changes, what was checked before holds no longer."""

from __future__ import annotations

from ui.models.case.overview import CaseOverview


def basis_of(overview: CaseOverview) -> tuple[object, ...]:
    """Equal as long as the same would be sealed and the same would be said about it."""
    return (
        overview.labels,
        overview.total,
        sum(overview.omitted_by_source.values()),
        overview.sources,
        overview.hash_sets,
        overview.zones,
        overview.request,
    )
