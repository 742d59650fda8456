"""Finding addenda: those that lie beside a bundle under its name, and those that the user names.

`<name>.<event>.<8 hex>.asice`; what such a file holds is judged by the verifier. Bounded in number and size,
since anybody can put files beside a bundle.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from forensics_app.bundle.reading.tree import AddProblem, Problem
from forensics_app.errors import AddendumNotReadableError
from forensics_app.model.addendum import AddendumEvent
from forensics_app.system.opening import READ

MAX_ADDENDA = 500
MAX_ADDENDUM_BYTES = 8 << 20
_MAX_TOTAL_BYTES = 128 << 20
_EVENTS = "|".join(e.value for e in AddendumEvent)
_NAME = re.compile(rf"(?P<name>.+)\.(?:{_EVENTS})\.[0-9a-f]{{8}}\.asice\Z")


def addendum_name(reference: str, event: AddendumEvent, event_sha256: str) -> str:
    """The file name of an addendum: the bundle, the event, the beginning of the digest of event.json."""
    return f"{reference}.{event.value}.{event_sha256[:8]}.asice"


def bundle_of(file_name: str) -> str | None:
    """The bundle that an addendum's file name names; None for a name that no addendum has."""
    match = _NAME.match(file_name)
    return None if match is None else match["name"]


def read_addenda(
    folder: Path, names: Iterable[str], more: Sequence[Path], add: AddProblem
) -> tuple[tuple[str, bytes], ...]:
    """Names and bytes of the addenda of `names` in `folder`, and of the files `more`.

    What lies there and can't be read goes to `add`. Raises AddendumNotReadableError for one of `more`.
    """
    wanted = frozenset(names)
    found: list[tuple[str, bytes]] = []
    total = 0
    adjacent = addenda_in(folder, wanted)
    for path in (*more, *adjacent[:MAX_ADDENDA]):
        try:
            data = _read(path)
        except OSError as e:
            if path in more:
                raise AddendumNotReadableError(path=str(path), reason=e.strerror or str(e)) from e
            add(Problem("addendum-unreadable", path.name, None, e.strerror or str(e)))
            continue
        total += len(data)
        if total > _MAX_TOTAL_BYTES:
            add(Problem("addenda-too-many", None, f"{_MAX_TOTAL_BYTES} bytes", path.name))
            break
        found.append((path.name, data))
    if len(adjacent) > MAX_ADDENDA:
        add(Problem("addenda-too-many", None, str(MAX_ADDENDA), str(len(adjacent) - MAX_ADDENDA)))
    return tuple(found)


def addenda_in(folder: Path, names: Collection[str]) -> list[Path]:
    """Files in a folder that have the customary name of an addendum of one of the bundles `names`."""
    try:
        with os.scandir(folder) as entries:
            return sorted(Path(e.path) for e in entries if bundle_of(e.name) in names)
    except OSError:  # a folder that may be entered but not listed
        return []


def _read(path: Path) -> bytes:
    """Raises OSError, also for what is no plain file or larger than an addendum can be."""
    handle = os.open(path, READ)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "no-plain-file")
        data = file.read(MAX_ADDENDUM_BYTES + 1)
    if len(data) > MAX_ADDENDUM_BYTES:
        raise OSError(0, "too-large")
    return data
