"""A look at a case folder before anything in it is opened: no link or special file stands where ours do."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from forensics_app.custody.own_files import refuse_no_folder, refuse_planted
from forensics_app.errors import CaseFileRefusedError, CaseNotFoundError
from forensics_app.services.cases.case import BUNDLES_NAME, CATALOGUE_NAME, LEDGER_NAME
from forensics_app.services.cases.lock import LOCK_NAME, TIMELINE_LOCK_NAME, WINDOW_LOCK_NAME
from forensics_app.services.cases.received import RECEIVED_NAME

_FILES = (
    CATALOGUE_NAME,
    LEDGER_NAME,
    LOCK_NAME,
    WINDOW_LOCK_NAME,
    TIMELINE_LOCK_NAME,
    "request.json",
    "retention.json",
    "deadlines.json",
    RECEIVED_NAME,
)
_FOLDERS = (BUNDLES_NAME, "custody")


def refuse_planted_files(case: Path, *, write: bool) -> None:
    """Raises CaseFileRefusedError for the first thing in the folder that this program would not have made.

    What a user keeps beside its files is no matter; `bundles` and `custody` hold plain files alone.
    """
    for name in _FILES:
        refuse_planted(case / name, write=write)
    for name in _FOLDERS:
        folder = case / name
        refuse_no_folder(folder)
        if folder.is_dir():
            _refuse_entries(folder)


def _refuse_entries(folder: Path) -> None:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_symlink():
                    raise CaseFileRefusedError(path=entry.path, detail="case-file-link")
                mode = entry.stat(follow_symlinks=False).st_mode
                if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                    raise CaseFileRefusedError(path=entry.path, detail="case-file-kind")
    except OSError as e:
        raise CaseNotFoundError(path=str(folder)) from e
