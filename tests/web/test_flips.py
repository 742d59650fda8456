"""No byte of a small bundle can change without the page noticing: every position, under Node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.vectors.attacks_fourth import fourth
from tests.vectors.bundle import build
from tests.web.runner import Task, needs_node, run, task

pytestmark = needs_node


def _flipped(positions: range, folder: Path) -> list[dict[str, Any]]:
    data = build(fourth(time_stamp=True)).zip
    tasks: list[Task] = []
    for at in positions:
        place = folder / str(at)
        place.mkdir()
        path = place / "VEC-2026-0001-B01.zip"
        path.write_bytes(data[:at] + bytes([data[at] ^ (1 << (at % 8))]) + data[at + 1 :])
        tasks.append(task(path, ("seal signer", "time time"), folder))
    return run(tasks, folder)


def test_some_flips_are_never_verified(tmp_path: Path) -> None:
    size = len(build(fourth(time_stamp=True)).zip)
    reports = _flipped(range(0, size, size // 150), tmp_path)
    assert {r["verdict"] for r in reports} <= {"altered", "unreadable", "incomplete"}


@pytest.mark.slow
@pytest.mark.timeout(1800)  # some 18,000 bundles
def test_no_flip_is_ever_verified(tmp_path: Path) -> None:
    size = len(build(fourth(time_stamp=True)).zip)
    for start in range(0, size, 2000):
        folder = tmp_path / f"from{start}"
        folder.mkdir()
        reports = _flipped(range(start, min(size, start + 2000)), folder)
        assert {r["verdict"] for r in reports} <= {"altered", "unreadable", "incomplete"}
