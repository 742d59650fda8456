"""The deadlines that were computed for the request of a case, in the case folder as `deadlines.json`.

Each that is recorded stays, with the version of its rule and what it was computed from; the last one is the
one in force. Every change is an event of the custody ledger with the file's digest.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec

from forensics_app.custody.own_files import read_own
from forensics_app.errors import CaseDamagedError, DeadlineInvalidError, UsageError
from forensics_app.model import sealed_json
from forensics_app.model.answering.deadlines import RULE_VERSIONS, Deadline, DeadlineRule, Receipt
from forensics_app.model.custody import NO_LANGUAGE, CustodyEventType, CustodyReason, EventDraft, Note
from forensics_app.model.digests import Digests
from forensics_app.model.names import is_spoofed
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.cases.case import Case
from forensics_app.services.files.file_replacing import replace_file
from forensics_app.services.requests.case_request import read_request
from forensics_app.services.requests.deadline_rules import MOST_HOLIDAYS, compute, usable_receipt

__all__ = ["DEADLINES_NAME", "read_deadlines", "record_deadline"]

DEADLINES_NAME = "deadlines.json"
_MOST_BYTES = 1 << 20
_MOST = 100
_LONGEST = 64


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    rule: str
    version: str
    received: str
    state: str | None
    holidays: list[str]
    due: str
    computed_utc: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    type: str
    deadlines: list[_Entry]


def read_deadlines(folder: Path) -> tuple[Deadline, ...]:
    """Those of the case in this folder, the one in force last.

    Raises CaseDamagedError where the file was changed to something else.
    """
    path = folder / DEADLINES_NAME
    try:
        data = read_own(path, _MOST_BYTES + 1)
        found = msgspec.convert(sealed_json.parse(data.removesuffix(b"\n")), type=_File)
    except FileNotFoundError:
        return ()
    except OSError as e:
        raise CaseDamagedError(path=str(folder), detail=os.strerror(e.errno or 0)) from e
    except (sealed_json.SealedJsonError, msgspec.ValidationError) as e:
        raise CaseDamagedError(path=str(folder), detail=DEADLINES_NAME) from e
    if found.type != "sealwright/deadlines/1" or not all(map(_is_sound, found.deadlines)):
        raise CaseDamagedError(path=str(folder), detail=DEADLINES_NAME)
    return tuple(
        Deadline(
            e.rule, int(e.version), Receipt(e.received, e.state, tuple(e.holidays)), e.due, e.computed_utc
        )
        for e in found.deadlines
    )


def record_deadline(case: Case, rule: DeadlineRule, receipt: Receipt, *, clock: Clock) -> Deadline:
    """Compute a deadline and keep it behind those before; what is kept is returned.

    The date by which the request record says that the answer is due stays as it is. Nothing happens where
    the one in force is the same. Raises DeadlineInvalidError, CaseDamagedError, OutputNotWritableError,
    DiskFullError, and UsageError for a case that was opened for reading.
    """
    if not case.writable:
        raise UsageError(name="CASE", value=str(case.path))
    used = usable_receipt(receipt)
    made = Deadline(rule, RULE_VERSIONS[rule], used, compute(rule, used).due, utc_text(clock.now()))
    before = read_deadlines(case.path)
    if before and _same(before[-1], made):
        return before[-1]
    if len(before) >= _MOST:
        raise DeadlineInvalidError(field="count", value=str(_MOST))
    data = sealed_json.dump_line(
        {"type": "sealwright/deadlines/1", "deadlines": [_object(d) for d in (*before, made)]}
    )
    replace_file(case.path / DEADLINES_NAME, data)
    said = f"deadline={made.rule}/{made.version} received={used.received} due={made.due}"
    case.record(
        EventDraft(
            event=CustodyEventType.ACCESSED,
            reason=CustodyReason.REQUEST_RECORDED,
            persons=(case.examiner(),),
            authority_reference=read_request(case).requesting_reference,
            digests_after=(("deadlines", Digests(sha256=hashlib.sha256(data).hexdigest())),),
            notes=(Note(lang=NO_LANGUAGE, text=said),),
        )
    )
    return made


def _same(one: Deadline, other: Deadline) -> bool:
    """But for when it was computed."""
    return (one.rule, one.version, one.receipt, one.due) == (
        other.rule, other.version, other.receipt, other.due,
    )  # fmt: skip


def _object(deadline: Deadline) -> dict[str, sealed_json.JsonValue]:
    return {
        "rule": str(deadline.rule),
        "version": str(deadline.version),
        "received": deadline.receipt.received,
        "state": deadline.receipt.state,
        "holidays": list(deadline.receipt.holidays),
        "due": deadline.due,
        "computed_utc": deadline.computed_utc,
    }


def _is_sound(entry: _Entry) -> bool:
    """Fit to be shown: short, plain texts and a number; whether it is right is another question."""
    texts = (entry.rule, entry.received, entry.state or "", entry.due, entry.computed_utc, *entry.holidays)
    plain = all(len(text) <= _LONGEST and not is_spoofed(text) for text in texts)
    number = entry.version.isascii() and entry.version.isdigit() and len(entry.version) <= 6
    return plain and number and len(entry.holidays) <= MOST_HOLIDAYS
