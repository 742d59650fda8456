"""Containers that lie beside a bundle and speak of it, whatever their files are called.

A file that was renamed says the same as before. So each is asked for the reference in it, which lies open
near its beginning; what it says beyond that is judged by the verifier. Bounded in number and size, since
anybody can put files beside a bundle.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from forensics_app.model.bundle import SEAL_SUFFIX
from forensics_app.system.opening import READ

MAX_CONTAINERS = 500
MAX_CONTAINER_BYTES = 8 << 20
_MAX_TOTAL_BYTES = 128 << 20
_LOOKED_AT = 64 << 10
_OF_SEAL = re.compile(rb"kind: addendum\nevent: [a-z]+\nreference: [\x21-\x7e]{1,80}\nseal: ([0-9a-f]{64})\n")
_SAYS = re.compile(rb"kind: (seal|addendum)\n(?:event: [a-z]+\n)?reference: ([\x21-\x7e]{1,80})\n")


@dataclass(frozen=True, slots=True)
class Adjacent:
    """One container beside a bundle: its file's name, whether it calls itself an addendum, and its bytes."""

    name: str
    addendum: bool
    data: bytes


def reference_in(data: bytes) -> str | None:
    """The reference that a container gives, as far as it can be seen without reading its form."""
    match = _SAYS.search(data, 0, _LOOKED_AT)
    return None if match is None else match[2].decode("ascii")


def seal_named_in(data: bytes) -> str | None:
    """The code (64 hex) of the seal that an addendum says it belongs to, as far as can be seen without
    reading its form; None for what is no addendum.
    """
    match = _OF_SEAL.search(data, 0, _LOOKED_AT)
    return None if match is None else match[1].decode("ascii")


def containers_naming(
    folder: Path, references: Collection[str], *, but: Collection[str]
) -> tuple[Adjacent, ...]:
    """Those in `folder` that give one of `references`, by name; `but` are file names that were read
    already.
    """
    found: list[Adjacent] = []
    total = 0
    for path in _names(folder, but)[:MAX_CONTAINERS]:
        data = _read(path, references)
        if data is None:
            continue
        total += len(data)
        if total > _MAX_TOTAL_BYTES:
            break
        match = _SAYS.search(data, 0, _LOOKED_AT)
        found.append(Adjacent(path.name, match is not None and match[1] == b"addendum", data))
    return tuple(found)


def _names(folder: Path, but: Collection[str]) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return sorted(
                Path(e.path) for e in entries if e.name.lower().endswith(SEAL_SUFFIX) and e.name not in but
            )
    except OSError:  # a folder that may be entered but not listed
        return []


def _read(path: Path, references: Collection[str]) -> bytes | None:
    """None for what can't be read, or speaks of something else: nothing says that it is about this bundle."""
    try:
        handle = os.open(path, READ)
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_CONTAINER_BYTES:
                return None
            begin = file.read(_LOOKED_AT)
            if reference_in(begin) not in references:
                return None
            data = begin + file.read(MAX_CONTAINER_BYTES)
    except OSError:
        return None
    return data if len(data) <= MAX_CONTAINER_BYTES else None
