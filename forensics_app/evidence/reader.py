"""Reading one source: the only door to evidence for the rest of the program.

All parsing happens in worker processes. Whatever a source does to them costs an item and a line in the
omission ledger; the reader goes on with the next one. Nothing of the source is ever written.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from forensics_app.errors import ReadFailedError, WorkerLostError
from forensics_app.evidence.cluster.remote_worker import Cluster, RemoteInbox
from forensics_app.evidence.cluster.seen_files import NotSeenError, seen_files
from forensics_app.evidence.cluster.work import SeenFile
from forensics_app.evidence.copying.pool import CopyPool
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.parent.examine_pool import ExaminePool, Found, TaskSizes
from forensics_app.evidence.parent.source_bytes import SourceBytes
from forensics_app.evidence.parent.worker_process import Inbox
from forensics_app.evidence.protocol.messages import Attach, Batch, Beat, Examined, ExamineSpace, Options
from forensics_app.evidence.protocol.packed_entries import pack, unpack
from forensics_app.evidence.spaces.names import SpaceKind
from forensics_app.examine.options import ExamineOptions
from forensics_app.examine.record import examination_of
from forensics_app.model.artifact import Entry, Examination
from forensics_app.model.evidence import ContainerFormat, Omission, OpenedSource, SourceSpec
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent

_NO_LIMITS = Limits()
_FAR_TASKS = TaskSizes(entries=512, size_bytes=64 << 20)  # each has a way to go


class EvidenceReader(SourceBytes):
    """One source, opened by `open` and closed on leaving the `with` block."""

    def __init__(
        self,
        spec: SourceSpec,
        *,
        workers: int = 2,
        limits: Limits = _NO_LIMITS,
        copying: bool = False,
        digesting: bool = False,
        cluster: Cluster | None = None,
    ) -> None:
        """`copying`: contents are to be read for a bundle (`copy_pool`); `digesting`: the medium is to be
        digested once it is open. `cluster`: its workers examine and digest, this computer opens and lists.
        """
        super().__init__(spec, limits, copying=copying, digesting=digesting)
        self._workers = max(1, workers)
        self._cluster = cluster
        self._remote: tuple[RemoteInbox, ...] = ()
        if cluster is not None:
            self._results, self._kept.inbox = self._remote = (
                RemoteInbox(cluster, limits),
                RemoteInbox(cluster, limits),
            )
            self._workers, self._shares_memory = cluster.threads, False
        sizes = TaskSizes() if cluster is None else _FAR_TASKS
        self._pool = ExaminePool(
            spec.source_id,
            self._workers,
            inbox=self._results,
            attach=lambda: self._attached(self._results),
            fail=self._error,
            sizes=sizes,
        )
        self._copies = Inbox(limits, with_slots=copying)
        self._copying: CopyPool | None = None

    def __enter__(self) -> Self:
        return self

    @property
    def reads_here(self) -> bool:
        """Whether processes of this computer examine and digest."""
        return all(inbox.here for inbox in self._remote)

    @property
    def waits_for(self) -> str | None:
        """What of the cluster is missing while nothing can go on, as `Cluster.waits_for`."""
        return None if self._cluster is None or self.reads_here else self._cluster.waits_for

    def open(self) -> tuple[OpenedSource, tuple[Omission, ...]]:
        """As AttachedSource. Where a volume was unlocked, everything is read here: keys go to no cluster."""
        found = super().open()
        if self._remote:
            here = bool(self._keys)
            files = () if here else self._files_to_see(found[0])
            for inbox in self._remote:
                inbox.here, inbox.files = here, files
        return found

    def for_cluster(self) -> tuple[Attach, tuple[SeenFile, ...]] | None:
        """How a worker of a cluster opens this source, and what it has to see for that; None where a volume
        was unlocked: keys go to no cluster. Raises ReadFailedError.
        """
        attach = self._attach()
        return None if self._keys else (attach, self._files_to_see(attach.source))

    def _files_to_see(self, source: OpenedSource) -> tuple[SeenFile, ...]:
        if source.format is ContainerFormat.FOLDER:
            return ()  # its files are looked at one by one
        paths = [self._path] if source.format is ContainerFormat.FILE else [file.path for file in self.files]
        try:
            return seen_files(paths)
        except NotSeenError as e:
            raise ReadFailedError(path=self._spec.path, detail=e.detail) from e

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

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
            self._give_window(None, None)

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
                its_omissions = tuple(
                    omission for sequence, omission in omissions if sequence == record.sequence
                )
                found[record.sequence] = examination_of(record), its_omissions
            while waiting and (first := next(iter(waiting))) in found:
                yield waiting.pop(first), *found.pop(first)

    def examine_packed(
        self, entries: Iterable[tuple[bytes, int]], options: ExamineOptions
    ) -> Iterator[Found]:
        """Records of what `walk_packed` gave, each entry with its size in bytes; as they come, unordered."""
        walker = self._walk.hand_over() if self.reads_here else None  # it has everything loaded already
        if walker is not None and not self._pool.adopt(walker):
            self._walk.adopt(walker)
        return self._pool.run(entries, self._wanted(options))

    def _wanted(self, options: ExamineOptions) -> Options:
        algorithms = tuple(algorithm.value for algorithm in options.algorithms)
        sparse_bytes = self._limits.sparse_bytes
        return Options(algorithms, options.media_type, options.exif, sparse_bytes, options.double_read)

    def examine_space(
        self,
        layer_id: str,
        kind: SpaceKind,
        options: ExamineOptions,
        *,
        report: Report = silent,
        cancelled: IsCancelled = never_cancelled,
    ) -> Found:
        """What no file of a walked layer uses, or its slack, as one record; where there is no telling, an
        omission alone.

        Progress has stage `digest-areas`. Not while a thread digests the medium: one worker answers both.
        Raises SourceChangedError, WorkerLostError, CancelledError.
        """
        found: Found | None = None
        total, report = self._size_of(layer_id), self._naming(layer_id, report)
        for answer in self._kept.ask(ExamineSpace(layer_id, kind, self._wanted(options)), cancelled):
            if isinstance(answer, Beat):
                report(Progress("digest-areas", self._spec.path, answer.done_bytes, total))
            elif isinstance(answer, Examined):
                found = answer.records, answer.omissions
        if found is None:
            raise WorkerLostError(path=self._spec.path, reason="no digest came")
        return found

    def copy_pool(self) -> CopyPool | None:
        """Workers that read many contents for a bundle; None where this platform has no memory to share.

        Only of a reader made with `copying`; it closes them with itself.
        """
        walker = self._walk.hand_over()
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
