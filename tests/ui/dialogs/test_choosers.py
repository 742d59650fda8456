"""Each chooser opens where something was chosen for its purpose last, never where the program was started."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from ui.dialogs import choose
from ui.settings.last_folders import FOLDERS
from ui.settings.settings import Settings
from ui.window.main_window import MainWindow

ALL = {name: act for name, act in vars(choose).items() if name.startswith("choose_")}


@pytest.fixture
def opened_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """Where choosers open; whatever they ask for is then chosen in `tmp_path/chosen`."""
    seen: list[Path] = []
    chosen = tmp_path / "chosen"
    (chosen / "folder").mkdir(parents=True)

    def asked(answer: Any) -> Callable[..., Any]:
        def ask(parent: object, title: str, at: str = "", *more: object, **options: object) -> Any:
            assert not title.endswith("…"), title  # the words of a button, not of a window
            seen.append(Path(at))
            return answer

        return ask

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", asked(str(chosen / "folder")))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", asked((str(chosen / "a"), "")))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", asked(([str(chosen / "a")], "")))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", asked((str(chosen / "a"), "PDF (*.pdf)")))
    return seen


@pytest.mark.parametrize("name", ALL)
def test_it_opens_where_one_was_last(
    window: MainWindow, opened_at: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    more = {"name": "a.pdf", "title": "A folder", "begin": Path()}
    given = {key: more[key] for key in inspect.signature(ALL[name]).parameters if key != "parent"}
    for _ in range(2):
        assert ALL[name](window, **given)
    first, second = (at.parent if at.name == "a.pdf" or at.suffix else at for at in opened_at)
    assert first.is_absolute()
    assert first != tmp_path
    assert (tmp_path / "chosen").as_posix() in (second.as_posix(), second.parent.as_posix())


def test_it_is_remembered_for_the_next_start_and_each_purpose_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    FOLDERS.keep_in(Settings(tmp_path / "window.ini"))
    FOLDERS.remember("evidence", tmp_path / "images")
    FOLDERS.keep_in(Settings(tmp_path / "window.ini"))
    assert FOLDERS.of("evidence") == tmp_path / "images"
    assert FOLDERS.of("report") != tmp_path / "images"
    (tmp_path / "images").rmdir()
    assert FOLDERS.known("evidence") is None
