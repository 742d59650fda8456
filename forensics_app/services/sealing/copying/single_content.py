"""Copying one content by itself, through the pipe of a worker: what could not be read among many others.

Every fault has its own words here: what is gone, what changed, what can't be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.bundle.writing.bag import BagWriter, PayloadEntry
from forensics_app.errors import EvidenceError, SourceChangedError, WorkerLostError
from forensics_app.evidence.contents.extent_content import is_described_by_extents
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.protocol.messages import DeriveItem
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import Artifact, Derivable
from forensics_app.services.sealing.choosing import content_path
from forensics_app.services.sealing.copying.progress import CopyProgress
from forensics_app.services.sealing.copying.record import ContentRecorder, SealOmissionCode


def derivable_by(artifact: Artifact, media: frozenset[str], *, proved: bool) -> Derivable:
    """What the catalogue is to say: a medium is its extents, and what ingest found out stays."""
    if artifact.artifact_id in media:
        return Derivable.YES
    known = artifact.examination.derivable
    if known is not Derivable.UNCHECKED:
        return known
    return Derivable.YES if proved else Derivable.NO


class LoneCopier:
    """Copies artifacts of one open source, which is a folder or a file where `logical`."""

    def __init__(
        self,
        reader: EvidenceReader,
        bag: BagWriter,
        record: ContentRecorder,
        progress: CopyProgress,
        *,
        media: frozenset[str],
        logical: bool,
    ) -> None:
        self._reader = reader
        self._bag = bag
        self._record = record
        self._progress = progress
        self._media = media
        self._logical = logical

    def copy(self, artifact: Artifact) -> None:
        """Its content, then its proof, both through the pipe: every fault has its own words here.

        What loses its worker is tried once more: not every worker that dies does so by what it reads.
        """
        if not self._copied(artifact, last=False):
            self._copied(artifact, last=True)

    def _copied(self, artifact: Artifact, *, last: bool) -> bool:
        """Whether its fate is known now; with `last` it always is."""
        size = artifact.entry.size_bytes or 0
        entry = self._bag.payload(content_path(artifact), size)
        before = self._progress.done_bytes
        try:
            for data in self._read(artifact):
                entry.write(data)
                self._progress.advance(len(data), artifact)
            derivable = self._derivable(artifact, entry)
        except SourceChangedError as e:
            entry.drop()
            if not self._logical:  # an image that is being written to: nothing more of it can be believed
                raise
            self._record.omit(artifact, SealOmissionCode.CONTENT_CHANGED, detail_of(e))
        except EvidenceError as e:
            entry.drop()
            if isinstance(e, WorkerLostError) and not last:
                self._progress.advance(before - self._progress.done_bytes, artifact)
                return False
            self._record.omit(artifact, SealOmissionCode.CONTENT_UNREADABLE, detail_of(e))
        except BaseException:
            entry.drop()
            raise
        else:
            self._record.end(artifact, entry, derivable)
        self._progress.advance(before + size - self._progress.done_bytes, artifact, items=1)
        return True

    def _read(self, artifact: Artifact) -> Iterator[bytes]:
        if artifact.artifact_id in self._media:
            yield from self._reader.through_extents(artifact.entry)
        else:
            for chunk in self._reader.content(artifact.entry):
                yield chunk.data

    def _derivable(self, artifact: Artifact, payload: PayloadEntry) -> Derivable:
        """Whether the extents alone give the bytes that were just copied. Raises SourceChangedError."""
        entry, size = artifact.entry, artifact.entry.size_bytes or 0
        described = is_described_by_extents(size, entry.extents, entry.extent_class)
        known = artifact.examination.derivable is not Derivable.UNCHECKED
        if known or not described or artifact.artifact_id in self._media:
            return derivable_by(artifact, self._media, proved=False)
        try:
            derived = self._reader.derive(DeriveItem(0, size, entry.extents, artifact.examination.read.gaps))
        except WorkerLostError:
            return Derivable.NO
        return Derivable.YES if derived.sha256 == payload.sha256() else Derivable.NO
