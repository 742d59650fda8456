"""The Timeline page on a real case: histogram by mouse and keyboard, list, cards, building, odd times."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QCalendarWidget
from pytestqt.qtbot import QtBot

from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.selection import ArtifactFilter, TimeField
from forensics_app.model.times import SystemClock
from forensics_app.services.browsing.timeline import Timeline
from forensics_app.services.browsing.zones import declare_zone
from forensics_app.services.cases.lock import take_timeline_lock
from forensics_app.services.cases.opening import open_case
from tests.ui.conftest import Until
from tests.ui.shooting.filled import small_case
from tests.ui.shooting.timed_case import one_event_case, timed_case
from tests.world.cases import make_case
from ui.jobs.desk import JobKind
from ui.models.artifacts.folder_model import EVERYWHERE
from ui.models.timeline.bars import counted_in
from ui.models.timeline.cells import EXHIBIT, NAME, TIME, TIMES, ZONE
from ui.models.timeline.data import OddKind
from ui.models.timeline.kinds import GROUPS, TimeGroup
from ui.models.timeline.model import SessionEvents, TimelineModel
from ui.models.timeline.scale import DAY, END, HOUR, Step, Unit, shown
from ui.models.timeline.scale import seconds_of as at
from ui.models.timeline.session import Standing
from ui.models.timeline.state import typed_moment
from ui.models.timeline.window import Edge
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.timeline.chosen import length_words, stretch_words
from ui.pages.timeline.page import TimelinePage
from ui.pages.timeline.view import TimelineView
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
JULY = (at("2021-07-17"), at("2021-08-01"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose timeline was built."""
    folder = tmp_path_factory.mktemp("timed") / "case"
    with timed_case(folder) as case:
        Timeline(case).prepare(report=silent, cancelled=never_cancelled)
    return folder


@pytest.fixture
def case_path(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "timed"))


def page_of(window: MainWindow) -> TimelinePage:
    page = window.pages[places.TIMELINE]
    assert isinstance(page, TimelinePage)
    return page


def open_timeline(window: MainWindow, path: Path, until: Until) -> TimelineView:
    """The page on a case, with its list read."""
    window.bench.open_case(path)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.TIMELINE)
    page = page_of(window)
    until(lambda: page.view is not None and settled(page.view))
    assert page.view is not None
    return page.view


def settled(view: TimelineView) -> bool:
    """Nothing is on its way any more."""
    return view.model.counted and not view._wait.isActive() and "counting" not in view.chosen._length.text()


@pytest.fixture
def view(window: MainWindow, case_path: Path, until: Until) -> Iterator[TimelineView]:
    return open_timeline(window, case_path, until)  # type: ignore[return-value] # no teardown


def choose(view: TimelineView, stretch: tuple[int, int] | None, until: Until) -> None:
    view.choose(stretch)
    until(lambda: settled(view))


def cells(view: TimelineView, row: int, until: Until) -> list[str]:
    until(lambda: view.model.event_at(row) is not None)
    return [str(view.model.index(row, c).data()) for c in range(view.model.columnCount())]


# --- what is shown -----------------------------------------------------------------------------------------


def test_the_axis_begins_where_times_make_sense_and_nothing_is_hidden(
    view: TimelineView, until: Until
) -> None:
    window = view.window_of_time
    assert at("2020-11-01") < window.home[0] < at("2021-03-01")
    assert at("2021-09-01") < window.home[1] < at("2021-12-01")
    assert window.whole[0] <= at("1601-01-01")
    assert window.whole[1] >= at("2107-12-31")
    data = view._session.data
    assert {odd.kind for odd in data.odd} == set(OddKind)
    assert data.without_time == 1
    total = sum(bar.total for bar in view.histogram.bars.bars)
    assert 0 < total < sum(data.known.total), "odd times are out of sight, and counted"
    assert cells(view, 0, until)[TIME].startswith("1601-01-01"), "the list holds everything"
    words = " ".join(label.text() for label in view.trust.findChildren(type(view.chosen.when)))
    for said in (
        "1 artifact without any time", "times in an unknown zone", "60 camera times in an unknown zone",
        "1 time before 1970-01-02", "1 time on 2038-01-19", "1 time in 2100 or later", "first day of FAT",
    ):  # fmt: skip
        assert said in words, said


