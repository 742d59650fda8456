"""The Case page: counts that lead somewhere, who holds what, the request among the next steps; who writes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forensics_app.model.custody import CustodyEventType, EventDraft, Person
from forensics_app.model.request import RequestRecord
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.opening import open_case
from tests.ui.conftest import Until
from tests.ui.shooting.shoot_case import RECORD
from tests.world.cases import PROJECT, make_case
from ui.models.case.holders import Holding, holders
from ui.models.case.next_steps import Act, next_steps
from ui.models.case.overview import CaseOverview
from ui.models.case.request_steps import request_steps
from ui.pages.case.page import CasePage
from ui.pages.custody.card import holder_words
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.statements.omission_list import OmissionList
from ui.window.main_window import MainWindow
from ui.words import places
from ui.workbench.writing import Standing

E = CustodyEventType
RENARD, MOREAU = Person("P. Renard"), Person("C. Moreau")


def page(window: MainWindow) -> CasePage:
    found = window.pages[places.CASE]
    assert isinstance(found, CasePage)
    return found


def overview(window: MainWindow) -> CaseOverview:
    assert window.bench.case is not None
    assert window.bench.case.overview is not None
    return window.bench.case.overview


def record(case: Case, *drafts: EventDraft) -> None:
    for draft in drafts:
        case.record(draft)


# --- counts ------------------------------------------------------------------------------------------


def test_a_count_leads_to_the_artifacts_that_it_counts(opened: MainWindow, until: Until) -> None:
    until(lambda: page(opened)._kinds.rows is not None)
    rows = page(opened)._kinds.rows
    assert rows is not None
    by_name = {row.text(): row for row in rows.rows}
    by_name["Data stream"].click()
    assert opened.place == places.ARTIFACTS
    assert opened.bench.artifacts_state.chosen.kind == "stream"
    opened.go(places.CASE)
    by_name["Of these, deleted"].click()
    assert opened.bench.artifacts_state.chosen.deleted is True
    assert opened.bench.artifacts_state.chosen.kind is None


def test_a_reason_leads_to_its_lines_of_the_omission_ledger(
    opened: MainWindow, qtbot: QtBot, until: Until
) -> None:
    asked: list[str] = []
    opened.bench.omission_asked.disconnect()
    opened.bench.omission_asked.connect(asked.append)
    until(lambda: page(opened)._omissions.findChild(OmissionList) is not None)
    found = page(opened)._omissions.findChild(OmissionList)
    assert found is not None
    found.chosen.emit("volume-encrypted")
    assert asked == ["volume-encrypted"]


def test_exhibits_are_counted_once_and_their_sources_apart(opened: MainWindow, until: Until) -> None:
    """Three images of one exhibit stand in three lines, and are still one exhibit."""
    found = overview(opened)
    note = page(opened)._exhibits._note
    until(lambda: note.accessibleName() == "1 exhibit · 1 source")
    (source,) = found.sources
    session = opened.bench.case
    assert session is not None
    session._take(replace(found, sources=(source, replace(source, source_id="s2"))))
    until(lambda: note.accessibleName() == "1 exhibit · 2 sources")
    assert opened.bench.settings.recent[0].exhibits == 1  # as Start says


# --- who holds what ----------------------------------------------------------------------------------


def test_ledger_says_who_holds_what_now(small: Path) -> None:
    with open_case(small, write=True, clock=SystemClock()) as case:
        record(
            case,
            EventDraft(E.SEIZED, persons=(RENARD,), exhibits=("EX-001", "EX-002"), place="Lyon",
                       physical_seal_after="A-1"),
            EventDraft(E.UNSEALED, persons=(RENARD,), exhibits=("EX-001",), physical_seal_before="A-1"),
            EventDraft(E.RELEASED, persons=(RENARD,), exhibits=("EX-002", "EX-003")),
            EventDraft(E.RECEIVED, persons=(MOREAU,), exhibits=("EX-003",), place="Bench 3"),
            EventDraft(E.DISPOSED, persons=(MOREAU,), exhibits=("EX-004",)),
            EventDraft(E.ANALYSED, persons=(MOREAU,), exhibits=("EX-005",)),
        )  # fmt: skip
        found = {h.exhibit: h for h in holders(case.ledger.check().events)}
    assert list(found) == ["EX-001", "EX-002", "EX-003", "EX-004"]
    assert (found["EX-001"].holding, found["EX-001"].physical_seal) == (Holding.HELD, "")
    assert (found["EX-002"].holding, found["EX-002"].physical_seal) == (Holding.ON_THE_WAY, "A-1")
    assert holder_words(found["EX-003"]) == "C. Moreau · Bench 3"
    assert "arrival not recorded" in holder_words(found["EX-002"])
    assert "disposed of by C. Moreau" in holder_words(found["EX-004"])


def test_corrected_event_says_nothing_of_who_holds_it(small: Path) -> None:
    with open_case(small, write=True, clock=SystemClock()) as case:
        record(case, EventDraft(E.SEIZED, persons=(RENARD,), exhibits=("EX-001",)))
        wrong = case.record(EventDraft(E.RECEIVED, persons=(MOREAU,), exhibits=("EX-001",)))
        record(case, EventDraft(E.CORRECTED, persons=(RENARD,), refers_to=wrong.event_id))
        assert holders(case.ledger.check().events)[0].person == "P. Renard"


# --- next steps --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "today", "states", "urgent"),
    [
        (RequestRecord(), date(2026, 11, 24), [State.WAITING], False),
        (RECORD, date(2026, 11, 24), [], False),
        (RECORD, date(2026, 12, 3), [State.WARN], True),
        (RECORD, date(2026, 12, 9), [State.WARN], True),
        (RECORD, date(2026, 12, 12), [State.BAD], True),
        (replace(RECORD, offence=None), date(2026, 11, 24), [State.WAITING], False),
    ],
)
def test_request_stands_among_the_next_steps(
    opened: MainWindow, record: RequestRecord, today: date, states: list[State], urgent: bool
) -> None:
    told = replace(overview(opened), request=record)
    steps = request_steps(told, today)
    assert [s.state for s in steps] == states
    assert any(s.urgent for s in steps) is urgent
    shown = next_steps(told, reading=False, today=today)
    acts = [s.act for s in shown]
    assert acts.count(Act.REQUEST) == len(states)
    if urgent:
        assert all(s.state is State.BAD for s in shown[: acts.index(Act.REQUEST)])
        assert steps[0].text.startswith("Seal what was requested")
    if states == [State.BAD]:
        assert acts[0] is Act.REQUEST
        assert "overdue by 3 days" in steps[0].title


@pytest.mark.parametrize("label", ["Record…", "Complete…"])
def test_the_step_of_the_request_opens_its_form(
    opened: MainWindow, until: Until, monkeypatch: pytest.MonkeyPatch, label: str
) -> None:
    """A button among the next steps does what it says."""
    record = RequestRecord() if label == "Record…" else replace(RECORD, offence=None)
    told = replace(overview(opened), request=record)
    monkeypatch.setattr(CasePage, "_overview", lambda self: told)
    page(opened)._show_steps(told)
    asked: list[bool] = []
    opened.bench.request_asked.disconnect()  # the dialog itself has its own tests
    opened.bench.request_asked.connect(lambda: asked.append(True))
    button = [b for b in page(opened).findChildren(Button) if b.text() == label][-1]  # of the newest list
    button.click()
    assert asked == [True]


# --- two windows -------------------------------------------------------------------------------------

HOLD = """
import sys
from pathlib import Path
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.lock import take_window_lock
lock = take_window_lock(Path(sys.argv[1]), clock=SystemClock())
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def other_window(case: Path) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that holds what a window on this case holds, killed at the end."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(case)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_second_window_reads_says_who_writes_and_takes_over_when_that_one_is_gone(
    window: MainWindow, small: Path, until: Until
) -> None:
    bench = window.bench
    with other_window(small):
        bench.open_case(small)
        until(lambda: bench.writing.standing is Standing.OTHERS)
        said = window.writing_band.words.accessibleName()
        assert "write access to this case on" in said
        assert "since 20" in said
        assert window.writing_band.isVisible()
        assert not window.writing_band.take_button.isVisible()
        edit = page(window)._request.edit_button
        assert not edit.isEnabled()
        assert edit.toolTip() == said
        edit.setEnabled(True)  # a page that only thinks of its own reasons
        assert not edit.isEnabled()
        bench.add_sources([small])
        assert not bench.reading
        assert said in window.trouble_bar._card.sentence.accessibleName()  # type: ignore[union-attr]
    until(lambda: bench.writing.standing is Standing.FREE)
    assert not edit.isEnabled()
    window.writing_band.take_button.click()
    assert bench.writing.standing is Standing.MINE
    assert edit.isEnabled()
    assert not window.writing_band.isVisible()


