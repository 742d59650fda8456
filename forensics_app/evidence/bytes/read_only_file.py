"""One file of the evidence, opened so that nothing of it changes.

O_RDONLY never touches content, size, mtime or ctime. O_NOATIME also keeps the access time; the kernel
allows it to the file's owner (and to CAP_FOWNER) only, so the fallback is noted in `atime_kept`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from forensics_app.errors import (
    ReadFailedError,
    SourceChangedError,
    SourceNotFoundError,
    SourcePermissionError,
)
from forensics_app.evidence.bytes.byte_source import ByteSource, check_range
from forensics_app.system.folders import names_in
from forensics_app.system.opening import A_FOLDER, READ, open_no_link
from forensics_app.system.reads import read_at, read_into_all_at

_NOATIME = getattr(os, "O_NOATIME", 0)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What must not move while a file is read. Times in nanoseconds since 1970."""

    size_bytes: int
    mtime_ns: int
    inode: int


class ReadOnlyFile:
    """A ByteSource over one regular file or block device.

    Raises SourceNotFoundError, SourcePermissionError or ReadFailedError when opened.
    """

    def __init__(self, path: Path, *, follow: bool = True) -> None:
        self.path = path
        self._fd, self.atime_kept = open_read_only(path, follow=follow)
        self.facts = self._facts()

    @property
    def size_bytes(self) -> int:
        """Size when it was opened."""
        return self.facts.size_bytes

    @property
    def name(self) -> bytes:
        """The last component of the path."""
        return os.fsencode(self.path.name)

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self.facts.size_bytes)
        parts: list[bytes] = []
        missing = size_bytes
        while missing:
            try:
                part = read_at(self._fd, missing, offset_bytes + size_bytes - missing)
            except OSError as e:
                raise self._failed(offset_bytes, size_bytes, e.strerror or type(e).__name__) from e
            if not part:
                raise self._failed(offset_bytes, size_bytes, "the file ended")
            parts.append(part)
            missing -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def read_into(self, offset_bytes: int, buffers: Sequence[bytearray | memoryview]) -> None:
        """Fill buffers with what lies behind each other in the file, 1024 at most. Raises as `read`."""
        size_bytes = sum(map(len, buffers))
        check_range(offset_bytes, size_bytes, self.facts.size_bytes)
        try:
            done = read_into_all_at(self._fd, buffers, offset_bytes)
        except OSError as e:
            raise self._failed(offset_bytes, size_bytes, e.strerror or type(e).__name__) from e
        if done == size_bytes:
            return
        rest = memoryview(self.read(offset_bytes + done, size_bytes - done))
        for buffer in buffers:
            begin = min(done, len(buffer))
            done -= begin
            missing = len(buffer) - begin
            buffer[begin:] = rest[:missing]
            rest = rest[missing:]

    def fileno(self) -> int:
        """The descriptor, for a process that reads it too."""
        return self._fd

    def check_unchanged(self) -> None:
        """Raises SourceChangedError when size or modification time moved, here or under the path."""
        if self._facts() != self.facts:
            raise SourceChangedError(path=str(self.path))
        try:
            now = self.path.stat()
        except OSError as e:
            raise SourceChangedError(path=str(self.path)) from e
        if now.st_ino != self.facts.inode:
            raise SourceChangedError(path=str(self.path))

    def close(self) -> None:
        """Close the descriptor."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __del__(self) -> None:
        """A file that is forgotten is closed: `_fd` is missing where it could not be opened."""
        if getattr(self, "_fd", -1) >= 0:
            self.close()

    def _failed(self, offset_bytes: int, size_bytes: int, detail: str) -> ReadFailedError:
        return ReadFailedError(
            path=str(self.path), offset_bytes=offset_bytes, size_bytes=size_bytes, detail=detail
        )

    def _facts(self) -> FileFacts:
        status = os.fstat(self._fd)
        size = status.st_size
        if stat.S_ISBLK(status.st_mode):
            size = os.lseek(self._fd, 0, os.SEEK_END)
        return FileFacts(size, status.st_mtime_ns, status.st_ino)


class FileObject:
    """The file-object face that libyal libraries take. Reads are exact or raise OSError."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._position = 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to an offset from the beginning, here, or the end, as `whence` says; the new position."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._source.size_bytes}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        """The position."""
        return self._position

    get_offset = tell

    def get_size(self) -> int:
        """Size in bytes."""
        return self._source.size_bytes

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, fewer only at the end of the file."""
        available = max(0, self._source.size_bytes - self._position)
        size = available if size < 0 else min(size, available)
        try:
            data = self._source.read(self._position, size)
        except ReadFailedError as e:
            raise OSError(str(e)) from e
        self._position += len(data)
        return data

    def close(self) -> None:
        """The source stays open; its owner closes it."""


def list_names(path: Path, *, follow: bool = True) -> tuple[list[bytes], bool]:
    """Names in a folder, sorted by their bytes, and whether its access time is kept.

    Without `follow` a link that was put in the folder's place is not entered.
    Raises what open_read_only raises, ReadFailedError also when listing breaks off.
    """
    if not A_FOLDER:  # Windows opens no folder as it opens a file
        with _errors_of(path):
            return sorted(os.fsencode(name) for name in names_in(path, follow=follow)), False
    fd, kept = open_read_only(path, follow=follow)
    try:
        return sorted(os.fsencode(name) for name in os.listdir(fd)), kept  # noqa: PTH208 - by descriptor
    except OSError as e:
        raise ReadFailedError(path=str(path), detail=e.strerror or type(e).__name__) from e
    finally:
        os.close(fd)


def open_read_only(path: Path, *, follow: bool) -> tuple[int, bool]:
    """A descriptor for reading, and whether the access time is kept. `follow`: symbolic links are opened.

    Raises SourceNotFoundError, SourcePermissionError or ReadFailedError.
    """
    # without O_NONBLOCK a pipe put in place of a file would stop the program for ever
    opening = os.open if follow else open_no_link
    with _errors_of(path):
        if _NOATIME:
            try:
                return opening(path, READ | _NOATIME), True
            except PermissionError:
                pass  # not ours to decide: the kernel keeps O_NOATIME for the owner
        return opening(path, READ), False


@contextmanager
def _errors_of(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as e:
        raise SourceNotFoundError(path=str(path)) from e
    except NotADirectoryError as e:
        raise SourceNotFoundError(path=str(path)) from e
    except PermissionError as e:
        raise SourcePermissionError(path=str(path)) from e
    except OSError as e:
        raise ReadFailedError(path=str(path), detail=e.strerror or type(e).__name__) from e