def test_odd_times_can_be_looked_at(view: TimelineView, qtbot: QtBot, until: Until) -> None:
    buttons = {b.accessibleName(): b for b in view.trust.findChildren(type(view.events.sort_button))}
    show = next(b for name, b in buttons.items() if "2100" in name)
    show.setFocus()
    qtbot.keyClick(show, Qt.Key.Key_Return)
    until(lambda: settled(view))
    assert view.model.rowCount() == 1
    assert cells(view, 0, until)[TIME].startswith("2107-12-31")
    assert view.window_of_time.view[0] <= at("2107-12-31") < view.window_of_time.view[1]
    assert [bar.total for bar in view.histogram.bars.bars] == [1]
    qtbot.keyClick(view.histogram, Qt.Key.Key_0)
    assert view.window_of_time.view == view.window_of_time.home


def test_a_chosen_stretch_is_counted_and_listed(view: TimelineView, until: Until, case_path: Path) -> None:
    choose(view, JULY, until)
    with open_case(case_path, write=False, clock=SystemClock()) as case:
        events = list(Timeline(case).stream(view.state.question().span))
    assert view.model.rowCount() == len(events)
    row = len(events) // 2
    shown_row = cells(view, row, until)
    assert shown_row[NAME] == events[row].artifact.entry.locator.path_display().rsplit("/", 1)[1]
    assert shown_row[EXHIBIT] == events[row].artifact.exhibit
    unknown = [n for n, e in enumerate(events) if e.moment.zone.value == "unknown"]
    assert "zone unknown" in cells(view, unknown[0], until)[ZONE]
    assert f"{len(unknown)} more rows with an unknown time zone" in view.chosen._uncertain.text()
    assert view.chosen.when.text() == "2021-07-17 to 2021-07-31"
    assert view.chosen._length.text().startswith("15 days · ")


def test_kinds_are_chosen_with_chips(view: TimelineView, qtbot: QtBot, until: Until) -> None:
    chips = {chip.kind: chip for chip in view.chips.chips}
    assert chips[None].isChecked()
    taken = chips[TimeGroup.TAKEN]
    taken.setFocus()
    qtbot.keyClick(taken, Qt.Key.Key_Space)
    until(lambda: settled(view))
    assert view.state.kinds == {TimeGroup.TAKEN}
    assert not chips[None].isChecked()
    assert view.model.rowCount() == view._session.data.total_of(TimeGroup.TAKEN)
    assert all(sum(bar.counts) == bar.counts[4] for bar in view.histogram.bars.bars)
    assert "picture taken" in cells(view, 0, until)[TIMES].lower()
    qtbot.mouseClick(chips[None], Qt.MouseButton.LeftButton)
    until(lambda: settled(view))
    assert view.state.kinds == frozenset()
    assert chips[None].isChecked()


def test_kinds_stand_in_one_line_and_the_rest_in_a_menu(
    view: TimelineView, qtbot: QtBot, until: Until
) -> None:
    chips, window = view.chips, view.window()
    one_line = chips.chips[0].height()
    window.resize(1900, 900)
    until(lambda: chips.more.isHidden() and all(chip.isVisible() for chip in chips.chips))
    assert not any(chip.toolTip() for chip in chips.chips)
    for width in (860, 500):
        chips.setFixedWidth(width)
        until(lambda: chips.width() == width and chips.height() <= one_line + 2)  # noqa: B023 - called at once
        assert chips.more.isVisible() == (width == 500)
        assert any(chip.toolTip() for chip in chips.chips) == (width == 860)
    hidden = [chip for chip in chips.chips if chip.isHidden()]
    menu = chips.menu()
    assert [action.text() for action in menu.actions()] == [chip.accessibleName() for chip in hidden]
    assert not chips.more.isChecked()
    menu.actions()[-1].trigger()
    until(lambda: settled(view))
    assert view.state.kinds == {hidden[-1].kind}
    assert chips.more.isChecked()
    assert chips.menu().actions()[-1].isChecked()


