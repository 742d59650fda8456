"""A parcel that is being made: its folder of unfinished files, and its key until it is finished, so that a
killed run can be gone on with (docs/adr/0054).

The key is kept in the user's own folder, never in the one that travels, and is gone when the parcel is done.
Nothing that was left is believed: a volume counts only where it decrypts to the bundle's own bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from forensics_app.errors import NotOnThisSystemError, OutputNotWritableError
from forensics_app.parcel.layout import KEY_BYTES, PARCEL_BYTES, list_name
from forensics_app.seal.home import home_folder, private_folder, write_private
from forensics_app.services.files.new_files import disk_errors
from forensics_app.system.locks import lock_alone, lock_soon, try_lock
from forensics_app.system.opening import A_FOLDER, CLOSED_ON_EXEC, NO_LINK
from forensics_app.verify.parcels.files_check import open_plain

PART = ".part"
_FOLDER, _SUFFIX = "unfinished-parcels", ".json"
_MAX_BYTES = 1 << 20
_MAX_SMALL_BYTES = 16 << 20
_BUILDING = re.compile(r"\.[A-Za-z0-9_][A-Za-z0-9._-]{0,79}-[0-9a-f]{8}\.part\Z")
_FILE = re.compile(r"\.(?:v[0-9]{5}\.p7m|key\.p7m|parcel\.asice|OPEN\.[A-Za-z-]+\.txt)(?:\.part)?\Z")


@dataclass(slots=True)
class Unfinished:
    """`parcel` is the number (32 hex), `key` its 32 bytes; `building` the folder that it grows in, inside
    `folder`; `went_on` says that a killed run began it.
    """

    folder: Path
    building: Path
    name: str
    parcel: str
    key: bytes = field(repr=False)
    went_on: bool
    state: Path | None

    def will_appear(self, small: dict[str, bytes]) -> None:
        """Remember the files besides volumes before they are put into place, so that what a kill leaves of
        them is known for this program's own. Raises OSError.
        """
        if self.state is not None:
            digests = {name: hashlib.sha256(data).hexdigest() for name, data in small.items()}
            fresh = self.state.with_suffix(PART)
            fresh.unlink(missing_ok=True)
            write_private(fresh, _text(self, digests))
            fresh.replace(self.state)


@contextmanager
def unfinished(folder: Path, asked_name: str | None, what: dict[str, str]) -> Iterator[Unfinished]:
    """The parcel that is to be made in `folder`: a fresh one, or the one that a killed run of the same
    began. `what` tells one order from another. In the end nothing of it is left here.

    Raises OutputNotWritableError, DiskFullError, NotOnThisSystemError.
    """
    state = _state_path(folder, asked_name, what)
    if not A_FOLDER:  # there a folder can't be held against a second run
        raise NotOnThisSystemError(command="sealwright parcel make")
    made = _go_on(state, folder)
    lock = None if made is None else _locked(made.building, lock_soon)
    if made is None or lock is None:
        parcel = secrets.token_bytes(PARCEL_BYTES).hex()
        name = asked_name or f"parcel-{parcel[:8]}"
        building = folder / f".{name}-{secrets.token_hex(4)}{PART}"
        made = Unfinished(
            folder, building, name, parcel, secrets.token_bytes(KEY_BYTES), went_on=False, state=None
        )
        with disk_errors(building):
            building.mkdir(mode=0o700)
            lock = os.open(building, os.O_RDONLY | A_FOLDER | CLOSED_ON_EXEC)
            lock_alone(lock)
        _remember(made, state)
    for left in folder.glob(f".*{PART}"):
        if left != made.building:
            _remove_left(left)
    _forget_finished()
    try:
        yield made
    finally:
        if made.state is not None:
            made.state.unlink(missing_ok=True)
        os.close(lock)
        shutil.rmtree(made.building, ignore_errors=True)


def _go_on(state: Path, folder: Path) -> Unfinished | None:
    """What a killed run left, with the small files that it had put into place removed; None for nothing."""
    fields = _read(state)
    if fields is None:
        return None
    building = folder / str(fields["building"])
    name = str(fields["name"])
    if not building.is_dir() or os.path.lexists(folder / list_name(name)):
        return None
    for small, digest in json.loads(fields["small"]).items():
        path = folder / Path(small).name
        with suppress(OSError):
            with os.fdopen(open_plain(path), "rb") as file:
                found = hashlib.sha256(file.read(_MAX_SMALL_BYTES)).hexdigest()
            if found == digest:
                path.unlink()
    key = bytes.fromhex(fields["key"])
    return Unfinished(folder, building, name, str(fields["parcel"]), key, went_on=True, state=state)


def _remember(made: Unfinished, state: Path) -> None:
    """Without a folder of the user's own to write in, a killed run is begun again."""
    with suppress(OutputNotWritableError, OSError):
        private_folder(state.parent)
        if not _in_use(state):
            state.unlink(missing_ok=True)
            write_private(state, _text(made, {}))
            made.state = state


