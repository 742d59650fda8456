"""Bounds of a process on itself. Windows has none that a process could set without a job object."""

from __future__ import annotations

import sys

if sys.platform == "win32":

    def limit_addresses(most_bytes: int) -> None:
        """Nothing: docs/platforms.md says so."""

    def largest_file_bytes() -> int | None:
        """No bound is set on files."""
        return None

else:
    import resource

    def limit_addresses(most_bytes: int) -> None:
        """Refuse this process more than so many bytes of address space, or than the less that the system
        leaves it. macOS accepts that and ignores it.
        """
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))

    def largest_file_bytes() -> int | None:
        """How large a file this process may write (RLIMIT_FSIZE); None where nothing bounds it."""
        most, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
        return None if most == resource.RLIM_INFINITY else most