def test_the_list_is_turned_round(view: TimelineView, qtbot: QtBot, until: Until) -> None:
    first = cells(view, 0, until)
    qtbot.mouseClick(view.events.sort_button, Qt.MouseButton.LeftButton)
    until(lambda: settled(view))
    assert view.events.sort_button.accessibleName() == "Newest first"
    assert cells(view, 0, until)[TIME].startswith("2107")
    assert cells(view, view.model.rowCount() - 1, until) == first


# --- mouse -------------------------------------------------------------------------------------------------


def place(view: TimelineView, moment: int) -> QPoint:
    plot = view.histogram.plot()
    return QPointF(view.histogram.scale().x(moment), plot.center().y()).toPoint()


def drag(view: TimelineView, qtbot: QtBot, one: int, other: int) -> None:
    histogram = view.histogram
    qtbot.mousePress(histogram, Qt.MouseButton.LeftButton, pos=place(view, one))
    qtbot.mouseMove(histogram, place(view, (one + other) // 2))
    qtbot.mouseMove(histogram, place(view, other))
    qtbot.mouseRelease(histogram, Qt.MouseButton.LeftButton, pos=place(view, other))


def test_a_stretch_is_drawn_moved_and_resized_by_mouse(
    view: TimelineView, qtbot: QtBot, until: Until
) -> None:
    window = view.window_of_time
    window.look_at((at("2021-06-25"), at("2021-08-20")))
    view.histogram.refresh()
    assert window.step == Step(Unit.DAY)
    noon = 12 * HOUR
    drag(view, qtbot, at("2021-07-10") + noon, at("2021-07-14") + noon)
    assert window.chosen == (at("2021-07-10"), at("2021-07-15"))
    until(lambda: settled(view))
    drag(view, qtbot, at("2021-07-12") + noon, at("2021-07-22") + noon)
    assert window.chosen == (at("2021-07-20"), at("2021-07-25"))
    drag(view, qtbot, at("2021-07-25"), at("2021-08-03"))
    assert window.chosen == (at("2021-07-20"), at("2021-08-03"))
    drag(view, qtbot, at("2021-07-20"), at("2021-07-18"))
    assert window.chosen == (at("2021-07-18"), at("2021-08-03"))
    qtbot.mouseClick(view.histogram, Qt.MouseButton.LeftButton, pos=place(view, at("2021-07-23") + noon))
    assert window.chosen == (at("2021-07-23"), at("2021-07-24")), "a click chooses one bar"
    until(lambda: settled(view))
    bar = view.histogram.bar_at(QPointF(place(view, at("2021-07-23") + noon)))
    assert bar is not None
    assert f"{bar.total:,} of " in view.chosen._length.text()


def test_the_wheel_zooms_to_minutes_and_back_to_everything(view: TimelineView, until: Until) -> None:
    window, histogram = view.window_of_time, view.histogram
    there = at("2021-07-23T14:00")
    window.look_at((at("2021-07-20"), at("2021-07-27")))

    def turn(notches: int) -> None:
        where = QPointF(place(view, there))
        event = QWheelEvent(
            where, histogram.mapToGlobal(where), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(histogram, event)

    for _ in range(40):
        turn(1)
    assert window.step == Step(Unit.MINUTE)
    assert window.view[0] <= there <= window.view[1]
    until(lambda: not histogram.bars.coarse)
    assert view.state.fine is not None
    assert view.state.fine.series.step == 60
    for _ in range(90):
        turn(-1)
    assert window.view == window.whole
    assert window.step.unit is Unit.YEAR
    assert sum(bar.total for bar in histogram.bars.bars) == sum(view._session.data.known.total)


def test_hours_are_counted_when_they_come_into_sight(view: TimelineView, until: Until) -> None:
    day = (at("2021-07-23"), at("2021-07-24"))
    whole = sum(view._session.data.known.within(*day))
    view.choose(day)
    view.histogram.show_chosen()
    assert view.histogram.bars.coarse, "until then days are drawn"
    until(lambda: not view.histogram.bars.coarse)
    assert view.histogram.bars.step.usual < DAY
    inside = [b for b in view.histogram.bars.bars if day[0] <= b.first < day[1]]
    assert sum(b.total for b in inside) == whole


# --- keyboard and screen readers ---------------------------------------------------------------------------


def test_everything_goes_by_keyboard(view: TimelineView, qtbot: QtBot, until: Until) -> None:
    histogram, window = view.histogram, view.window_of_time
    histogram.setFocus()
    window.look_at((at("2021-06-25"), at("2021-08-20")))
    choose(view, (at("2021-07-10"), at("2021-07-12")), until)
    keys = Qt.Key
    for key, wanted in (
        (keys.Key_Right, ("2021-07-11", "2021-07-12")),
        (keys.Key_Left, ("2021-07-10", "2021-07-12")),
        (keys.Key_Down, ("2021-07-10", "2021-07-12")),
        (keys.Key_Right, ("2021-07-10", "2021-07-13")),
        (keys.Key_Up, ("2021-07-10", "2021-07-13")),
        (keys.Key_Right, ("2021-07-11", "2021-07-13")),
    ):
        qtbot.keyClick(histogram, key)
        assert window.chosen == tuple(map(at, wanted)), key
    qtbot.keyClick(histogram, keys.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert window.chosen == (at("2021-07-12"), at("2021-07-14"))
    wide = window.view[1] - window.view[0]
    qtbot.keyClick(histogram, keys.Key_Plus)
    assert window.view[1] - window.view[0] < wide
    qtbot.keyClick(histogram, keys.Key_Minus)
    qtbot.keyClick(histogram, keys.Key_PageDown)
    assert window.view[0] > at("2021-07-01")
    qtbot.keyClick(histogram, keys.Key_Home)
    qtbot.keyClick(histogram, keys.Key_End)
    assert window.chosen == window.home
    qtbot.keyClick(histogram, keys.Key_Escape)
    assert window.chosen is None
    qtbot.keyClick(histogram, keys.Key_0)
    assert window.view == window.home
    choose(view, JULY, until)
    qtbot.keyClick(histogram, keys.Key_Return)
    assert window.view[0] < JULY[0] < JULY[1] < window.view[1] < JULY[1] + 5 * DAY


def test_tab_goes_as_one_reads(view: TimelineView, qtbot: QtBot) -> None:
    first = view.chips.chips[0]
    first.setFocus()
    names = []
    for _ in range(22):
        focus = QApplication.focusWidget()
        assert focus is not None
        names.append(focus.accessibleName() or focus.property("text"))
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    wanted = [
        "All kinds", "Modified, 967", "Logarithmic", "Zoom in", "Full range", "Times in UTC · Declare…",
        "Histogram of times", "Oldest first", "Times", "From", "To", "Declare time zone…",
    ]  # fmt: skip
    assert [name for name in names if name in wanted] == wanted


def test_a_screen_reader_is_told_what_is_chosen(view: TimelineView, qtbot: QtBot, until: Until) -> None:
    assert view.histogram.accessibleName() == "Histogram of times"
    choose(view, JULY, until)
    chosen = "Selected: 2021-07-17 to 2021-07-31 UTC. "
    until(lambda: view.histogram.accessibleDescription().startswith(chosen))  # totals come apart
    said = view.histogram.accessibleDescription()
    assert f"{view.model.rowCount():,} rows" in said
    assert said.endswith("The arrow keys move the start.")
    view.histogram.setFocus()
    qtbot.keyClick(view.histogram, Qt.Key.Key_Down)
    until(lambda: view.histogram.accessibleDescription().endswith("The arrow keys move the end."))
    assert view.window_of_time.edge is Edge.STOP


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ("2021-07-17", "2021-07-31", JULY),
        ("2021-07", "2021", (at("2021-07-01"), at("2022-01-01"))),
        ("2021-07-17 05:30", "2021-07-17 06:00 UTC", (at("2021-07-17T05:30"), at("2021-07-17T06:00"))),
        ("17.7.2021", "31 July 2021", (at("2021-07-17"), at("2021-08-01"))),
        ("", "", None),
    ],
)
def test_moments_are_typed(
    view: TimelineView, qtbot: QtBot, until: Until, first: str, last: str, wanted: tuple[int, int] | None
) -> None:
    view.chosen.first.setText(first)
    view.chosen.last.setText(last)
    qtbot.keyClick(view.chosen.last, Qt.Key.Key_Return)
    assert view.window_of_time.chosen == wanted
    until(lambda: settled(view))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2021-02-30", ""),
        ("30.2.2021", ""),
        ("05/06/2021", ""),
        ("17.7.", ""),
        ("2021-08-01", "2021-07-01"),
        ("now", "then"),
    ],
)
def test_what_is_no_moment_is_said(view: TimelineView, qtbot: QtBot, first: str, last: str) -> None:
    before = view.window_of_time.chosen
    view.chosen.first.setText(first)
    view.chosen.last.setText(last)
    qtbot.keyClick(view.chosen.first, Qt.Key.Key_Return)
    assert view.window_of_time.chosen == before
    assert view.chosen._wrong.isVisible()
    assert view.chosen.first.accessibleDescription() == view.chosen._wrong.text() != ""


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a popup, offscreen
def test_a_moment_counts_when_its_field_is_left_and_when_the_calendar_gave_it(
    view: TimelineView, qtbot: QtBot, until: Until
) -> None:
    """What stands in the fields is what is shown: nobody has to know that Enter is needed."""
    view.chosen.first.setFocus()
    qtbot.keyClicks(view.chosen.first, "2021-07-17")
    qtbot.keyClick(view.chosen.first, Qt.Key.Key_Tab)
    until(lambda: settled(view))
    assert view.window_of_time.chosen == (JULY[0], END)
    assert (view.chosen.when.text(), view.chosen.last.text()) == ("2021-07-17 or later", "")

    qtbot.keyClick(view.chosen.last, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    days = QApplication.activePopupWidget().findChild(QCalendarWidget)
    assert days is not None
    days.clicked.emit(QDate(2021, 7, 31))
    assert view.window_of_time.chosen == JULY
    until(lambda: settled(view))

    view.chosen.first.clear()
    qtbot.keyClick(view.chosen.first, Qt.Key.Key_Return)
    assert view.chosen.when.text() == "2021-07-31 or earlier"
    view.chosen.last.clear()
    qtbot.keyClick(view.chosen.last, Qt.Key.Key_Return)
    assert view.window_of_time.chosen is None
    until(lambda: settled(view))


def test_ends_count_to_their_own_end() -> None:
    assert typed_moment("2021-12", end=True) == typed_moment("2021", end=True) == at("2022-01-01")
    assert typed_moment("2021-07-31", end=True) == at("2021-08-01")
    assert typed_moment("2021-07-31 10:00", end=True) == at("2021-07-31T10:00")
    assert typed_moment("9999", end=True) == typed_moment("9999-12-31", end=True)
    with pytest.raises(ValueError, match=r".+"):
        typed_moment("2021-07-31 10:00 +02:00", end=False)
    assert (length_words(3 * DAY), length_words(2 * HOUR), length_words(600)) == (
        "3 days",
        "2 hours",
        "10 minutes",
    )
    assert stretch_words((at("2021-07-31"), at("2021-08-01"))) == "2021-07-31"
    assert shown(at("2021-07-31T10:00")) == "2021-07-31 10:00"


# --- to the artifacts --------------------------------------------------------------------------------------


def test_enter_goes_to_the_artifact(
    window: MainWindow, view: TimelineView, qtbot: QtBot, until: Until
) -> None:
    asked: list[str] = []
    window.bench.artifact_asked.connect(asked.append)
    choose(view, JULY, until)
    cells(view, 3, until)
    view.events.table.setFocus()
    view.events.table.selectRow(3)
    qtbot.keyClick(view.events.table, Qt.Key.Key_Return)
    event = view.model.event_at(3)
    assert event is not None
    assert asked == [event.artifact.artifact_id]
    assert window.place == places.ARTIFACTS


def test_the_chosen_time_becomes_a_filter_of_the_artifacts(
    window: MainWindow, view: TimelineView, until: Until
) -> None:
    assert not view.events.artifacts_button.isEnabled(), "everything is no filter"
    choose(view, JULY, until)
    view._kinds_picked(frozenset({TimeGroup.CREATED}))
    until(lambda: settled(view))
    assert view.events._fields == (TimeGroup.CREATED,)
    view.events.artifacts_button.click()
    chosen = window.bench.artifacts_state.chosen
    assert (chosen.time_field, chosen.time_from, chosen.time_to) == (
        TimeField.CREATED, "2021-07-17T00:00:00", "2021-08-01T00:00:00"
    )  # fmt: skip
    assert window.place == places.ARTIFACTS
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._model.counted and page._model.rowCount() > 0)
    assert page._model.rowCount() < 900
    until(lambda: window.focusWidget() is page.table)


