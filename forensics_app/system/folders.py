"""Folders that are walked without following a link.

Linux and macOS open each component relative to the descriptor of the folder before it: what was listed is
what is read, even if somebody exchanges a folder for a link meanwhile. Windows has no such calls here: each
component is looked at before it is opened, and a file is compared with what was looked at. Whoever can write
to the folder during that moment could still exchange it (docs/platforms.md).
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from forensics_app.system.opening import A_FOLDER, CLOSED_ON_EXEC, NO_LINK, READ, open_no_link

if sys.platform == "win32":
    Held = Path

    def hold(folder: Path) -> Held:
        """The folder at the top, which may be a link. Raises OSError."""
        next(folder.iterdir(), None)  # whether it can be listed
        return folder

    def hold_inner(outer: Held, name: str) -> Held:
        """A folder in a held one, by one name. Raises OSError where it is a link, a junction or no folder."""
        inner = outer / name
        if inner.is_junction() or not stat.S_ISDIR(inner.lstat().st_mode):
            raise NotADirectoryError(20, "Not a directory", str(inner))
        return inner

    def names_in(folder: Path, *, follow: bool) -> list[str]:
        """Its names. Without `follow` a link or a junction is refused. Raises OSError."""
        top = hold(folder) if follow else hold_inner(folder.parent, folder.name)
        return [path.name for path in top.iterdir()]

    def again(folder: Held) -> Held:
        """A second hold of the same folder."""
        return folder

    def let_go(folder: Held) -> None:
        """Nothing is open."""

    def open_inner(folder: Held, name: str) -> int:
        """A descriptor of a file in a held folder. Raises OSError where it is a link."""
        return open_no_link(folder / name, READ)

    def entries(folder: Held) -> Iterator[tuple[str, os.stat_result]]:
        """Name and status of each entry; links are not followed, and a junction counts as a link."""
        for path in folder.iterdir():
            status = path.lstat()
            if path.is_junction():
                status = os.stat_result((stat.S_IFLNK, *status[1:]))
            yield path.name, status

else:
    Held = int

    def hold(folder: Path) -> Held:
        """The folder at the top, which may be a link. Raises OSError."""
        return os.open(folder, os.O_RDONLY | A_FOLDER | CLOSED_ON_EXEC)

    def hold_inner(outer: Held, name: str) -> Held:
        """A folder in a held one, by one name. Raises OSError where it is a link or no folder."""
        return os.open(name, os.O_RDONLY | A_FOLDER | NO_LINK | CLOSED_ON_EXEC, dir_fd=outer)

    def names_in(folder: Path, *, follow: bool) -> list[str]:
        """Its names. Without `follow` a link is refused. Raises OSError."""
        handle = os.open(folder, READ | A_FOLDER | (0 if follow else NO_LINK))
        try:
            return os.listdir(handle)  # noqa: PTH208 - by descriptor
        finally:
            os.close(handle)

    def again(folder: Held) -> Held:
        """A second hold of the same folder."""
        return os.dup(folder)

    def let_go(folder: Held) -> None:
        """Close it."""
        os.close(folder)

    def open_inner(folder: Held, name: str) -> int:
        """A descriptor of a file in a held folder. Raises OSError where it is a link."""
        return os.open(name, READ | NO_LINK, dir_fd=folder)

    def entries(folder: Held) -> Iterator[tuple[str, os.stat_result]]:
        """Name and status of each entry; links are not followed."""
        with os.scandir(folder) as found:
            for entry in found:
                yield entry.name, entry.stat(follow_symlinks=False)
