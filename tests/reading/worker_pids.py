"""Process ids of the workers that read evidence for a process, as the system sees them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def workers_of(process: int | str = "self") -> set[int]:
    """Living workers that it started: forked from its nursery, or from nothing."""
    found: set[int] = set()
    for child, command in _children(process):
        if b"forensics_app.evidence.worker.nursery" in command:
            found |= {worker for worker, _ in _children(child)}
        elif b"forensics_app.evidence.worker.process" in command:
            found.add(child)
    return found


def _children(process: int | str) -> list[tuple[int, bytes]]:
    """Process id and command line, without those that have ended and those that end meanwhile."""
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        children: list[str] = []
        with suppress(FileNotFoundError, ProcessLookupError):
            children = (task / "children").read_text().split()
        for child in children:
            with suppress(FileNotFoundError, ProcessLookupError):
                if command := Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append((int(child), command))
    return found
