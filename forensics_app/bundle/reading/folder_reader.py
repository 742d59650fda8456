"""The files of an unpacked bundle as a `Tree`: no link is ever followed, and whatever isn't a plain file or a
folder is a problem. Content is read through the folder's own descriptor, so that a folder swapped for a link
between listing and reading is refused, not followed.
"""

from __future__ import annotations

import os
import stat
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

from forensics_app.bundle.reading.grammar import MAX_PATH_CHARACTERS, case_twins
from forensics_app.bundle.reading.tree import AddProblem, FileUnreadableError, PathTable, Problem
from forensics_app.system import folders
from forensics_app.system.reads import read_into

MAX_FILES = 4_000_000


class FolderTree:
    """`top` is the folder's own name."""

    def __init__(self, root: Path, *, add: AddProblem, max_files: int = MAX_FILES) -> None:
        """Lists everything below `root`. Raises OSError where the root itself can't be opened."""
        self.top: str | None = root.absolute().name
        self._root = folders.hold(root)
        self.sizes: array[int] = array("Q")
        paths: list[str] = []
        for path, size in _walk(self._root, add):
            if len(paths) >= max_files:
                add(Problem("folder-too-many-files", None, str(max_files), None))
                break
            paths.append(path)
            self.sizes.append(size)
        for twin in case_twins(paths):
            add(Problem("folder-case-twin", twin))
        self.table = PathTable(paths)

    def chunks(self, position: int, buffer: memoryview, add: AddProblem) -> Iterator[memoryview]:
        """The content in pieces no longer than the buffer. Raises FileUnreadableError."""
        path = self.table.paths[position]
        expected = self.sizes[position]
        handle = self._open(path)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise FileUnreadableError("not-a-file")
            done = 0
            while True:
                count = read_into(handle, buffer)
                if count == 0:
                    break
                done += count
                yield buffer[:count]
                if done > expected:
                    break
        except OSError as e:
            raise FileUnreadableError(e.strerror or "") from e
        finally:
            os.close(handle)
        if done != expected:
            add(Problem("file-changed", path, str(expected), str(done)))

    def together(self, positions: Sequence[int], buffer: memoryview) -> Iterator[tuple[int, memoryview]]:
        """None: each file is opened for itself."""
        return iter(())

    def digest_in_helper(self, order: array[int], starts: array[int]) -> None:
        """Nobody does: only what lies in one file is given to another process."""

    def close(self) -> None:
        folders.let_go(self._root)

    def _open(self, path: str) -> int:
        folder, _, name = path.rpartition("/")
        try:
            holder = _open_folder(self._root, folder)
            try:
                return folders.open_inner(holder, name)
            finally:
                folders.let_go(holder)
        except OSError as e:
            raise FileUnreadableError(e.strerror or "") from e


def _open_folder(root: folders.Held, path: str) -> folders.Held:
    """Open one component after the other, so that no folder on the way is a link. Raises OSError."""
    folder = folders.again(root)
    try:
        for component in path.split("/") if path else ():
            inner = folders.hold_inner(folder, component)
            folders.let_go(folder)
            folder = inner
    except OSError:
        folders.let_go(folder)
        raise
    return folder


def _walk(root: folders.Held, add: AddProblem) -> Iterator[tuple[str, int]]:
    """Path and size of every plain file, folder by folder; one descriptor is open at a time."""
    waiting = [""]
    while waiting:
        path = waiting.pop()
        try:
            handle = _open_folder(root, path)
            try:
                yield from _list_folder(f"{path}/" if path else "", handle, waiting, add)
            finally:
                folders.let_go(handle)
        except OSError as e:
            add(Problem("folder-unreadable", path, None, e.strerror))


def _list_folder(
    prefix: str, folder: folders.Held, waiting: list[str], add: AddProblem
) -> list[tuple[str, int]]:
    files: list[tuple[str, int]] = []
    empty = True
    for name, status in folders.entries(folder):
        empty = False
        path = prefix + name
        if stat.S_ISDIR(status.st_mode):
            if len(path) > MAX_PATH_CHARACTERS:  # every path below it would be longer still
                add(Problem("path-not-allowed", path, None, "length"))
            else:
                waiting.append(path)
        elif stat.S_ISREG(status.st_mode):
            if status.st_nlink > 1:
                add(Problem("folder-hard-link", path, "1", str(status.st_nlink)))
            files.append((path, status.st_size))
        else:
            link = stat.S_ISLNK(status.st_mode)
            add(Problem("folder-link" if link else "folder-special-file", path))
    if empty:
        add(Problem("folder-empty", prefix.rstrip("/")))
    return files