def test_a_location_chosen_on_artifacts_does_not_narrow_what_the_timeline_counted(
    window: MainWindow, view: TimelineView, until: Until
) -> None:
    choose(view, JULY, until)
    view._kinds_picked(frozenset({TimeGroup.CHANGED}))
    until(lambda: settled(view))
    counts = counted_in(view.window_of_time.chosen, view._session.data, view.state.fine)
    assert counts is not None
    stated = counts[GROUPS.index(TimeGroup.CHANGED)]
    window.go(places.ARTIFACTS)
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._panes is not None and page._folders.rowCount() > 2)
    narrowed = set()
    for place in range(1, page._folders.rowCount()):
        page._filtered(ArtifactFilter(text="a"))
        page.where.tree.setCurrentIndex(page._folders.index(place, 0))
        until(lambda: page._model.counted and page._model.artifact(0) is not None)
        narrowed.add(page.state.place)
        view.events.artifacts_button.click()
        until(lambda: page._model.counted and page._model.chosen == page.state.chosen)
        until(lambda: page._folders.node(page.where.tree.currentIndex()).key == EVERYWHERE)
        assert page._model.rowCount() == stated
        assert [chip.text()[:8] for chip in page.bar._chips] == ["Metadata"]
    assert EVERYWHERE not in narrowed


