"""A small file of a case, replaced whole: the new one or the one before, whatever happens."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from forensics_app.errors import DiskFullError, OutputNotWritableError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` in the place of what is at `path`, for the user alone to read.

    Raises DiskFullError, OutputNotWritableError."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as e:
        if e.errno in _FULL:
            raise DiskFullError(path=str(path)) from e
        raise OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0)) from e
