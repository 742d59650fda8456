"""Making a case folder: all of it, or nothing."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path

from forensics_app.bundle.identifiers import identifier_fault, line_fault
from forensics_app.catalog.store import Store
from forensics_app.custody.ledger import Ledger
from forensics_app.custody.own_files import PRIVATE_FILE, PRIVATE_FOLDER
from forensics_app.errors import (
    CaseExistsError,
    DiskFullError,
    OutputExistsError,
    OutputNotWritableError,
    UsageError,
)
from forensics_app.model.case import CaseFacts
from forensics_app.model.custody import (
    NO_LANGUAGE,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
)
from forensics_app.model.names import is_spoofed
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.cases.case import BUNDLES_NAME, CATALOGUE_NAME, LEDGER_NAME, Case, is_case
from forensics_app.services.cases.lock import take_lock
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.own_key import remember_case


@dataclass(frozen=True, slots=True)
class ShownBundle:
    """The received bundle that a case will show: its seal code, and what the sender calls the case ("" where
    the bundle doesn't say)."""

    seal_code: str
    case_reference: str


_COUNTRY = re.compile(r"[A-Z]{2}\Z")


def new_case(
    path: Path,
    *,
    reference: str,
    title: str,
    examiner: str,
    agency: str,
    country: str,
    clock: Clock,
    shown: ShownBundle | None = None,
) -> Case:
    """Make a case folder, all of it or nothing, and open it for writing.

    `shown`: the facts are then the sender's, who did nothing here, so the ledger's first entry names the seal
    and no person; `reference` is the bundle's, and the entry has the one of the sender's case.

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
        _fill(draft, facts, clock, shown)
        draft.rename(path)
    except OSError as e:
        raise _not_made(path, e) from e
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    case = open_case(path, write=True, clock=clock)
    remember_case(path, case.case_key)
    return case


def _fill(folder: Path, facts: CaseFacts, clock: Clock, shown: ShownBundle | None) -> None:
    (folder / BUNDLES_NAME).mkdir(mode=PRIVATE_FOLDER)
    (folder / LEDGER_NAME).touch(mode=PRIVATE_FILE)
    lock = take_lock(folder, clock=clock)
    store = Store.create(folder / CATALOGUE_NAME, facts, secrets.token_bytes(32))
    with Case(folder, store, Ledger(folder / LEDGER_NAME, clock=clock, writable=True), lock) as case:
        case.record(
            EventDraft(
                event=CustodyEventType.ACCESSED,
                reason=CustodyReason.CASE_CREATED,
                persons=() if shown else (case.examiner(),),
                authority_reference=shown.case_reference or None if shown else facts.reference,
                notes=(Note(lang=NO_LANGUAGE, text=f"seal={shown.seal_code}"),) if shown else (),
            )
        )


def _check_facts(facts: CaseFacts) -> None:
    for one in fields(facts):
        value = str(getattr(facts, one.name))
        fault = line_fault(value) if one.name == "title" else identifier_fault(value)
        if not value or is_spoofed(value) or fault or not _is_unicode(value):
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
        there = is_case(path)
        occupied = path.is_symlink() or (path.exists() and not (path.is_dir() and not any(path.iterdir())))
    except OSError as e:
        raise _not_made(path, e) from e
    if there:
        raise CaseExistsError(path=str(path))
    if occupied:
        raise OutputExistsError(path=str(path))


def _not_made(path: Path, e: OSError) -> DiskFullError | OutputNotWritableError:
    if e.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFullError(path=str(path))
    return OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0))
