"""Unpacking the medium of an E01 into the window that it is lent from, ahead of whoever digests it.

Where chunks are compressed, unpacking takes as long as two of the digests together: one thread that did it
in between let both of them and the examination wait. So two threads unpack, and the next windows are on
their way while the digests are made.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait

from forensics_app.evidence.containers.ewf.medium import ChunkMedium
from forensics_app.evidence.processes.shared_window import ChunkWindow

_THREADS = 2
_AHEAD = 3  # windows on their way besides the one that is waited for


class SharedReadAhead:
    """Gives the medium range by range, each where it lies in `window`, and published there.

    Close it when done.
    """

    def __init__(self, medium: ChunkMedium, window: ChunkWindow) -> None:
        self._medium = medium
        self._window = window
        self._threads = ThreadPoolExecutor(_THREADS)
        self._coming: deque[tuple[int, int, Future[None]]] = deque()

    def views(self, offset_bytes: int, size_bytes: int) -> list[memoryview]:
        """The bytes of a range, as ChunkWindow.publish; what is asked next is taken to follow it, as large.

        Raises ReadFailedError.
        """
        coming = self._coming
        if coming and coming[0][:2] != (offset_bytes, size_bytes):
            wait([future for _, _, future in coming])
            coming.clear()
        at, size = coming[-1][:2] if coming else (offset_bytes - size_bytes, size_bytes)
        while len(coming) <= _AHEAD and (at := at + size) < self._medium.size_bytes:
            size = min(size_bytes, self._medium.size_bytes - at)
            self._window.clear(at, size)
            coming.append((at, size, self._threads.submit(self._medium.fill, self._window, at, size)))
        coming.popleft()[2].result()
        return self._window.publish(offset_bytes, size_bytes)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(cancel_futures=True)
