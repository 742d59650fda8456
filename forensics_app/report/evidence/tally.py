"""What a report says of the artifacts, counted line by line: a million of them never stand in memory.

Of lists that a page could not hold, the first rows are kept: tagged artifacts first (in a received case
those tagged there), then by exhibit and path. The sealed order (by id) means nothing to a reader.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from forensics_app.model.names import encoded_path
from forensics_app.verify.files.records import Artifact

MOST_ROWS = 200
MOST_EXIF = 60
MOST_POSITIONS = 100
MOST_PICTURES = 200
MOST_SHOWN = 24
NO_CONTENT = "no-content"
_CHARTED = frozenset({"modified", "accessed", "metadata_changed", "created"})
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])(?=-)")
_SLACK = 4

Key = tuple[int, str, list[str], str]


def path_of(artifact: Artifact) -> str:
    """The volume and the path as people read it, with the name of a stream; as omissions name their places.

    Several volumes of one medium have the same paths.
    """
    stream = None if artifact.stream is None else artifact.stream.bytes
    return f"{artifact.layer}:/{encoded_path(artifact.path.bytes, stream)}"


def is_picture(artifact: Artifact) -> bool:
    """Whether its content is one, by its type."""
    return (artifact.media_type or "").startswith("image/")


class FirstRows:
    """The first so many artifacts in the order of a reader, whatever order they come in."""

    def __init__(self, most: int, wanted: Callable[[Artifact], bool] = lambda artifact: True) -> None:
        self._most = most
        self._wanted = wanted
        self._kept: list[tuple[Key, Artifact]] = []
        self._last: Key | None = None
        self.total = 0

    def add(self, artifact: Artifact, rank: int = 0) -> None:
        """Another one; it is kept if it may stand among the first. Those of a lower `rank` come before."""
        if not self._wanted(artifact):
            return
        self.total += 1
        key = (rank, artifact.exhibit, artifact.path.shown, artifact.id)
        if self._last is not None and key > self._last:
            return
        self._kept.append((key, artifact))
        if len(self._kept) >= self._most * _SLACK:
            self._cut()

    def rows(self) -> tuple[Artifact, ...]:
        """Those kept, in order."""
        self._cut()
        return tuple(artifact for _, artifact in self._kept)

    def _cut(self) -> None:
        self._kept.sort(key=lambda pair: pair[0])
        del self._kept[self._most :]
        if len(self._kept) == self._most:
            self._last = self._kept[-1][0]


@dataclass(slots=True)
class OfExhibit:
    """What was counted of one exhibit. `size_bytes` is of contents that have a digest."""

    artifacts: int = 0
    size_bytes: int = 0
    deleted: int = 0


@dataclass(slots=True)
class Tally:
    """Counts of everything, and the rows of tables. Months are `YYYY-MM` of the usual four times.

    Of `outcomes` those without content count as NO_CONTENT, not as contents that were not read.
    `senders_tags` came with a received bundle.
    """

    artifacts: int = 0
    with_content: int = 0
    size_bytes: int = 0
    deleted: int = 0
    mismatched: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    media_types: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    exhibits: dict[str, OfExhibit] = field(default_factory=dict)
    layers: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    times_without_zone: int = 0
    other_times: int = 0
    senders_tags: frozenset[str] = frozenset()
    listed: FirstRows = field(default_factory=lambda: FirstRows(MOST_ROWS))
    with_exif: FirstRows = field(default_factory=lambda: FirstRows(MOST_EXIF, lambda a: bool(a.exif)))
    with_position: FirstRows = field(
        default_factory=lambda: FirstRows(MOST_POSITIONS, lambda a: a.position is not None)
    )
    pictures: FirstRows = field(default_factory=lambda: FirstRows(MOST_PICTURES, is_picture))

    def add(self, artifact: Artifact) -> None:
        """Count one line of the catalogue."""
        self.artifacts += 1
        size = int(artifact.size) if artifact.size and artifact.digests.sha256 else 0
        exhibit = self.exhibits.setdefault(artifact.exhibit, OfExhibit())
        exhibit.artifacts += 1
        self.layers[artifact.layer] += 1
        exhibit.size_bytes += size
        self.size_bytes += size
        self.with_content += artifact.data is not None
        if artifact.deleted:
            self.deleted += 1
            exhibit.deleted += 1
        self.mismatched += artifact.extension_mismatch
        self.kinds[artifact.kind] += 1
        self.outcomes[_outcome(artifact)] += 1
        if artifact.media_type is not None:
            self.media_types[artifact.media_type] += 1
        self.tags.update(artifact.tags)
        for time in artifact.times:
            month = None if time.value is None else _MONTH.match(time.value)
            if month is None:
                continue
            if time.kind not in _CHARTED:
                self.other_times += 1
            else:
                self.months[month[0]] += 1
                self.times_without_zone += time.zone == "local-unknown"
        rank = 0 if any(tag not in self.senders_tags for tag in artifact.tags) else 1
        for rows in (self.listed, self.with_exif, self.with_position, self.pictures):
            rows.add(artifact, rank)


def _outcome(artifact: Artifact) -> str:
    return NO_CONTENT if artifact.read.reason == NO_CONTENT else artifact.read.outcome
