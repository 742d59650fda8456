"""The day until which a case may be kept. It lies in the case folder as `retention.json`, and reminds.

Nothing is ever deleted by it: what is to be disposed of, and how, is an event of the custody ledger. Every
change is one too.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import msgspec

from forensics_app.custody.own_files import read_own
from forensics_app.errors import CaseDamagedError, UsageError
from forensics_app.model.custody import (
    NO_LANGUAGE,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
)
from forensics_app.model.names import is_spoofed
from forensics_app.model.retention import Retention
from forensics_app.services.cases.case import Case, is_case
from forensics_app.services.files.file_replacing import replace_file

RETENTION_NAME = "retention.json"
_LONGEST = 2000


def read_retention(folder: Path) -> Retention | None:
    """Of the case in this folder, which need not be open; None where no day is recorded.

    Raises CaseDamagedError where the file was changed to something else.
    """
    path = folder / RETENTION_NAME
    try:
        found = msgspec.json.decode(read_own(path, 1 << 16), type=Retention)
        date.fromisoformat(found.until)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, msgspec.DecodeError) as e:
        raise CaseDamagedError(path=str(folder), detail=RETENTION_NAME) from e
    return found


def record_retention(case: Case, retention: Retention | None, *, language: str) -> None:
    """Keep the day in the place of the one before, or none. Raises UsageError, OutputNotWritableError."""
    if not case.writable:
        raise UsageError(name="CASE", value=str(case.path))
    path = case.path / RETENTION_NAME
    if retention is None:
        if not path.exists():
            return
        path.unlink()
        _record(case, (Note(lang=NO_LANGUAGE, text="until=none"),))
        return
    _check(retention)
    if path.exists() and read_retention(case.path) == retention:
        return
    values = {"until": retention.until, "reason": retention.reason}
    replace_file(path, json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8") + b"\n")
    notes = (
        Note(lang=NO_LANGUAGE, text=f"until={retention.until}"),
        Note(lang=language, text=retention.reason),
    )
    _record(case, notes)


def retentions_in(folders: list[Path]) -> list[tuple[Path, Retention | None]]:
    """Of each case among `folders` or right beneath one, those that end first at the top."""
    cases = [f for f in folders if is_case(f)]
    for folder in (f for f in folders if f not in cases and f.is_dir()):
        cases += sorted(p for p in folder.iterdir() if is_case(p))
    found = [(case, read_retention(case)) for case in dict.fromkeys(cases)]
    return sorted(found, key=lambda one: (one[1] is None, "" if one[1] is None else one[1].until))


def _check(retention: Retention) -> None:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", retention.until):
            raise UsageError(name="--until", value=retention.until)
        date.fromisoformat(retention.until)
    except ValueError as e:
        raise UsageError(name="--until", value=retention.until) from e
    reason = retention.reason
    if not reason.strip() or len(reason) > _LONGEST or is_spoofed(reason.replace("\n", " ")):
        raise UsageError(name="--reason", value=reason)


def _record(case: Case, notes: tuple[Note, ...]) -> None:
    case.record(
        EventDraft(
            event=CustodyEventType.ACCESSED,
            reason=CustodyReason.RETENTION_RECORDED,
            persons=(case.examiner(),),
            notes=notes,
        )
    )
