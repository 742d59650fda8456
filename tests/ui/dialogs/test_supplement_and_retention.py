"""What the window makes of supplements and of the day until which a case may be kept, without drawing it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from forensics_app.model.retention import Retention
from ui.dialogs.case.retention import RetentionDialog
from ui.models.bundles.export_draft import ExportDraft
from ui.models.case.recent_words import recent_state
from ui.settings.settings import RecentCase
from ui.theme.state import State


def test_a_draft_asks_for_a_supplement_and_goes_on_with_one() -> None:
    draft = ExportDraft(name="X-B02", supplements="ab" * 32, supplement_reason=" Found later ")
    asked = draft.seal_arguments(Path("/cases/x"), picture=None)
    assert f"--supplements={'ab' * 32}" in asked
    assert "--supplement-kind=adds" in asked
    assert "--supplement-reason=Found later" in asked
    again = ExportDraft()
    told = {"bundle": "X-B01", "kind": "corrects", "reason": "Wrong", "replaces": [["A" * 16, ""]]}
    assert again.go_on("/out/X-B02.zip", {"supplement": told})
    assert (again.supplements, again.supplement_kind, again.supplement_reason) == (
        "X-B01",
        "corrects",
        "Wrong",
    )
    assert f"--replaces={'A' * 16}=" in again.seal_arguments(Path("/cases/x"), picture=None)
    assert not [
        a for a in ExportDraft(name="X").seal_arguments(Path("/c/x"), picture=None) if "supplement" in a
    ]


@pytest.mark.parametrize(
    ("until", "state", "words"),
    [
        ("2026-11-23", State.BAD, "Retention ended on 2026-11-23"),
        ("2026-12-01", State.WARN, "Retention ends on 2026-12-01"),
        ("2031-01-01", State.OK, "Read"),
    ],
)
def test_a_recent_case_reminds_of_its_retention(until: str, state: State, words: str) -> None:
    recent = RecentCase("/c", "R", "T", state="read")
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert recent_state(recent, now, Retention(until, "x")) == (state, words)


def test_the_dialog_takes_a_day_and_what_demands_it(qtbot: QtBot) -> None:
    dialog = RetentionDialog(Retention("2031-12-31", "law"))
    qtbot.addWidget(dialog)
    for day, reason in (
        ("31.02.2031", "law"),
        ("05/06/2031", "law"),
        ("20311231", "law"),
        ("2031-12", "law"),
        ("2031-12-31", ""),
    ):
        dialog.day.setText(day)
        dialog.reason.setText(reason)
        dialog.take()
        assert not dialog.result()
    dialog.day.setText("")
    assert dialog.retention is None
    dialog.day.setText("2030-06-30")
    dialog.reason.setText("law")
    dialog.take()
    assert dialog.result()
    assert dialog.retention == Retention("2030-06-30", "law")


def test_a_day_typed_in_a_local_form_is_kept_in_the_one_form(qtbot: QtBot) -> None:
    dialog = RetentionDialog(Retention("2030-06-30", "law"))
    qtbot.addWidget(dialog)
    dialog.day.setText("31.12.2031")
    dialog.take()
    assert dialog.result()
    assert dialog.retention == Retention("2031-12-31", "law")
