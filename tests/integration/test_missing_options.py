"""What a command needs and was not given is named, with exit code 2; nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.conftest import Run

CASE = ["--reference", "R", "--title", "T", "--examiner", "E", "--agency", "A", "--country", "FR"]


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [
        (["seal", "case", "out.zip"], "--tag | --all"),
        (["seal", "case", "out.zip", "--all"], "--identity"),
        (["seal", "case", "out.zip", "--all", "--supplement-reason", "late"], "--supplements"),
        (["contents", "b.zip", "--copy", "x"], "--output"),
        (["contents", "b.zip", "--output", "x"], "--copy"),
        (["identity", "import"], "FILE | --pkcs11"),
    ],
)
def test_missing_option_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], missing: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("case", "new", "case", *CASE)[0] == 0
    before = sorted(tmp_path.rglob("*"))
    code, _, said = run(*arguments)
    assert code == 2
    assert said.strip() == f"{missing} is required. See --help."
    assert sorted(tmp_path.rglob("*")) == before
