"""What the EU's own validator says about the seals of the vectors (packaging/interop)."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.judging.judges import environment_lacks, require_judge
from tests.vectors.eu_validator import NotBuiltError, ask_all, text_of
from tests.vectors.make_vectors import ALL, EXPECTATIONS
from tests.vectors.vector import Vector

SOUND = [v for v in ALL if v.name.startswith("sound")]
# A root of one's own is on no EU list; nothing else may be complained about.
NO_LIST = "QUAL_CERT_TRUSTED_LIST_REACHED"

# Seals that DSS takes and a verifier of this format must not, each with what DSS doesn't look at.
MORE_THAN_DSS = {
    "addendum-as-seal": "what kind of container it should be",
    "asice-extra-metainf": "further files in META-INF",
    "asice-manifest-first-wins": "two entries of one name",
    "asice-order": "the order of entries",
    "bound-container-entries-over": "the number of entries in a seal",
    "bound-statements-over": "the number of revocation lists in a signature",
    "cosigner-stripped": "who was promised to sign",
    "embedded-list-twice": "a list that stands twice",
    "embedded-list-without-token": "lists where no token dates the signature",
    "manifest-comment-equivocation": "a second digest in a comment",
    "manifest-duplicate-uri": "a line that stands twice",
    "manifest-not-canonical": "another text that means the same",
    "p7s-extra-certificate": "certificates that nobody uses",
    "p7s-false-chain": "a certificate above the trusted one",
    "p7s-trailing-byte": "bytes behind the signature",
    "p7s-two-signers": "the same SignerInfo twice",
    "seal-malleated": "a second encoding of the same signature",
    "seal-sixty-signers": "the number of signatures",
    "timestamp-attribute-stripped": "what was promised about time",
    "timestamp-malleated": "a second encoding of the same token",
    "timestamp-not-promised": "what was promised about time",
    "timestamp-stripped": "what was promised about time",
    "timestamp-trailing-byte": "bytes behind the token",
    "weak-curve": "a curve that this format leaves out",
}
# Findings that come of what is in the seal, and not of what it says or of whom the receiver trusts.
_OF_THE_CONTAINER = (
    "seal-zip",
    "seal-mimetype",
    "seal-extra-file",
    "seal-missing-file",
    "seal-order",
    "seal-manifest",
    "seal-unreadable",
    "signature-",
    "certificate-invalid",
    "weak-algorithm",
    "timestamp-not-",
    "timestamp-missing",
    "timestamp-invalid",
    "timestamp-imprint",
    "timestamp-manifest",
    "timestamp-usage",
    "timestamp-weak",
)


pytestmark = pytest.mark.timeout(1800)  # Maven fetches and builds before the first one, beside other tests


@cache
def _answers() -> dict[str, dict[str, dict[str, Any]]]:
    with tempfile.TemporaryDirectory() as folder:
        return ask_all(Path(folder))


@pytest.fixture
def answers() -> dict[str, dict[str, dict[str, Any]]]:
    require_judge("java")
    require_judge("mvn")
    try:
        return _answers()
    except NotBuiltError as e:
        environment_lacks(f"the packages of the EU validator, which Maven could not fetch ({e})")


def _complaints(answer: dict[str, Any]) -> list[str]:
    """Everything that DSS holds against a container, but for the root that is on no list."""
    if "refused" in answer:
        return [answer["refused"]]
    found = [line for line in answer["not_ok"] if NO_LIST not in line]
    for one in (*answer["signatures"], *answer["timestamps"]):
        found += [*one["errors"], *one["warnings"], *one["qualification_warnings"]]
        if one["indication"] not in ("TOTAL_PASSED", "PASSED"):
            found.append(one["indication"])
    return found if answer["signatures"] else ["no signature"]


def _level(vector: Vector, container: str) -> str:
    if "-lta" in vector.name:
        return "CAdES-BASELINE-LTA"
    stamped = vector.name.endswith("-time") if container == "inside" else ".timestamp." in container
    return f"CAdES-BASELINE-{'T' if stamped else 'B'}"


def test_validator_takes_every_sound_seal_as_what_it_claims(
    answers: dict[str, dict[str, dict[str, Any]]],
) -> None:
    for vector in SOUND:
        for container, answer in answers[vector.name].items():
            level = _level(vector, container)
            assert _complaints(answer) == [], vector.name
            assert (answer["container"], answer["mimetype"]) == (
                "ASiC-E",
                "application/vnd.etsi.asic-e+zip",
            )
            assert {s["level"] for s in answer["signatures"]} == {level}, vector.name
            assert all(s["intact"] and s["valid"] for s in answer["signatures"])
            assert all(t["intact"] for t in answer["timestamps"])
            assert len(answer["timestamps"]) == (0 if level.endswith("B") else len(answer["signatures"]) + 1)


def test_validator_refuses_tampered_seals(answers: dict[str, dict[str, dict[str, Any]]]) -> None:
    taken = {
        v.name
        for v in ALL
        if any(code.startswith(_OF_THE_CONTAINER) for code in v.codes)
        and not v.name.startswith("before-token")  # a file of the bag, which DSS doesn't get to see
        and "inside" in answers.get(v.name, {})
        and not _complaints(answers[v.name]["inside"])
    }
    assert taken == set(MORE_THAN_DSS)


def test_reports_beside_the_vectors_are_what_the_validator_says(
    answers: dict[str, dict[str, dict[str, Any]]],
) -> None:
    for name, answer in answers.items():
        assert (EXPECTATIONS / name / "dss.json").read_text(encoding="utf-8") == text_of(answer), name


def test_no_report_is_left_over_or_missing(answers: dict[str, dict[str, dict[str, Any]]]) -> None:
    kept = {p.parent.name for p in EXPECTATIONS.glob("*/dss.json")}
    assert kept == set(answers)
    for path in EXPECTATIONS.glob("*/dss.json"):
        assert json.loads(path.read_text(encoding="utf-8"))
