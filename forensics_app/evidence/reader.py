"""Reading one source: the only door to evidence for the rest of the program.

All parsing happens in worker processes. Whatever a source does to them costs an item and a line in the
omission ledger; the reader goes on with the next one. Nothing of the source is ever written.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from forensics_app.errors import ForensicsError, ReadFailedError, WorkerLostError
from forensics_app.evidence.copy_pool import CopyPool
from forensics_app.evidence.errors_by_code import error_of
from forensics_app.evidence.examine_pool import ExaminePool, Found
from forensics_app.evidence.kept_worker import KeptWorker, to_the_end
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.messages import (
    Answer,
    Attach,
    Batch,
    Beat,
    Chunk,
    Derivations,
    Derive,
    Derived,
    DeriveItem,
    Digest,
    Examined,
    ExamineUnallocated,
    Failed,
    FileFacts,
    FindBytes,
    Open,
    Opened,
    Options,
    Part,
    ReadContent,
    ReadExtents,
    ReadPart,
    Sought,
)
from forensics_app.evidence.packed_entries import pack, unpack
from forensics_app.evidence.shared_window import SharedMemory, WindowEnd, shared_memory
from forensics_app.evidence.targets import target_of
from forensics_app.evidence.walking import WalkReader
from forensics_app.evidence.worker_process import Inbox, WorkerLost, WorkerProcess
from forensics_app.examine.options import ExamineOptions
from forensics_app.examine.record import examination_of
from forensics_app.model.artifact import Entry, Examination, Gap
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.digests import MEDIA_ALGORITHMS, DigestAlgorithm, Digests
from forensics_app.model.evidence import Omission, OpenedSource, SourceSpec
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent

_NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ContentChunk:
    """Part of an entry's content; `gap` where some of it could not be read and is zeros."""

    data: bytes
    gap: bool