def test_the_fields_of_the_range_stay_where_they_are(view: TimelineView, until: Until) -> None:
    card = view.chosen
    until(lambda: card.height() >= card.minimumSizeHint().height())  # its first layout comes a moment later
    before = [field.mapTo(card, QPoint()) for field in (card.first, card.last)]
    choose(view, JULY, until)
    QApplication.processEvents()
    assert card.when.text() != "All times"
    assert [field.mapTo(card, QPoint()) for field in (card.first, card.last)] == before
    choose(view, (at("2021-07-17T00:00:01"), at("2021-07-29T14:07:38")), until)
    QApplication.processEvents()
    assert [field.mapTo(card, QPoint()) for field in (card.first, card.last)] == before


def test_a_row_is_copied_raw(view: TimelineView, until: Until, qtbot: QtBot) -> None:
    choose(view, JULY, until)
    cells(view, 0, until)
    view.events.table.selectRow(0)
    view.events.table.copy_row()
    copied = QGuiApplication.clipboard().text().split("\t")
    event = view.model.event_at(0)
    assert event is not None
    assert copied[TIME] == event.moment.text
    assert copied[TIMES] == " ".join(kind.value for kind in event.kinds)


# --- zones -------------------------------------------------------------------------------------------------


def test_two_sources_with_zones_of_their_own(window: MainWindow, case_path: Path, until: Until) -> None:
    """The card's clock ran in Paris, the laptop's times are UTC already: declaring moves the card's alone."""
    view = open_timeline(window, case_path, until)
    assert view._session.data.unknown
    assert "Declare" in view.tools.zone.accessibleName()
    before = view._session.data.known.total
    with open_case(case_path, write=True, clock=SystemClock()) as case:
        declare_zone(case, "s2", "Europe/Paris", reason="set in Lyon", language="en", clock=SystemClock())
        declare_zone(case, "s1", "Asia/Tokyo", reason="registry", language="en", clock=SystemClock())
    assert window.bench.case is not None
    window.bench.case.refresh()
    page = page_of(window)
    until(
        lambda: (
            page.view is not None
            and sum(page.view._session.data.known.total) == sum(before) + 3 * 64
            and page.view._session.standing is Standing.READY
            and settled(page.view)
        )
    )
    assert page.view is not None
    taken = sum(page.view._session.data.unknown.total)
    assert taken == 60, "a camera's own clock is never declared"
    assert page.view.tools.zone.accessibleName() == "UTC · 2 zones declared…"
    words = " ".join(label.text() for label in page.view.trust.findChildren(type(page.view.chosen.when)))
    assert "EX-002: Europe/Paris" in words
    assert "EX-001: Asia/Tokyo" in words
    page.view.choose((at("2021-07-24"), at("2021-07-25")))
    until(lambda: settled(page.view))  # type: ignore[arg-type]
    rows = range(page.view.model.rowCount())
    zones = {cells(page.view, row, until)[ZONE] for row in rows}
    assert "UTC, calculated from declared zone Europe/Paris" in zones
    days = [zone for zone in zones if "local time in declared zone Europe/Paris" in zone]
    assert days, "a day begins where the clock was, and is none of UTC"
    assert not [zone for zone in zones if "Tokyo" in zone]


