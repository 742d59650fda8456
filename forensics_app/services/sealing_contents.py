"""Copying contents into a bundle: from the original source, and only what is still as it was catalogued.

Content that can't be read, or that differs by a single byte, is left out and stands in the omission ledger.
Every copied artifact whose place on the medium is known is read a second time through its extents alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum

from forensics_app.bundle.bag import BagWriter, PayloadEntry
from forensics_app.bundle.journal import Journal, payload_values
from forensics_app.bundle.resume import Finished
from forensics_app.errors import CancelledError, EvidenceError, SourceChangedError, WorkerLostError
from forensics_app.evidence.derivation import is_told_by_extents
from forensics_app.evidence.messages import DeriveItem
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import Artifact, Derivable
from forensics_app.model.evidence import (
    ContainerFormat,
    Omission,
    OmissionStage,
)
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.services.sealing_selection import content_path, has_content
from forensics_app.services.sealing_sources import SealingSources


class SealOmissionCode(StrEnum):
    """What sealing itself has to say in the omission ledger. Sealed as they are, so never renamed."""

    CONTENT_CHANGED = "content-changed"
    INGEST_INCOMPLETE = "ingest-incomplete"
    VOLUME_LOCKED = "volume-locked"
    CONTENT_UNREADABLE = OmissionCode.CONTENT_UNREADABLE.value


@dataclass(slots=True)
class Contents:
    """What became of the selected contents. `derivable` has every artifact whose content is in the bundle."""

    derivable: dict[str, Derivable] = field(default_factory=dict)
    omissions: list[Omission] = field(default_factory=list)


class ContentCopier:
    """Copies contents in the order given; artifacts of one source should come together."""

    def __init__(
        self,
        bag: BagWriter,
        journal: Journal,
        finished: deque[Finished],
        *,
        media: frozenset[str],
        total_bytes: int,
        sources: SealingSources,
        report: Report,
        cancelled: IsCancelled,
    ) -> None:
        self.contents = Contents()
        self._sources = sources
        self._bag = bag
        self._journal = journal
        self._finished = finished
        self._media = media
        self._logical = False
        self._kept_bytes = journal.size_bytes - sum(f.step_bytes for f in finished)
        self._progress = Progress("seal-contents", total_bytes=total_bytes)
        self._report = report
        self._cancelled = cancelled

    def add_bytes(self, item: str, path: str, data: bytes) -> None:
        """A payload file that is made here. Where an earlier run made one already, that stays."""
        if not self._take_finished(item):
            entry = self._bag.payload(path, len(data))
            entry.write(data)
            self._keep(item, entry, None)

    def copy(self, artifacts: Iterable[Artifact]) -> None:
        """Copy what has content.

        Raises the EvidenceErrors of opening when a whole source can't be opened, SourceChangedError,
        CancelledError, and OSError where the bundle can't be written.
        """
        with ExitStack() as stack:
            reader: EvidenceReader | None = None
            source_id = ""
            for artifact in artifacts:
                self._check_cancelled()
                if not has_content(artifact) or self._take_finished(artifact.artifact_id):
                    continue
                if reader is None or source_id != artifact.entry.locator.source_id:
                    stack.close()
                    source_id = artifact.entry.locator.source_id
                    reader = self._open(stack, source_id, artifact.exhibit)
                if self._sources.is_closed(artifact.entry.locator.layer_id):
                    self._omit(artifact, SealOmissionCode.VOLUME_LOCKED, artifact.entry.locator.layer_id)
                    self._advance(artifact.entry.size_bytes or 0, artifact, items=1)
                    continue
                self._copy_one(reader, artifact)

    def finish(self) -> Contents:
        """Everything was copied; steps of an earlier run that nothing asked for are forgotten."""
        self._forget_finished()
        return self.contents

    # --- one artifact ------------------------------------------------------------------------------

    def _open(self, stack: ExitStack, source_id: str, exhibit: str) -> EvidenceReader:
        reader, opened = self._sources.open(stack, source_id, exhibit)
        self._logical = opened.format in (ContainerFormat.FOLDER, ContainerFormat.FILE)
        return reader

    def _copy_one(self, reader: EvidenceReader, artifact: Artifact) -> None:
        size = artifact.entry.size_bytes or 0
        entry = self._bag.payload(content_path(artifact), size)
        before = self._progress.done_bytes
        try:
            for data in self._read(reader, artifact):
                entry.write(data)
                self._advance(len(data), artifact)
            derivable = self._derivable(reader, artifact, entry)
        except SourceChangedError as e:
            entry.drop()
            if not self._logical:  # an image that is being written to: nothing more of it can be believed
                raise
            self._omit(artifact, SealOmissionCode.CONTENT_CHANGED, str(e))
        except EvidenceError as e:
            entry.drop()
            self._omit(artifact, SealOmissionCode.CONTENT_UNREADABLE, str(e))
        except BaseException:
            entry.drop()
            raise
        else:
            catalogued = artifact.examination.digests.sha256
            if entry.complete and entry.sha256().hex() == catalogued:
                self._keep(artifact.artifact_id, entry, derivable)
            else:
                detail = f"sha256 {catalogued}, now {entry.sha256().hex()} of {entry.written_bytes} bytes"
                entry.drop()
                self._omit(artifact, SealOmissionCode.CONTENT_CHANGED, detail)
        self._advance(before + size - self._progress.done_bytes, artifact, items=1)

    def _read(self, reader: EvidenceReader, artifact: Artifact) -> Iterator[bytes]:
        if artifact.artifact_id in self._media:
            yield from reader.through_extents(artifact.entry)
        else:
            for chunk in reader.content(artifact.entry):
                yield chunk.data

    def _derivable(self, reader: EvidenceReader, artifact: Artifact, payload: PayloadEntry) -> Derivable:
        """Whether the extents alone give the bytes that were just copied. Raises SourceChangedError."""
        if artifact.artifact_id in self._media:
            return Derivable.YES
        known = artifact.examination.derivable
        if known is not Derivable.UNCHECKED:
            return known
        entry = artifact.entry
        if not is_told_by_extents(size := entry.size_bytes or 0, entry.extents, entry.extent_class):
            return Derivable.NO
        try:
            derived = reader.derive(DeriveItem(0, size, entry.extents, artifact.examination.read.gaps))
        except WorkerLostError:
            return Derivable.NO
        return Derivable.YES if derived.sha256 == payload.sha256() else Derivable.NO

    def _keep(self, item: str, entry: PayloadEntry, derivable: Derivable | None) -> None:
        file = entry.keep()
        self._bag.flush()  # before the journal says so: a kill may come between any two calls
        if derivable is not None:
            self.contents.derivable[item] = derivable
        self._journal.add(
            "kept",
            item=item,
            derivable=None if derivable is None else derivable.value,
            **payload_values(file),
        )

    def _omit(self, artifact: Artifact, code: SealOmissionCode, detail: str) -> None:
        locator = artifact.entry.locator
        place = f"{locator.layer_id}:{locator.path_display()}"
        omission = Omission(code.value, locator.source_id, place, 1, OmissionStage.SEAL, detail)
        self.contents.omissions.append(omission)
        values = {"code": code.value, "source": locator.source_id, "locator": place, "detail": detail}
        self._journal.add("omitted", item=artifact.artifact_id, **values)

    # --- going on after a kill -----------------------------------------------------------------------

    def _take_finished(self, item: str) -> bool:
        """Whether an earlier run did this item; its result is then taken over."""
        if not self._finished:
            return False
        if self._finished[0].item != item:  # another selection: what follows is of no use
            self._forget_finished()
            return False
        done = self._finished.popleft()
        self._kept_bytes += done.step_bytes
        values = done.step.values
        if done.file is None:
            self.contents.omissions.append(
                Omission(
                    values["code"],
                    values["source"],
                    values["locator"],
                    1,
                    OmissionStage.SEAL,
                    values["detail"],
                )
            )
            return True
        self._bag.adopt(done.file)
        if values["derivable"] is not None:
            self.contents.derivable[item] = Derivable(values["derivable"])
        self._progress = Progress(
            "seal-contents",
            done_bytes=self._progress.done_bytes + done.file.size_bytes,
            total_bytes=self._progress.total_bytes,
            items=self._progress.items + 1,
        )
        return True

    def _forget_finished(self) -> None:
        if self._finished:
            self._finished.clear()
            self._journal.rewind(self._kept_bytes)

    def _advance(self, more_bytes: int, artifact: Artifact, *, items: int = 0) -> None:
        self._check_cancelled()
        self._progress = Progress(
            "seal-contents",
            subject=artifact.entry.locator.path_display(),
            done_bytes=self._progress.done_bytes + more_bytes,
            total_bytes=self._progress.total_bytes,
            items=self._progress.items + items,
        )
        self._report(self._progress)

    def _check_cancelled(self) -> None:
        if self._cancelled():
            raise CancelledError
