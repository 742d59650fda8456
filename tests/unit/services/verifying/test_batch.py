"""A batch ends with a report on every member, whatever one of them does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from forensics_app.errors import BundleNotFoundError, CancelledError
from forensics_app.i18n.findings import finding_sentence
from forensics_app.model.findings import Verdict, VerificationReport
from forensics_app.services.verifying.batch import verify_each
from tests.vectors.bundle import Plan, build
from tests.vectors.vector import as_zip
from tests.world.receiving import verify_path


class _Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_a_member_that_raises_is_unreadable_and_the_others_are_checked(tmp_path: Path) -> None:
    sound = as_zip(build(Plan())).write(tmp_path)

    def check(path: Path) -> VerificationReport:
        if path.name == "fault.zip":
            raise OverflowError("date value out of range")
        if path.name == "gone.zip":
            raise BundleNotFoundError(path=str(path))
        return verify_path(path)

    reports = verify_each([tmp_path / "fault.zip", tmp_path / "gone.zip", sound], check, _Clock())

    assert [r.verdict for r in reports] == [Verdict.UNREADABLE, Verdict.UNREADABLE, Verdict.VERIFIED]
    assert [f.code for r in reports[:2] for f in r.findings] == ["check-failed", "check-failed"]
    assert "date value out of range" in finding_sentence(reports[0].findings[0])


def test_cancelling_ends_the_batch(tmp_path: Path) -> None:
    def check(path: Path) -> VerificationReport:
        raise CancelledError

    with pytest.raises(CancelledError):
        verify_each([tmp_path], check, _Clock())
