"""Copying contents into a bundle: from the original source, and only what is still as it was catalogued.

Content that can't be read, or that differs by a single byte, is left out and stands in the omission ledger.
Every copied artifact whose place on the medium is known is read a second time through its extents alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from contextlib import ExitStack

from forensics_app.bundle.bag import BagWriter, PayloadEntry
from forensics_app.bundle.journal import Journal
from forensics_app.bundle.resume import Finished
from forensics_app.evidence.copy_pool import CopyPool, Part
from forensics_app.evidence.derivation import is_told_by_extents
from forensics_app.evidence.messages import CopyItem, Target
from forensics_app.model.artifact import Artifact, Derivable
from forensics_app.model.evidence import ContainerFormat
from forensics_app.model.progress import IsCancelled, Report
from forensics_app.services.in_order import InOrder
from forensics_app.services.sealing_alone import LoneCopier, derivable_by
from forensics_app.services.sealing_catalogue import CatalogueLines
from forensics_app.services.sealing_progress import CopyProgress
from forensics_app.services.sealing_record import ContentRecorder, Contents, Piece, SealOmissionCode
from forensics_app.services.sealing_selection import content_path, has_content
from forensics_app.services.sealing_sources import SealingSources

_TO_THE_END = -1


class _Large:
    """A large content on its way, window by window. `entry` and what is done with it is for the thread that
    writes."""

    def __init__(self, bag: BagWriter, artifact: Artifact) -> None:
        self.proved = True
        self.failed = False
        self.still_coming = _TO_THE_END  # windows that come after it failed
        self.passed_bytes = 0
        self._bag = bag
        self._artifact = artifact
        self._entry: PayloadEntry | None = None

    @property
    def entry(self) -> PayloadEntry:
        """Its payload file, begun when it is first asked for."""
        if self._entry is None:
            size = self._artifact.entry.size_bytes or 0
            self._entry = self._bag.payload(content_path(self._artifact), size)
        return self._entry

    def drop(self) -> None:
        """Leave no trace of it."""
        if self._entry is not None:
            self._entry.drop()


class ContentCopier:
    """Copies contents in the order given; artifacts of one source should come together."""

    def __init__(
        self,
        bag: BagWriter,
        journal: Journal,
        finished: deque[Finished],
        lines: CatalogueLines,
        *,
        media: frozenset[str],
        without: frozenset[str] = frozenset(),
        total_bytes: int,
        sources: SealingSources,
        report: Report,
        cancelled: IsCancelled,
    ) -> None:
        self._record = ContentRecorder(bag, journal, lines)
        self._sources = sources
        self._bag = bag
        self._journal = journal
        self._finished = finished
        self._media = media
        self._without = without
        self._alone: LoneCopier | None = None
        self._pool: CopyPool | None = None
        self._writer = InOrder()
        self._asked: deque[Artifact] = deque()
        self._large: _Large | None = None
        self._number = 0
        self._kept_bytes = journal.size_bytes - sum(f.step_bytes for f in finished)
        self._progress = CopyProgress(total_bytes, report, cancelled)

    def add_bytes(self, item: str, path: str, data: bytes) -> None:
        """A payload file that is made here. Where an earlier run made one already, that stays."""
        if not self._take_finished(item, None):
            entry = self._bag.payload(path, len(data))
            entry.write(data)
            self._record.made(item, entry)

    def copy(self, artifacts: Iterable[Artifact]) -> None:
        """Copy what has content.

        Raises the EvidenceErrors of opening when a whole source can't be opened, SourceChangedError,
        CancelledError, and OSError where the bundle can't be written.
        """
        with ExitStack() as stack:
            self._alone, self._writer = None, InOrder()
            try:
                self._copy_all(artifacts, stack)
            finally:
                self._stop()

    def finish(self) -> Contents:
        """Everything was copied; steps of an earlier run that nothing asked for are forgotten."""
        self._forget_finished()
        return self._record.contents

    # --- many at once ------------------------------------------------------------------------------

    def _copy_all(self, artifacts: Iterable[Artifact], stack: ExitStack) -> None:
        source_id = ""
        for artifact in artifacts:
            self._progress.check()
            if not has_content(artifact):
                self._record.without_content(artifact)
                continue
            if self._take_finished(artifact.artifact_id, artifact):
                continue
            if artifact.entry.locator.source_id in self._without:
                self._drain()
                detail = artifact.entry.locator.source_id
                self._record.omit(artifact, SealOmissionCode.EVIDENCE_NOT_AT_HAND, detail)
                continue
            if self._alone is None or source_id != artifact.entry.locator.source_id:
                self._drain()
                stack.close()
                source_id = artifact.entry.locator.source_id
                self._alone = self._open(stack, source_id, artifact.exhibit)
            if self._sources.is_closed(artifact.entry.locator.layer_id):
                self._drain()
                self._record.omit(artifact, SealOmissionCode.VOLUME_LOCKED, artifact.entry.locator.layer_id)
                self._progress.advance(artifact.entry.size_bytes or 0, artifact, items=1)
            elif self._pool is None:
                self._alone.copy(artifact)
            else:
                self._asked.append(artifact)
                if self._pool.ask(self._item(artifact)):
                    self._take_parts(wait=False)
        self._drain()

    def _open(self, stack: ExitStack, source_id: str, exhibit: str) -> LoneCopier:
        reader, opened = self._sources.open(stack, source_id, exhibit)
        self._pool = reader.copy_pool()
        logical = opened.format in (ContainerFormat.FOLDER, ContainerFormat.FILE)
        media = self._media
        return LoneCopier(reader, self._bag, self._record, self._progress, media=media, logical=logical)

    def _copy_alone(self, artifact: Artifact) -> None:
        """After everything before it is written."""
        self._writer.drain()
        if self._alone is not None:
            self._alone.copy(artifact)

    def _item(self, artifact: Artifact) -> CopyItem:
        entry, examination = artifact.entry, artifact.examination
        medium = artifact.artifact_id in self._media
        size = entry.size_bytes or 0
        prove = not medium and examination.derivable is Derivable.UNCHECKED
        prove = prove and is_told_by_extents(size, entry.extents, entry.extent_class)
        extents = entry.extents if medium or prove else ()
        gaps = examination.read.gaps if prove else ()
        self._number += 1
        locator = entry.locator
        target = Target(
            locator.layer_id, locator.address, locator.components, size, extension="", stream=locator.stream
        )
        return CopyItem(self._number, target, size, medium, prove, extents, gaps)

    def _take_parts(self, *, wait: bool) -> None:
        """Pass on what has come; wait until something has, where `wait` or enough is asked for."""
        pool = self._pool
        while pool is not None:
            for part in pool.parts(wait=wait or pool.waiting):
                self._take(part)
            self._progress.check()
            if not pool.waiting:
                return

    def _drain(self) -> None:
        """Everything that was asked for is written."""
        if self._pool is not None:
            self._pool.flush()
            while self._pool.unanswered:
                self._take_parts(wait=True)
        self._writer.drain()
        self._progress.check()

    def _take(self, part: Part) -> None:
        if part.window:
            self._take_window(part)
            return
        begin = 0
        together: list[Piece] = []
        for result in part.results:
            artifact = self._asked.popleft()
            if result.size_bytes is None:
                self._write(together, part.data)
                together = []
                self._copy_alone(artifact)
                continue
            end = begin + result.size_bytes
            together.append(
                Piece(artifact, begin, end, derivable_by(artifact, self._media, proved=result.proved))
            )
            begin = end
        self._write(together, part.data)

    def _write(self, pieces: list[Piece], data: bytes) -> None:
        if pieces:
            self._writer.do(lambda: self._record.small(pieces, data))
            size = sum(piece.end - piece.begin for piece in pieces)
            self._progress.advance(size, pieces[-1].artifact, items=len(pieces))

    # --- one large content, window by window --------------------------------------------------------

    def _take_window(self, part: Part) -> None:
        artifact, result = self._asked[0], part.results[0]
        if self._large is None:
            self._large = _Large(self._bag, artifact)
        large = self._large
        if large.failed:
            large.still_coming -= 1
        elif result.size_bytes is None:
            large.failed = True
            coming = None if self._pool is None else self._pool.cut(result.number)
            large.still_coming = _TO_THE_END if coming is None else coming
        else:
            large.proved = large.proved and result.proved
            self._writer.do(lambda: large.entry.write(part.data))
            self._progress.advance(result.size_bytes, artifact)
            large.passed_bytes += result.size_bytes
        if not part.last and large.still_coming:
            return
        self._asked.popleft()
        self._large = None
        if large.failed:
            self._writer.drain()
            large.drop()
            self._progress.advance(-large.passed_bytes, artifact)
            self._copy_alone(artifact)
        else:
            derivable = derivable_by(artifact, self._media, proved=large.proved)
            self._writer.do(lambda: self._record.end(artifact, large.entry, derivable))
            self._progress.advance(0, artifact, items=1)

    def _stop(self) -> None:
        """Whatever comes next, nothing half written stays, and no thread goes on writing."""
        self._pool = None
        self._asked.clear()
        large, self._large = self._large, None
        self._writer.close()
        if large is not None:
            large.drop()

    # --- going on after a kill -----------------------------------------------------------------------

    def _take_finished(self, item: str, artifact: Artifact | None) -> bool:
        """Whether an earlier run did this item; its result is then taken over."""
        if not self._finished:
            return False
        if self._finished[0].item != item:  # another selection: what follows is of no use
            self._forget_finished()
            return False
        done = self._finished.popleft()
        self._kept_bytes += done.step_bytes
        self._record.found(artifact, done)
        if done.file is not None:
            self._progress.found(done.file.size_bytes)
        return True

    def _forget_finished(self) -> None:
        if self._finished:
            self._finished.clear()
            self._journal.rewind(self._kept_bytes)