def test_the_zone_is_declared_from_here(window: MainWindow, view: TimelineView, qtbot: QtBot) -> None:
    view.tools.zone.setFocus()
    qtbot.keyClick(view.tools.zone, Qt.Key.Key_Return)
    assert window.dialogs.zones is not None
    assert window.dialogs.zones.isVisible()


# --- building, and cases of all sizes ----------------------------------------------------------------------


def test_the_timeline_is_built_when_it_is_first_looked_at(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    timed_case(tmp_path / "fresh", laptop=60, card=8).close()
    window.bench.open_case(tmp_path / "fresh")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    page = page_of(window)
    assert page.view is None
    assert window.bench.jobs.running(JobKind.TIMELINE) is None, "nothing is counted before"
    window.go(places.TIMELINE)
    until(lambda: window.bench.jobs.running(JobKind.TIMELINE) is not None)
    assert page._stack.currentWidget() is page._waiting
    assert not page.standing.isVisible(), "the job line says it, and holds the one button to cancel"
    assert window.job_line._cancel.isVisible()
    until(lambda: page.view is not None and settled(page.view))
    until(lambda: not page.standing.isVisible())
    assert page.view is not None
    assert page.view.histogram.hasFocus()
    with open_case(tmp_path / "fresh", write=False, clock=SystemClock()) as case:
        assert Timeline(case).is_ready, "it is kept in the case"


def test_where_somebody_else_builds_it_too_it_is_built_for_the_moment(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    timed_case(tmp_path / "held", laptop=40, card=4).close()
    lock = take_timeline_lock(tmp_path / "held", clock=SystemClock())
    view = open_timeline(window, tmp_path / "held", until)
    page = page_of(window)
    until(lambda: not page.standing.isVisible())
    assert view._session.standing is Standing.READY
    lock.release()
    with open_case(tmp_path / "held", write=False, clock=SystemClock()) as case:
        assert not Timeline(case).is_ready, "nothing was written"


def test_a_build_that_was_cancelled_waits_until_it_is_asked_for(
    window: MainWindow, tmp_path: Path, until: Until, qtbot: QtBot
) -> None:
    timed_case(tmp_path / "fresh", laptop=60, card=8).close()
    window.bench.open_case(tmp_path / "fresh")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.TIMELINE)
    page = page_of(window)
    until(lambda: window.bench.jobs.running(JobKind.TIMELINE) is not None)
    running = window.bench.jobs.running(JobKind.TIMELINE)
    assert running is not None
    running.job._kill()  # as if it had crashed: the end of a build that is not done
    until(lambda: window.bench.jobs.running(JobKind.TIMELINE) is None)
    until(lambda: page.standing.button.accessibleName() == "Build timeline")
    qtbot.wait(300)
    assert window.bench.jobs.running(JobKind.TIMELINE) is None
    page.standing.button.click()
    until(lambda: page.view is not None and settled(page.view))
    until(lambda: not page.standing.isVisible())


def test_while_evidence_is_read_what_is_there_is_shown(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    timed_case(tmp_path / "busy", laptop=60, card=8).close()
    with (tmp_path / "large.dd").open("wb") as file:
        file.truncate(6_000_000_000)
    bench = window.bench
    bench.open_case(tmp_path / "busy")
    until(lambda: bench.case is not None and bench.case.overview is not None)
    bench.add_sources([tmp_path / "large.dd"])
    until(lambda: (job := bench.jobs.running(JobKind.INGEST)) is not None and job.last is not None)
    window.go(places.TIMELINE)
    page = page_of(window)
    until(lambda: page.view is not None and settled(page.view))
    assert bench.reading
    assert bench.jobs.running(JobKind.TIMELINE) is None, "what is read now would make it stale at once"
    assert page.view is not None
    assert page.view._session.data.total > 300
    running = bench.jobs.running(JobKind.INGEST)
    assert running is not None
    running.job.cancel()
    until(lambda: not bench.reading)


def test_an_empty_case_says_what_to_do(window: MainWindow, tmp_path: Path, until: Until) -> None:
    make_case(tmp_path / "empty").close()
    window.bench.open_case(tmp_path / "empty")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.TIMELINE)
    page = page_of(window)
    until(lambda: page._stack.currentWidget() is page._nothing)
    assert not page.standing.isVisible()
    assert page.view is None


def test_one_event_alone(window: MainWindow, tmp_path: Path, until: Until, qtbot: QtBot) -> None:
    one_event_case(tmp_path / "one")
    view = open_timeline(window, tmp_path / "one", until)
    assert view.model.rowCount() == 1
    assert [bar.total for bar in view.histogram.bars.bars] == [1]
    view.histogram.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Plus):
        qtbot.keyClick(view.histogram, key)
    until(lambda: settled(view))
    assert view.model.rowCount() == 1
    plot = view.histogram.plot()
    image = view.histogram.grab().toImage()
    scale = view.histogram.scale()
    (bar,) = view.histogram.bars.bars
    x, y = int((scale.x(bar.first) + scale.x(bar.last)) / 2), int(plot.bottom()) - 2
    assert image.pixelColor(x, y).name() == "#1f5fbf", "the only bar is drawn in the colour of its kind"


