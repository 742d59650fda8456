"""The legal request that a case answers. It lies in the case folder as `request.json`.

Every change is an event of the custody ledger with the record's digest, so that nobody can say later that a
limit of use stood there from the beginning.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace

from forensics_app.custody.own_files import read_own
from forensics_app.errors import RequestFileError, RequestInvalidError, UsageError
from forensics_app.model.custody import CustodyEventType, CustodyReason, EventDraft
from forensics_app.model.digests import Digests
from forensics_app.model.request import HandlingCode, RequestRecord
from forensics_app.services.cases.case import Case
from forensics_app.services.files.file_replacing import replace_file
from forensics_app.services.requests.check import check_request, handling_warnings
from forensics_app.services.requests.file import MAX_BYTES, from_json, to_json, usable
from forensics_app.services.requests.templates import TEMPLATES, InstrumentTemplate, template_of

__all__ = [
    "TEMPLATES",
    "InstrumentTemplate",
    "check_request",
    "handling_warnings",
    "keep_sealed_request",
    "read_request",
    "template_of",
    "with_handling",
    "write_request",
]

REQUEST_NAME = "request.json"


def read_request(case: Case) -> RequestRecord:
    """The record of a case; an empty one where nothing was recorded.

    Raises RequestFileError, RequestInvalidError where the file was changed to something else.
    """
    path = case.path / REQUEST_NAME
    try:
        data = read_own(path, MAX_BYTES + 1)
    except FileNotFoundError:
        return RequestRecord()
    except OSError as e:
        raise RequestFileError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    return from_json(data, str(path))


def write_request(case: Case, record: RequestRecord) -> RequestRecord:
    """Keep a record in the place of the one before, and say so in the ledger; what is kept is returned.

    Nothing happens where it is the same. Raises RequestInvalidError, OutputNotWritableError, DiskFullError,
    and UsageError for a case that was opened for reading.
    """
    if not case.writable:
        raise UsageError(name="CASE", value=str(case.path))
    kept = usable(record)
    data = to_json(kept)
    path = case.path / REQUEST_NAME
    if path.exists() and read_own(path) == data:
        return kept
    replace_file(path, data)
    case.record(
        EventDraft(
            event=CustodyEventType.ACCESSED,
            reason=CustodyReason.REQUEST_RECORDED,
            persons=(case.examiner(),),
            authority_reference=kept.requesting_reference,
            digests_after=(("request", Digests(sha256=hashlib.sha256(data).hexdigest())),),
        )
    )
    return kept


def keep_sealed_request(case: Case, record: RequestRecord) -> None:
    """Keep what a received bundle says of the request, in a case that was just made of that bundle.

    No event of one's own ledger: it is the sender's record. Nothing is kept where a case could not read it.
    Raises OutputNotWritableError, DiskFullError.
    """
    try:
        kept = usable(record)
    except RequestInvalidError:
        return
    if not kept.is_empty:
        replace_file(case.path / REQUEST_NAME, to_json(kept))


def with_handling(record: RequestRecord, more: Sequence[HandlingCode]) -> RequestRecord:
    """The record with these codes besides its own; one that stands there already keeps its comment."""
    known = {(h.scheme.upper(), h.value.upper()) for h in record.handling}
    added = tuple(h for h in more if (h.scheme.upper(), h.value.upper()) not in known)
    return replace(record, handling=(*record.handling, *dict.fromkeys(added)))
