"""Opening a case, and completing what a kill left undone."""

from __future__ import annotations

from pathlib import Path

from forensics_app.catalog.store import Store
from forensics_app.custody.ledger import Ledger
from forensics_app.errors import CaseNotFoundError
from forensics_app.model.times import Clock
from forensics_app.services.cases.case import CATALOGUE_NAME, LEDGER_NAME, Case, is_case
from forensics_app.services.cases.lock import take_lock
from forensics_app.services.cases.planted import refuse_planted_files


def open_case(path: Path, *, write: bool, clock: Clock) -> Case:
    """Open a case folder; for reading this works while another process writes.

    Raises CaseNotFoundError, CaseInUseError, CaseFileRefusedError, CaseDamagedError, CaseVersionError,
    OutputNotWritableError, DiskFullError.
    """
    try:
        there = is_case(path)
    except OSError as e:  # a folder that may not be entered
        raise CaseNotFoundError(path=str(path)) from e
    if not there:
        raise CaseNotFoundError(path=str(path))
    path = path.absolute()
    refuse_planted_files(path, write=write)
    lock = take_lock(path, clock=clock) if write else None
    try:
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


def _settle_marks(case: Case) -> None:
    """Complete a change of marks after a kill; the case is closed where that fails."""
    # every command that opens a case would wait for it
    from forensics_app.services.cases.marks import settle_marks

    try:
        settle_marks(case)
    except BaseException:
        case.close()
        raise
