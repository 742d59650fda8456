"""Draws the details of artifacts: each tab beside the list and in its place, with the demo's case open."""

from __future__ import annotations

import time
from pathlib import Path

from tests.ui.shooting.settling import settle
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.details.panel import ALL, HEX, SUMMARY, TEXT
from ui.window.main_window import MainWindow
from ui.words import places

_TABS = {"summary": SUMMARY, "hex": HEX, "text": TEXT, "all": ALL}
_DETAILS = 2


def shoot_details(window: MainWindow, out: Path, way: str) -> None:
    """A picture with a position, a PDF, a text; the end of the summary too."""
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    window.go(places.ARTIFACTS)
    if page._panes is not None:
        page._panes.show_part(_DETAILS)
    panel = page.panel

    def take(name: str) -> None:
        _wait(0.8)
        window.grab().save(str(out / f"details-{name}-{way}.png"))

    _go(page, b"ferry-01.jpg")
    _wait(2)
    take("summary-blurred")
    page.list.toggle_blur()
    for name, tab in _TABS.items():
        panel.show_tab(tab)
        take(name)
    panel.show_tab(SUMMARY)
    bar = panel.summary.verticalScrollBar()
    bar.setValue(bar.maximum() * 2 // 3)
    take("summary-middle")
    panel.expand.setChecked(True)
    for name, tab in _TABS.items():
        panel.show_tab(tab)
        if tab == HEX:
            panel.hex.view.select(16, 4)
        take(f"{name}-wide")
    panel.expand.setChecked(False)
    panel.show_tab(SUMMARY)
    for name in ("INV-2026-014.pdf", "suppliers.csv"):
        _go(page, name.encode())
        _wait(1.5)
        take(name.rpartition(".")[2])
    page.list.toggle_blur()


def _go(page: ArtifactsPage, name: bytes) -> None:
    for row in range(page._model.rowCount()):
        artifact = page._model.artifact(row)
        if artifact is not None and artifact.entry.locator.components[-1:] == (name,):
            page.table.go_to(row)
            return


def _wait(seconds: float) -> None:
    """What is read for the panel comes from a process."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        settle(lambda: True)
