"""Every vector gets its expected verdict, axes and findings, and the vectors stay what they are."""

from __future__ import annotations

import ast
import json
import os
import re
import zipfile
from pathlib import Path

import bagit
import pytest

from forensics_app.i18n.findings import finding_sentence
from forensics_app.i18n.translator import translator_for
from forensics_app.i18n.verdicts import axis_sentence, verdict_sentence
from forensics_app.i18n.verifying.signatures import is_invalid
from forensics_app.model.findings import AXES, Axis, AxisState, VerificationReport
from forensics_app.seal.certificates.second_arithmetic import PYCRYPTODOME
from forensics_app.verify.codes import CODES
from tests.vectors.as_sealed import as_sealed
from tests.vectors.bundle import NAME
from tests.vectors.make_vectors import ALL, EXPECTATIONS, expectation, publish
from tests.vectors.vector import Vector
from tests.world.receiving import codes, notes, policy, verify_path

BY_NAME = {v.name: v for v in ALL}
HERE = Path(__file__).parent
ENGLISH = translator_for("en")
RULE = re.compile(r"[a-z]+(?:-[a-z]+)+")  # the name of a rule: it stands behind the finding's code


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_vector_gets_its_verdict_axes_and_findings(name: str, tmp_path: Path) -> None:
    vector = BY_NAME[name]
    expected = json.loads((EXPECTATIONS / name / "expected.json").read_text(encoding="utf-8"))
    received = vector.make().write(tmp_path)

    report = verify_path(
        received,
        policy(tuple(expected["trust"]), expect_events=tuple(expected["expect_events"])),
    )

    assert report.verdict == expected["verdict"], codes(report)
    assert {a.value: report.axes[a].value for a in AXES} == expected["axes"]
    assert sorted(codes(report)) == expected["findings"]
    assert report.later == expected.get("later", "none")
    assert set(expected["notes"]) <= notes(report)
    if "Every file is as the seal says" in verdict_sentence(report, ENGLISH):
        assert as_sealed(received)
    for number, signer in enumerate(report.seal.signers, start=1):
        if is_invalid(report, number):  # whom it would be from isn't asked: anybody may have named her
            assert (signer.trust, signer.label) == ("unknown", None)
            assert number > 1 or "The signer states" not in axis_sentence(report, Axis.TIME, ENGLISH)
    denials = denied_although_shown(report)
    assert not denials, denials
    for finding in report.findings:
        sentence = finding_sentence(finding)
        assert "?" not in sentence, finding
        named = {finding.subject, finding.expected, finding.actual} & CODES.keys()
        named |= {v for v in (finding.expected, finding.actual) if v and RULE.fullmatch(v)}
        assert not [code for code in named if f"({code})" in sentence or (code in CODES and code in sentence)]


def denied_although_shown(report: VerificationReport) -> list[str]:
    """Sentences of axes that deny what another card of the same result shows."""
    seal, bundle = report.seal, report.bundle
    shown = {
        Axis.ORIGIN: bool(seal.signers),
        Axis.TIME: bool(seal.timestamp or seal.existed_by),
        Axis.CUSTODY: bool(report.custody_story or bundle.custody_events),
    }
    said = {axis: axis_sentence(report, axis, ENGLISH) for axis in AXES}
    denying = ("There is no ", "No independent time")
    wrong = [said[axis] for axis, there in shown.items() if there and said[axis].startswith(denying)]
    if report.custody_story and report.axes[Axis.CUSTODY] is AxisState.NONE:
        count = str(bundle.custody_events)  # the number that stands on the card of the ledger
        wrong += [] if count in said[Axis.CUSTODY] or count == "1" else [said[Axis.CUSTODY]]
    return wrong


@pytest.mark.parametrize(
    "vector", [v for v in ALL if v.name.startswith(("sound", "lie"))], ids=lambda v: v.name
)
def test_only_lies_contradict_themselves(vector: Vector, tmp_path: Path) -> None:
    report = verify_path(
        vector.make().write(tmp_path), policy(vector.trust, expect_events=vector.expect_events)
    )

    about = [f.code for f in report.findings if f.axis is Axis.CONSISTENCY]
    assert bool(report.consistency.places) is vector.name.startswith("lie")
    assert bool(about) is vector.name.startswith("lie")


@pytest.mark.parametrize(
    "name", [v.name for v in ALL if v.verdict == "verified" or v.name.startswith(("p7s", "seal"))]
)
def test_second_implementation_agrees(name: str, tmp_path: Path) -> None:
    vector = BY_NAME[name]

    report = verify_path(
        vector.make().write(tmp_path),
        policy(vector.trust, arithmetic=PYCRYPTODOME, expect_events=vector.expect_events),
    )

    assert (report.verdict, sorted(codes(report))) == (vector.verdict, sorted(vector.codes))
    assert report.verifier.implementation == "pycryptodome"


@pytest.mark.parametrize("vector", ALL, ids=lambda v: v.name)
def test_committed_expectation_is_the_one_of_the_script(vector: Vector) -> None:
    committed = (EXPECTATIONS / vector.name / "expected.json").read_text(encoding="utf-8")
    assert committed == expectation(vector)


@pytest.mark.parametrize("name", ["sound-folder", "sound-time", "sound-large-file", "sound-empty-catalogue"])
def test_bagit_takes_sound_bundles(name: str, tmp_path: Path) -> None:
    sent = BY_NAME[name].make().write(tmp_path)
    if sent.suffix == ".zip":
        with zipfile.ZipFile(sent) as archive:
            assert archive.testzip() is None
            archive.extractall(tmp_path)
    assert bagit.Bag(str(tmp_path / NAME)).is_valid()


def test_published_set_is_whole(tmp_path: Path) -> None:
    publish(tmp_path)

    index = json.loads((tmp_path / "index.json").read_text(encoding="utf-8"))
    assert {one["name"] for one in index} == set(BY_NAME)
    for one in index:
        assert os.path.lexists(tmp_path / one["given"]), one
        expected = json.loads((tmp_path / one["name"] / "expected.json").read_text(encoding="utf-8"))
        for words in expected["trust"]:
            assert (tmp_path / "identities" / f"{words.split()[1]}.pem").exists()
    sound = next(one for one in index if one["name"] == "sound-addenda")
    assert (
        verify_path(tmp_path / sound["given"], policy(BY_NAME["sound-addenda"].trust)).verdict == "verified"
    )


def test_no_expectation_is_left_over() -> None:
    assert {p.name for p in EXPECTATIONS.iterdir()} == set(BY_NAME)


def test_vectors_are_the_same_bytes_each_time() -> None:
    for name in ("sound-cosigned-time", "sound-rsa", "file-block-flipped"):
        assert BY_NAME[name].make().files == BY_NAME[name].make().files


def test_vectors_share_no_module_with_the_program() -> None:
    for path in HERE.glob("*.py"):
        if path.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.split(".")[0] in ("forensics_app", "ui")], path
