"""Bounds of a process on itself: memory, size of files, priority, and rights that it gives away for good."""

from __future__ import annotations

import os
import sys

CONFINED = sys.platform == "linux"
"""Whether a process here can give up writing, other programs and the network (evidence.processes.sandbox)."""

if sys.platform == "win32":
    from contextlib import suppress
    from functools import cache

    from forensics_app.system.windows_jobs import Job, lower_integrity, lower_priority

    @cache
    def _own_job() -> Job:
        job = Job()
        job.take_this_process()
        return job

    def limit_addresses(most_bytes: int) -> None:
        """Refuse this process more than so many bytes of memory. Best effort."""
        with suppress(OSError):
            _own_job().bound_memory(most_bytes)

    def largest_file_bytes() -> int | None:
        """No bound is set on files."""
        return None

    def step_back(_steps: int) -> None:
        """Let other processes go first. Best effort."""
        with suppress(OSError):
            lower_priority()

    def give_rights_away() -> None:
        """No other process is started from here, the desktop is not reached, and hardly anything can be
        written: the low integrity level. The network is not refused. Best effort (docs/platforms.md).
        """
        with suppress(OSError):
            _own_job().refuse_others()
        with suppress(OSError):
            lower_integrity()

else:
    import resource

    def limit_addresses(most_bytes: int) -> None:
        """Refuse this process more than so many bytes of address space, or than the less that the system
        leaves it. macOS ignores such a bound, or refuses to set it.
        """
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
        try:
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
        except (OSError, ValueError):
            if sys.platform != "darwin":
                raise

    def largest_file_bytes() -> int | None:
        """How large a file this process may write (RLIMIT_FSIZE); None where nothing bounds it."""
        most, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
        return None if most == resource.RLIM_INFINITY else most

    def step_back(steps: int) -> None:
        """Let other processes go first (nice)."""
        os.nice(steps)

    def give_rights_away() -> None:
        """Nothing: Linux has more than this (evidence.processes.sandbox), macOS nothing that holds here."""
