"""A list written to a file: whole or not at all, and never over something else."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from forensics_app.custody.own_files import PRIVATE_FILE
from forensics_app.errors import CancelledError, DiskFullError, OutputExistsError, OutputNotWritableError
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.system.opening import WRITE_NEW

BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets take UTF-8 for something else
_REPORT_EVERY = 256
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_list(
    lines: Iterable[str],
    path: Path,
    *,
    marked: bool,
    total: int | None,
    report: Report,
    cancelled: IsCancelled,
    stage: str = "list",
) -> int:
    """Write the lines to `path`; how many there were. `marked`: with a byte order mark, which CSV needs.

    `total` is for the progress alone, and so is `stage`.
    Raises OutputExistsError, OutputNotWritableError, DiskFullError, CancelledError; nothing is left then.
    """
    if os.path.lexists(path):
        raise OutputExistsError(path=str(path))
    part = path.with_name(f".{path.name}.part")
    count = 0
    try:
        # as private as the reports that such lists belong to
        handle = os.open(part, WRITE_NEW, PRIVATE_FILE)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            try:
                if marked:
                    file.write(BYTE_ORDER_MARK)
                for line in lines:
                    file.write(line)
                    count += 1
                    if count % _REPORT_EVERY == 0:
                        report(Progress(stage, path.name, items=count, total_items=total))
                        _stop_if(cancelled)
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                part.unlink(missing_ok=True)
                raise
        if os.path.lexists(path):  # it came meanwhile
            part.unlink(missing_ok=True)
            raise OutputExistsError(path=str(path))
        part.rename(path)
    except FileExistsError as e:
        raise OutputExistsError(path=str(path)) from e
    except OSError as e:
        if e.errno in _FULL:
            raise DiskFullError(path=str(path)) from e
        raise OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0)) from e
    return count


def _stop_if(cancelled: IsCancelled) -> None:
    if cancelled():
        raise CancelledError
