"""The page's own script comes to the program's verdict, axes and findings on every vector (under Node)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.vectors.make_vectors import ALL, EXPECTATIONS
from tests.web.runner import Task, codes, needs_node, notes, run, task

PERMITTED: dict[str, str] = {}
"""Vectors on which the page may say something else, each with the reason. It never says `verified` there."""

pytestmark = needs_node


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """One report a vector."""
    folder = tmp_path_factory.mktemp("web")
    tasks: dict[str, Task] = {}
    for vector in ALL:
        place = folder / vector.name
        place.mkdir()
        tasks[vector.name] = task(vector.make().write(place), vector.trust, folder, vector.expect_events)
    return dict(zip(tasks, run(list(tasks.values()), folder), strict=True))


@pytest.mark.parametrize("name", sorted(v.name for v in ALL))
def test_page_agrees_with_the_expectation(name: str, reports: dict[str, dict[str, Any]]) -> None:
    report, expected = reports[name], _expected(name)

    if name in PERMITTED:
        assert report["verdict"] != "verified" or expected["verdict"] == "verified"
        return
    assert report["verdict"] == expected["verdict"], codes(report)
    assert report["axes"] == expected["axes"]
    assert sorted(codes(report)) == expected["findings"]
    assert report["later"]["state"] == expected.get("later", "none")
    assert set(expected["notes"]) <= notes(report)
    for finding in report["findings"]:
        assert "?" not in finding["sentence"], finding
        assert "{" not in finding["sentence"], finding


def test_no_permitted_difference_is_left_over() -> None:
    assert set(PERMITTED) <= {v.name for v in ALL}


def _expected(name: str) -> dict[str, Any]:
    return json.loads((EXPECTATIONS / name / "expected.json").read_text(encoding="utf-8"))
