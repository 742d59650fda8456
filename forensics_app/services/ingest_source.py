"""Reading one source into the catalogue: digests, walk, examination, in batches that are never done twice.

A killed run leaves whole batches behind. The next one walks again (walking is cheap), passes over what is
stored and goes on; places in the catalogue follow from the walk, so the result is the same as undisturbed.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from forensics_app.catalog.queries import LayerRecord
from forensics_app.errors import CancelledError, EvidenceError, ReadFailedError
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.examine.options import ExamineOptions
from forensics_app.model.artifact import Entry, Examination, Gap
from forensics_app.model.case import ExamineRequest, HashState, compare_digests
from forensics_app.model.digests import MEDIA_ALGORITHMS, NO_DIGESTS, DigestAlgorithm, Digests
from forensics_app.model.evidence import (
    ContainerFormat,
    LayerState,
    Omission,
    OmissionStage,
    OpenedSource,
)
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.services.cases import Case

BATCH_ENTRIES = 500
BATCH_S = 0.5
LOOK_AHEAD_ENTRIES = 20_000
_LOGICAL = (ContainerFormat.FOLDER, ContainerFormat.FILE)
_GAPS_SHOWN = 100
_AREA_ALGORITHMS = (DigestAlgorithm.SHA256,)

StoredRows = Callable[[int, Sequence[int]], set[int]]
"""Which of these places of a layer are filled already."""


class SourceIngest:
    """The work on one opened source. Raises CancelledError, DiskFullError and what the reader raises."""

    def __init__(
        self,
        case: Case,
        reader: EvidenceReader,
        opened: OpenedSource,
        request: ExamineRequest,
        *,
        report: Report,
        cancelled: IsCancelled,
    ) -> None:
        self._store = case.store
        self._reader = reader
        self._opened = opened
        self._report = report
        self._cancelled = cancelled
        self._options = ExamineOptions(
            algorithms=request.algorithms, media_type=request.media_types, exif=request.media_types
        )
        self._done_bytes = 0
        self._items = 0

    def run(self) -> tuple[Digests, HashState]:
        """Everything that isn't stored yet. Gives the medium's digests and how they compare."""
        computed, hashes = self._medium()
        layers = self._store.queries.layers(self._opened.source_id)
        for record in layers:
            if not record.done and record.layer.state is LayerState.WALKED:
                self._walked_layer(record)
        for record in layers:
            if not record.done and record.layer.state is not LayerState.WALKED:
                self._other_layer(record, computed)
        return computed, hashes

    # --- bytes of the medium and of areas --------------------------------------------------------------

    def _medium(self) -> tuple[Digests, HashState]:
        """MD5, SHA-1 and SHA-256 of an image; what the container stores is compared with them."""
        stored = next(s for s in self._store.queries.sources() if s.source_id == self._opened.source_id)
        if self._opened.format in _LOGICAL or stored.computed != NO_DIGESTS:
            return stored.computed, stored.hashes
        gaps: list[Gap] = []
        try:
            computed = self._reader.digest_medium(
                MEDIA_ALGORITHMS, report=self._report, cancelled=self._cancelled, unread=gaps.append
            )
        except ReadFailedError as e:
            self._store.set_omissions([self._unreadable(None, e)])
            return NO_DIGESTS, HashState.NOT_COMPUTED
        if gaps:
            self._store.set_omissions([self._with_gaps(None, gaps)])
        hashes = compare_digests(self._opened.stored_digests, computed)
        self._store.set_medium_digests(self._opened.source_id, computed, hashes)
        return computed, hashes

    def _other_layer(self, record: LayerRecord, medium: Digests) -> None:
        """Areas get a digest of their own, so that they can be compared; the rest needs nothing more."""
        layer = record.layer
        digests = None
        if layer.state is LayerState.AREA and self._opened.format not in _LOGICAL:
            whole = layer.parent_id is None and layer.length_bytes == self._opened.size_bytes
            try:
                digests = medium if whole else self._area(layer.layer_id)
            except ReadFailedError as e:
                self._store.set_omissions([self._unreadable(layer.layer_id, e)])
        self._store.set_layer_done(layer.layer_id, digests=digests)

    def _area(self, layer_id: str) -> Digests:
        gaps: list[Gap] = []
        digests = self._reader.digest_layer(
            layer_id, _AREA_ALGORITHMS, report=self._report, cancelled=self._cancelled, unread=gaps.append
        )
        if gaps:
            self._store.set_omissions([self._with_gaps(layer_id, gaps)])
        return digests

    def _with_gaps(self, locator: str | None, gaps: list[Gap]) -> Omission:
        """One omission for all bytes that counted as zeros in the digest of the medium or an area."""
        shown = ", ".join(f"{gap.length_bytes} bytes at {gap.offset_bytes}" for gap in gaps[:_GAPS_SHOWN])
        more = f" and {len(gaps) - _GAPS_SHOWN} more" if len(gaps) > _GAPS_SHOWN else ""
        source_id = self._opened.source_id
        return Omission("content-partial", source_id, locator, len(gaps), OmissionStage.READ, shown + more)

    def _unreadable(self, locator: str | None, e: ReadFailedError) -> Omission:
        detail = (
            f"{e.size_bytes} bytes at {e.offset_bytes} of {e.layer or self._opened.source_id}: {e.detail}"
        )
        return Omission(e.code, self._opened.source_id, locator, 1, OmissionStage.READ, detail)

    # --- entries -----------------------------------------------------------------------------------------

    def _walked_layer(self, record: LayerRecord) -> None:
        walk = LayerWalk(self._reader, self._store.artifacts.stored_rows, record, self._cancelled)
        batch: list[tuple[Entry, Examination]] = []
        omissions: list[Omission] = []
        since = time.monotonic()
        try:
            for entry, examination, found in self._reader.examine(walk.fresh(), self._options):
                batch.append((entry, examination))
                omissions.extend(found)
                self._tell(entry, record, walk)
                if len(batch) >= BATCH_ENTRIES or time.monotonic() - since >= BATCH_S:
                    self._store.add_batch(record.number, batch, omissions)
                    batch, omissions, since = [], [], time.monotonic()
                if self._cancelled():
                    break
        except (CancelledError, EvidenceError):  # what was examined until then is kept
            self._store.add_batch(record.number, batch, omissions)
            raise
        self._store.add_batch(record.number, batch, omissions)
        if self._cancelled():
            raise CancelledError
        self._store.set_omissions(walk.omissions())
        failed = walk.seen == 0 and any(o.locator == record.layer.layer_id for o in walk.omissions())
        self._store.set_layer_done(
            record.layer.layer_id, state=LayerState.OMITTED if failed else LayerState.WALKED
        )

    def _tell(self, entry: Entry, record: LayerRecord, walk: LayerWalk) -> None:
        walk.examined(entry)
        self._done_bytes += entry.size_bytes or 0
        self._items += 1
        self._report(
            Progress(
                stage="examine",
                subject=record.layer.layer_id,
                done_bytes=self._done_bytes,
                total_bytes=self._done_bytes + walk.waiting_bytes if walk.finished else None,
                items=self._items,
                total_items=self._items + walk.waiting_items if walk.finished else None,
            )
        )


class LayerWalk:
    """The walk of one layer, kept a bounded way ahead of the examination so that totals become known."""

    def __init__(
        self,
        reader: EvidenceReader,
        stored: StoredRows,
        record: LayerRecord,
        cancelled: IsCancelled,
    ) -> None:
        self._batches = reader.walk(record.layer.layer_id)
        self._stored = stored
        self._layer = record.number
        self._cancelled = cancelled
        self._waiting: deque[Entry] = deque()
        self._omissions: dict[tuple[str, str | None], Omission] = {}
        self.waiting_bytes = 0
        self.waiting_items = 0
        self.seen = 0
        self.finished = False

    def fresh(self) -> Iterator[Entry]:
        """Entries that are not stored yet, in walk order. Raises CancelledError."""
        while True:
            while not self.finished and len(self._waiting) < LOOK_AHEAD_ENTRIES:
                self._pull()
            if not self._waiting:
                return
            yield self._waiting.popleft()

    def examined(self, entry: Entry) -> None:
        """One entry came back from examination."""
        self.waiting_bytes -= entry.size_bytes or 0
        self.waiting_items -= 1

    def omissions(self) -> tuple[Omission, ...]:
        """What the walk left out, each place and reason once with its count so far."""
        return tuple(self._omissions.values())

    def _pull(self) -> None:
        if self._cancelled():
            raise CancelledError
        batch = next(self._batches, None)
        if batch is None:
            self.finished = True
            return
        entries, omissions = batch
        self.seen += len(entries)
        there = self._stored(self._layer, [e.sequence for e in entries])
        for entry in entries:
            if entry.sequence not in there:
                self._waiting.append(entry)
                self.waiting_bytes += entry.size_bytes or 0
                self.waiting_items += 1
        for omission in omissions:
            key = (omission.code, omission.locator)
            before = self._omissions.get(key)
            self._omissions[key] = (
                omission if before is None else replace(before, count=before.count + omission.count)
            )