class EvidenceReader:
    """One source, opened by `open` and closed on leaving the `with` block."""

    def __init__(
        self,
        spec: SourceSpec,
        *,
        workers: int = 2,
        limits: Limits = _NO_LIMITS,
        copying: bool = False,
        digesting: bool = False,
    ) -> None:
        """`copying`: contents are to be read for a bundle (`copy_pool`); `digesting`: the medium is to be
        digested once it is open."""
        self._digesting = digesting
        self._spec = spec
        self._path = os.fsencode(os.path.abspath(spec.path))  # noqa: PTH100 - resolve() would follow links
        self._workers = max(1, workers)
        self._limits = limits
        self._source: OpenedSource | None = None
        self._files: tuple[FileFacts, ...] = ()
        self._keys: dict[str, Credential] = {}
        self.locked: tuple[LockedVolume, ...] = ()  # after `open`: encrypted volumes that took no credential
        self._memory: SharedMemory | None = None
        self._kept = KeptWorker(spec.path, limits, attach=self._attached, fail=self._error)
        self._results = Inbox(limits)
        self._pool = ExaminePool(
            spec.source_id,
            self._workers,
            inbox=self._results,
            attach=lambda: self._attached(self._results),
            fail=self._error,
        )
        self._walk = WalkReader(spec.source_id, limits, attach=self._attached, fail=self._error)
        self._walk.inbox.with_slots = copying  # the worker that opens the source goes on to copy from it
        self._copies = Inbox(limits, with_slots=copying)
        self._copying: CopyPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def files(self) -> tuple[FileFacts, ...]:
        """The files of an opened image, as they were then; none for a folder or a single file."""
        return self._files

    def close(self) -> None:
        """End every worker process."""
        self._kept.end()
        self._pool.close()
        self._walk.close()
        if self._copying is not None:
            self._copying.close()
        self._kept.close()
        if self._memory is not None:
            self._memory.close()
            self._memory = None
            self._lend(None, None)

    # --- opening ---------------------------------------------------------------------------------

    def open(self) -> tuple[OpenedSource, tuple[Omission, ...]]:
        """What the source is, its layers, and what of them can't be used.

        Raises SourceNotFoundError, SourcePermissionError, SourceEmptyError, SourceDamagedError,
        SourceTruncatedError, SegmentMissingError, FormatNotSupportedError, SourceChangedError,
        ReadFailedError or WorkerLostError (the container itself, not a layer in it, loses every worker).
        """
        skip: dict[str, str] = {}
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
            if self._digesting:
                self._kept.inbox.prepare()
            opened = self._await_opened(worker, skip)
            if opened is not None:
                break
        self._source, self._files = opened.source, opened.files
        self._keys, self.locked = opened.keys, opened.locked
        return opened.source, opened.omissions

    def prepare(self) -> None:
        """Let the worker that is to open the source load what it needs, while others are at work."""
        if self._memory is None and (memory := shared_memory()) is not None:
            self._memory = memory
            self._lend(memory.writer, memory.reader)
        self._walk.inbox.prepare()

    def _lend(self, writer: WindowEnd | None, reader: WindowEnd | None) -> None:
        """The worker that digests the medium puts chunks where those that examine files find them."""
        self._kept.inbox.window = writer
        self._walk.inbox.window = self._results.window = reader

    def _await_opened(self, worker: WorkerProcess, skip: dict[str, str]) -> Opened | None:
        """The answer, or None after adding the layer that lost the worker to `skip`."""
        at = ""
        while True:
            came = self._walk.inbox.next([worker])
            match came[1] if came else None:
                case Opened() as opened:
                    return opened
                case Beat() as beat:
                    at = beat.at
                case Failed() as failed:
                    raise self._error(failed)
                case WorkerLost() as lost:
                    if not at or at in skip or len(skip) >= self._limits.restarts:
                        raise WorkerLostError(path=self._spec.path, reason=lost.detail) from lost
                    skip[at] = lost.code.value
                    return None

    # --- listing and examining -------------------------------------------------------------------

    def walk(self, layer_id: str) -> Iterator[tuple[tuple[Entry, ...], tuple[Omission, ...]]]:
        """Entries of a layer whose state is `walked`, in batches, always in the same order.

        A directory that loses two workers in a row is left where it did so, with an omission. Raises
        SourceChangedError when the image moved meanwhile, WorkerLostError when no worker can open it.
        """
        for batch in self._walk.run(layer_id):
            yield tuple(unpack(entry) for entry in batch.entries), batch.omissions

    def walk_packed(self, layer_id: str) -> Iterator[Batch]:
        """The same, for whoever only passes the entries on to `examine_packed`."""
        return self._walk.run(layer_id)

    def examine(
        self, entries: Iterable[Entry], options: ExamineOptions
    ) -> Iterator[tuple[Entry, Examination, tuple[Omission, ...]]]:
        """Each entry with what looking at its content gave, in the order given.

        Entries without content of their own (directories, links, names whose content is lost) come back as
        `not-read`. An entry that hangs or kills a worker is `unreadable`, with an omission. Raises
        SourceChangedError when an image moved meanwhile.
        """
        waiting: OrderedDict[int, Entry] = OrderedDict()
        found: dict[int, tuple[Examination, tuple[Omission, ...]]] = {}

        def packed() -> Iterator[tuple[bytes, int]]:
            for entry in entries:
                waiting[entry.sequence] = entry
                yield pack(entry), entry.size_bytes or 0

        for records, omissions in self.examine_packed(packed(), options):
            for record in records:
                told = tuple(omission for sequence, omission in omissions if sequence == record.sequence)
                found[record.sequence] = examination_of(record), told
            while waiting and (first := next(iter(waiting))) in found:
                yield waiting.pop(first), *found.pop(first)

    def examine_packed(
        self, entries: Iterable[tuple[bytes, int]], options: ExamineOptions
    ) -> Iterator[Found]:
        """Records of what `walk_packed` gave, each entry with its size in bytes; as they come, unordered."""
        walker = self._walk.lend()  # it has everything loaded already
        if walker is not None and not self._pool.adopt(walker):
            self._walk.adopt(walker)
        return self._pool.run(entries, self._wanted(options))

    def _wanted(self, options: ExamineOptions) -> Options:
        algorithms = tuple(algorithm.value for algorithm in options.algorithms)
        sparse_bytes = self._limits.sparse_bytes
        return Options(algorithms, options.media_type, options.exif, sparse_bytes, options.double_read)

    def examine_unallocated(
        self,
        layer_id: str,
        options: ExamineOptions,
        *,
        report: Report = silent,
        cancelled: IsCancelled = never_cancelled,
    ) -> Found:
        """What no file of a walked layer uses, as one record; where there is no telling, an omission alone.

        Progress has stage `digest-areas`. Not while a thread digests the medium: one worker answers both.
        Raises SourceChangedError, WorkerLostError, CancelledError.
        """
        found: Found | None = None
        total = self._size_of(layer_id)
        for answer in self._kept.ask(ExamineUnallocated(layer_id, self._wanted(options)), cancelled):
            if isinstance(answer, Beat):
                report(Progress("digest-areas", layer_id, answer.done_bytes, total))
            elif isinstance(answer, Examined):
                found = answer.records, answer.omissions
        if found is None:
            raise WorkerLostError(path=self._spec.path, reason="no digest came")
        return found

    # --- bytes -----------------------------------------------------------------------------------

    def digest_medium(
        self,
        algorithms: tuple[DigestAlgorithm, ...] = MEDIA_ALGORITHMS,
        *,
        report: Report = silent,
        cancelled: IsCancelled = never_cancelled,
        unread: Callable[[Gap], None] | None = None,
        pace: Callable[[int], int | None] = to_the_end,
    ) -> Digests:
        """Digests of the whole medium of an image. Progress has stage `digest-medium`.

        With `unread`, what can't be read counts as zeros and is told to it, as offsets of the medium;
        without, the first such read raises ReadFailedError. Also raises it for a logical source;
        SourceChangedError, WorkerLostError, CancelledError. `pace` is asked with the bytes done how far to go
        on (None: to the end), and may wait before it answers.
        """
        request = self._digest_request(None, algorithms, unread)
        return self._kept.digest(request, self._size_of(None), report, cancelled, unread, pace)

    def digest_layer(
        self,
        layer_id: str,
        algorithms: tuple[DigestAlgorithm, ...] = MEDIA_ALGORITHMS,
        *,
        report: Report = silent,
        cancelled: IsCancelled = never_cancelled,
        unread: Callable[[Gap], None] | None = None,
    ) -> Digests:
        """Digests of one layer's bytes, as digest_medium; progress has stage `digest-areas`."""
        request = self._digest_request(layer_id, algorithms, unread)
        return self._kept.digest(request, self._size_of(layer_id), report, cancelled, unread)

    @staticmethod
    def _digest_request(
        layer_id: str | None,
        algorithms: tuple[DigestAlgorithm, ...],
        unread: Callable[[Gap], None] | None,
    ) -> Digest:
        return Digest(layer_id, tuple(algorithm.value for algorithm in algorithms), unread is not None)

    def content(self, entry: Entry) -> Iterator[ContentChunk]:
        """The content of an entry: exactly its size, what can't be read as zeros, with `gap` set.

        Raises ReadFailedError where it can't be opened, SourceChangedError, WorkerLostError.
        """
        for answer in self._kept.ask(ReadContent(target_of(entry)), never_cancelled):
            if isinstance(answer, Chunk):
                yield ContentChunk(answer.data, answer.gap)

    def through_extents(self, entry: Entry) -> Iterator[bytes]:
        """The bytes at an entry's extents, read from the medium without any file system.

        Equal to `content` for every class but `ntfs-compressed` and `short`. Raises ReadFailedError,
        SourceChangedError, WorkerLostError.
        """
        for answer in self._kept.ask(ReadExtents(entry.extents), never_cancelled):
            if isinstance(answer, Chunk):
                yield answer.data

    def part(
        self, entry: Entry, offset_bytes: int, length_bytes: int, cancelled: IsCancelled = never_cancelled
    ) -> Part:
        """Bytes of an entry's content, as ContentWindow.part. Raises ReadFailedError, SourceChangedError,
        WorkerLostError, CancelledError (which costs the worker)."""
        request = ReadPart(target_of(entry), offset_bytes, length_bytes)
        for answer in self._looking(request, cancelled):
            if isinstance(answer, Part):
                return answer
        raise WorkerLostError(path=self._spec.path, reason="no bytes came")

    def find(self, request: FindBytes, cancelled: IsCancelled = never_cancelled) -> Sought:
        """Where bytes stand in a content, as ContentWindow.find. Raises as `part`."""
        for answer in self._looking(request, cancelled):
            if isinstance(answer, Sought):
                return answer
        raise WorkerLostError(path=self._spec.path, reason="no bytes came")

    def _looking(self, request: ReadPart | FindBytes, cancelled: IsCancelled) -> list[Answer]:
        """Every answer, to the last: a worker whose answers are left unread is given up."""
        walker = self._walk.lend()  # the worker that opened the source goes on to read from it
        if walker is not None and not self._kept.adopt(walker):
            self._walk.adopt(walker)
        return list(self._kept.ask(request, cancelled))

    def derive(self, item: DeriveItem) -> Derived:
        """SHA-256 of one content by its extents alone. Raises SourceChangedError, WorkerLostError."""
        found: Derived | None = None
        for answer in self._kept.ask(Derive(0, (item,)), never_cancelled):
            if isinstance(answer, Derivations) and answer.results:
                found = answer.results[0]
        if found is None:
            raise WorkerLostError(path=self._spec.path, reason="no digest came")
        return found

    def copy_pool(self) -> CopyPool | None:
        """Workers that read many contents for a bundle; None where this platform has no memory to share.

        Only of a reader made with `copying`; it closes them with itself.
        """
        walker = self._walk.lend()
        if walker is None or walker.slots is None:
            return None
        pool = CopyPool(
            self._workers,
            inbox=self._copies,
            attach=lambda: self._attached(self._copies),
            fail=self._error,
        )
        pool.adopt(walker)
        self._copying = pool
        return pool

    # --- workers ---------------------------------------------------------------------------------

    def _attached(self, inbox: Inbox) -> WorkerProcess:
        """A new worker with the source open. Raises SourceChangedError, WorkerLostError, EvidenceErrors."""
        if self._source is None:
            raise ReadFailedError(path=self._spec.path, detail="not opened")
        worker, spec = inbox.start(), self._spec
        worker.send(Attach(self._path, self._source, self._files, self._keys, spec.archives, spec.rules))
        return worker

    def _size_of(self, layer_id: str | None) -> int:
        if self._source is None:
            return 0
        sizes = {layer.layer_id: layer.length_bytes for layer in self._source.layers}
        return self._source.size_bytes if layer_id is None else sizes.get(layer_id, 0)

    def _error(self, failed: Failed) -> ForensicsError:
        return error_of(failed, self._spec.path)
