"""Where an arrival ends: one folder with what came, the report on it and the result, named in one step.

It is built in `taking/` and renamed as a whole, so that a folder on a shelf is always complete.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from forensics_app.custody.own_files import PRIVATE_FOLDER, read_own, refuse_no_folder
from forensics_app.errors import CaseFileRefusedError
from forensics_app.model.findings import Verdict
from forensics_app.services.files.new_files import disk_errors, write_new
from forensics_app.services.inbox.check_order import RESULT
from forensics_app.services.inbox.taking import sync_folder

TAKING = "taking"
FOLLOW_UPS = "follow-ups"
"""In the folder of a filed bundle: what came after it, a folder each."""
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_RESULT = 64 << 20


class Shelf(StrEnum):
    """`quarantine` is for what is altered, incomplete, unreadable, or could not be checked."""

    VERIFIED = "verified"
    UNCONFIRMED = "unconfirmed"
    QUARANTINE = "quarantine"
    OTHER = "other"


def shelf_of(verdict: str | None, *, held: bool) -> Shelf:
    """Where a verdict is filed; None is for files that are nothing to verify. `held`: a person has to look,
    though it is verified.
    """
    if verdict is None:
        return Shelf.OTHER
    if verdict == Verdict.VERIFIED.value:
        return Shelf.UNCONFIRMED if held else Shelf.VERIFIED
    return Shelf.UNCONFIRMED if verdict == Verdict.UNCONFIRMED.value else Shelf.QUARANTINE


def prepare(out: Path) -> None:
    """Shelves, and an empty place for taking. What a kill left there is deleted: it is still in the inbox.

    Raises OutputNotWritableError, DiskFullError, CaseFileRefusedError.
    """
    with disk_errors(out):
        out.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        for name in (TAKING, *Shelf):
            refuse_no_folder(out / name)
            (out / name).mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        for left in list((out / TAKING).iterdir()):
            shutil.rmtree(left)


def file_away(
    out: Path, taken: Path, shelf: Shelf, result: dict[str, Any], *, name: str, at: datetime
) -> Path:
    """Write the result beside the copy and give the whole its name. The folder it is in from then on.

    Raises DiskFullError, OutputNotWritableError.
    """
    return _named(out, taken, out / shelf, result, name=name, at=at)


def file_follow_up(out: Path, taken: Path, bundle: Path, result: dict[str, Any], *, at: datetime) -> Path:
    """The same for what belongs to the bundle that is filed in the folder `bundle`, inside that folder.

    Raises DiskFullError, OutputNotWritableError.
    """
    folder = bundle / FOLLOW_UPS
    with disk_errors(folder):
        if not folder.is_dir():
            folder.mkdir(mode=PRIVATE_FOLDER)
            sync_folder(bundle)
    return _named(out, taken, folder, result, name=str(result["addendum"]["event"] or "addendum"), at=at)


def _named(out: Path, taken: Path, parent: Path, result: dict[str, Any], *, name: str, at: datetime) -> Path:
    stem = _NOT_IN_NAMES.sub("_", name)[:80].strip("._-") or "arrival"
    folder = parent / f"{at:%Y%m%d-%H%M%S}-{stem}-{str(result['arrival'])[:8]}"
    result = {**result, "folder": folder.relative_to(out).as_posix()}
    with disk_errors(folder):
        data = json.dumps(result, ensure_ascii=True, indent=2).encode("ascii") + b"\n"
        write_new(taken / RESULT, taken / f".{RESULT}.part", data)
        sync_folder(taken)
        taken.rename(folder)  # to a name with its own arrival's digest: nothing can stand there
        sync_folder(folder.parent)
        sync_folder(taken.parent)
    return folder


def filed_results(out: Path, *, but: frozenset[str]) -> Iterator[dict[str, Any]]:
    """The result of every folder on a shelf, and of every follow-up, that is not one of `but` (paths below
    `out`), oldest first; a follow-up comes after its bundle.
    """
    found: list[Path] = []
    for shelf in Shelf:
        for folder in (out / shelf).iterdir():
            found += [folder, *_follow_ups(folder)]
    for folder in sorted(found, key=lambda p: (p.name, len(p.parts))):
        inside = folder.relative_to(out).as_posix()
        if inside in but:
            continue
        try:
            result = json.loads(read_own(folder / RESULT, _MAX_RESULT))
        except (OSError, ValueError, CaseFileRefusedError):
            continue  # somebody else's folder, or one that was emptied
        if isinstance(result, dict) and "arrival" in result:
            yield {**result, "folder": inside}


def _follow_ups(folder: Path) -> list[Path]:
    try:
        return list((folder / FOLLOW_UPS).iterdir())
    except OSError:  # most bundles have none
        return []
