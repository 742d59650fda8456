"""The truths that the demo-case scenario states as values are those of resources/demo/expected.json."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from forensics_app.services.training.scenarios import find_folder
from forensics_app.training.building.build import build
from forensics_app.training.truth import PlaceTruth, TimeTruth

DEMO = Path(__file__).resolve().parents[3] / "resources/demo/expected.json"
ROWS = {
    row["path"]: row
    for source in json.loads(DEMO.read_text(encoding="ascii"))["sources"]
    for row in source["artifacts"]
    if row["stream"] is None
}


def test_values_are_those_that_the_demo_was_made_with(tmp_path: Path) -> None:
    exercise = build(find_folder("demo-case"), "any", tmp_path).exercise
    place, changed = exercise.truth_of("ferry"), exercise.truth_of("changed")
    assert isinstance(place, PlaceTruth)
    assert [f"{place.latitude:.4f}", f"{place.longitude:.4f}"] == ROWS["Pictures/ferry-01.jpg"]["position"]
    assert isinstance(changed, TimeTruth)
    modified = datetime.fromtimestamp(ROWS["Invoices/INV-2026-014 changed.pdf"]["modified"], UTC)
    assert changed.instant == modified
    assert ROWS["statement.txt"]["assumed_contiguous"]
    assert not ROWS["statement.txt"]["recoverable"]
