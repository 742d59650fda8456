"""The table for people beside the catalogue: what stands in cells that the catalogue says nothing of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forensics_app.model.findings import Verdict
from tests.vectors.bundle import Files, Plan, build
from tests.world.receiving import verify_bytes

TABLE = "metadata/catalog.csv"


@pytest.mark.parametrize(
    ("found", "number"), [(b"/note.txt", 2), (b"/facture.jpg", 3), (b"EX-001,s1,/fol", 4)]
)
def test_a_table_that_is_not_utf8_is_found_in_whichever_cell_that_is(found: bytes, number: int) -> None:
    """Its sealer wrote it so, and the columns that must equal the catalogue do."""

    def hook(tree: Files) -> None:
        tree[TABLE] = tree[TABLE].replace(found, found + b"\x80")

    report = verify_bytes(build(replace(Plan(), lists=hook)).zip)
    assert report.verdict is Verdict.ALTERED
    assert [(f.code, f.subject) for f in report.findings if f.code.startswith("csv")] == [
        ("csv-differs", f"{TABLE}:{number}")
    ]
