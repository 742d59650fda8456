"""Which program gives this verdict: its version, and the digest of its own files."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import forensics_app
from forensics_app.model.findings import VerifierFacts

NAME = "sealwright"


def verifier_facts(checked_at: str, implementation: str) -> VerifierFacts:
    """Who checks, at `checked_at` (UTC in sealed form), with whose arithmetic."""
    return VerifierFacts(NAME, forensics_app.__version__, program_digest(), checked_at, implementation)


@cache
def program_digest() -> str:
    """SHA-256 over the sorted lines `digest  path` of every Python file of the core, as sha256sum writes
    them.

    Of a frozen program, of its one executable.
    """
    if getattr(sys, "frozen", False):
        return _file_digest(Path(sys.executable))
    root = Path(forensics_app.__file__).parent
    lines = sorted(
        f"{_file_digest(path)}  {path.relative_to(root.parent).as_posix()}\n" for path in root.rglob("*.py")
    )
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
