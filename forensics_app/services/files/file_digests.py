"""The digest of a file as it is sent or received, whatever is in it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from forensics_app.errors import CancelledError, SourceNotFoundError
from forensics_app.model.addendum import NamedFile
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent

_READ_BYTES = 1 << 20


def named_file(path: Path, *, report: Report = silent, cancelled: IsCancelled = never_cancelled) -> NamedFile:
    """Its name, its size as read, its SHA-256. Raises SourceNotFoundError, CancelledError."""
    running = hashlib.sha256()
    buffer = memoryview(bytearray(_READ_BYTES))
    size = 0
    try:
        with path.open("rb", buffering=0) as file:
            total = os.fstat(file.fileno()).st_size
            while count := file.readinto(buffer):
                if cancelled():
                    raise CancelledError
                running.update(buffer[:count])
                size += count
                report(Progress("digest-files", path.name, size, max(total, size)))
    except OSError as e:
        raise SourceNotFoundError(path=str(path)) from e
    return NamedFile(path.name, size, running.hexdigest())
