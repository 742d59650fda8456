"""No picture of the memory of a process that dies: keys of evidence and passphrases are in it.

systemd-coredump and apport keep such pictures for weeks, readable for whoever has the computer. Workers and
the window's jobs inherit the bound from the process that starts them.
"""

from __future__ import annotations

from contextlib import suppress


def keep_no_core_dumps() -> None:
    """Set the size of a core dump to 0, where the system has such a bound."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # not on Windows

        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
