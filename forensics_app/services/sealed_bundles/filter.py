"""The filters of a list, asked of one artifact at a time: a bundle has no indexes and need not have any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from forensics_app.errors import UsageError
from forensics_app.examine.record import extension_of, fold
from forensics_app.model.artifact import Artifact
from forensics_app.model.selection import EVERYTHING, ArtifactFilter

# what a bundle doesn't say of its artifacts, or only a case can work out
_CASE_ONLY = {
    "hash_set": "--hashset",
    "not_hash_set": "--not-hashset",
    "category": "--category",
    "duplicate": "--duplicates",
    "high_entropy": "--high-entropy",
    "rule": "--yara",
    "omission": "--omission",
    "time_field": "--time",
    "time_from": "--since",
    "time_to": "--before",
    "folder": "--filter",
    "mismatch": "--filter",
    "unread": "--filter",
}


def sealed_filter(chosen: ArtifactFilter) -> Callable[[Artifact], bool]:
    """Whether a sealed artifact is taken. Raises UsageError for a condition that only a case can answer."""
    for field, option in _CASE_ONLY.items():
        if getattr(chosen, field) is not None:
            raise UsageError(name=option, value=str(getattr(chosen, field)))
    if chosen == EVERYTHING:
        return lambda _: True
    folded = replace(
        chosen,
        text=None if chosen.text is None else fold(chosen.text),
        extension=None if chosen.extension is None else fold(chosen.extension.lstrip(".")),
    )
    return lambda artifact: _is(folded, artifact) and _has(folded, artifact)


def _is(chosen: ArtifactFilter, artifact: Artifact) -> bool:
    """What and where it is."""
    entry, locator = artifact.entry, artifact.entry.locator
    size = -1 if entry.size_bytes is None else entry.size_bytes
    sized = chosen.min_size is not None or chosen.max_size is not None
    name = locator.stream or (locator.components[-1] if locator.components else None)
    return (
        (chosen.kind is None or entry.kind is chosen.kind)
        and (chosen.deleted is None or entry.deleted is chosen.deleted)
        and (chosen.source is None or locator.source_id == chosen.source)
        and (chosen.layer is None or locator.layer_id == chosen.layer)
        and (chosen.exhibit is None or artifact.exhibit == chosen.exhibit)
        and (not chosen.ids or artifact.artifact_id in chosen.ids)
        and (not sized or size >= (chosen.min_size or 0))
        and (chosen.max_size is None or size <= chosen.max_size)
        and (chosen.extension is None or extension_of(name) == chosen.extension)
        and (chosen.text is None or chosen.text in fold(locator.path_display()))
    )


def _has(chosen: ArtifactFilter, artifact: Artifact) -> bool:
    """What is known of it."""
    wanted, found = chosen.media_type, artifact.examination
    return (
        (wanted is None or found.media_type == wanted or (found.media_type or "").startswith(f"{wanted}/"))
        and (chosen.tag is None or chosen.tag in artifact.tags)
        and (chosen.tagged is None or bool(artifact.tags) is chosen.tagged)
        and (chosen.position is None or (found.latitude is not None) is chosen.position)
    )
