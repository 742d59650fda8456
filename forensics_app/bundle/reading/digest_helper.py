"""The parent's side of `digest_process`: digests made while this process's interpreter is busy with lists.

Threads would wait for the interpreter after every file: whoever holds it gives it up every 5 ms only. What is
in the memory that both processes see is as right as what this process does itself: both are this program.
"""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
from array import array
from collections.abc import Sequence
from contextlib import suppress
from itertools import accumulate

from forensics_app.bundle.child_environment import child_environment
from forensics_app.bundle.reading.digest_process import NUMBERS, sections
from forensics_app.bundle.reading.random_access import FileBytes, RandomAccess
from forensics_app.bundle.reading.zip_contents import Places
from forensics_app.system.child_processes import start_child
from forensics_app.system.children import child_command
from forensics_app.system.reads import write_at

HELPED_BYTES = 64 << 20  # a bundle that is read sooner than a process starts needs none
_NAMES_TOGETHER = 50_000
_PROCESS = "forensics_app.bundle.reading.digest_process"


def helper_for(source: RandomAccess) -> DigestHelper | None:
    """A helper for this ZIP, or None where it isn't worth one or can't be had."""
    large = isinstance(source, FileBytes) and source.size_bytes >= HELPED_BYTES
    if not (large and (os.cpu_count() or 1) > 1 and sys.executable and hasattr(os, "memfd_create")):
        return None
    try:
        return DigestHelper(source.handle) if isinstance(source, FileBytes) else None
    except OSError:
        return None


class DigestHelper:
    """Starts the process at once; it waits until `begin`. Close it after use.

    From `begin` on, `found` has 32 bytes for each entry and `read` one, which is 1 where those are its
    digest: of what the process digested, and of what this process puts there. Whoever wants to do a run
    itself claims it, from the last one on.
    """

    def __init__(self, handle: int) -> None:
        """`handle` is the ZIP's descriptor. Raises OSError."""
        self._memory = os.memfd_create("digests", os.MFD_CLOEXEC)
        try:
            self._process = start_child(
                child_command(_PROCESS, str(self._memory), str(handle), site=False),
                descriptors=(self._memory, handle),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                environment=child_environment(),
                bufsize=0,
            )
        except OSError:
            os.close(self._memory)
            raise
        self._map: mmap.mmap | None = None
        self._views: list[memoryview] = []
        self.found = self.read = memoryview(bytearray())

    def begin(
        self, places: Places, names: Sequence[str], prefix: str, order: array[int], starts: array[int]
    ) -> None:
        """Digest the entries at the positions `order`, run after run, which begin at `starts` (the end of the
        last one comes last). All names begin with `prefix`. Raises OSError.
        """
        begin = prefix.encode("ascii")
        ends = array("Q", accumulate(map(len, names), initial=len(begin)))
        numbers = [len(names), len(order), len(starts) - 1, len(begin), ends[-1], 0, 0, 0]
        where = sections(len(names), len(order), len(starts) - 1, ends[-1])
        os.ftruncate(self._memory, where["names"][1])
        # written, not mapped: so that the pages count for the process that needs them alone
        facts = {
            "offsets": places.offsets,
            "begins": places.begins,
            "sizes": places.sizes,
            "crcs": places.crcs,
        }
        for name, values in (facts | {"order": order, "starts": starts}).items():
            self._write(where[name][0], memoryview(values).cast("B"))  # type: ignore[arg-type]
        self._write(where["ends"][0], memoryview(ends)[1:].cast("B"))
        at = where["names"][0]
        for first in range(0, len(names), _NAMES_TOGETHER):
            text = "".join(names[first : first + _NAMES_TOGETHER]).encode("ascii")
            text = begin + text if first == 0 else text
            self._write(at, memoryview(text))
            at += len(text)
        self._write(0, memoryview(array("Q", numbers)).cast("B"))
        self._map = mmap.mmap(self._memory, where["names"][1])
        whole = memoryview(self._map)
        self._numbers = whole[: 8 * len(NUMBERS)].cast("Q")
        self._claimed, self.read, self.found = (
            whole[slice(*where[name])] for name in ("claimed", "read", "found")
        )
        self._views = [self.found, self.read, self._claimed, self._numbers, whole]
        if self._process.stdin is not None:
            with suppress(OSError):  # it is gone already: `running` says so
                os.write(self._process.stdin.fileno(), b"\n")

    def claim(self, run: int) -> bool:
        """Whether this run is the caller's to do. In the moment in which both claim one, both do it."""
        taken = bool(self._claimed[run])
        self._claimed[run] = 1
        return not taken

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether the process is gone."""
        return self.exit_code is not None

    @property
    def exit_code(self) -> int | None:
        """0: it did what it could; None while it runs."""
        return self._process.poll()

    @property
    def running(self) -> bool:
        """Whether it may still find something."""
        return not self._numbers[7] and not self.ended

    @property
    def done_bytes(self) -> int:
        return self._numbers[5]

    @property
    def done_files(self) -> int:
        return self._numbers[6]

    def close(self) -> None:
        """End the process and let go of the memory."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        for view in self._views:
            view.release()
        self._views.clear()
        if self._map is not None:
            self._map.close()
            self._map = None
        if self._memory >= 0:
            os.close(self._memory)
            self._memory = -1

    def _write(self, at: int, data: memoryview) -> None:
        while data:
            count = write_at(self._memory, data, at)
            at, data = at + count, data[count:]
