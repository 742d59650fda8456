"""Copying an arrival out of the inbox, so that what is filed is what was verified, whoever writes there."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from forensics_app.custody.own_files import PRIVATE_FILE, PRIVATE_FOLDER
from forensics_app.errors import CancelledError, DiskFullError, SourceChangedError
from forensics_app.model.addendum import NamedFile
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.services.files.new_files import disk_errors
from forensics_app.services.inbox.arrivals import Arrival, ArrivedFile
from forensics_app.services.inbox.share_files import folder_of, open_file

_READ_BYTES = 1 << 20
_RESERVE_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Taken:
    """The copy: its files with their digests, and one digest (64 hex) of them all, which is the arrival's id.

    It covers names and contents, so that the same files that arrive again are the same arrival.
    """

    files: tuple[NamedFile, ...]
    arrival_id: str


def take(arrival: Arrival, folder: Path, *, report: Report, cancelled: IsCancelled) -> Taken:
    """Copy its files into the new folder `folder`, on the disk before this returns.

    Raises SourceChangedError where one was written, exchanged or taken away since it was looked at,
    DiskFullError, OutputNotWritableError, CancelledError.
    """
    with disk_errors(folder):
        if shutil.disk_usage(folder.parent).free < arrival.size + _RESERVE_BYTES:
            raise DiskFullError(path=str(folder.parent))
        folder.mkdir(mode=PRIVATE_FOLDER)
    files, done = [], 0
    for one in arrival.files:
        out = folder / one.path
        with disk_errors(out):
            out.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        report(Progress("take-arrival", arrival.main, done, arrival.size))
        files.append(_copy(arrival.folder / one.path, one, out, cancelled))
        done += one.size
    with disk_errors(folder):
        for path, _, _ in os.walk(folder):
            sync_folder(Path(path))
    return Taken(tuple(files), _digest(files))


def sync_folder(folder: Path) -> None:
    """Let what was named in it be on the disk. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_taken(arrival: Arrival) -> list[Path]:
    """Delete the files from the inbox, and the folders of an unpacked bundle. What could not be deleted.

    A file that is not the one that was taken any more stays: somebody put another one in its place.
    """
    left: list[Path] = []
    for one in arrival.files:
        path = arrival.folder / one.path
        try:
            with folder_of(path) as folder:
                if _as_seen(os.lstat(path.name, dir_fd=folder)) == (one.size, one.mtime_ns, one.inode):
                    os.unlink(path.name, dir_fd=folder)
                else:
                    left.append(path)
        except FileNotFoundError:
            continue
        except OSError:
            left.append(path)
    folders = {parent for one in arrival.files for parent in list(Path(one.path).parents)[:-1]}
    for emptied in sorted(folders, key=lambda p: -len(p.parts)):
        try:
            with folder_of(arrival.folder / emptied) as folder:
                os.rmdir(emptied.name, dir_fd=folder)
        except OSError:  # something else is in it, or has been put there since
            continue
    return left


def _copy(path: Path, seen: ArrivedFile, out: Path, cancelled: IsCancelled) -> NamedFile:
    try:
        source = open_file(path)
    except OSError as e:
        raise SourceChangedError(path=str(path)) from e
    try:
        _refuse_other(path, source, seen)
        with disk_errors(out):
            target = os.open(
                out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE_FILE
            )
        with os.fdopen(target, "wb", buffering=0) as made:
            running, size = hashlib.sha256(), 0
            for piece in _pieces(path, source):
                if cancelled():
                    raise CancelledError
                running.update(piece)
                with disk_errors(out):
                    _write(made.fileno(), piece)
                size += len(piece)
            with disk_errors(out):
                os.fsync(made.fileno())
        _refuse_other(path, source, seen)
    finally:
        os.close(source)
    if size != seen.size:
        raise SourceChangedError(path=str(path))
    return NamedFile(seen.path, size, running.hexdigest())


def _pieces(path: Path, source: int) -> Iterable[bytes]:
    while True:
        try:
            piece = os.read(source, _READ_BYTES)
        except OSError as e:  # the share went away
            raise SourceChangedError(path=str(path)) from e
        if not piece:
            return
        yield piece


def _write(handle: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _refuse_other(path: Path, handle: int, seen: ArrivedFile) -> None:
    try:
        status = os.fstat(handle)
    except OSError as e:
        raise SourceChangedError(path=str(path)) from e
    if not stat.S_ISREG(status.st_mode) or _as_seen(status) != (seen.size, seen.mtime_ns, seen.inode):
        raise SourceChangedError(path=str(path))


def _as_seen(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ino


def _digest(files: Iterable[NamedFile]) -> str:
    running = hashlib.sha256()
    for one in files:
        running.update(os.fsencode(f"{one.sha256} {one.size} {one.name}\0"))
    return running.hexdigest()
