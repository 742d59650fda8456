"""The files that a sealing writes: the ZIP and its seal, unfinished and finished."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from forensics_app.custody.own_files import open_own
from forensics_app.errors import CaseFileRefusedError, OutputExistsError, OutputNotWritableError
from forensics_app.model.bundle import bundle_stem
from forensics_app.system.locks import lock_soon

_BUFFER_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Output:
    """Where a sealing writes: `part` becomes `zip`, `seal_part` becomes `seal`."""

    zip: Path

    @property
    def name(self) -> str:
        """What the bundle is called."""
        return bundle_stem(self.zip.name)

    @property
    def seal(self) -> Path:
        return self.zip.with_name(f"{self.name}.asice")

    @property
    def part(self) -> Path:
        return self.zip.with_name(f"{self.zip.name}.part")

    @property
    def seal_part(self) -> Path:
        return self.seal.with_name(f"{self.seal.name}.part")

    def refuse_existing(self) -> None:
        """Raises OutputExistsError when either file is there, OutputNotWritableError without their folder."""
        for path in (self.zip, self.seal):
            if os.path.lexists(path):
                raise OutputExistsError(path=str(path))
        if not self.zip.parent.is_dir():
            raise OutputNotWritableError(path=str(self.zip), reason=os.strerror(errno.ENOENT))

    def remove_parts(self) -> None:
        """Remove what was never finished."""
        for path in (self.part, self.seal_part):
            path.unlink(missing_ok=True)


@contextmanager
def open_part(path: Path, *, ours: bool) -> Iterator[BinaryIO]:
    """The unfinished ZIP for reading and writing, locked; `ours` says that it may exist.

    Raises OutputExistsError for one that another sealing made, OutputNotWritableError, DiskFullError.
    """
    try:
        handle = open_own(path, os.O_RDWR | (0 if ours else os.O_CREAT | os.O_EXCL))
    except (FileExistsError, CaseFileRefusedError) as e:
        raise OutputExistsError(path=str(path)) from e
    except OSError as e:
        raise OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0)) from e
    with os.fdopen(handle, "r+b", buffering=_BUFFER_BYTES) as file:
        if not lock_soon(file.fileno()):  # another sealing is at it
            raise OutputExistsError(path=str(path))
        yield file


def start_writing(file: BinaryIO, begin: int, end: int) -> None:
    """Have the system begin to bring this range to the disk, so that the last sync finds little to do.

    Linux begins with dirty pages when it is told that they aren't needed, and drops only clean ones.
    """
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            os.posix_fadvise(file.fileno(), begin, end - begin, os.POSIX_FADV_DONTNEED)
