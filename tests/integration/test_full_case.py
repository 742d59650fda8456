"""A case that holds as many sources as its catalogue can number."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from forensics_app.catalog.rows import MOST_SOURCES
from tests.world.cases import command_line_case, sealwright


def test_one_source_too_many_is_refused_by_name_and_changes_nothing(tmp_path: Path) -> None:
    case = command_line_case(tmp_path / "case")
    (tmp_path / "note.txt").write_text("a")
    (tmp_path / "more.txt").write_text("b")
    sealwright("ingest", case, tmp_path / "note.txt")
    with sqlite3.connect(case / "case.sqlite") as catalogue:
        catalogue.execute("UPDATE sources SET number = ?", (MOST_SOURCES,))
    catalogue.close()
    refused = sealwright("ingest", case, tmp_path / "more.txt", check=False)
    assert refused.returncode != 0
    assert f"{MOST_SOURCES} sources" in refused.stderr, refused.stderr
    assert "Traceback" not in refused.stderr
    with sqlite3.connect(case / "case.sqlite") as catalogue:
        assert catalogue.execute("SELECT count(*) FROM sources").fetchone() == (1,)
    catalogue.close()
