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
        """Refuse this process more than so many bytes of address space. macOS accepts that and ignores it."""
        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))

    def largest_file_bytes() -> int | None:
        """How large a file this process may write (RLIMIT_FSIZE); None where nothing bounds it."""
        most, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
        return None if most == resource.RLIM_INFINITY else most
