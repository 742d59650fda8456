"""Which program this is: the digest of its own files."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import forensics_app
from forensics_app.system.children import is_frozen


@cache
def program_digest() -> str:
    """SHA-256 over the sorted lines `digest  path` of every Python file of the core, as sha256sum writes
    them.

    Of a frozen program, of its one executable.
    """
    if is_frozen():
        return _file_digest(sys.executable)
    root = Path(forensics_app.__file__).parent
    lines = sorted(_lines(str(root), root.name))
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _lines(folder: str, shown: str) -> Iterator[str]:
    """Those of a folder and of the folders in it, without a Path for each of hundreds of files."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _lines(entry.path, f"{shown}/{entry.name}")
            elif entry.name.endswith(".py"):
                yield f"{_file_digest(entry.path)}  {shown}/{entry.name}\n"


def _file_digest(path: str) -> str:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as above
        return hashlib.sha256(file.read()).hexdigest()
