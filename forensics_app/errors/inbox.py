"""The receiving laboratory's inbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.tree import ForensicsError


@dataclass(eq=False)
class InboxInUseError(ForensicsError):
    """Another run files into the folder `path`."""

    code: ClassVar[str] = "inbox-in-use"
    path: str = ""


@dataclass(eq=False)
class InboxJournalDamagedError(ForensicsError):
    """The journal `path` holds something that no run wrote, at `byte`. It is left as it is."""

    code: ClassVar[str] = "inbox-journal-damaged"
    path: str = ""
    byte: int = 0
