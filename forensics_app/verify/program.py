"""Which program gives this verdict: its version, and the digest of its own files."""

from __future__ import annotations

import forensics_app
from forensics_app.model.findings import VerifierFacts
from forensics_app.program_files import program_digest

NAME = "sealwright"


def verifier_facts(checked_at: str, implementation: str) -> VerifierFacts:
    """Who checks, at `checked_at` (UTC in sealed form), with whose arithmetic."""
    return VerifierFacts(NAME, forensics_app.__version__, program_digest(), checked_at, implementation)
