"""Reading one source into the catalogue: digests, walk, examination, in batches that are never done twice.

The medium is digested by one worker while others list and examine its files, in the order of the disk. A
killed run leaves whole batches behind. The next one walks again (walking is cheap), passes over what is
stored and goes on; places in the catalogue follow from the walk, so the result is the same as undisturbed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from forensics_app.catalog.queries import LayerRecord
from forensics_app.errors import (
    CancelledError,
    EvidenceError,
    HollowMediumError,
    ReadFailedError,
    WorkerLostError,
)
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.evidence.spaces.names import NOT_READ, SEQUENCES, SpaceKind, whole_name
from forensics_app.examine.options import ExamineOptions
from forensics_app.examine.record import Record
from forensics_app.model.artifact import Gap
from forensics_app.model.case import ExamineRequest, HashState, compare_digests
from forensics_app.model.digests import NO_DIGESTS, DigestAlgorithm, Digests
from forensics_app.model.evidence import (
    ContainerFormat,
    Layer,
    LayerKind,
    LayerState,
    Omission,
    OmissionStage,
    OpenedSource,
)
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.services.cases.case import Case
from forensics_app.services.ingest.disk_order import DiskOrder
from forensics_app.services.ingest.medium_digest import MediumDigest

BATCH_ENTRIES = 8000
BATCH_S = 2.0
_LOGICAL = (ContainerFormat.FOLDER, ContainerFormat.FILE)
_ON_THE_MEDIUM = (LayerKind.MEDIUM, LayerKind.PARTITION)
_WITH_OWN_BYTES = (LayerKind.MEDIUM, LayerKind.PARTITION, LayerKind.ENCRYPTED)
_GAPS_SHOWN = 100
_BYTES_AN_INDEXED_NAME = 3072  # a little less than is digested while the indexes take one in
_AREA_ALGORITHMS = (DigestAlgorithm.SHA256,)


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
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        """`meanwhile`: what the catalogue needs once all names are there. It is done beside the end of the
        digest of the medium, where there is one and no name comes behind it.
        """
        self._store = case.store
        self._reader = reader
        self._opened = opened
        self._report = report
        self._cancelled = cancelled
        self._options = ExamineOptions(
            algorithms=request.algorithms,
            media_type=request.media_types,
            exif=request.media_types,
            double_read=request.double_read,
        )
        asked = ((SpaceKind.UNALLOCATED, request.unallocated), (SpaceKind.SLACK, request.slack))
        logical = opened.format in _LOGICAL
        self._spaces = [kind for kind, wanted in asked if wanted and not logical]
        self._meanwhile = None if self._spaces else meanwhile
        self._done_bytes = 0
        self._items = 0
        self._total_bytes = 0
        self._total_items = 0
        self._folder = case.path
        self._digest: MediumDigest | None = None

    def run(self) -> tuple[Digests, HashState]:
        """Everything that isn't stored yet. Gives the medium's digests and how they compare."""
        layers = self._store.queries.layers(self._opened.source_id)
        with self._medium_digest() as digest:
            self._digest = digest
            for record in layers:
                if not record.done and record.layer.state is LayerState.WALKED:
                    self._walked_layer(record)
            if self._meanwhile is not None and digest.wanted:
                digest.no_more_files()
                self._meanwhile()
            computed, hashes = self._medium(digest)
        for record in layers:
            if not record.done and record.layer.state is not LayerState.WALKED:
                self._other_layer(record, computed)
        if self._spaces:
            self._add_spaces()
        return computed, hashes

    # --- bytes of the medium and of areas --------------------------------------------------------------

    def _medium_digest(self) -> MediumDigest:
        wanted = self._opened.format not in _LOGICAL and self._stored_digests()[0] == NO_DIGESTS
        self._total_bytes += self._opened.size_bytes if wanted else 0
        shared = self._opened.format is ContainerFormat.EWF
        return MediumDigest(self._reader, self._cancelled, wanted=wanted, unpacked_once=shared)

    def _medium(self, digest: MediumDigest) -> tuple[Digests, HashState]:
        """MD5, SHA-1 and SHA-256 of an image; what the container stores is compared with them."""
        if not digest.wanted:
            return self._stored_digests()
        try:
            computed = digest.result(self._report_digest)
        except ReadFailedError as e:
            self._store.set_omissions([self._unreadable(None, e)])
            return NO_DIGESTS, HashState.NOT_COMPUTED
        if digest.gaps:
            self._store.set_omissions([self._with_gaps(None, digest.gaps)])
        hashes = compare_digests(self._opened.stored_digests, computed, with_gaps=bool(digest.gaps))
        self._store.set_medium_digests(self._opened.source_id, computed, hashes)
        return computed, hashes

    def _stored_digests(self) -> tuple[Digests, HashState]:
        stored = self._store.queries.source(self._opened.source_id)
        return (NO_DIGESTS, HashState.NOT_COMPUTED) if stored is None else (stored.computed, stored.hashes)

    def _other_layer(self, record: LayerRecord, medium: Digests) -> None:
        """Areas get a digest of their own, so that they can be compared; the rest needs nothing more."""
        layer = record.layer
        digests = None
        # what can't be listed is an area too: encrypted, damaged, unknown, of two kinds at once
        left_out = layer.state is LayerState.OMITTED and layer.kind in _WITH_OWN_BYTES
        area = (layer.state is LayerState.AREA or left_out) and not self._is_outside(layer)
        if area and self._opened.format not in _LOGICAL:
            whole = layer.parent_id is None and layer.length_bytes == self._opened.size_bytes
            try:
                digests = medium if whole else self._area(layer.layer_id)
            except ReadFailedError as e:
                self._store.set_omissions([self._unreadable(layer.layer_id, e)])
        self._store.set_layer_done(layer.layer_id, digests=digests)

    def _is_outside(self, layer: Layer) -> bool:
        """Whether nothing of a layer is on the medium."""
        within = layer.parent_id == self._opened.source_id
        return within and layer.offset_bytes >= self._opened.size_bytes

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
        detail = e.detail
        if not isinstance(e, HollowMediumError):
            layer = e.layer or self._opened.source_id
            detail = f"{e.size_bytes} bytes at {e.offset_bytes} of {layer}: {e.detail}"
        return Omission(e.code, self._opened.source_id, locator, 1, OmissionStage.READ, detail)

    # --- entries -----------------------------------------------------------------------------------------

    def _walked_layer(self, record: LayerRecord) -> None:
        with DiskOrder(self._folder) as waiting:
            omissions, seen = self._list(record, waiting)
            self._total_bytes += waiting.total_bytes
            self._total_items += len(waiting)
            if self._digest is not None and self._meanwhile is not None:
                size = self._total_items * _BYTES_AN_INDEXED_NAME
                self._digest.keep_for_later(size, self._opened.size_bytes)
            self._examine(record, waiting)
        failed = seen == 0 and any(o.locator == record.layer.layer_id for o in omissions)
        self._store.set_omissions(omissions)
        self._store.set_layer_done(
            record.layer.layer_id, state=LayerState.OMITTED if failed else LayerState.WALKED
        )

    def _add_spaces(self) -> None:
        """What no file uses, and slack, of each walked layer of which it isn't stored yet; and what
        lies in no file system.

        After the digest of the medium: both are answered by the worker that is kept for such requests.
        """
        layers = self._store.queries.layers(self._opened.source_id)
        walked = {r.layer.layer_id for r in layers if r.layer.state is LayerState.WALKED}
        for record in layers:
            layer = record.layer
            # another tree of names of a disc has no space of its own
            view = layer.kind is LayerKind.FILE_SYSTEM and layer.parent_id in walked
            has_space = layer.layer_id in walked and layer.kind is not LayerKind.ARCHIVE and not view
            spaces = self._spaces if has_space else ()
            # a volume on the whole medium beside a table has that space itself
            if whole_name(layer) and layer.parent_id not in walked and not self._is_outside(layer):
                spaces = [kind for kind in self._spaces if kind is SpaceKind.UNALLOCATED]
            for kind in spaces:
                if not self._store.artifacts.stored_rows(record.number, [SEQUENCES[kind]]):
                    self._examine_space(record, kind)

    def _examine_space(self, record: LayerRecord, kind: SpaceKind) -> None:
        layer_id = record.layer.layer_id
        options = replace(self._options, media_type=False, exif=False, double_read=False)
        try:
            records, omitted = self._reader.examine_space(
                layer_id, kind, options, report=self._report, cancelled=self._cancelled
            )
        except WorkerLostError as e:
            code, stage = NOT_READ[kind], OmissionStage.READ
            records, omitted = (
                (),
                ((0, Omission(code, self._opened.source_id, layer_id, 1, stage, e.reason)),),
            )
        omissions = [omission for _, omission in omitted]
        if records:
            self._store.add_records(record.number, records, omissions)
        else:
            self._store.set_omissions(omissions)

    def _list(self, record: LayerRecord, waiting: DiskOrder) -> tuple[list[Omission], int]:
        """Walk a layer and put aside what isn't stored yet; what the walk left out, and how much it saw."""
        omissions: dict[tuple[str, str | None], Omission] = {}
        seen = 0
        for batch in self._reader.walk_packed(record.layer.layer_id):
            self._stop_if_cancelled()
            seen += len(batch.entries)
            waiting.add(batch, self._store.artifacts.stored_rows(record.number, batch.sequences))
            for omission in batch.omissions:  # each place and reason once, with its count
                key = (omission.code, omission.locator)
                before = omissions.get(key)
                omissions[key] = (
                    omission if before is None else replace(before, count=before.count + omission.count)
                )
            self._report(Progress("walk", self._opened.path, items=seen))
        return list(omissions.values()), seen

    def _examine(self, record: LayerRecord, waiting: DiskOrder) -> None:
        batch: list[Record] = []
        omissions: list[Omission] = []
        since = time.monotonic()
        try:
            for records, found in self._reader.examine_packed(self._in_turn(record, waiting), self._options):
                batch.extend(records)
                omissions.extend(omission for _, omission in found)
                self._report_examined(records)
                if len(batch) >= BATCH_ENTRIES or time.monotonic() - since >= BATCH_S:
                    self._store.add_records(record.number, batch, omissions)
                    batch, omissions, since = [], [], time.monotonic()
                self._stop_if_cancelled()
        except (CancelledError, EvidenceError):  # what was examined until then is kept
            self._store.add_records(record.number, batch, omissions)
            raise
        self._store.add_records(record.number, batch, omissions)

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise CancelledError

    def _in_turn(self, record: LayerRecord, waiting: DiskOrder) -> Iterator[tuple[bytes, int]]:
        """The entries in the order of the disk, at the pace of the medium's digest."""
        pace = None if self._digest is None else self._digest.pace
        if pace is not None and record.layer.kind not in _ON_THE_MEDIUM:
            pace.examination_is_elsewhere()
            pace = None
        for entry, size, place in waiting:
            if pace is not None:
                pace.examination_is_at(place)
            yield entry, size

    # --- progress ----------------------------------------------------------------------------------------

    def _report_examined(self, records: Sequence[Record]) -> None:
        self._items += len(records)
        self._done_bytes += sum(found.size for found in records if found.size > 0)
        self._report_all("examine")

    def _report_digest(self) -> None:
        self._report_all("digest-medium")

    def _report_all(self, stage: str) -> None:
        digested = 0 if self._digest is None else self._digest.done_bytes
        waits_for = self._reader.waits_for
        self._report(
            Progress(
                stage=stage if waits_for is None else f"cluster-{waits_for}",
                subject=self._opened.path,
                done_bytes=self._done_bytes + digested,
                total_bytes=self._total_bytes,
                items=self._items,
                total_items=self._total_items,
            )
        )
