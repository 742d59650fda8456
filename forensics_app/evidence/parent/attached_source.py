"""One source and the worker processes that have it open: opened by the first, attached to by the others.

What its layers need is found out once; a layer that loses a worker is left out, and the others are opened.
"""

from __future__ import annotations

import os
from dataclasses import replace

from forensics_app.errors import ForensicsError, ReadFailedError, WorkerLostError
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.parent.reading_worker import ReadingWorker, WorkerLost
from forensics_app.evidence.parent.serial_worker import KeptWorker
from forensics_app.evidence.parent.walking import WalkReader
from forensics_app.evidence.parent.worker_process import Inbox
from forensics_app.evidence.processes.shared_window import SharedMemory, WindowEnd, shared_memory
from forensics_app.evidence.protocol.errors_by_code import error_of
from forensics_app.evidence.protocol.messages import Attach, Beat, Failed, FileFacts, Open, Opened, Prepare
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.evidence import Omission, OpenedSource, SourceSpec
from forensics_app.model.progress import Report


class AttachedSource:
    """Opens a source, and starts workers that have it open. Others inherit, and ask them."""

    def __init__(self, spec: SourceSpec, limits: Limits, *, copying: bool, digesting: bool) -> None:
        """`copying`: contents are to be read for a bundle; `digesting`: the medium is to be digested once it
        is open."""
        self._digesting = digesting
        self._spec = spec
        self._path = os.fsencode(os.path.abspath(spec.path))  # noqa: PTH100 - resolve() would follow links
        self._limits = limits
        self._source: OpenedSource | None = None
        self._files: tuple[FileFacts, ...] = ()
        self._keys: dict[str, Credential] = {}
        self.locked: tuple[LockedVolume, ...] = ()  # after `open`: encrypted volumes that took no credential
        self._memory: SharedMemory | None = None
        self._kept = KeptWorker(spec.path, limits, attach=self._attached, fail=self._error)
        self._results = Inbox(limits)
        self._shares_memory = True
        self._walk = WalkReader(spec.source_id, limits, attach=self._attached, fail=self._error)
        self._walk.inbox.with_slots = copying  # the worker that opens the source goes on to copy from it

    @property
    def files(self) -> tuple[FileFacts, ...]:
        """The files of an opened image, as they were then; none for a folder or a single file."""
        return self._files

    def open(self) -> tuple[OpenedSource, tuple[Omission, ...]]:
        """What the source is, its layers, and what of them can't be used.

        Raises SourceNotFoundError, SourcePermissionError, SourceEmptyError, SourceDamagedError,
        SourceTruncatedError, SegmentMissingError, FormatNotSupportedError, SourceChangedError,
        ReadFailedError or WorkerLostError (the container itself, not a layer in it, loses every worker).
        """
        skip: dict[str, str] = {}
        faults: dict[str, str] = {}
        self.prepare()
        while True:
            worker = self._walk.inbox.start()
            spec = self._spec
            worker.send(
                Open(
                    self._path,
                    spec.source_id,
                    spec.exhibit,
                    spec.accept_truncated,
                    skip,
                    spec.credentials,
                    spec.shadow_copies,
                    spec.archives,
                    spec.rules,
                )
            )
            self._walk.adopt(worker)  # it stays for the listing
            if (
                self._digesting and self._shares_memory
            ):  # the worker that is to digest opens it meanwhile, on another core
                accept, archives = spec.accept_truncated, spec.archives
                self._kept.inbox.prepare(Prepare(self._path, spec.source_id, accept, archives))
            opened = self._await_opened(worker, skip, faults)
            if opened is not None:
                break
        self._source, self._files = opened.source, opened.files
        self._keys, self.locked = opened.keys, opened.locked
        return opened.source, tuple(
            replace(omission, detail=f"{omission.detail}: {faults[omission.locator]}")
            if omission.locator in faults
            else omission
            for omission in opened.omissions
        )

    def prepare(self) -> None:
        """Let the worker that is to open the source load what it needs, while others are at work."""
        if self._shares_memory and self._memory is None and (memory := shared_memory()) is not None:
            self._memory = memory
            self._give_window(memory.writer, memory.reader)
        self._walk.inbox.prepare()

    def _give_window(self, writer: WindowEnd | None, reader: WindowEnd | None) -> None:
        """The worker that digests the medium puts chunks where those that examine files find them."""
        self._kept.inbox.window = writer
        self._walk.inbox.window = self._results.window = reader

    def _await_opened(
        self, worker: ReadingWorker, skip: dict[str, str], faults: dict[str, str]
    ) -> Opened | None:
        """The answer, or None after adding the layer that lost the worker to `skip`, and the kind of fault to
        `faults` where it was one of ours.
        """
        at = ""
        while True:
            came = self._walk.inbox.next([worker])
            match came[1] if came else None:
                case Opened() as opened:
                    return opened
                case Beat() as beat:
                    at = beat.at
                case Failed() as failed:
                    error = self._error(failed)
                    if not isinstance(error, WorkerLostError) or not self._may_skip(at, skip):
                        raise error
                    skip[at] = OmissionCode.WORKER_CRASHED.value
                    faults[at] = error.reason.split(":", 1)[0]  # the rest may quote what was read
                    return None
                case WorkerLost() as lost:
                    if not self._may_skip(at, skip):
                        raise WorkerLostError(path=self._spec.path, reason=lost.detail) from lost
                    skip[at] = lost.code.value
                    return None

    def _may_skip(self, at: str, skip: dict[str, str]) -> bool:
        """Whether it may go better without the layer that the worker was at."""
        return bool(at) and at not in skip and len(skip) < self._limits.restarts

    def _attached(self, inbox: Inbox) -> ReadingWorker:
        """A new worker with the source open. Raises SourceChangedError, WorkerLostError, EvidenceErrors."""
        attach = self._attach()
        worker = inbox.start()
        worker.send(attach)
        return worker

    def _attach(self) -> Attach:
        """What a further worker needs to open the source. Raises ReadFailedError."""
        if self._source is None:
            raise ReadFailedError(path=self._spec.path, detail="not opened")
        spec = self._spec
        return Attach(self._path, self._source, self._files, self._keys, spec.archives, spec.rules)

    def _size_of(self, layer_id: str | None) -> int:
        if self._source is None:
            return 0
        sizes = {layer.layer_id: layer.length_bytes for layer in self._source.layers}
        return self._source.size_bytes if layer_id is None else sizes.get(layer_id, 0)

    def _naming(self, layer_id: str, report: Report) -> Report:
        """`report`, with the layer besides, unless the layer is the whole source."""
        layers = () if self._source is None else self._source.layers
        found = next((layer for layer in layers if layer.layer_id == layer_id), None)
        if found is None or found.parent_id is None:
            return report
        return lambda progress: report(replace(progress, layer=found))

    def _error(self, failed: Failed) -> ForensicsError:
        return error_of(failed, self._spec.path)
