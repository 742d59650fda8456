"""What the inbox is doing now, in one small file that the window shows: replaced whole, never appended.

It is written when something changes, and every `BEAT_S` seconds all the same: a killed run leaves it as it
was, and what was not written for much longer is of a run that no longer is.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from forensics_app.custody.own_files import read_own
from forensics_app.errors import CaseFileRefusedError
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.files.file_replacing import replace_file

STATUS = "status.json"
BEAT_S = 20.0
_MOST_SHOWN = 50
_NOT_SHOWN = frozenset({"event", "names", "stamp"})
_MAX_BYTES = 8 << 20  # names of files may be as long as a hostile sender likes


@dataclass(slots=True)
class InboxStatus:
    """`state` is `watching`, `checking`, `unreachable` or `stopped`; `waiting` and `recent` are the first and
    the last of many. Times are UTC in sealed form. `trouble` is in the language of whoever watches,
    `troubles` the same by language; so are `reason` and `sentences` of a row.
    """

    inbox: str
    state: str = "watching"
    since: str = ""
    updated: str = ""
    current: dict[str, Any] | None = None
    waiting: list[dict[str, Any]] = field(default_factory=list)
    waiting_count: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    recent: list[dict[str, Any]] = field(default_factory=list)
    trouble: str = ""
    troubles: dict[str, str] = field(default_factory=dict)


class StatusFile:
    """Writes the status where it changed."""

    def __init__(self, out: Path, inbox: Path, *, clock: Clock) -> None:
        self.now = InboxStatus(str(inbox), since=utc_text(clock.now()))
        self._path, self._clock = out / STATUS, clock
        self._written: dict[str, Any] = {}
        self._written_s = 0.0

    def filed(self, event: dict[str, Any]) -> None:
        """An arrival was filed: the journal's line of it."""
        self.count(str(event["folder"]))
        self.now.recent = [_shown(event), *self.now.recent][:_MOST_SHOWN]

    def filed_before(self, events: Iterable[dict[str, Any]]) -> None:
        """The last ones of earlier runs, newest first."""
        self.now.recent = [_shown(event) for event in events][:_MOST_SHOWN]

    def count(self, folder: str) -> None:
        """One more in `folder`, a path below the one that everything is filed into."""
        shelf, _, inside = folder.partition("/")
        key = "follow-ups" if "/" in inside else shelf
        self.now.counts[key] = self.now.counts.get(key, 0) + 1

    def waits(self, waiting: list[dict[str, Any]]) -> None:
        """What is in the inbox and not taken yet."""
        self.now.waiting, self.now.waiting_count = waiting[:_MOST_SHOWN], len(waiting)

    def write(self) -> None:
        """Raises DiskFullError, OutputNotWritableError."""
        values = {**asdict(self.now), "updated": ""}
        if values != self._written or self._is_due():
            self.now.updated = utc_text(self._clock.now())
            replace_file(
                self._path, json.dumps(asdict(self.now), ensure_ascii=True, indent=1).encode("ascii")
            )
            self._written, self._written_s = values, time.monotonic()

    def beat(self) -> None:
        """Say that the run is still at work, where that was not said for a while. Raises as `write` does."""
        if self._is_due():
            self.write()

    def _is_due(self) -> bool:
        return time.monotonic() - self._written_s >= BEAT_S


def _is_sound(read: InboxStatus) -> bool:
    """Whether everything is of the type that it should be: another program may have written there."""
    return (
        all(isinstance(v, str) for v in (read.inbox, read.state, read.since, read.updated, read.trouble))
        and isinstance(read.current, dict | None)
        and isinstance(read.waiting_count, int)
        and all(isinstance(by_key, dict) for by_key in (read.counts, read.troubles))
        and all(isinstance(count, int) for count in read.counts.values())
        and all(isinstance(rows, list) for rows in (read.waiting, read.recent))
        and all(isinstance(row, dict) for row in (*read.waiting, *read.recent))
    )


def _shown(event: dict[str, Any]) -> dict[str, Any]:
    """A line of the journal without what only the inbox itself needs."""
    return {key: value for key, value in event.items() if key not in _NOT_SHOWN}


def read_status(out: Path) -> InboxStatus | None:
    """The status in `out`; None where there is none, or it can't be read."""
    try:
        read = InboxStatus(**json.loads(read_own(out / STATUS, _MAX_BYTES)))
        return read if _is_sound(read) else None
    except (OSError, ValueError, TypeError, CaseFileRefusedError, RecursionError):
        return None