def _in_use(state: Path) -> bool:
    """Whether another process is making the very same parcel now."""
    fields = _read(state)
    if fields is None:
        return False
    building = Path(fields["folder"]) / str(fields["building"])
    lock = _locked(building)
    if lock is not None:
        os.close(lock)
    return lock is None and building.is_dir()


def _text(made: Unfinished, small: dict[str, str]) -> bytes:
    fields = {
        "folder": str(made.folder.absolute()),
        "building": made.building.name,
        "name": made.name,
        "parcel": made.parcel,
        "key": made.key.hex(),
        "small": json.dumps(small),
    }
    return json.dumps(fields, indent=1).encode()


def _state_path(folder: Path, asked_name: str | None, what: dict[str, str]) -> Path:
    told = json.dumps([str(folder.absolute()), asked_name, what], sort_keys=True)
    return home_folder() / _FOLDER / f"{hashlib.sha256(told.encode()).hexdigest()[:32]}{_SUFFIX}"


def _read(state: Path) -> dict[str, str] | None:
    try:
        with state.open("rb") as file:
            fields = json.loads(file.read(_MAX_BYTES))
        bytes.fromhex(fields["key"] + fields["parcel"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    known = {"folder", "building", "name", "parcel", "key", "small"}
    return fields if isinstance(fields, dict) and fields.keys() == known else None


def _forget_finished() -> None:
    """Keys of parcels that were finished, or cleared away, right before their maker was killed."""
    for state in (home_folder() / _FOLDER).glob(f"*{_SUFFIX}"):
        fields = _read(state)
        if fields is None or _is_over(fields):
            state.unlink(missing_ok=True)


def _is_over(fields: dict[str, str]) -> bool:
    folder = Path(fields["folder"])
    if os.path.lexists(folder / list_name(fields["name"])):
        return True
    return folder.parent.is_dir() and not (folder / fields["building"]).is_dir()  # else it may be unmounted


def _locked(building: Path, take: Callable[[int], bool] = try_lock) -> int | None:
    """A descriptor that holds the folder for this process; None where another one does, or there is none."""
    try:
        lock = os.open(building, os.O_RDONLY | A_FOLDER | NO_LINK | CLOSED_ON_EXEC)
    except OSError:
        return None
    with suppress(OSError):  # a file system without locks holds nothing
        if take(lock):
            return lock
    os.close(lock)
    return None


def _is_a_parcels(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False) and _FILE.search(entry.name) is not None


def _remove_left(left: Path) -> None:
    """Unless somebody is still at work in it, or there is something else in it."""
    lock = _locked(left)
    if lock is None:
        return
    try:
        with os.scandir(lock) as entries:
            a_parcels = all(map(_is_a_parcels, entries))
        if a_parcels and _BUILDING.match(left.name):
            shutil.rmtree(left, ignore_errors=True)
    except OSError:
        return
    finally:
        os.close(lock)
