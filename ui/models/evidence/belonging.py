"""Which of the chosen files are no sources of their own: they belong to another one, or the case has them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from forensics_app.i18n import current, tr
from forensics_app.model.case import SourceRecord, SourceState
from forensics_app.model.names import visible
from forensics_app.services.sources.segments import source_with_segment
from ui.models.evidence.probed import Probed
from ui.models.evidence.reading_options import ReadingOptions
from ui.words.sources import shown_name


class CaseSources(Protocol):
    """What is known of the sources of a case, as in its overview."""

    @property
    def sources(self) -> tuple[SourceRecord, ...]: ...
    @property
    def paths(self) -> dict[str, Path]: ...
    @property
    def locked(self) -> frozenset[str]: ...
    @property
    def snapshots(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Belonging:
    """`words` say to what a file belongs. `read`: it is read all the same, for what is new in it; `whole`:
    the image in the list that it is a segment of.
    """

    words: str
    read: bool = False
    whole: Path | None = None


def belongings(
    found: Mapping[Path, Probed | None], overview: CaseSources | None, options: ReadingOptions
) -> dict[Path, Belonging]:
    """Of the chosen files, in whatever order they were chosen, those that belong to something known."""
    looked = {path: probed for path, probed in found.items() if probed is not None}
    told = {}
    for path, probed in looked.items():
        belonging = None if overview is None else _in_case(path, probed, overview, options)
        belonging = belonging or _in_list(path, probed, looked)
        if belonging is not None:
            told[path] = belonging
    return told


def _in_case(path: Path, probed: Probed, overview: CaseSources, options: ReadingOptions) -> Belonging | None:
    isolate = current().isolate
    source = _source_at(path, overview)
    if source is not None and source.state is not SourceState.FAILED:
        exhibit = isolate(visible(source.exhibit))
        if not probed.usable or _reads_more(source, probed, overview, options):
            return Belonging(tr("Already in the case as {exhibit}.", exhibit=exhibit), read=True)
        return Belonging(tr("Already in the case as {exhibit}. It is not read again.", exhibit=exhibit))
    whole = source_with_segment(overview.sources, path, probed.fingerprint)
    if whole is None:
        return None
    return Belonging(
        tr(
            "Segment of {image}, which is already in the case as {exhibit}.",
            image=isolate(visible(shown_name(whole))),
            exhibit=isolate(visible(whole.exhibit)),
        )
    )


def _source_at(path: Path, overview: CaseSources) -> SourceRecord | None:
    """The source of the case that was read from this path."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    return next((s for s in overview.sources if overview.paths.get(s.source_id) == absolute), None)


def _reads_more(source: SourceRecord, probed: Probed, overview: CaseSources, options: ReadingOptions) -> bool:
    """Whether reading it again may read what was left out, or find that it changed.

    A folder is not compared here: that takes a walk through all of it.
    """
    locked = any(f"{layer}.".startswith(f"{source.source_id}.") for layer in overview.locked)
    return (
        source.state is not SourceState.COMPLETE
        or probed.fingerprint != source.fingerprint
        or locked
        or (options.shadow_copies and source.source_id in overview.snapshots)
        or (options.archives and not source.request.archives.inside)
    )


def _in_list(path: Path, probed: Probed, looked: Mapping[Path, Probed]) -> Belonging | None:
    wholes = [
        (other, one)
        for other, one in looked.items()
        if other != path and one.image is not None and one.image.has_segment(path, probed.fingerprint)
    ]
    larger = [other for other, one in wholes if one.fingerprint != probed.fingerprint]
    same = [other for other, one in wholes if one.fingerprint == probed.fingerprint]
    whole = larger[0] if larger else _first((path, *same), probed)
    if whole == path:
        return None
    image = current().isolate(visible(whole.name))
    return Belonging(tr("Segment of {image}, which is already in the list.", image=image), whole=whole)


def _first(paths: Iterable[Path], probed: Probed) -> Path:
    """That one of several segments of an image which comes first in it."""
    order = () if probed.image is None else probed.image.files
    return min(paths, key=lambda path: order.index(path) if path in order else 0)
