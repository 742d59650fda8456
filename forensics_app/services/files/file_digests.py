"""The digest of a file as it is sent or received, whatever is in it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from forensics_app.errors import CancelledError, SourceNotFoundError
from forensics_app.model.addendum import NamedFile
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.system.reads import read_into_at

_READ_BYTES = 1 << 20


def named_file(path: Path, *, report: Report = silent, cancelled: IsCancelled = never_cancelled) -> NamedFile:
    """Its name, its size as read, its SHA-256. Raises SourceNotFoundError, CancelledError."""
    try:
        with path.open("rb", buffering=0) as file:
            return digest_open(file.fileno(), path.name, report=report, cancelled=cancelled)
    except OSError as e:
        raise SourceNotFoundError(path=str(path)) from e


def digest_open(
    handle: int, name: str, *, report: Report = silent, cancelled: IsCancelled = never_cancelled
) -> NamedFile:
    """The same of a file that is open, whatever stands under its name now. Raises OSError, CancelledError."""
    running = hashlib.sha256()
    buffer = memoryview(bytearray(_READ_BYTES))
    size, total = 0, os.fstat(handle).st_size
    while count := read_into_at(handle, buffer, size):
        if cancelled():
            raise CancelledError
        running.update(buffer[:count])
        size += count
        report(Progress("digest-files", name, size, max(total, size)))
    return NamedFile(name, size, running.hexdigest())
