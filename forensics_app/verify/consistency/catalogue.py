"""The lines of catalog.jsonl, against the sources, the table for people, and each other.

Lines come many at a time and are looked at by columns, for there may be millions. Only where something in a
column isn't as it must be is each of those lines looked at by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import NamedTuple, TypeVar

from forensics_app.bundle.layout import CATALOG, CATALOG_CSV
from forensics_app.verify.collector import Findings
from forensics_app.verify.consistency import extents, names, table
from forensics_app.verify.consistency.layers import ALGORITHMS, Layers
from forensics_app.verify.consistency.repeats import Repeats
from forensics_app.verify.lists.catalog_columns import Columns, columns_of
from forensics_app.verify.lists.catalog_lines import CatalogLine

_MOST_KEPT = 4096
_NO_SALT = "AAAAAAAAAAAAAAAAAAAAAA=="
_T = TypeVar("_T")
_READ = ("complete", "partial")


class _State(NamedTuple):
    """What few lines have of their own."""

    kind: str
    derivable: str
    extent_class: str
    read: str
    has_data: bool
    has_digest: bool
    has_extents: bool
    has_size: bool


class NotRead(NamedTuple):
    """How many artifacts of a source were not read in full for one reason, and the line of the first."""

    artifacts: int
    number: int


class CatalogueConsistency:
    """Takes the lines once, from the first to the last; then says what only all of them show."""

    def __init__(self, layers: Layers, findings: Findings) -> None:
        self.exhibits: set[str] = set()
        self.not_read: dict[tuple[str, str | None], NotRead] = {}
        self.complete = False
        self._unread = False
        self._layers = layers
        self._findings = findings
        self._sound_places: set[tuple[str, str, str]] = set()
        self._sound_states: set[_State] = set()
        self._sound_streams: set[str] = {"null"}
        self._quiet_reads: set[str] = set()
        self._salts = Repeats()
        self._places = Repeats()

    def take(
        self,
        first: int,
        lines: Sequence[CatalogLine | None],
        columns: Columns | None,
        rows: Sequence[list[str]],
    ) -> None:
        """Lines from number `first` on, None for each that could not be read; `columns` are theirs where all
        could. `rows` are the table's, where they have to be looked at.
        """
        if not lines:
            return
        numbers: Sequence[int] = range(first, first + len(lines))
        found = [line for line in lines if line is not None]
        if len(found) != len(lines):
            self._unread = True
            numbers = [n for n, line in zip(numbers, lines, strict=True) if line is not None]
            rows = ()
        if not found:
            return
        columns = columns or columns_of(found)
        self._take_places(columns, found, numbers)
        self._take_states(columns, found, numbers)
        self._take_extents(columns, found, numbers)
        self._take_names(columns, found, numbers)
        self._take_content_paths(columns, numbers)
        if len(rows) == len(found):
            self._take_rows(found, numbers, rows)
        self._take_repeats(columns, numbers)

    @property
    def whole(self) -> bool:
        """Whether every line was taken."""
        return self.complete and not self._unread

    def repeated(self) -> tuple[frozenset[int], frozenset[int]]:
        """Of salts, and of places, those that stand on several lines."""
        return self._salts.found(), self._places.found()

    def _take_places(self, columns: Columns, found: Sequence[CatalogLine], numbers: Sequence[int]) -> None:
        """Exhibit, source and layer of each line are those of the list of sources."""
        new = set(zip(columns.exhibit, columns.source, columns.layer, strict=True)) - self._sound_places
        self.exhibits.update(exhibit for exhibit, _, _ in new)
        wrong = {one for one in new if not self._place_is_sound(*one)}
        _keep(self._sound_places, new - wrong)
        if wrong:
            for number, line in zip(numbers, found, strict=True):
                if (line.exhibit, line.source, line.layer) in wrong:
                    self._check_place(line, f"{CATALOG}:{number}")

    def _place_is_sound(self, exhibit: str, source_id: str, layer_id: str) -> bool:
        source, layer = self._layers.get(source_id), self._layers.get(layer_id)
        if source is None or layer is None:
            return not self._layers.whole
        return layer.source == source.source == source_id and source.exhibit == exhibit == layer.exhibit

    def _check_place(self, line: CatalogLine, place: str) -> None:
        source, layer = self._layers.get(line.source), self._layers.get(line.layer)
        if source is None or source.source != line.source:
            self._findings.code("record-source-unknown", place, None, line.source)
        elif source.exhibit != line.exhibit:
            self._findings.code("record-exhibit-differs", place, source.exhibit, line.exhibit)
        if layer is None or (source is not None and layer.source != line.source):
            self._findings.code("record-layer-unknown", place, line.source, line.layer)

    def _take_states(self, columns: Columns, found: Sequence[CatalogLine], numbers: Sequence[int]) -> None:
        """What a line says of its artifact can all be true at once; what was not read in full is counted."""
        states = list(
            zip(
                columns.kind,
                columns.derivable,
                columns.extent_class,
                columns.read,
                [data is not None for data in columns.data],
                [digest is not None for digest in columns.sha256],
                [extents_ != "[]" for extents_ in columns.extents],
                [size is not None and size != "0" for size in columns.size],
                strict=True,
            )
        )
        new = {_State(*state) for state in set(states) - self._sound_states}
        sound = {state for state in new if _contradiction(state) is None and not _is_medium_kind(state)}
        _keep(self._sound_states, sound)
        if len(sound) != len(new):
            odd = new - sound
            for number, line, state in zip(numbers, found, states, strict=True):
                if state in odd:
                    self._check_state(line, _State(*state), f"{CATALOG}:{number}")
        self._take_reads(columns, numbers)

    def _check_state(self, line: CatalogLine, state: _State, place: str) -> None:
        said = _contradiction(state)
        if said is not None:
            self._findings.code("artifact-contradicts", place, *said)
        wrong = extents.extents_contradict(line)
        if wrong is not None:
            self._findings.code("extents-contradict", place, line.extents[:80], wrong)
        if _is_medium_kind(state) and line.layer == line.source:
            self._check_medium(line, place)

    def _check_medium(self, line: CatalogLine, place: str) -> None:
        """A whole medium as an artifact has the digests of its source."""
        layer, known = self._layers.get(line.source), self._layers.digests(line.source)
        if (
            layer is None
            or known is None
            or json.loads(line.extents) != [[line.source, "0", str(layer.length)]]
        ):
            return
        for name in ALGORITHMS:
            said, computed = getattr(line, name), getattr(known[0], name)
            if None not in (said, computed) and said != computed:
                self._findings.code("record-hashes-differ", place, computed, said)

    def _take_reads(self, columns: Columns, numbers: Sequence[int]) -> None:
        reasons: dict[str, str | None] = {}
        for read in set(columns.read) - self._quiet_reads:
            said = json.loads(read)
            if said["outcome"] in ("partial", "unreadable"):
                reasons[read] = said["reason"]
            else:
                _keep(self._quiet_reads, {read})
        if not reasons:
            return
        for number, source, read in zip(numbers, columns.source, columns.read, strict=True):
            if read in reasons:
                key: tuple[str, str | None] = (source, reasons[read])
                if key not in self.not_read and len(self.not_read) >= _MOST_KEPT:
                    key = (source, None)  # nobody has so many reasons: all omissions together must do
                before = self.not_read.get(key, NotRead(0, number))
                self.not_read[key] = NotRead(before.artifacts + 1, before.number)

    def _take_extents(self, columns: Columns, found: Sequence[CatalogLine], numbers: Sequence[int]) -> None:
        many_sources = len(set(columns.source)) > 1
        if not many_sources and extents.all_inside(columns.extents, columns.source[0], self._layers):
            return
        for number, line in zip(numbers, found, strict=True):
            if line.extents != "[]" and not extents.all_inside([line.extents], line.source, self._layers):
                extents.check_extents(line, f"{CATALOG}:{number}", self._layers, self._findings)

    def _take_names(self, columns: Columns, found: Sequence[CatalogLine], numbers: Sequence[int]) -> None:
        if not names.all_shown(columns.names, columns.display):
            for number, line in zip(numbers, found, strict=True):
                if not names.all_shown([line.names], [line.display]):
                    self._name_differs(number, names.shown_otherwise(line))
        new = set(columns.stream) - self._sound_streams
        wrong = {stream for stream in new if names.stream_shown_otherwise(stream) is not None}
        _keep(self._sound_streams, new - wrong)
        if wrong:
            for number, line in zip(numbers, found, strict=True):
                if line.stream in wrong:
                    self._name_differs(number, names.stream_shown_otherwise(line.stream))

    def _name_differs(self, number: int, said: tuple[str, str] | None) -> None:
        if said is not None:
            self._findings.code("display-differs", f"{CATALOG}:{number}", *said)

    def _take_content_paths(self, columns: Columns, numbers: Sequence[int]) -> None:
        """Each content lies in its exhibit's folder, under its artifact's id. Documents have a folder of
        their own."""
        folders = {exhibit: names.content_folder(exhibit) for exhibit in set(columns.exhibit)}
        wrong = [
            (number, data, exhibit, artifact_id)
            for number, data, exhibit, artifact_id, kind in zip(
                numbers, columns.data, columns.exhibit, columns.id, columns.kind, strict=True
            )
            if data is not None
            and not data.startswith(f"{folders[exhibit]}{artifact_id}_")
            and kind != "document"
        ]
        for number, data, exhibit, artifact_id in wrong:
            self._findings.code(
                "content-of-another", f"{CATALOG}:{number}", f"{folders[exhibit]}{artifact_id}_", data
            )

    def _take_rows(
        self,
        found: Sequence[CatalogLine],
        numbers: Sequence[int],
        rows: Sequence[list[str]],
    ) -> None:
        for number, line, row in zip(numbers, found, rows, strict=True):
            differs = table.shown_otherwise(line, row)
            if differs is not None:
                column, should, does = differs
                self._findings.code("csv-shows-other", f"{CATALOG_CSV}:{number + 1} {column}", should, does)

    def _take_repeats(self, columns: Columns, numbers: Sequence[int]) -> None:
        if _NO_SALT in columns.salt:
            for number, salt in zip(numbers, columns.salt, strict=True):
                if salt == _NO_SALT:
                    self._findings.code("nonce-zero", f"{CATALOG}:{number} salt")
        self._salts.add(columns.salt)
        self._places.add(compress(_places(columns), _placed(columns)))


class RepeatedLines:
    """Finds the lines of repeated salts and places in a second reading, and which of them contradict."""

    def __init__(
        self, salts: frozenset[int], places: frozenset[int], layers: Layers, findings: Findings
    ) -> None:
        self._salts = salts
        self._places = places
        self._first_salt: dict[int, int] = {}
        self._first_content: dict[int, tuple[int, str]] = {}
        self._layers = layers
        self._findings = findings

    def take(self, first: int, lines: Sequence[CatalogLine | None]) -> None:
        """Lines from number `first` on."""
        for number, line in enumerate(lines, start=first):
            if line is None:
                continue
            salt = hash(line.salt)
            if salt in self._salts:
                other = self._first_salt.setdefault(salt, number)
                if other != number:
                    self._findings.code("salt-repeated", f"{CATALOG}:{number}", None, f"{CATALOG}:{other}")
            if self._places:
                self._take_content(number, line)

    def _take_content(self, number: int, line: CatalogLine) -> None:
        columns = columns_of([line])
        layer = self._layers.get(line.layer)
        archive = layer is not None and layer.kind == "archive"  # may hold one name twice
        if archive or line.sha256 is None or not next(_placed(columns)):
            return
        place = hash(next(_places(columns)))
        if place in self._places:
            other, content = self._first_content.setdefault(place, (number, line.sha256))
            if content != line.sha256:
                self._findings.code(
                    "path-with-two-contents", f"{CATALOG}:{number}", line.sha256, f"{CATALOG}:{other}"
                )


def _places(columns: Columns) -> Iterator[tuple[str | None, ...]]:
    """What of a line says where its content lies in the file system."""
    return zip(columns.source, columns.layer, columns.names, columns.stream, columns.inode, strict=True)


def _placed(columns: Columns) -> Iterator[bool]:
    """Whether only one content can lie there: deleted names may come back, and without an address any may."""
    return (
        allocated == "true" and inode is not None
        for allocated, inode in zip(columns.allocated, columns.inode, strict=True)
    )


def _contradiction(state: _State) -> tuple[str, str] | None:
    """Two things that a line says and that can't both be: the one, the other; None where there are none."""
    read = json.loads(state.read)
    outcome = read["outcome"]
    if state.kind == "directory" and (state.has_data or state.has_digest):
        return "data" if state.has_data else "digests", state.kind
    if outcome not in _READ and (state.has_data or state.has_digest):
        return "data" if state.has_data else "digests", outcome
    if outcome == "complete" and read["gaps"]:
        return "gaps", outcome
    if state.has_data and not state.has_digest:
        return "data", "digests null"
    return None


def _is_medium_kind(state: _State) -> bool:
    """Whether lines of this state are looked at one by one: whole media, and extents that can't be so."""
    if state.kind == "area" and state.has_data and state.has_extents:
        return True
    if state.extent_class in ("all-sparse", "none") and state.has_extents:
        return True
    return (
        state.derivable == "yes"
        and state.has_size
        and (not state.has_extents or state.extent_class in extents.WITHOUT_RULE)
    )


def _keep(known: set[_T], more: Iterable[_T]) -> None:
    """Add to what was found to be sound, as long as that is little."""
    if len(known) < _MOST_KEPT:
        known.update(more)
