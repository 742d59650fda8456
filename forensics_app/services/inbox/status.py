"""What the inbox is doing now, in one small file that the window shows: replaced whole, never appended."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from forensics_app.custody.own_files import read_own
from forensics_app.errors import CaseFileRefusedError
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.files.file_replacing import replace_file

STATUS = "status.json"
_MOST_SHOWN = 50
_MAX_BYTES = 1 << 20


@dataclass(slots=True)
class InboxStatus:
    """`state` is `watching`, `checking`, `unreachable` or `stopped`; `waiting` and `recent` are the first and
    the last of many. Times are UTC in sealed form.
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


class StatusFile:
    """Writes the status where it changed."""

    def __init__(self, out: Path, inbox: Path, *, clock: Clock) -> None:
        self.now = InboxStatus(str(inbox), since=utc_text(clock.now()))
        self._path, self._clock = out / STATUS, clock
        self._written: dict[str, Any] = {}

    def filed(self, event: dict[str, Any]) -> None:
        """An arrival was filed; see `watching.FILED_KEYS`."""
        shelf = str(event["folder"]).split("/", 1)[0]
        self.now.counts[shelf] = self.now.counts.get(shelf, 0) + 1
        self.now.recent = [event, *self.now.recent][:_MOST_SHOWN]

    def waits(self, waiting: list[dict[str, Any]]) -> None:
        """What is in the inbox and not taken yet."""
        self.now.waiting, self.now.waiting_count = waiting[:_MOST_SHOWN], len(waiting)

    def write(self) -> None:
        """Raises DiskFullError, OutputNotWritableError."""
        values = {**asdict(self.now), "updated": ""}
        if values != self._written:
            self._written = values
            self.now.updated = utc_text(self._clock.now())
            replace_file(
                self._path, json.dumps(asdict(self.now), ensure_ascii=True, indent=1).encode("ascii")
            )


def read_status(out: Path) -> InboxStatus | None:
    """The status in `out`; None where there is none, or it can't be read."""
    try:
        values = json.loads(read_own(out / STATUS, _MAX_BYTES))
        return InboxStatus(**values)
    except (OSError, ValueError, TypeError, CaseFileRefusedError, RecursionError):
        return None
