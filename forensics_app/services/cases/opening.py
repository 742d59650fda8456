"""Opening a case, and completing what a kill left undone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from forensics_app.catalog.migrating import STEPS, is_migratable, migrate
from forensics_app.catalog.store import Store
from forensics_app.custody.ledger import Ledger
from forensics_app.errors import CaseNotFoundError, SourcePermissionError
from forensics_app.model.times import Clock
from forensics_app.services.cases.case import CATALOGUE_NAME, LEDGER_NAME, Case, is_case
from forensics_app.services.cases.lock import take_lock
from forensics_app.services.cases.planted import refuse_planted_files
from forensics_app.services.cases.received import refuse_received


def open_case(path: Path, *, write: bool, clock: Clock, received_too: bool = False) -> Case:
    """Open a case folder; for reading this works while another process writes.

    A case that shows a received bundle opens for writing only with `received_too`: for what a receiver
    keeps beside the bundle (tags, notes, hash set hits) and for the program's own indexes.

    Raises CaseNotFoundError, SourcePermissionError where it may not be read, CaseInUseError,
    CaseFileRefusedError, CaseDamagedError, CaseVersionError, CaseReceivedError, OutputNotWritableError,
    DiskFullError.
    """
    path = path.absolute()
    _refuse_unreadable(path)
    try:
        there = is_case(path)
    except OSError as e:
        raise CaseNotFoundError(path=str(path)) from e
    if not there:
        raise CaseNotFoundError(path=str(path))
    _refuse_unreadable(path / CATALOGUE_NAME)
    refuse_planted_files(path, write=write)
    if write and not received_too:
        refuse_received(path)
    lock = take_lock(path, clock=clock) if write else None
    try:
        _bring_up(path, clock=clock, locked=write)
        store = Store.open(path / CATALOGUE_NAME, write=write)
        try:
            ledger = Ledger(path / LEDGER_NAME, clock=clock, writable=write)
        except BaseException:
            store.close()
            raise
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    case = Case(path, store, ledger, lock)
    if write and store.marking.owed():
        _settle_marks(case)
    return case


def _bring_up(path: Path, *, clock: Clock, locked: bool) -> None:
    """A catalogue of an earlier version is brought to this one's format, the old one kept beside it."""
    catalogue = path / CATALOGUE_NAME
    if not STEPS or not is_migratable(catalogue):
        return
    lock = None if locked else take_lock(path, clock=clock)
    try:
        if is_migratable(catalogue):  # else another process was quicker
            migrate(catalogue)
    finally:
        if lock is not None:
            lock.release()


def _refuse_unreadable(path: Path) -> None:
    """What is there and may not be read is no case that is missing. Raises SourcePermissionError."""
    try:
        mode = path.lstat().st_mode
    except PermissionError as e:  # a folder above it may not be entered
        raise SourcePermissionError(path=str(path)) from e
    except OSError:
        return
    needed = os.R_OK | os.X_OK if stat.S_ISDIR(mode) else os.R_OK
    if not stat.S_ISLNK(mode) and not os.access(path, needed):
        raise SourcePermissionError(path=str(path))


def _settle_marks(case: Case) -> None:
    """Complete a change of marks after a kill; the case is closed where that fails."""
    # every command that opens a case would wait for it
    from forensics_app.services.cases.marks import settle_marks

    try:
        settle_marks(case)
    except BaseException:
        case.close()
        raise
