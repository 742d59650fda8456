"""Whether two computers see the same evidence: size, time, and the first and last MiB of each file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator

from forensics_app.evidence.cluster.work import SeenFile
from forensics_app.evidence.contents.times import unix_time
from forensics_app.evidence.protocol.messages import FileFacts
from forensics_app.evidence.protocol.packed_entries import unpack
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.times import TimeKind
from forensics_app.system.reads import read_at

_END_BYTES = 1 << 20
_SECOND_NS = 1_000_000_000
_NOATIME = getattr(os, "O_NOATIME", 0)


class NotSeenError(Exception):
    """A file can't be opened or read here. `detail` technical."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class SeenOtherwiseError(NotSeenError):
    """Another version of it is here."""


def seen_files(paths: Iterable[bytes]) -> tuple[SeenFile, ...]:
    """Files as they are now. Raises NotSeenError."""
    return tuple(_look(path)[0] for path in paths)


def files_here(wanted: Iterable[SeenFile]) -> tuple[FileFacts, ...]:
    """The same files with the inodes that they have here.

    Raises NotSeenError, SeenOtherwiseError where size, time or one of the ends differs.
    """
    return tuple(_compared(wanted))


def check_listed(root: bytes, layer_id: str, entries: Iterable[bytes]) -> None:
    """Whether files of a folder are here as they were listed: with their size and time of modification.

    Raises NotSeenError, SeenOtherwiseError.
    """
    for packed in entries:
        entry = unpack(packed)
        if entry.kind is not ArtifactKind.FILE or entry.locator.layer_id != layer_id:
            continue
        path = os.path.join(root, *entry.locator.components)  # noqa: PTH118 - names are bytes
        shown = os.fsdecode(path)
        try:
            status = os.lstat(path)
        except OSError as e:
            raise NotSeenError(f"{shown}: {e.strerror or type(e).__name__}") from e
        seconds, rest = divmod(status.st_mtime_ns, _SECOND_NS)
        modified = unix_time(TimeKind.MODIFIED, seconds, rest, "1ns").raw
        listed = next((time.raw for time in entry.times if time.kind is TimeKind.MODIFIED), modified)
        if (status.st_size, modified) != (entry.size_bytes, listed):
            raise SeenOtherwiseError(
                f"{shown}: {status.st_size} / {entry.size_bytes} bytes, modified at {modified} / {listed} s"
            )


def _compared(wanted: Iterable[SeenFile]) -> Iterator[FileFacts]:
    for file in wanted:
        here, inode = _look(file.path)
        shown = os.fsdecode(file.path)
        if here.size_bytes != file.size_bytes:
            raise SeenOtherwiseError(f"{shown}: {here.size_bytes} / {file.size_bytes} bytes")
        if here.mtime_ns != file.mtime_ns:
            raise SeenOtherwiseError(f"{shown}: modified at {here.mtime_ns} / {file.mtime_ns} ns")
        if here.ends != file.ends:
            raise SeenOtherwiseError(f"{shown}: first or last MiB")
        yield FileFacts(file.path, file.size_bytes, file.mtime_ns, inode)


def _look(path: bytes) -> tuple[SeenFile, int]:
    try:
        descriptor = _open(path)
        try:
            status = os.fstat(descriptor)
            size = os.lseek(descriptor, 0, os.SEEK_END)
            digest = hashlib.sha256(_read(descriptor, 0, min(size, _END_BYTES)))
            if size > _END_BYTES:
                begin = max(_END_BYTES, size - _END_BYTES)
                digest.update(_read(descriptor, begin, size - begin))
        finally:
            os.close(descriptor)
    except OSError as e:
        raise NotSeenError(f"{os.fsdecode(path)}: {e.strerror or type(e).__name__}") from e
    return SeenFile(path, size, status.st_mtime_ns, digest.digest()), status.st_ino


def _open(path: bytes) -> int:
    flags = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
    if _NOATIME:
        try:
            return os.open(path, flags | _NOATIME)
        except PermissionError:
            pass  # the kernel keeps it for the owner
    return os.open(path, flags)


def _read(descriptor: int, offset: int, length: int) -> bytes:
    parts = []
    while length and (part := read_at(descriptor, length, offset)):
        parts.append(part)
        offset += len(part)
        length -= len(part)
    return b"".join(parts)
