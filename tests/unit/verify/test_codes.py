"""Codes, their sentences and the table of the format page are one list."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from forensics_app.bundle.reading.tree import Problem
from forensics_app.i18n.findings import FINDING_SENTENCES
from forensics_app.model.findings import Axis, Severity
from forensics_app.verify.codes import CODES
from forensics_app.verify.collector import MAX_A_CODE, Findings
from tests.vectors.make_vectors import ALL

PROJECT = Path(__file__).parents[3]
PAGE = PROJECT / "docs" / "bundle-format.md"


def test_every_code_has_a_sentence_and_no_other() -> None:
    assert set(FINDING_SENTENCES) == set(CODES)


def test_sentences_use_the_three_fields_alone() -> None:
    for sentence in FINDING_SENTENCES.values():
        assert {name for _, name, _, _ in string.Formatter().parse(sentence) if name} <= {
            "subject",
            "expected",
            "actual",
        }


def test_page_lists_every_code_with_its_axis_and_severity() -> None:
    table = PAGE.read_text(encoding="utf-8").split("### 10.2 Findings")[1]
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (\w+) \| (\w+) \|", table, flags=re.MULTILINE)
    assert rows == [(code, axis.value, severity.value) for code, (axis, severity) in CODES.items()]


def test_every_code_is_used_somewhere_in_the_program() -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("bundle", "seal", "verify")
        for path in (PROJECT / "forensics_app" / folder).rglob("*.py")
        if path.name != "codes.py"
    )
    assert [code for code in CODES if f'"{code}"' not in text] == []


# codes that no vector can bring about by bytes alone; each has a test of its own elsewhere
NOT_IN_VECTORS = {
    "check-failed",
    "addenda-too-many",
    "folder-unreadable",
    "folder-too-many-files",
    "file-unreadable",
    "file-changed",
    "libraries-disagree",
    "more-findings",
    "content-digest-differs",
    "source-incomplete",
}


def test_vectors_bring_about_all_codes_but_those_named() -> None:
    met = {code for v in ALL for code in (*v.codes, *v.notes)}
    notes_everywhere = {"time-not-attested", "revocation-not-checked", "custody-by-sealer-alone"}
    assert set(CODES) - met - notes_everywhere == NOT_IN_VECTORS


def test_findings_of_one_code_are_capped_and_counted() -> None:
    findings = Findings()
    for number in range(MAX_A_CODE + 7):
        findings.code("file-missing", f"data/{number}")
    found = findings.result()
    assert sum(1 for f in found if f.code == "file-missing") == MAX_A_CODE
    assert (found[-1].code, found[-1].subject, found[-1].actual) == ("more-findings", "file-missing", "7")


def test_findings_stand_worst_first() -> None:
    findings = Findings()
    for code in ("rsa-2048", "signer-unknown", "file-missing", "file-differs", "not-a-bundle"):
        findings.code(code)
    assert [f.severity for f in findings.result()] == list(Severity)


def test_unknown_code_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        Findings().add(Problem("no-such-code"))


def test_long_and_odd_values_are_cut_and_made_unicode() -> None:
    findings = Findings()
    findings.code("file-unlisted", "a\udcff" + "b" * 1000)
    subject = findings.result()[0].subject
    assert subject is not None
    assert subject.startswith("a\\udcffb")
    assert len(subject) < 420


def test_codes_are_about_the_five_axes_and_consistency() -> None:
    assert {axis for axis, _ in CODES.values()} == set(Axis)
