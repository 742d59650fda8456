"""A row of catalog.csv may be as long as a line of a list, in however many lines: program and page agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vectors.attacks_lists import CSV, change
from tests.web.runner import codes, needs_node, run, task
from tests.world.receiving import codes as codes_of
from tests.world.receiving import verify_path

pytestmark = [needs_node, pytest.mark.slow, pytest.mark.timeout(600)]

_MIB = 1 << 20


@pytest.mark.parametrize(
    ("size", "expected"),
    [(20 * _MIB, set()), (64 * _MIB - 4096, set()), (64 * _MIB + 4096, {"list-too-large"})],
)
def test_a_row_of_many_lines(size: int, expected: set[str], tmp_path: Path) -> None:
    long = b'"/' + (b"x" * 1023 + b"\n") * (size // 1024) + b'"'
    sent = change(CSV, lambda data: data.replace(b"/note.txt", long))()
    path = sent.write(tmp_path)
    ours = verify_path(path)
    theirs = run([task(path, (), tmp_path)], tmp_path)[0]
    assert (theirs["verdict"] == "altered") is (ours.verdict.value == "altered") is bool(expected)
    wrong = {"list-too-large", "csv-differs", "file-differs"}
    assert codes_of(ours) & wrong == set(codes(theirs)) & wrong == expected
