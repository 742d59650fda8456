"""How much a pipe holds, which Linux lets be set."""

from __future__ import annotations

import sys

_USUAL_BYTES = 64 << 10

if sys.platform == "linux":
    import fcntl

    def widen_pipe(handle: int, wanted_bytes: int) -> int:
        """Let a pipe hold so much; how much it then holds, in bytes."""
        try:
            return fcntl.fcntl(handle, fcntl.F_SETPIPE_SZ, wanted_bytes)
        except (AttributeError, OSError):  # an older system, or more than this user may have
            return _USUAL_BYTES

else:

    def widen_pipe(_handle: int, _wanted_bytes: int) -> int:
        """It stays as it is; how much it holds, in bytes."""
        return _USUAL_BYTES
