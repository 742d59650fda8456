"""A legal request is called sealed where its own file is, whatever was done to the contents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forensics_app.i18n.verifying.sealed_contradictions import is_as_sealed, request_is_as_sealed
from forensics_app.model.findings import VerificationReport
from tests.vectors import lists
from tests.vectors.attacks_request import REQUEST, record, second
from tests.vectors.bundle import Files, Plan, build, change
from tests.world.receiving import policy, verify_path


def _contents(files: Files) -> str:
    return max(path for path in files if path.startswith("data/EX"))


def _of_seal(files: Files) -> str:
    return next(path for path in files if path.startswith("seal/"))


AFTER_SEALING: dict[str, tuple[Callable[[Files], Any], bool]] = {
    "nothing": (lambda files: None, True),
    "contents-changed": (lambda files: change(files, _contents(files)), True),
    "contents-missing": (lambda files: files.pop(_contents(files)), True),
    "contents-added": (lambda files: files.update({"data/EX-009/more": b"more"}), True),
    "request-changed": (lambda files: files.update({REQUEST: record(offence="Theft")}), False),
    "request-not-canonical": (lambda files: change(files, REQUEST), False),
    "catalogue-changed": (lambda files: change(files, "metadata/catalog.jsonl"), False),
    "manifest-changed": (lambda files: change(files, "manifest-sha256.txt"), False),
    "tag-manifest-changed": (lambda files: change(files, "tagmanifest-sha256.txt"), False),
    "tag-manifest-missing": (lambda files: files.pop("tagmanifest-sha256.txt"), False),
    "seal-changed": (lambda files: change(files, _of_seal(files)), False),
    "seal-missing": (lambda files: files.pop(_of_seal(files)), False),
}


@pytest.mark.parametrize("name", list(AFTER_SEALING))
def test_a_request_is_confirmed_by_the_seal_where_nothing_but_contents_differs(
    name: str, tmp_path: Path
) -> None:
    act, confirmed = AFTER_SEALING[name]
    plan = second()
    plan.tree = act
    report = _report(plan, tmp_path)
    assert request_is_as_sealed(report) is confirmed, [f.code for f in report.findings]
    assert is_as_sealed(report) is (name in ("nothing", "contents-missing", "contents-added"))


def test_a_request_is_not_called_sealed_where_the_report_does_not_list_all_that_differs(
    tmp_path: Path,
) -> None:
    """Findings of one code are listed up to a number: its own may be among those that are not."""
    plan, more = second(), {f"data/EX-009/{n}": lists.fixed_bytes(str(n), 8) for n in range(60)}
    sealed = plan.lists

    def act(files: Files) -> None:
        sealed(files)
        files.update(more)

    def after(files: Files) -> None:
        for path in more:
            change(files, path)

    plan.lists, plan.tree = act, after
    report = _report(plan, tmp_path)
    assert any(f.code == "more-findings" for f in report.findings)
    assert not request_is_as_sealed(report)


def _report(plan: Plan, folder: Path) -> VerificationReport:
    path = folder / "B01.zip"
    path.write_bytes(build(plan).zip)
    return verify_path(path, policy())