def test_first_window_writes_until_it_closes_its_case(window: MainWindow, small: Path, until: Until) -> None:
    bench = window.bench
    bench.open_case(small)
    until(lambda: bench.writing.standing is Standing.MINE)
    assert page(window)._request.edit_button.isEnabled()
    bench.close_case()
    assert bench.writing.standing is Standing.NONE
    with other_window(small):
        pass  # it was free to be taken


def test_folder_that_is_no_case_is_left_as_it_is(window: MainWindow, tmp_path: Path, until: Until) -> None:
    (tmp_path / "photos").mkdir()
    window.bench.open_case(tmp_path / "photos")
    until(lambda: window.bench.case is None)
    assert list((tmp_path / "photos").iterdir()) == []


def test_contents_are_counted_by_media_type_and_lead_there(opened: MainWindow, until: Until) -> None:
    assert dict(overview(opened).by_family) == {"image": 2, "video": 0, "audio": 0, "text": 2}
    until(lambda: page(opened)._kinds.families is not None)
    families = page(opened)._kinds.families
    assert families is not None
    assert [row.text() for row in families.rows] == ["Pictures", "Text"]
    families.rows[0].click()
    assert opened.bench.artifacts_state.chosen.media_type == "image"


def test_a_case_begins_at_the_top_with_the_keyboard_there(
    window: MainWindow, small: Path, tmp_path: Path, until: Until
) -> None:
    make_case(tmp_path / "new").close()
    bench = window.bench
    for folder, first in ((tmp_path / "new", "Add evidence…"), (small, "Exhibits")):
        bench.open_case(folder)
        until(lambda: bench.case is not None and bench.case.overview is not None)
        focused = QApplication.focusWidget
        until(lambda: (widget := focused()) is not None and widget.accessibleName() == first)  # noqa: B023
        bar = page(window)._scroller.verticalScrollBar()
        until(lambda: bar.value() == 0)  # noqa: B023 - called at once
        bar.setValue(bar.maximum())
