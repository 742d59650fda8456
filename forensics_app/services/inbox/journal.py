"""The journal of an inbox: one JSON object a line, only ever appended, on the disk before the next step.

It is also what other programs read. After a kill at any moment each arrival has one line `filed`: a line that
was cut off is taken away at the next start, and one that was never written is written from the folder that
stands there (`filing.recover`).
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from forensics_app.custody.own_files import open_own
from forensics_app.errors import InboxInUseError, InboxJournalDamagedError
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.files.new_files import disk_errors
from forensics_app.system.locks import lock_soon

_MOST_RECENT = 50
JOURNAL, LOCK = "inbox.jsonl", "inbox.lock"
Tell = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class TakenThere:
    """An arrival that was taken: the stamp that it had, and the names of its files outside of folders."""

    stamp: str
    names: frozenset[str]


class Journal:
    """The journal in `folder`, for this run alone. Use it in a `with`.

    `filed` are the arrivals' ids that have their line, with the folder each is in; `stamps` what was taken,
    by the stamp that it had in the inbox; `recent` the last lines `filed` and `follow-up`, newest first;
    `bundles` the lines `filed` of what has a seal code, and `at` of what was taken from each place.
    """

    def __init__(self, folder: Path, *, clock: Clock, tell: Tell) -> None:
        self._path, self._clock, self._tell = folder / JOURNAL, clock, tell
        self.filed: dict[str, str] = {}
        self.stamps: set[str] = set()
        self.taken_by_sender: list[tuple[str, str, int]] = []
        self.recent: deque[dict[str, Any]] = deque(maxlen=_MOST_RECENT)
        self.bundles: dict[str, dict[str, Any]] = {}
        self.at: dict[str, list[TakenThere]] = {}
        self._number = 0
        with disk_errors(self._path):
            self._lock = open_own(folder / LOCK, os.O_RDWR | os.O_CREAT)
            if not lock_soon(self._lock):
                os.close(self._lock)
                raise InboxInUseError(path=str(folder))
            try:
                self._handle = open_own(self._path, os.O_RDWR | os.O_CREAT)
            except BaseException:
                os.close(self._lock)
                raise
        try:
            with disk_errors(self._path):
                self._read()
        except BaseException:
            self._close()
            raise

    def write(self, event: str, **values: Any) -> dict[str, Any]:
        """Append an event, and report it. Raises DiskFullError, OutputNotWritableError."""
        self._number += 1
        line = {"n": self._number, "time": utc_text(self._clock.now()), "event": event, **values}
        data = json.dumps(line, ensure_ascii=True).encode("ascii") + b"\n"
        with disk_errors(self._path):
            before = os.lseek(self._handle, 0, os.SEEK_END)
            try:
                while data:
                    data = data[os.write(self._handle, data) :]
                os.fsync(self._handle)
            except OSError:
                self._number -= 1
                os.ftruncate(self._handle, before)  # half a line would hide the next one
                raise
        self._note(line)
        self._tell(line)
        return line

    def _read(self) -> None:
        """What is there; what a kill left of a line is cut off."""
        whole = 0
        with os.fdopen(os.dup(self._handle), "rb") as file:
            for data in file:
                if not data.endswith(b"\n"):
                    os.ftruncate(self._handle, whole)
                    break
                try:
                    line = json.loads(data)
                    self._note(line)
                    self._number = max(self._number, int(line["n"]))
                except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as e:
                    raise InboxJournalDamagedError(path=str(self._path), byte=whole) from e
                whole += len(data)

    def _note(self, line: dict[str, Any]) -> None:
        if line["event"] in ("filed", "duplicate", "follow-up"):
            self.stamps.add(str(line["stamp"]))
            self.taken_by_sender.append((str(line["sender"]), str(line["time"]), int(line["size"])))
            if line.get("names"):
                taken = TakenThere(str(line["stamp"]), frozenset(map(str, line["names"])))
                self.at.setdefault(str(line["source"]), []).append(taken)
        if line["event"] in ("filed", "follow-up"):
            self.filed[str(line["arrival"])] = str(line["folder"])
            self.recent.appendleft(line)
        if line["event"] == "filed" and line.get("code"):
            self.bundles[str(line["code"])] = line

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        os.close(self._handle)
        os.close(self._lock)
