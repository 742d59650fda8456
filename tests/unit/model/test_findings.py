"""The verdict is the first rule that holds, and a report has no truth value."""

from __future__ import annotations

import pytest

from forensics_app.errors import ExitCode
from forensics_app.model.findings import (
    AXES,
    Axis,
    AxisState,
    BundleFacts,
    Finding,
    SealFacts,
    Severity,
    Verdict,
    VerificationReport,
    VerifierFacts,
    axis_states,
)

ALL = frozenset(AXES)


def report(*findings: Finding, checked: frozenset[Axis] = ALL) -> VerificationReport:
    return VerificationReport(
        axes=axis_states(findings, checked=checked),
        findings=findings,
        seal=SealFacts(),
        bundle=BundleFacts(path="x.zip", form="zip"),
        verifier=VerifierFacts(name="n", version="1", digest="d", checked_at="2026-01-01T00:00:00Z"),
    )


def finding(severity: Severity, axis: Axis = Axis.CONTENT) -> Finding:
    return Finding(code="x", axis=axis, severity=severity)


@pytest.mark.parametrize(
    ("severities", "verdict"),
    [
        ([], Verdict.VERIFIED),
        ([Severity.NOTE], Verdict.VERIFIED),
        ([Severity.DOUBT, Severity.NOTE], Verdict.UNCONFIRMED),
        ([Severity.MISSING, Severity.DOUBT], Verdict.INCOMPLETE),
        ([Severity.MISSING, Severity.CONTRADICTION], Verdict.ALTERED),
        ([Severity.CONTRADICTION, Severity.FATAL], Verdict.UNREADABLE),
    ],
)
def test_the_worst_finding_decides(severities: list[Severity], verdict: Verdict) -> None:
    assert report(*[finding(s) for s in severities]).verdict is verdict


def test_no_promised_time_does_not_spoil_verified() -> None:
    assert report(checked=ALL - {Axis.TIME}).verdict is Verdict.VERIFIED


@pytest.mark.parametrize("axis", [Axis.CONTENT, Axis.COMPLETENESS, Axis.ORIGIN, Axis.CUSTODY])
def test_an_axis_that_was_not_checked_is_never_verified(axis: Axis) -> None:
    result = report(checked=ALL - {axis})
    assert result.axes[axis] is AxisState.NONE
    assert result.verdict is Verdict.UNCONFIRMED


def test_a_report_is_not_a_boolean() -> None:
    with pytest.raises(TypeError):
        bool(report())


def test_exit_codes() -> None:
    assert [v.exit_code for v in Verdict] == [
        ExitCode.OK,
        ExitCode.UNCONFIRMED,
        ExitCode.EVIDENCE_BAD,
        ExitCode.EVIDENCE_BAD,
        ExitCode.UNUSABLE,
    ]
