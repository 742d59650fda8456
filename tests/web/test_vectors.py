"""The page's own script comes to the program's verdict, axes and findings on every vector (under Node)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.vectors.make_vectors import ALL, EXPECTATIONS
from tests.vectors.vector import Vector
from tests.web.runner import Task, codes, notes, run, task

PERMITTED: dict[str, str] = {}
"""Vectors on which the page may say something else, each with the reason. It never says `verified` there."""

NAMES = [v.name for v in ALL]
TOGETHER = 48
"""Vectors that one process of node checks: a worker of a parallel run makes few that it doesn't need."""

_Report = dict[str, Any]


@pytest.fixture(scope="module")
def report_of(node: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], _Report]:
    """The report on a vector, made with those of its neighbours."""
    made: dict[str, _Report] = {}

    def of(name: str) -> _Report:
        if name not in made:
            first = NAMES.index(name) // TOGETHER * TOGETHER
            made.update(_reports(ALL[first : first + TOGETHER], tmp_path_factory.mktemp("web")))
        return made[name]

    return of


def _reports(vectors: Sequence[Vector], folder: Path) -> dict[str, _Report]:
    tasks: dict[str, Task] = {}
    for vector in vectors:
        place = folder / vector.name
        place.mkdir()
        tasks[vector.name] = task(vector.make().write(place), vector.trust, folder, vector.expect_events)
    return dict(zip(tasks, run(list(tasks.values()), folder), strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_page_agrees_with_the_expectation(name: str, report_of: Callable[[str], _Report]) -> None:
    report, expected = report_of(name), _expected(name)

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
