"""The user's hash sets: one folder each under `hashsets/` of the user's own folder.

`set.json` holds the facts; lists are kept as a compact copy (`entries.sqlite`), an NSRL RDS stays where it
lies and is known by its path, size and time. Sets belong to the user, not to a case: they are large, licensed
to an agency, and used by many cases. A case keeps the facts of each set that it was matched with.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from forensics_app.catalog.hash_sets.file import EntryFile, HashSetFile
from forensics_app.catalog.hash_sets.rds_database import RdsDatabase
from forensics_app.errors import (
    HashSetChangedError,
    HashSetExistsError,
    HashSetInvalidError,
    HashSetNotFoundError,
    OutputNotWritableError,
)
from forensics_app.model.hash_sets import HashSetFacts
from forensics_app.seal.home import home_folder, private_folder, write_private

FOLDER, FACTS, ENTRIES = "hashsets", "set.json", "entries.sqlite"
_DRAFT = ".new."


@dataclass(frozen=True, slots=True)
class StoredHashSet:
    """A set as it is kept. `file` is where an RDS lies; of a copy, `copy_sha256` is the digest (hex)."""

    facts: HashSetFacts
    file: str | None = None
    mtime_ns: int = 0
    copy_sha256: str | None = None


def all_sets() -> tuple[StoredHashSet, ...]:
    """Every set of this user, by name. Raises HashSetInvalidError for a folder that can't be read."""
    root = home_folder() / FOLDER
    if not root.is_dir():
        return ()
    found = [_load(entry) for entry in sorted(root.iterdir()) if _is_set(entry)]
    return tuple(sorted(found, key=lambda s: s.facts.name))


def find_set(name: str) -> StoredHashSet:
    """A set by its name. Raises HashSetNotFoundError."""
    folder = _folder(name)
    if not (folder / FACTS).is_file():
        raise HashSetNotFoundError(hash_set=name)
    return _load(folder)


def refuse_existing(name: str) -> None:
    """Raises HashSetExistsError."""
    if _folder(name).exists():
        raise HashSetExistsError(hash_set=name)


def new_folder() -> Path:
    """A folder to prepare a set in, beside its future place. Raises OutputNotWritableError.

    What a process that was killed left there is removed: a national set is gigabytes.
    """
    root = private_folder(home_folder() / FOLDER)
    for left in root.glob(f"{_DRAFT}*"):
        owner = left.name.removeprefix(_DRAFT).partition(".")[0]
        if owner.isdecimal() and not _is_running(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    try:
        return Path(tempfile.mkdtemp(prefix=f"{_DRAFT}{os.getpid()}.", dir=root))
    except OSError as e:
        raise OutputNotWritableError(path=str(root), reason=os.strerror(e.errno or 0)) from e


def keep(prepared: Path, stored: StoredHashSet) -> None:
    """Give a prepared folder its name: all of the set is there, or nothing. Raises HashSetExistsError."""
    write_private(prepared / FACTS, json.dumps(asdict(stored), indent=1).encode("ascii"))
    try:
        prepared.rename(_folder(stored.facts.name))
    except OSError as e:
        if _folder(stored.facts.name).exists():
            raise HashSetExistsError(hash_set=stored.facts.name) from e
        raise OutputNotWritableError(path=str(prepared.parent), reason=os.strerror(e.errno or 0)) from e


def remove_set(name: str) -> StoredHashSet:
    """Forget a set of this user; cases keep what they recorded of it. Raises HashSetNotFoundError."""
    stored = find_set(name)
    try:
        shutil.rmtree(_folder(name))
    except OSError as e:
        raise OutputNotWritableError(path=str(_folder(name)), reason=os.strerror(e.errno or 0)) from e
    return stored


def open_set(stored: StoredHashSet) -> HashSetFile:
    """The database to look a set up in.

    Raises HashSetChangedError where it isn't as it was when it was added, HashSetInvalidError.
    """
    if stored.file is not None:
        path = Path(stored.file)
        if stored.mtime_ns != _mtime_ns(path) or path.stat().st_size != stored.facts.size_bytes:
            raise HashSetChangedError(hash_set=stored.facts.name, path=stored.file)
        return RdsDatabase(path)
    path = _folder(stored.facts.name) / ENTRIES
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as e:
        raise HashSetChangedError(hash_set=stored.facts.name, path=str(path)) from e
    if digest != stored.copy_sha256:
        raise HashSetInvalidError(
            hash_set=stored.facts.name, path=str(path), detail="the stored copy is damaged"
        )
    return EntryFile(path, stored.facts.algorithms)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


def _is_set(folder: Path) -> bool:
    return not folder.name.startswith(".") and (folder / FACTS).is_file()


def _mtime_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return -1


def _folder(name: str) -> Path:
    """Names are free text, so the folder is named after their digest."""
    return home_folder() / FOLDER / hashlib.sha256(name.encode("utf-8")).hexdigest()[:32]


def _load(folder: Path) -> StoredHashSet:
    path = folder / FACTS
    try:
        return msgspec.json.decode(path.read_bytes(), type=StoredHashSet)
    except OSError as e:
        raise HashSetInvalidError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    except msgspec.MsgspecError as e:
        raise HashSetInvalidError(path=str(path), detail=str(e)) from e
