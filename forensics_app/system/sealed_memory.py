"""Memory without a name that processes share by a descriptor, and that nobody can cut short: Linux has it."""

from __future__ import annotations

import os
import sys

if sys.platform == "linux":
    import fcntl

    def sealed_memory(name: str, size_bytes: int) -> int | None:
        """A descriptor of fresh memory, sealed against growing and shrinking; None where it can't be had.

        A process that cut it short would end whoever has it mapped at the next look.
        """
        if not hasattr(os, "memfd_create"):  # a Python that was built for an older system
            return None
        try:
            handle = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        except OSError:
            return None
        try:
            os.ftruncate(handle, size_bytes)
            seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
            fcntl.fcntl(handle, fcntl.F_ADD_SEALS, seals)
        except OSError:
            os.close(handle)
            return None
        return handle

    def for_reading_alone(memory: int) -> int:
        """Another descriptor of the same memory, which can't be written by it. Raises OSError."""
        return os.open(f"/proc/self/fd/{memory}", os.O_RDONLY | os.O_CLOEXEC)

else:

    def sealed_memory(_name: str, _size_bytes: int) -> int | None:
        """There is none: what would go there goes through a pipe."""
        return None

    def for_reading_alone(_memory: int) -> int:
        """Never asked for without memory."""
        raise OSError("no such memory here")
