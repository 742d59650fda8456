"""Reading an image for its bytes alone: what proves contents again needs no file system."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics_app.errors import WorkerLostError
from forensics_app.evidence.cluster.remote_worker import Cluster, RemoteInbox
from forensics_app.evidence.contents.extent_content import pieces_of
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.parent.extent_digest_pool import ExtentDigestPool
from forensics_app.evidence.parent.reading_worker import WorkerLost
from forensics_app.evidence.parent.serial_worker import KeptWorker, to_the_end
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
from forensics_app.model.artifact import Extent, Gap
from forensics_app.model.digests import MEDIA_ALGORITHMS, DigestAlgorithm, Digests
from forensics_app.model.evidence import OpenedSource, SourceSpec
from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent

_WINDOW_BYTES = 1 << 20
_NO_LIMITS = Limits()


class MediumReader(EvidenceReader):
    """An image opened by `open_medium`, or by `open` where layers inside it are needed as well.

    Workers of a `cluster` digest the contents and the medium. This computer opens the image, and looks where
    a content differs; it does everything where a volume was unlocked, since keys go to no cluster.
    """

    def __init__(
        self,
        spec: SourceSpec,
        *,
        workers: int = 2,
        limits: Limits = _NO_LIMITS,
        cluster: Cluster | None = None,
    ) -> None:
        super().__init__(spec, workers=workers, limits=limits)
        self._far = cluster

    @property
    def waits_for(self) -> str | None:
        """What of the cluster is missing while nothing can go on, as `Cluster.waits_for`."""
        return None if self._reads_here or self._far is None else self._far.waits_for

    @property
    def _reads_here(self) -> bool:
        return self._far is None or bool(self._keys)

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
        """Workers that digest many contents by their extents; close it after use. Raises ReadFailedError."""
        inbox = self._inbox()
        workers = self._workers if self._reads_here or self._far is None else self._far.threads
        return ExtentDigestPool(workers, inbox=inbox, attach=lambda: self._attached(inbox), fail=self._error)

    def digest_medium(
        self,
        algorithms: tuple[DigestAlgorithm, ...] = MEDIA_ALGORITHMS,
        *,
        report: Report = silent,
        cancelled: IsCancelled = never_cancelled,
        unread: Callable[[Gap], None] | None = None,
        pace: Callable[[int], int | None] = to_the_end,
    ) -> Digests:
        """As SourceBytes.digest_medium."""
        if self._reads_here:
            return super().digest_medium(
                algorithms, report=report, cancelled=cancelled, unread=unread, pace=pace
            )
        self._check_stored(None)
        far = KeptWorker(self._spec.path, self._limits, attach=self._attached, fail=self._error)
        far.inbox = self._inbox()
        request = self._digest_request(None, algorithms, unread)
        try:
            return far.digest(request, self._size_of(None), report, cancelled, unread, pace)
        finally:
            far.close()

    def _inbox(self) -> Inbox:
        """Where workers that are to have the image open answer. Raises ReadFailedError."""
        if self._reads_here or self._far is None or self._source is None:
            return Inbox(self._limits)
        inbox = RemoteInbox(self._far, self._limits)
        inbox.files = self._files_to_see(self._source)
        return inbox
