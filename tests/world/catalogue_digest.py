"""The catalogue of a case as one digest: every row that a reader of it sees, in its order."""

from __future__ import annotations

import hashlib
from pathlib import Path

from forensics_app.model.selection import EVERYTHING
from forensics_app.model.times import SystemClock
from forensics_app.services.browsing.listing import ListFormat, list_artifacts, list_omissions
from forensics_app.services.cases.opening import open_case


def catalogue_digest(case: Path) -> str:
    """SHA-256 over artifacts, omissions, sources with their digests, and layers with theirs."""
    with open_case(case, write=False, clock=SystemClock()) as opened:
        digest = hashlib.sha256()
        for lines in (
            list_artifacts(opened, EVERYTHING, ListFormat.JSONL),
            list_omissions(opened, ListFormat.JSONL),
        ):
            for line in lines:
                digest.update(line.encode())
        for source in opened.store.queries.sources():
            digest.update(repr(source).encode())
            digest.update(repr(opened.store.queries.layers(source.source_id)).encode())
    return digest.hexdigest()
