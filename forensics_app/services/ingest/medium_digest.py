"""The digest of a whole medium, computed beside the examination of its files.

It runs in a worker process of its own; a thread here only waits for it. The two keep pace on the disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType

from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import Gap
from forensics_app.model.digests import MEDIA_ALGORITHMS, Digests
from forensics_app.model.progress import IsCancelled, Progress
from forensics_app.services.ingest.reading_pace import ReadingPace

_TICK_S = 0.1


class MediumDigest:
    """Begins on entering the `with` block and is given up on leaving it, unless `result` was taken.

    `done_bytes` are digested so far; `gaps` are what counts as zeros. Nothing happens unless it is `wanted`.
    """

    def __init__(
        self, reader: EvidenceReader, cancelled: IsCancelled, *, wanted: bool, unpacked_once: bool = False
    ) -> None:
        """Of a reader whose workers are elsewhere the two keep no pace: they share no memory."""
        self.wanted = wanted
        self.done_bytes = 0
        self.gaps: list[Gap] = []
        self._reader = reader
        self._given_up = threading.Event()
        self._is_cancelled = cancelled
        self._pace = ReadingPace(self._cancelled, unpacked_once=unpacked_once)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="medium-digest")
        self._found: Future[Digests] | None = None

    def __enter__(self) -> MediumDigest:
        if self.wanted:
            self._found = self._thread.submit(self._run)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._given_up.set()
        self._thread.shutdown()

    @property
    def pace(self) -> ReadingPace | None:
        """The pace that the examination of files has to keep; None where there is no digest under way."""
        return self._pace if self.wanted and self._reader.reads_here else None

    def result(self, alive: Callable[[], None]) -> Digests:
        """Wait for the end, calling `alive` meanwhile. Raises what the reader's digest_medium does."""
        if self._found is None:
            raise RuntimeError("the digest was not begun")
        self.no_more_files()
        while wait([self._found], timeout=_TICK_S).not_done:
            alive()
        return self._found.result()

    def keep_for_later(self, size_bytes: int, of_bytes: int) -> None:
        """Leave the last `size_bytes` of a medium of `of_bytes` until the examination is over."""
        self._pace.keep_for_later(size_bytes, of_bytes)

    def no_more_files(self) -> None:
        """What was kept for later is digested now."""
        self._pace.examination_is_elsewhere()

    def _run(self) -> Digests:
        try:
            return self._reader.digest_medium(
                MEDIA_ALGORITHMS,
                report=self._report_progress,
                cancelled=self._cancelled,
                unread=self.gaps.append,
                pace=self._may_go_to,
            )
        finally:
            self._pace.digest_is_over()

    def _may_go_to(self, done_bytes: int) -> int | None:
        """How far to go on; None, to the end, where the workers are elsewhere."""
        return self._pace.digest_may_go_to(done_bytes) if self._reader.reads_here else None

    def _report_progress(self, progress: Progress) -> None:
        self.done_bytes = progress.done_bytes

    def _cancelled(self) -> bool:
        return self._given_up.is_set() or self._is_cancelled()
