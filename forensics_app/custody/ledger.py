"""The case's own custody ledger: `custody.jsonl`, append only, one fsync an event.

A line counts once its LF is on the disk. What a kill left behind the last LF was never acknowledged: a writer
removes it and says so in an event of its own; readers pass over it.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import secrets
from datetime import datetime
from pathlib import Path

from forensics_app import __version__
from forensics_app.custody import chain
from forensics_app.custody.event_json import NONCE_BYTES, from_json, to_json
from forensics_app.custody.own_files import open_own, read_own
from forensics_app.errors import (
    CaseDamagedError,
    CustodyEventInvalidError,
    DiskFullError,
    OutputNotWritableError,
)
from forensics_app.model import sealed_json
from forensics_app.model.custody import (
    NO_LANGUAGE,
    ClockSource,
    CustodyEvent,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
    Tool,
)
from forensics_app.model.times import Clock, utc_text

PROGRAM = "sealwright"


class Ledger:
    """Reads are always of what is on the disk; one writer at a time (the case's lock sees to that)."""

    def __init__(self, path: Path, *, clock: Clock, writable: bool) -> None:
        self._path = path
        self._clock = clock
        self._writable = writable
        if writable:
            self._remove_unfinished_line()

    def lines(self) -> list[bytes]:
        """Every complete line without its LF. Raises CaseDamagedError when the file can't be read."""
        return chain.split_lines(self._read())[0]

    def check(self, *, known_count: int = 0, known_head: str | None = None) -> chain.ChainCheck:
        """The chain as it stands, compared with a head known from elsewhere where one is given."""
        return chain.check_chain(self.lines(), known_count=known_count, known_head=known_head)

    def head(self) -> tuple[int, str]:
        """How many events there are, and the head (hex) after the last one."""
        lines = self.lines()
        head = chain.FIRST_HEAD
        for line in lines:
            head = chain.next_head(head, line)
        return len(lines), head.hex()

    def append(self, draft: EventDraft) -> CustodyEvent:
        """Add one event and return it once it is on the disk.

        Goes on from the lines as they are, even behind a broken link: the break stays where it is, in sight.
        Raises DiskFullError (the ledger is then as before), OutputNotWritableError, CustodyEventInvalidError.
        """
        if not self._writable:
            raise OutputNotWritableError(path=str(self._path), reason="read-only")
        count, head = self.head()
        event = self._stamp(draft, sequence=count + 1, previous=head)
        from_json(to_json(event))  # whatever a reader would refuse is refused before it is written
        try:
            line = sealed_json.dump_line(to_json(event))
        except sealed_json.SealedJsonError as e:  # text that isn't Unicode, such as a file name's raw bytes
            raise CustodyEventInvalidError(field="text", value=str(e)) from e
        self._write(line)
        return event

    def _stamp(self, draft: EventDraft, *, sequence: int, previous: str) -> CustodyEvent:
        now = self._clock.now()
        stated = draft.at_utc is not None
        return CustodyEvent(
            sequence=sequence,
            event_id=base64.b32encode(secrets.token_bytes(10)).decode("ascii"),
            nonce=secrets.token_bytes(NONCE_BYTES),
            previous=previous,
            event=draft.event,
            time_utc=draft.at_utc if draft.at_utc is not None else utc_text(now),
            local_offset=draft.local_offset if stated else local_offset(now),
            clock_source=ClockSource.STATED if stated else ClockSource.COMPUTER,
            place=draft.place,
            persons=draft.persons,
            witness=draft.witness,
            exhibits=draft.exhibits,
            reason=draft.reason,
            authority_reference=draft.authority_reference,
            tool=Tool(name=PROGRAM, version=__version__),
            physical_seal_before=draft.physical_seal_before,
            physical_seal_after=draft.physical_seal_after,
            digests_before=draft.digests_before,
            digests_after=draft.digests_after,
            artifacts=draft.artifacts,
            refers_to=draft.refers_to,
            notes=draft.notes,
        )

    def _read(self) -> bytes:
        try:
            return read_own(self._path)
        except OSError as e:
            raise CaseDamagedError(path=str(self._path), detail=os.strerror(e.errno or 0)) from e

    def _write(self, line: bytes) -> None:
        try:
            handle = open_own(self._path, os.O_WRONLY | os.O_APPEND)
        except OSError as e:
            raise OutputNotWritableError(path=str(self._path), reason=os.strerror(e.errno or 0)) from e
        try:
            size_before = os.fstat(handle).st_size
            try:
                _write_all(handle, line)
                os.fsync(handle)
            except OSError as e:
                os.ftruncate(handle, size_before)
                if e.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                    raise DiskFullError(path=str(self._path)) from e
                raise OutputNotWritableError(path=str(self._path), reason=os.strerror(e.errno or 0)) from e
        finally:
            os.close(handle)

    def _remove_unfinished_line(self) -> None:
        data = self._read()
        rest = chain.split_lines(data)[1]
        if not rest:
            return
        handle = open_own(self._path, os.O_WRONLY)
        try:
            os.ftruncate(handle, len(data) - len(rest))
        finally:
            os.close(handle)
        digest = hashlib.sha256(rest).hexdigest()
        self.append(
            EventDraft(
                event=CustodyEventType.CORRECTED,
                reason=CustodyReason.UNFINISHED_LINE_REMOVED,
                notes=(Note(lang=NO_LANGUAGE, text=f"{len(rest)} sha256:{digest}"),),
            )
        )


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def local_offset(moment: datetime) -> str:
    """What the wall clock of this computer adds to UTC at `moment`: `+hh:mm`."""
    offset = moment.astimezone().utcoffset()
    minutes = 0 if offset is None else round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
