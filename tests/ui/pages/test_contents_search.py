"""Searching the contents of a list: the hits are exactly the artifacts whose bytes have the words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from forensics_app.errors import ForensicsError
from forensics_app.model.contents import Needle
from forensics_app.model.credentials import Credential, CredentialKind
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from forensics_app.services.contents.contents import Contents, why_not_read
from tests.ui.conftest import Until
from tests.ui.pages.test_details import encrypted_case, open_page, wrong_key
from ui.dialogs.artifacts.search_contents import SearchContentsDialog
from ui.models.contents.list_search import ListSearch, Moment, search_for_a_moment
from ui.pages.artifacts.page import ArtifactsPage
from ui.window.main_window import MainWindow
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
WORD = "2430.00"


def holding(case_path: Path, chosen: ArtifactFilter, word: bytes) -> set[str]:
    """Ids of artifacts with these bytes in either case of letters, each content read as a whole."""
    found = set()
    with open_case(case_path, write=False, clock=SystemClock()) as case, Contents(case) as contents:
        for artifact in case.store.artifacts.stream(chosen):
            with suppress(ForensicsError):  # what can't be read has no bytes to hold a word
                whole = contents.whole(artifact, most_bytes=1 << 30)
                if whole is not None and word.lower() in whole.data.lower():
                    found.add(artifact.artifact_id)
    return found


def test_the_hits_become_the_list(window: MainWindow, demo: Path, until: Until, qtbot: QtBot) -> None:
    window.bench.open_case(demo / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.ARTIFACTS)
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._panes is not None and page._model.rowCount() > 0)
    listed = page._model.rowCount()
    page.where.types.setFocus()
    page._actions.action("contents").trigger()
    until(lambda: page.contents.dialog is not None)
    dialog = page.contents.dialog
    assert dialog is not None
    dialog.what.edit.setText(WORD)
    qtbot.keyClick(dialog.what.edit, Qt.Key.Key_Return)
    until(lambda: bool(dialog._search.searched) and not dialog._search.running)
    hits = set(dialog._search.hits)
    expected = holding(demo / "case", page._model.chosen, WORD.encode())
    assert expected
    assert hits == expected
    assert dialog.list_button.isEnabled()
    assert dialog.list_button.text() == "Show in list"
    assert dialog.focusWidget() is dialog.list_button
    assert dialog._search.unread < 10  # folders have nothing to miss
    dialog._search._unread.add("one that could be read in part only")
    gaps = dialog.gaps()
    assert "could not be read in full" in " ".join(gaps)
    assert "33 hidden system files were not searched." in " ".join(gaps)
    assert "did not run to its end" not in " ".join(gaps)
    dialog.what.edit.setText("typed and not searched")
    dialog._search.through -= 5  # as where the hits are shown while it runs, or after it was stopped
    gaps = dialog.gaps()
    assert gaps[0] == "5 artifacts were not searched: the search did not run to its end."
    dialog.list_button.click()
    until(lambda: page._model.rowCount() == len(expected))
    until(lambda: window.focusWidget() is page.table)  # not the tree that had it before the dialog
    until(lambda: page.contents.dialog is None)
    (chip,) = page.bar._chips  # what the list is the answer to, and what was not searched
    assert chip.accessibleName() == f"Remove filter Content contains {WORD}"
    assert " ".join(gaps) in chip.accessibleDescription()
    assert page.list._gaps.accessibleName() == " ".join(gaps)
    assert page.list._gaps.isVisibleTo(page)
    page._bar_changed(EVERYTHING)  # the usual list again
    page._filtered(ArtifactFilter(text="no-such-name"))
    until(lambda: page._model.counted and page._model.rowCount() == 0)
    page.contents.ask()  # as many are read as the list has without the name, and no hidden ones
    until(lambda: page.contents.dialog is not None)
    assert page.contents.dialog is not None
    assert f"{listed} artifacts, whether or not" in said(page.contents.dialog)
    hidden = page.contents.dialog.hidden
    assert hidden is not None
    hidden.box.click()
    assert f"{listed + 33} artifacts, whether or not" in said(page.contents.dialog)
    page.contents.dialog.what.edit.setText(WORD)
    page.contents.dialog.start_button.click()
    until(lambda: bool(page.contents.dialog._search.searched) and not page.contents.dialog._search.running)
    assert page.contents.dialog._search.searched == listed + 33
    page.contents.dialog.reject()


@pytest.mark.parametrize("stopped", [False, True])
def test_what_a_search_found_before_its_end_is_not_shown_as_all(
    window: MainWindow, demo: Path, until: Until, monkeypatch: pytest.MonkeyPatch, *, stopped: bool
) -> None:
    page = open_page(window, demo / "case", until)
    monkeypatch.setattr(
        "ui.models.contents.list_search.search_for_a_moment", partial(search_for_a_moment, moment_s=0)
    )
    total = page._model.rowCount()
    dialog = searching(page, until, WORD.encode())
    found = "Show what was found so far"
    assert dialog.list_button.text() == "Show in list"  # nothing is found yet
    until(lambda: bool(dialog._search.hits))
    assert dialog._search.running
    if stopped:
        dialog.start_button.click()
    assert dialog.list_button.text() == dialog.list_button.accessibleName() == found
    far = f"{dialog._search.searched} of {total} searched"
    assert dialog._search.searched < total
    dialog.list_button.click()
    until(lambda: page.contents.dialog is None)
    (chip,) = page.bar._chips
    assert f"({far})" in chip.text()
    assert f"({far})" in chip.accessibleName()
    assert f"({far})" in chip.accessibleDescription()


def test_a_search_that_was_stopped_before_it_read_anything_says_so(
    window: MainWindow, demo: Path, until: Until
) -> None:
    """The dialog was as empty as before the first search."""
    page = open_page(window, demo / "case", until)
    total = page._model.rowCount()
    dialog = searching(page, until, WORD.encode())
    until(lambda: dialog._search.running)
    dialog.start_button.click()
    assert not dialog._search.running
    left = total - dialog._search.through
    assert left > 0
    assert f"{dialog._search.searched} of {total} searched" in dialog.status.text()
    assert f"{left} artifacts were not searched: the search did not run to its end." in dialog.status.text()
    assert dialog.start_button.text() == "Search"
    dialog.reject()


def searching(page: ArtifactsPage, until: Until, data: bytes) -> SearchContentsDialog:
    """The dialog, once these bytes were asked for."""
    page._actions.action("contents").trigger()
    until(lambda: page.contents.dialog is not None)
    dialog = page.contents.dialog
    assert dialog is not None
    dialog.kind.setCurrentIndex(dialog.kind.findData("hex"))
    dialog.what.edit.setText(data.hex())
    dialog.start_button.click()
    return dialog


def test_the_key_of_a_locked_volume_is_asked_for_and_what_stays_locked_is_not_called_searched(
    window: MainWindow, tmp_path: Path, until: Until, qtbot: QtBot
) -> None:
    """The case was closed after its volume was read: nobody has the key any more."""
    inside = encrypted_case(tmp_path)
    page = open_page(window, tmp_path / "case", until)
    with open_case(tmp_path / "case", write=False, clock=SystemClock()) as case:
        layer = inside.entry.locator.layer_id
        chosen = page._model.chosen
        listed = [a for a in case.store.artifacts.stream(chosen) if a.entry.size_bytes]
        locked = [a for a in listed if a.entry.locator.layer_id == layer and why_not_read(a.entry) is None]
        with Contents(case) as contents:
            contents.unlock(Credential(CredentialKind.PASSWORD, b"luks-SELF"))
            data = contents.part(inside, 0, 16).data
    total = page._model.rowCount()
    assert locked
    dialog = searching(page, until, data)
    until(lambda: dialog.key is not None)
    assert dialog.key is not None
    name = "LUKS in luks1-xts.raw"
    assert name in "".join(c for c in said(dialog) if c not in "\u2068\u2069")
    assert not dialog._search.running
    dialog.without_button.click()
    until(lambda: bool(dialog._search.through) and not dialog._search.running and dialog.key is None)
    now = "".join(c for c in dialog.status.accessibleName() if c not in "\u2068\u2069")
    assert f"{total - len(locked)} of {total} searched" in now
    assert f"{len(locked)} artifacts were not searched: {name} is locked, and no key was given." in now
    qtbot.wait(10)  # it gets higher for what it says
    last = dialog.status.mapTo(dialog, dialog.status.rect().bottomLeft()).y()
    assert dialog.status.height() >= dialog.status.heightForWidth(dialog.status.width())
    assert last < dialog.start_button.mapTo(dialog, dialog.start_button.rect().topLeft()).y()
    assert dialog.status.visibleRegion().boundingRect() == dialog.status.rect()
    dialog.start_button.click()  # asked once while the dialog is open
    until(lambda: dialog._search.running or bool(dialog._search.through))
    until(lambda: not dialog._search.running)
    assert dialog.key is None
    dialog.reject()
    until(lambda: page.contents.dialog is None)
    dialog = searching(page, until, data)
    until(lambda: dialog.key is not None)
    assert dialog.key is not None
    dialog.key.prefer(CredentialKind.KEY_FILE)
    dialog.key.use_file(wrong_key(tmp_path))
    until(lambda: dialog.key is not None and "does not unlock it" in dialog.key.complaint.accessibleName())
    assert dialog.key.kind is CredentialKind.KEY_FILE  # most likely it was the wrong file
    dialog.key.prefer(CredentialKind.PASSWORD)
    assert not dialog.key.complaint.isVisibleTo(dialog)
    dialog.key.field.setText("not this one")
    dialog.key.unlock()
    until(lambda: dialog.key is not None and "does not unlock it" in dialog.key.complaint.accessibleName())
    dialog.key.field.setText("luks-SELF")
    dialog.key.unlock()
    until(lambda: bool(dialog._search.through) and not dialog._search.running and dialog._needle is None)
    assert f"{total} of {total} searched" in dialog.status.accessibleName()
    assert "locked" not in dialog.status.accessibleName()
    assert dialog._search.hits
    assert window.bench.case is not None
    assert window.bench.case.overview is not None
    assert len(window.bench.keys.credentials(window.bench.case.overview.sources)) == 1
    dialog.reject()


def said(dialog: QDialog) -> str:
    """All words of it."""
    return " ".join(label.accessibleName() for label in dialog.findChildren(QLabel))


def test_a_moment_ends_and_the_next_goes_on(demo: Path) -> None:
    """However short the moments are, together they find what one long search finds."""
    needle = Needle((WORD.encode(),), fold=True)
    with open_case(demo / "case", write=False, clock=SystemClock()) as case, Contents(case) as contents:
        artifacts = list(case.store.artifacts.stream())
        whole = search_for_a_moment(contents, artifacts, needle, 0, moment_s=600)
        found: list[str] = []
        left, at = artifacts, 0
        while left:
            moment = search_for_a_moment(contents, left, needle, at, moment_s=0)
            assert moment.done or moment.at > at
            found += moment.hits
            left, at = left[moment.done :], moment.at
    assert tuple(found) == whole.hits
    assert whole.done == len(artifacts)


def test_what_the_catalogue_knows_to_be_incomplete_counts_once_as_unread(demo: Path, qtbot: QtBot) -> None:
    """Zeros in the place of sectors that failed at acquisition are read without any error."""

    class Desk:
        def ask(
            self,
            key: object,
            act: Callable[[Contents], Moment],
            heard: Callable[[Moment], None],
            failed: object,
            *,
            owner: object,
        ) -> None:
            heard(act(contents))

    with open_case(demo / "case", write=False, clock=SystemClock()) as case, Contents(case) as contents:
        artifacts = [a for a in case.store.artifacts.stream() if a.entry.size_bytes and a.examination.digests]
        named = frozenset(a.artifact_id for a in artifacts[:2])
        pages = [(artifacts[:3], named), ([], frozenset())]
        search = ListSearch(Desk(), lambda at, most, deliver: deliver(pages.pop(0)))  # type: ignore[arg-type]
        search.start(Needle((b"no such words anywhere",)))
    assert search.searched == 3
    assert search.unread == 2
