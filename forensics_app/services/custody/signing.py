"""Signatures over events of a case's own ledger, made by whoever acted: `CASE/custody/<sequence>.p7s`.

A signature is over the line as it stands on the disk. It is never written anew: one that is there stays.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from forensics_app.bundle.reading.tree import Problem
from forensics_app.custody.hand_overs import RELEASED_EVENT, RELEASED_SIGNATURE
from forensics_app.custody.own_files import PRIVATE_FOLDER, refuse_no_folder
from forensics_app.errors import (
    CaseDamagedError,
    CustodyEventInvalidError,
    CustodySignatureInvalidError,
    LedgerBrokenError,
    OutputExistsError,
)
from forensics_app.model.custody import CustodyEvent, CustodyEventType, EventDraft
from forensics_app.model.digests import Digests
from forensics_app.model.times import Clock
from forensics_app.seal.certificates.facts import key_digest, read_facts
from forensics_app.seal.signatures.line_signature import MAX_SIGNATURE_BYTES, read_line_signature
from forensics_app.seal.signatures.signer import sign_detached
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.cases.case import Case
from forensics_app.services.custody.events import add_event
from forensics_app.services.files.new_files import disk_errors, write_new

FOLDER = "custody"
_NAME = re.compile(r"([1-9][0-9]{0,17})\.p7s\Z")


@dataclass(frozen=True, slots=True)
class EventSignature:
    """A signature file of the case. `problem` is None where it holds over the line with its number.

    `fingerprint` is SHA-256 of the signer's certificate, `key` one that all certificates of the key share.
    """

    path: Path
    sequence: int | None
    p7s: bytes
    signer: str | None
    fingerprint: str | None
    problem: Problem | None
    demo: bool = False
    key: str | None = None


@dataclass(frozen=True, slots=True)
class SignedHandOver:
    """Both events of a hand-over, as recorded."""

    released: CustodyEvent
    received: CustodyEvent


def sign_event(case: Case, event_id: str, signing: SigningKey, *, clock: Clock) -> Path:
    """Sign an event of the ledger as the one who acted; the file made.

    Raises CustodyEventInvalidError (no such event), LedgerBrokenError, OutputExistsError (it is signed
    already), SealFailedError, SigningKeyError, OutputNotWritableError, DiskFullError.
    """
    event = _find(case, event_id)
    path = case.path / FOLDER / f"{event.sequence}.p7s"
    if path.exists():
        raise OutputExistsError(path=str(path))
    line = case.ledger.lines()[event.sequence - 1]
    _write_new(path, sign_detached(line, signing, at=clock.now()))
    return path


def hand_over(
    case: Case,
    released: EventDraft,
    received: EventDraft,
    giver: SigningKey,
    taker: SigningKey,
    *,
    clock: Clock,
) -> SignedHandOver:
    """Record that one person gave and another took, each signing with their own key.

    The taker's event names the giver's by id, its digest and that of the giver's signature. Raises what
    `add_event` and `sign_event` raise, and CustodyEventInvalidError where both keys are one.
    """
    one, other = (key_digest(read_facts(key.certificate)) for key in (giver, taker))
    if one == other:
        raise CustodyEventInvalidError(field="taker", value=hashlib.sha256(taker.certificate).hexdigest())
    given = add_event(case, replace(released, event=CustodyEventType.RELEASED), clock=clock)
    sign_event(case, given.event_id, giver, clock=clock)
    taken = take_over(case, given.event_id, received, taker, clock=clock)
    return SignedHandOver(given, taken)


def take_over(
    case: Case, event_id: str, received: EventDraft, taker: SigningKey, *, clock: Clock
) -> CustodyEvent:
    """Record and sign that somebody took what the `released` event `event_id` gave.

    Raises as `hand_over` does; CustodyEventInvalidError where the event is no `released` or was answered
    already.
    """
    given = _find(case, event_id)
    events = case.check_custody().events
    answered = any(
        e.event is CustodyEventType.RECEIVED and e.refers_to == event_id and _signature_path(case, e).exists()
        for e in events
    )
    if given.event is not CustodyEventType.RELEASED or answered:
        raise CustodyEventInvalidError(field="refers_to", value=event_id)
    line = case.ledger.lines()[given.sequence - 1]
    named = [(RELEASED_EVENT, Digests(sha256=hashlib.sha256(line).hexdigest()))]
    signature = _signature_path(case, given)
    if signature.exists():
        named.append((RELEASED_SIGNATURE, Digests(sha256=hashlib.sha256(signature.read_bytes()).hexdigest())))
    draft = replace(
        received,
        event=CustodyEventType.RECEIVED,
        refers_to=event_id,
        digests_before=(*(received.digests_before or ()), *named),
    )
    taken = add_event(case, draft, clock=clock)
    sign_event(case, taken.event_id, taker, clock=clock)
    return taken


def record_signed(case: Case, draft: EventDraft, signing: SigningKey, *, clock: Clock) -> CustodyEvent:
    """Record an event and sign it; one that answers a `released` event does so as `take_over` does.

    Raises what `add_event`, `sign_event` and `take_over` raise.
    """
    if draft.event is CustodyEventType.RECEIVED and draft.refers_to is not None:
        return take_over(case, draft.refers_to, draft, signing, clock=clock)
    added = add_event(case, draft, clock=clock)
    sign_event(case, added.event_id, signing, clock=clock)
    return added


def event_signatures(case: Case) -> tuple[EventSignature, ...]:
    """Every file of the case's folder of signatures, judged against the ledger as it stands.

    Raises CaseDamagedError where one can't be read.
    """
    lines = case.ledger.lines()
    return tuple(_judged(path, lines) for path in sorted(_files(case), key=lambda p: (len(p.name), p.name)))


def signatures_for_sealing(case: Case) -> tuple[tuple[int, bytes], ...]:
    """Number and content of each signature, for the bag.

    Raises CustodySignatureInvalidError: a bundle with a signature that doesn't hold would be judged altered.
    """
    found = []
    for one in event_signatures(case):
        if one.problem is not None or one.sequence is None:
            code = "" if one.problem is None else one.problem.code
            raise CustodySignatureInvalidError(path=str(one.path), detail=code)
        found.append((one.sequence, one.p7s))
    return tuple(found)


def _find(case: Case, event_id: str) -> CustodyEvent:
    check = case.check_custody()
    if check.broken is not None:
        raise LedgerBrokenError(
            path=str(case.path), sequence=check.broken.sequence, detail=check.broken.code.value
        )
    for event in check.events:
        if event.event_id == event_id:
            return event
    raise CustodyEventInvalidError(field="event_id", value=event_id)


def _signature_path(case: Case, event: CustodyEvent) -> Path:
    return case.path / FOLDER / f"{event.sequence}.p7s"


def _files(case: Case) -> Iterator[Path]:
    folder = case.path / FOLDER
    if folder.is_dir():
        yield from (p for p in folder.iterdir() if not p.name.startswith("."))


def _judged(path: Path, lines: list[bytes]) -> EventSignature:
    match = _NAME.match(path.name)
    try:
        plain = path.is_file() and not path.is_symlink() and path.stat().st_size <= MAX_SIGNATURE_BYTES
        p7s = path.read_bytes() if plain else b""
    except OSError as e:
        raise CaseDamagedError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    sequence = None if match is None else int(match[1])
    if sequence is None or sequence > len(lines):
        return EventSignature(path, sequence, p7s, None, None, Problem("custody-signature-orphan", str(path)))
    problems: list[Problem] = []
    signature = read_line_signature(p7s, lines[sequence - 1], str(path), problems.append)
    if signature is None:
        return EventSignature(path, sequence, p7s, None, None, problems[0])
    signer = signature.signer
    demo = any(c.demo for c in signature.chain)
    return EventSignature(
        path, sequence, p7s, signer.common_name, signer.fingerprint, None, demo, key_digest(signer)
    )


def _write_new(path: Path, data: bytes) -> None:
    with disk_errors(path):
        path.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        refuse_no_folder(path.parent)
        write_new(path, path.with_name(f".{path.name}.part"), data)
