"""The demo's evidence as part of a scenario: its files, and what expected.json says is in them.

It was written by the script that made the evidence, which reads no image (resources/demo/README.md).
"""

from __future__ import annotations

import gzip
import json
from typing import Any

from forensics_app.resource_files import RESOURCES
from forensics_app.training.truth import ArtifactPlace

_DEMO = RESOURCES / "demo"


def shipped_medium(name: str) -> bytes:
    """A file of the demo's evidence as the demo unpacks it. Raises ValueError for a name it doesn't have."""
    data = (_DEMO / _source(name)["shipped_as"]).read_bytes()
    return gzip.decompress(data) if _source(name)["shipped_as"].endswith(".gz") else data


def shipped_place(name: str, path: str) -> ArtifactPlace:
    """An artifact of it by its path (`Invoices/notes.txt:ledger.csv`). Raises ValueError for another."""
    for row in _source(name)["artifacts"]:
        own = row["path"] if row["stream"] is None else f"{row['path']}:{row['stream']}"
        if own == path:
            folder, _, last = own.rpartition("/")
            shown = f"{folder}/_{last[1:]}" if row["first_letter_lost"] else own
            return ArtifactPlace(name, f"/{shown}", row["sha256"] if row["recoverable"] else None)
    raise ValueError(f"{name}: nothing at {path}")


def _source(name: str) -> dict[str, Any]:
    expected = json.loads((_DEMO / "expected.json").read_text(encoding="ascii"))
    for source in expected["sources"]:
        if source["file"] == name:
            found: dict[str, Any] = source
            return found
    raise ValueError(f"the demo's evidence has no {name}")