def test_eight_artifacts_of_every_sort(window: MainWindow, tmp_path: Path, until: Until) -> None:
    small_case(tmp_path / "small").close()
    view = open_timeline(window, tmp_path / "small", until)
    names = {cells(view, row, until)[NAME] for row in range(view.model.rowCount())}
    assert "invoice_[RLO]gpj.exe" in names, "a spoofed name is spelled out"


def test_the_choice_outlives_another_language_and_time_runs_on_from_left_to_right(
    window: MainWindow, view: TimelineView, until: Until
) -> None:
    choose(view, JULY, until)
    choose_language(window, "ar")
    page = page_of(window)
    until(lambda: page.view is not None and page.view is not view and settled(page.view))
    assert page.view is not None
    assert page.view.window_of_time.chosen == JULY
    scale = page.view.histogram.scale()
    assert scale.x(JULY[0]) < scale.x(JULY[1])
    assert page.view.strip.scale().x(JULY[0]) < page.view.strip.scale().x(JULY[1])
    page.view.histogram.grab()
    choose_language(window, "en")


def test_the_model_keeps_qt_s_rules(window: MainWindow, view: TimelineView, until: Until) -> None:
    model = TimelineModel(SessionEvents(view._session, view), view)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for stretch in (JULY, (at("1500-01-01"), at("1500-01-02")), (JULY[0], JULY[0] + 3 * DAY)):
        view.window_of_time.chosen = stretch
        question = view.state.question()
        model.ask(question)
        until(lambda: model.counted)
        assert (model.rowCount() == 0) == (stretch[0] < at("1600-01-01"))
        for row in range(0, model.rowCount(), 200):
            until(lambda row=row: model.event_at(row) is not None)  # type: ignore[misc]
        assert model._cache.held <= 24
    del tester
