"""Making and opening cases. A case is a folder: case.sqlite, custody.jsonl, lock, bundles/."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import tempfile
from dataclasses import fields
from pathlib import Path
from types import TracebackType

from forensics_app.catalog.store import Store
from forensics_app.custody.chain import ChainCheck
from forensics_app.custody.ledger import Ledger
from forensics_app.errors import (
    CaseExistsError,
    CaseNotFoundError,
    DiskFullError,
    OutputExistsError,
    OutputNotWritableError,
    UsageError,
)
from forensics_app.model.case import CaseFacts
from forensics_app.model.custody import (
    CustodyEvent,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Person,
)
from forensics_app.model.names import is_spoofed
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.case_lock import CaseLock, current_writer, take_lock

CATALOGUE_NAME = "case.sqlite"
LEDGER_NAME = "custody.jsonl"
BUNDLES_NAME = "bundles"
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


class Case:
    """An open case. Close it, or use it in a `with`."""

    def __init__(self, path: Path, store: Store, ledger: Ledger, lock: CaseLock | None) -> None:
        self.path = path
        self.store = store
        self.ledger = ledger
        self._lock = lock

    @property
    def facts(self) -> CaseFacts:
        """What the examiner said of the case when making it."""
        return self.store.facts

    @property
    def case_key(self) -> bytes:
        """The key behind artifact ids. It never leaves the case."""
        return self.store.case_key

    @property
    def writable(self) -> bool:
        """Whether this is the one writer."""
        return self._lock is not None

    @property
    def writer(self) -> str | None:
        """Who else writes the case at this moment, or None."""
        return None if self.writable else current_writer(self.path)

    @property
    def bundles(self) -> Path:
        """The folder for bundles made from this case."""
        return self.path / BUNDLES_NAME

    def examiner(self) -> Person:
        """The case's examiner, as custody events name persons."""
        return Person(
            name=self.facts.examiner,
            role="examiner",
            organisation=self.facts.agency,
            country=self.facts.country,
        )

    def record(self, draft: EventDraft) -> CustodyEvent:
        """Add an event to the custody ledger, and remember the new head in the catalogue."""
        event = self.ledger.append(draft)
        self.acknowledge_custody()
        return event

    def acknowledge_custody(self) -> None:
        """Remember the ledger's head as it is now."""
        count, head = self.ledger.head()
        self.store.acknowledge_custody(count=count, head=head)

    def check_custody(self) -> ChainCheck:
        """The ledger's chain, also compared with the head that the catalogue remembers."""
        count, head = self.store.queries.acknowledged_custody()
        return self.ledger.check(known_count=count, known_head=head or None)

    def close(self) -> None:
        """Close the catalogue and give the lock back."""
        self.store.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Case:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_case(path: Path) -> bool:
    """Whether a path looks like a case folder; whether it can be opened is for `open_case` to find out."""
    return (path / CATALOGUE_NAME).is_file()


def new_case(
    path: Path,
    *,
    reference: str,
    title: str,
    examiner: str,
    agency: str,
    country: str,
    clock: Clock,
) -> Case:
    """Make a case folder, all of it or nothing, and open it for writing.

    Raises CaseExistsError, OutputExistsError, OutputNotWritableError, DiskFullError, UsageError.
    """
    facts = CaseFacts(
        reference=reference.strip(),
        title=title.strip(),
        examiner=examiner.strip(),
        agency=agency.strip(),
        country=country.strip().upper(),
        created_at=utc_text(clock.now()),
    )
    _check_facts(facts)
    path = path.absolute()
    _refuse_existing(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{path.name[:100]}.", dir=path.parent))
    except OSError as e:
        raise _not_made(path, e) from e
    try:
        _fill(draft, facts, clock)
        draft.chmod(0o777 & ~_umask())
        draft.rename(path)
    except OSError as e:
        raise _not_made(path, e) from e
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return open_case(path, write=True, clock=clock)


def open_case(path: Path, *, write: bool, clock: Clock) -> Case:
    """Open a case folder; for reading this works while another process writes.

    Raises CaseNotFoundError, CaseInUseError, CaseDamagedError, CaseVersionError, OutputNotWritableError,
    DiskFullError.
    """
    if not (path / CATALOGUE_NAME).is_file():
        raise CaseNotFoundError(path=str(path))
    path = path.absolute()
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
    from forensics_app.services.marks import settle_marks  # needs this module

    try:
        settle_marks(case)
    except BaseException:
        case.close()
        raise


def _fill(folder: Path, facts: CaseFacts, clock: Clock) -> None:
    (folder / BUNDLES_NAME).mkdir()
    (folder / LEDGER_NAME).touch()
    lock = take_lock(folder, clock=clock)
    store = Store.create(folder / CATALOGUE_NAME, facts, secrets.token_bytes(32))
    with Case(folder, store, Ledger(folder / LEDGER_NAME, clock=clock, writable=True), lock) as case:
        case.record(
            EventDraft(
                event=CustodyEventType.ACCESSED,
                reason=CustodyReason.CASE_CREATED,
                persons=(case.examiner(),),
                authority_reference=facts.reference,
            )
        )


def _check_facts(facts: CaseFacts) -> None:
    for one in fields(facts):
        value = str(getattr(facts, one.name))
        if not value or is_spoofed(value) or not _is_unicode(value):
            raise UsageError(name=one.name, value=value)
    if not _COUNTRY.match(facts.country):
        raise UsageError(name="country", value=facts.country)


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _refuse_existing(path: Path) -> None:
    try:
        is_case = (path / CATALOGUE_NAME).exists()
        occupied = path.is_symlink() or (path.exists() and not (path.is_dir() and not any(path.iterdir())))
    except OSError as e:
        raise _not_made(path, e) from e
    if is_case:
        raise CaseExistsError(path=str(path))
    if occupied:
        raise OutputExistsError(path=str(path))


def _not_made(path: Path, e: OSError) -> DiskFullError | OutputNotWritableError:
    if e.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFullError(path=str(path))
    return OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0))


def _umask() -> int:
    now = os.umask(0o077)
    os.umask(now)
    return now
