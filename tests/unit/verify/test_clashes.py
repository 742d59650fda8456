"""Several bundles of one reference, checked together."""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics_app.errors import ExitCode
from forensics_app.model.findings import Verdict
from forensics_app.verify.clashes import clashes_of
from tests.vectors import pki
from tests.vectors.bundle import Plan, build
from tests.vectors.lists import ITEMS
from tests.vectors.vector import as_zip
from tests.world.receiving import policy, verify_path

BOTH = policy(("seal signer", "seal colleague"))


def _reports(tmp_path: Path, *plans: Plan) -> list:  # type: ignore[type-arg]
    reports = []
    for number, plan in enumerate(plans):
        folder = tmp_path / str(number)
        reports.append(verify_path(as_zip(build(plan)).write(folder), BOTH))
    return reports


@pytest.mark.parametrize(
    ("other", "one_signer"),
    [(Plan(items=ITEMS[1:]), True), (Plan(items=ITEMS[1:], signers=(pki.COLLEAGUE,)), False)],
)
def test_two_contents_under_one_reference_clash(tmp_path: Path, other: Plan, one_signer: bool) -> None:
    reports = _reports(tmp_path, Plan(), other)
    assert [r.verdict for r in reports] == [Verdict.VERIFIED, Verdict.VERIFIED]
    (clash,) = clashes_of(reports)
    assert (clash.reference, clash.one_signer) == (reports[0].bundle.reference, one_signer)
    assert [code for code, _ in clash.seals] == [r.seal.code for r in reports]


def test_copies_of_one_bundle_do_not_clash(tmp_path: Path) -> None:
    assert clashes_of(_reports(tmp_path, Plan(), Plan())) == ()


def test_a_batch_with_a_clash_ends_unconfirmed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from forensics_app.cli.main import main

    for number, plan in enumerate((Plan(), Plan(items=ITEMS[1:]))):
        built = build(plan)
        (tmp_path / f"{number}.zip").write_bytes(built.zip)
    pem = tmp_path / "signer.pem"
    pem.write_bytes(pki.pem(pki.SIGNER.certificate))
    code = main(["verify", str(tmp_path), "--trust", str(pem)])
    said = capsys.readouterr().out
    assert code == ExitCode.UNCONFIRMED
    assert "[reference-clash]" in said
