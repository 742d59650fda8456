"""Opening something in another program answers, whether it worked or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication

from ui.dialogs.opening import open_outside
from ui.theme.state import State
from ui.window.main_window import MainWindow


@pytest.mark.parametrize("opens", [True, False])
def test_it_says_what_came_of_it(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opens: bool
) -> None:
    asked: list[str] = []

    def ask(url: object) -> bool:
        asked.append(url.toLocalFile())  # type: ignore[attr-defined]
        return opens

    monkeypatch.setattr(QDesktopServices, "openUrl", ask)
    QGuiApplication.clipboard().setText("")
    said, state = open_outside(tmp_path)
    assert asked == [str(tmp_path)]
    assert str(tmp_path) in said
    assert state is (State.OK if opens else State.WARN)
    assert QGuiApplication.clipboard().text() == ("" if opens else str(tmp_path))


def test_what_is_gone_is_not_handed_on(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pytest.fail("it was handed on"))
    assert open_outside(tmp_path / "gone.pdf")[1] is State.WARN
