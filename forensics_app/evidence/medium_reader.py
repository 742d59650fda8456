"""Reading an image for its bytes alone: what proves contents again needs no file system."""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.errors import WorkerLostError
from forensics_app.evidence.contents.extent_content import pieces_of
from forensics_app.evidence.parent.extent_digest_pool import ExtentDigestPool
from forensics_app.evidence.parent.reading_worker import WorkerLost
from forensics_app.evidence.parent.worker_process import Inbox
from forensics_app.evidence.protocol.messages import (
    Chunk,
    DeriveItem,
    Failed,
    Opened,
    OpenMedium,
    ReadExtents,
)
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import Extent
from forensics_app.model.evidence import OpenedSource
from forensics_app.model.progress import never_cancelled

_WINDOW_BYTES = 1 << 20


class MediumReader(EvidenceReader):
    """An image opened by `open_medium`, or by `open` where layers inside it are needed as well."""

    def open_medium(self) -> OpenedSource:
        """The medium of an image and nothing in it: no partition table or file system is parsed.

        Its one layer is the source's id. Raises what `open` raises, and ReadFailedError for a folder or file.
        """
        worker = self._kept.start()  # it stays for digests and contents
        worker.send(OpenMedium(self._path, self._spec.source_id, self._spec.exhibit))
        while True:
            came = self._kept.inbox.next([worker])
            match came[1] if came else None:
                case Opened() as opened:
                    self._source, self._files = opened.source, opened.files
                    return opened.source
                case Failed() as failed:
                    raise self._error(failed)
                case WorkerLost() as lost:
                    raise WorkerLostError(path=self._spec.path, reason=lost.detail) from lost

    def derived(self, item: DeriveItem) -> Iterator[bytes]:
        """The bytes that an item's extents give, in order. Raises ReadFailedError, SourceChangedError,
        WorkerLostError.
        """
        for piece in pieces_of(item.size_bytes, item.extents, item.gaps):
            for done in range(0, piece.length, _WINDOW_BYTES):
                offset = None if piece.layer is None else piece.offset + done
                yield self._window(Extent(piece.layer, offset, min(_WINDOW_BYTES, piece.length - done)))

    def _window(self, extent: Extent) -> bytes:
        """One request, answered to its end: whoever has seen enough leaves no worker in the middle of one."""
        answers = self._kept.ask(ReadExtents((extent,)), never_cancelled)
        return b"".join([answer.data for answer in answers if isinstance(answer, Chunk)])

    def derive_pool(self) -> ExtentDigestPool:
        """Workers that digest many contents by their extents; close it after use."""
        inbox = Inbox(self._limits)
        return ExtentDigestPool(
            self._workers, inbox=inbox, attach=lambda: self._attached(inbox), fail=self._error
        )
