"""The inbox in the window: shown as it goes on, with what a person does about each filed arrival."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel

from forensics_app.bundle.reading.opening import seal_path_of
from forensics_app.i18n import set_language
from forensics_app.model.times import SystemClock, utc_text
from forensics_app.services.inbox.status import STATUS, InboxStatus, read_status
from forensics_app.services.inbox.watching import CheckSettings, WatchOrder, watch
from tests.ui.conftest import Until
from ui.dialogs.inbox.dialog import InboxDialog
from ui.models.bundles.inbox import filed_row, state_words
from ui.pages.verify.page import VerifyPage
from ui.theme.state import State
from ui.window.main_window import MainWindow
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def _watch(inbox: Path, out: Path, trusted: Path) -> None:
    settings = CheckSettings(("fr", "en"), (".txt",), trusted=(str(trusted),))
    order = WatchOrder(inbox, out, settings, interval_s=0.0, quiet_s=0.0, patience_s=0.0, once=True)
    watch(order, clock=SystemClock(), tell=lambda e: None, cancelled=lambda: False)


def _said(dialog: InboxDialog) -> str:
    return "\n".join(label.accessibleName() for label in dialog.findChildren(QLabel) if label.isVisible())


def _shown(window: MainWindow) -> tuple[VerifyPage, InboxDialog]:
    """By the button of the page Verify."""
    window.go(places.VERIFY)
    page = window.pages[places.VERIFY]
    assert isinstance(page, VerifyPage)
    (button,) = (b for b in page.findChildren(QAbstractButton) if b.accessibleName() == "Show inbox…")
    button.click()
    assert page.inbox is not None
    return page, page.inbox


def test_what_is_filed_appears_by_itself_and_is_opened_and_answered(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, out = tmp_path / "in" / "lab-lyon", tmp_path / "out"
    inbox.mkdir(parents=True)
    bundle = next(demo.glob("*.zip"))
    for path in (bundle, seal_path_of(bundle)):
        shutil.copy(path, inbox)
    page, dialog = _shown(window)
    assert "No inbox to show" in _said(dialog)
    assert "sealwright watch IN --out OUT" in _said(dialog)
    dialog.look_at(out)
    until(lambda: f"There is no inbox in {out}" in _said(dialog))
    _watch(inbox.parent, out, demo / "trust.pem")
    until(lambda: dialog.row is not None)
    row = dialog.row
    assert row is not None
    assert (row["sender"], row["verdict"]) == ("lab-lyon", "verified")
    assert dialog.table.rows.index(0, 3).data() == "VERIFIED"
    assert dialog.table.rows.index(0, 4).data() == "To be signed"
    until(lambda: f"No longer watching {inbox.parent}" in _said(dialog))
    opened: list[Path] = []
    monkeypatch.setattr(
        "ui.dialogs.inbox.dialog.open_outside", lambda path: (opened.append(path) or "", State.OK)
    )
    dialog.folder_button.click()
    dialog.report_button.click()
    folder = out / row["folder"]
    assert opened == [folder, folder / "report.en.txt"]  # the window's language
    dialog.receipt_button.click()
    until(lambda: page.dialog is not None and page.dialog.isVisible())
    report = window.bench.check.report
    assert report is not None
    assert window.bench.check.shown_path == folder / "delivery" / bundle.name
    shutil.rmtree(folder)  # somebody took it elsewhere
    page.dialog = None
    dialog.look_at(out)
    until(lambda: dialog.row is not None)
    dialog.sign_receipt()
    assert page.dialog is None


def test_what_is_wrong_with_an_arrival_is_said_in_the_windows_language(tmp_path: Path) -> None:
    """Whoever runs the watch may speak another one than who looks at it."""
    inbox, out = tmp_path / "in", tmp_path / "out"
    inbox.mkdir()
    (inbox / "empty.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    order = WatchOrder(inbox, out, CheckSettings(("fr",), (".txt",)), quiet_s=0.0, patience_s=0.0, once=True)
    watch(order, clock=SystemClock(), tell=lambda e: None, cancelled=lambda: False)
    status = read_status(out)
    assert status is not None
    (row,) = status.recent
    said = {}
    try:
        for language in ("fr", "en", "de"):
            set_language(language)
            said[language] = filed_row(row)[1].detail
    finally:
        set_language("en")
    assert said["en"].startswith("Nothing here could be verified: this is not a sealed bundle")
    assert len(set(said.values())) == 3


@pytest.mark.parametrize(
    ("state", "seconds", "shown", "word"),
    [
        ("watching", 5, State.OK, "Watching /srv/in"),
        ("checking", 5, State.RUNNING, "Verifying /srv/in/lab/B01.zip"),
        ("unreachable", 5, State.WARN, "can't be reached"),
        ("stopped", 5000, State.NONE, "No longer watching"),
        ("watching", 500, State.BAD, "is no longer being watched"),
        ("checking", 500, State.BAD, "is no longer being watched"),
    ],
)
def test_a_run_that_was_killed_is_not_taken_for_one_at_work(
    state: str, seconds: int, shown: State, word: str
) -> None:
    status = InboxStatus("/srv/in", state, updated=utc_text(NOW - timedelta(seconds=seconds)))
    status.current = {"source": "/srv/in/lab/B01.zip"}
    found, sentence, _ = state_words(status, NOW)
    assert (found, word in sentence) == (shown, True)


HOSTILE: tuple[dict[str, Any], ...] = (
    {"state": 5},
    {"counts": {"verified": "many"}},
    {"recent": ["x"]},
    {"waiting": {}},
    {"no-such": 1},
)


@pytest.mark.parametrize("change", HOSTILE)
def test_a_status_of_something_else_is_none(tmp_path: Path, change: dict[str, Any]) -> None:
    good: dict[str, Any] = {"inbox": "/srv/in"}
    path = tmp_path / STATUS
    path.touch(mode=0o600)
    path.write_text(json.dumps(good))
    assert read_status(tmp_path) is not None
    path.write_text(json.dumps(good | change))
    assert read_status(tmp_path) is None


def test_a_row_that_names_a_folder_elsewhere_opens_nothing(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(
        "ui.dialogs.inbox.dialog.open_outside", lambda path: (opened.append(path) or "", State.OK)
    )
    _, dialog = _shown(window)
    dialog.out = tmp_path
    for folder in ("../elsewhere", "/etc", "verified/../../x", ""):
        status = InboxStatus("/srv/in", recent=[{"folder": folder, "reports": ["../x", "/etc/passwd"]}])
        dialog._show_status(status)
        dialog.open_folder()
        dialog.open_report()
        dialog.sign_receipt()
    assert opened == []
