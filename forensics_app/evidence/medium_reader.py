"""Reading an image for its bytes alone: what proves contents again needs no file system."""

from __future__ import annotations

from forensics_app.errors import WorkerLostError
from forensics_app.evidence.derive_pool import DerivePool
from forensics_app.evidence.messages import Failed, Opened, OpenMedium
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.evidence.worker_process import Inbox, WorkerLost
from forensics_app.model.evidence import OpenedSource


class MediumReader(EvidenceReader):
    """An image opened by `open_medium`, or by `open` where layers inside it are needed as well."""

    def open_medium(self) -> OpenedSource:
        """The medium of an image and nothing in it: no partition table or file system is parsed.

        Its one layer is the source's id. Raises what `open` raises, and ReadFailedError for a folder or file.
        """
        worker = self._streams.start()
        worker.send(OpenMedium(self._path, self._spec.source_id, self._spec.exhibit))
        self._stream = worker  # it stays for digests and contents
        while True:
            came = self._streams.next([worker])
            match came[1] if came else None:
                case Opened() as opened:
                    self._source, self._files = opened.source, opened.files
                    return opened.source
                case Failed() as failed:
                    raise self._error(failed)
                case WorkerLost() as lost:
                    raise WorkerLostError(path=self._spec.path, reason=lost.detail) from lost

    def derive_pool(self) -> DerivePool:
        """Workers that digest many contents by their extents; close it after use."""
        inbox = Inbox(self._limits)
        return DerivePool(self._workers, inbox=inbox, attach=lambda: self._attached(inbox), fail=self._error)
