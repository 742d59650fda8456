"""Extracting from the window: the selection into a folder, one artifact to another program."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from forensics_app.services.cases.opening import open_case
from tests.ui.conftest import Until
from tests.ui.pages.test_after_the_seal import CLOCK, said
from tests.ui.shooting.content_case import make
from ui.jobs.desk import JobKind
from ui.pages.artifacts import extracting
from ui.pages.artifacts.page import ArtifactsPage
from ui.window.main_window import MainWindow
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def page(window: MainWindow, tmp_path: Path, until: Until) -> ArtifactsPage:
    """The Artifacts page on a case whose evidence is there."""
    window.bench.open_case(make(tmp_path / "made"))
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.ARTIFACTS)
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._model.rowCount() > 0 and page._model.artifact(0) is not None)
    return page


def select(page: ArtifactsPage, *names: str) -> None:
    rows = {}
    for row in range(page._model.rowCount()):
        artifact = page._model.artifact(row)
        assert artifact is not None
        rows[artifact.entry.locator.components[-1].decode()] = row
    page.table.go_to(rows[names[0]])
    for name in names[1:]:
        index = page._model.index(rows[name], 0)
        page.table.selectionModel().select(
            index,
            page.table.selectionModel().SelectionFlag.Select | page.table.selectionModel().SelectionFlag.Rows,
        )


def test_the_selection_is_extracted_with_its_list(
    page: ArtifactsPage, window: MainWindow, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(extracting, "choose_folder", lambda *asked: out)
    select(page, "photo.jpg", "russian.txt", "folder")
    page._actions.action("extract").trigger()
    until(lambda: window.bench.jobs.running(JobKind.EXTRACT) is not None)
    until(lambda: window.bench.jobs.running(JobKind.EXTRACT) is None)
    (folder,) = out.iterdir()
    judged = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=False)
    assert judged.returncode == 0
    text = (folder / "extracted.csv").read_text(encoding="utf-8-sig")
    states = {r["path"]: r["state"] for r in csv.DictReader(io.StringIO(text, newline=""))}
    assert states == {
        "/photo.jpg": "extracted",
        "/russian.txt": "extracted",
        "/folder": "not-extracted",
    }
    told = said(page)
    assert "2 files (" in told
    assert "1 item was not extracted: This entry has no content of its own." in told


def test_a_copy_is_opened_only_after_a_warning(
    page: ArtifactsPage, window: MainWindow, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    answers = iter((False, True))
    monkeypatch.setattr(extracting, "ask_to_open_elsewhere", lambda *asked: next(answers))

    def open_url(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    select(page, "russian.txt")
    page._actions.action("open_elsewhere").trigger()
    assert window.bench.jobs.running(JobKind.EXTRACT) is None
    page._actions.action("open_elsewhere").trigger()
    until(lambda: len(opened) == 1)
    (copy,) = opened
    assert copy.read_bytes() == (tmp_path / "made" / "evidence" / "russian.txt").read_bytes()
    assert not copy.stat().st_mode & 0o333
    assert copy.is_relative_to(window.bench.scratch)
    assert window.bench.case is not None
    with open_case(window.bench.case.path, write=False, clock=CLOCK) as case:
        last = case.ledger.check().events[-1]
    assert (last.event, last.reason) == ("accessed", "contents-opened")
    window.bench.close()
    assert not copy.exists()
