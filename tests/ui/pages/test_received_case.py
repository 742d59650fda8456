"""A received bundle as a case, in the window: tags are one's own, all else is refused and says why."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from forensics_app.i18n import LANGUAGES
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from forensics_app.services.sealed_bundles.as_case import open_as_case
from forensics_app.services.trust.trust import trust_for_run
from tests.ui.conftest import Until
from tests.ui.pages.test_verify_page import bundle_of
from ui.dialogs.artifacts.tag import TagDialog
from ui.dialogs.case.omissions import OmissionsDialog
from ui.models.case.overview import state_in
from ui.models.case.problems import problems
from ui.models.evidence.layers import layer_tree
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.custody.page import CustodyPage
from ui.pages.evidence.page import EvidencePage
from ui.pages.export.page import ExportPage
from ui.pages.start.page import _recent_row
from ui.theme.state import State
from ui.widgets.controls.choices import CheckBox
from ui.widgets.statements.notices import Trouble
from ui.widgets.text.text import Text
from ui.window.main_window import MainWindow
from ui.words import places
from ui.words.file_names import FileWord, file_word
from ui.workbench.writing import WritingGuard

REASON = "shows a received bundle and is read-only"


@pytest.fixture
def received(window: MainWindow, demo: Path, tmp_path: Path, until: Until) -> MainWindow:
    trust = trust_for_run((demo / "trust.pem",), (), clock=SystemClock())
    made = open_as_case(bundle_of(demo), tmp_path / "received", trust=trust, clock=SystemClock())
    window.bench.open_case(made.case)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    return window


def test_what_would_change_it_is_disabled_on_every_page(received: MainWindow, until: Until) -> None:
    refused = 0
    for place in (places.CASE, places.EVIDENCE, places.CUSTODY):
        received.go(place)
        QApplication.processEvents()
        page = received.pages[place]
        if isinstance(page, CustodyPage):
            until(lambda page=page: bool(page._entries))
        for control in page.findChildren(QPushButton):
            if control.findChildren(WritingGuard):
                assert not control.isEnabled(), control.accessibleName()
                assert REASON in control.toolTip()
                refused += 1
    assert refused > 6
    received.go(places.EXPORT)
    page = received.pages[places.EXPORT]
    assert isinstance(page, ExportPage)
    until(lambda: "A received bundle is not sealed again" in said_on(page))
    assert page.step is None  # no box to tick, nothing to go on with
    assert not page.next.isVisible()
    assert not page.findChildren(CheckBox)


def said_on(page: QWidget) -> str:
    """What a page shows at this moment."""
    return "\n".join(w.accessibleName() for w in page.findChildren(QLabel) if w.isVisibleTo(page))


def test_pages_say_that_it_was_received_and_nothing_of_a_sealer(received: MainWindow, until: Until) -> None:
    for place in (places.CASE, places.EXPORT, places.ARTIFACTS, places.EVIDENCE, places.CUSTODY):
        received.go(place)
        pills = [p for p in received.header._pills if p.text() == "Received bundle, read-only"]
        assert [p.isVisibleTo(received.header) for p in pills] == [True], place
        assert "received practice bundle" in said_on(received.band)
    received.go(places.CASE)
    until(lambda: "Declared by the sender in the bundle." in said_on(received))
    until(lambda: "Sender's examiner" in said_on(received))
    said = said_on(received.pages[places.CASE])
    assert "Sender's case reference" in said
    assert "sealed yet" not in said
    assert "so that the receiver sees it" not in said
    received.bench.close_case()
    received.go(places.START)
    [recent] = received.bench.settings.recent
    assert _recent_row(recent, SystemClock().now())[-1].text == "Received bundle, read-only"


def test_what_was_not_sent_is_not_shown_as_empty(received: MainWindow, until: Until) -> None:
    overview = received.bench.case.overview  # type: ignore[union-attr]
    assert overview is not None
    [laptop] = [s for s in overview.sources if s.source_id == "s1"]
    tree = layer_tree(laptop, overview.by_layer, whole=state_in(overview, laptop), received=True)
    [server] = [n for m in tree.children for n in m.children if n.key == "s1.p2"]
    assert (server.cells[-1].state, server.cells[-1].text) == (State.WARN, "nothing of it sent")
    asked: list[str] = []
    received.bench.omissions_asked.disconnect()  # opens the list; here it is enough that it is asked for
    received.bench.omissions_asked.connect(asked.append)
    received.go(places.EVIDENCE)
    page = received.pages[places.EVIDENCE]
    assert isinstance(page, EvidencePage)
    page._inside._layer_opened("s1.p2")
    assert asked == ["s1"]
    assert sum("sent nothing of it" in p.sentence for p in problems(overview)) >= 1


def test_doubts_are_counted_apart_from_what_was_left_out(received: MainWindow, until: Until) -> None:
    overview = received.bench.case.overview  # type: ignore[union-attr]
    assert overview is not None
    assert (overview.omitted_total, overview.doubted_total) == (0, 3)  # the demo's three reused spaces
    received.go(places.CASE)
    until(lambda: "read, but in doubt, and why · 3" in said_on(received).lower())


def test_the_custody_page_has_the_sender_s_ledger(received: MainWindow, until: Until) -> None:
    received.go(places.CUSTODY)
    page = received.pages[places.CUSTODY]
    assert isinstance(page, CustodyPage)
    until(lambda: len(page._entries) == 7)
    until(lambda: "The sender's ledger, read from the bundle" in said_on(page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_proposed_file_names_are_ascii_in_every_language(language: str) -> None:
    words = [file_word(word, language) for word in FileWord]
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", word) for word in words)
    if language in ("de", "fr", "es", "pt-BR"):
        assert not set(words) & {"received", "evidence", "report", "receipt", "cover-sheet", "comparison"}


def test_marks_and_copies_are_refused_before_anything_is_asked(received: MainWindow, until: Until) -> None:
    said: list[Trouble] = []
    received.bench.trouble.connect(said.append)
    received.go(places.ARTIFACTS)
    page = received.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._model.artifact(0) is not None)
    page.table.selectRow(0)
    for name in ("withhold", "extract", "open_elsewhere"):
        page._actions.action(name).trigger()
    assert [REASON in one.sentence for one in said] == [True] * 3
    withheld, *copied = (str(one.sentence) for one in said)
    assert "nothing to withhold" in withheld
    assert all("on the Verify page, then click “Browse contents…”" in one for one in copied)
    offered = page._actions.selection_menu(page._withholder), page._tag_menu()
    entries = {one.text().partition("\t")[0]: one for menu in offered for one in menu.actions()}
    off = {words: one.toolTip() for words, one in entries.items() if not one.isEnabled()}
    for words in ("Extract…", "Open with another program…"):
        assert off[words] == copied[0]
    everything = f"Withhold all {page._model.rowCount()} items in this list…"
    for words in ("Withhold from bundles…", "Allow in bundles again", everything):
        assert off[words] == withheld
    assert entries["Tag and note…"].isEnabled()
    for menu in offered:
        menu.deleteLater()


def test_omissions_and_tags_are_spoken_of_as_to_a_receiver(
    received: MainWindow, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert received.bench.case is not None
    omissions = OmissionsDialog(received.bench.case, parent=received)
    assert "as the sender declared it in the received bundle." in said_on(omissions)
    assert "is sealed with every bundle" not in said_on(omissions)
    received.go(places.ARTIFACTS)
    page = received.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._model.artifact(0) is not None)
    page.table.selectRow(0)
    said: list[str] = []
    monkeypatch.setattr(TagDialog, "exec", lambda dialog: said.append(said_on(dialog)))
    page._actions.action("tag").trigger()
    page._tagger.ask_for_all()
    assert ["no bundle is sealed from this case" in one for one in said] == [True, True]
    assert not any("when sealing" in one for one in said)


def test_tags_are_one_s_own(received: MainWindow, until: Until, qtbot: QtBot) -> None:
    received.go(places.ARTIFACTS)
    page = received.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._model.artifact(0) is not None)
    received.bench.active_tag = "ours"
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)

    def tagged() -> bool:
        assert received.bench.case is not None
        with open_case(received.bench.case.path, write=False, clock=SystemClock()) as case:
            return len(list(case.store.artifacts.stream(ArtifactFilter(tag="ours")))) == 1

    until(tagged)
    artifact = page._model.artifact(0)
    assert artifact is not None
    for tag, label in (("x [B01]", "Sender's note"), ("ours", "Receiver's note")):
        noted = replace(artifact, tags=(tag,), note="as asked", tag_notes=((tag, "as asked"),))
        page.panel.summary.show_artifact(noted, None, (), {}, {}, frozenset({"x [B01]"}))
        notes = [one for one in page.panel.summary.findChildren(Text) if one.text() == "as asked"]
        assert notes[-1].accessibleDescription() == label  # earlier ones are being deleted
