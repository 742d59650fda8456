"""Each chooser opens where something was chosen for its purpose last, never where the program was started."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QSize
from PySide6.QtWidgets import QDialog, QTreeView
from pytestqt.qtbot import QtBot

from ui.dialogs import choose
from ui.dialogs.file_dialog import FileDialog
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

    def ask(dialog: FileDialog) -> int:
        assert not dialog.windowTitle().endswith("…"), dialog.windowTitle()  # a button's words
        seen.append(Path(dialog.directory().absolutePath()))
        return 1

    def answer(dialog: FileDialog) -> list[str]:
        folder = dialog.fileMode() is FileDialog.FileMode.Directory
        return [str(chosen / ("folder" if folder else "a"))]

    monkeypatch.setattr(FileDialog, "exec", ask)
    monkeypatch.setattr(FileDialog, "selectedFiles", answer)
    return seen


@pytest.mark.parametrize("name", ALL)
def test_it_opens_where_one_was_last(
    window: MainWindow, opened_at: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home").mkdir()
    more = {"name": "a.pdf", "other": "b.pdf", "title": "A folder", "begin": Path(), "parcels": True}
    given = {key: more[key] for key in inspect.signature(ALL[name]).parameters if key != "parent"}
    for _ in range(2):
        assert ALL[name](window, **given)
    first, second = opened_at
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


def _is_whole(tree: QTreeView) -> bool:
    """No column is narrower than its head or what stands in it; names have the most room."""
    header = tree.header()
    shown = [c for c in range(header.count()) if not header.isSectionHidden(c)]
    wide = [header.sectionSize(c) for c in shown]
    need = [max(header.sectionSizeHint(c), tree.sizeHintForColumn(c)) for c in shown]
    whole = all(has >= needs for has, needs in zip(wide, need, strict=True))
    return whole and len(shown) == 4 and wide[0] == max(wide) and sum(wide) <= tree.viewport().width()


def test_columns_are_whole_names_have_the_most_room_and_the_size_stays(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    FOLDERS.keep_in(Settings(tmp_path / "sizes.ini"))
    (tmp_path / "laptop-of-the-witness.E01").write_bytes(b"x" * 4096)
    seen: list[QSize] = []

    def ask(dialog: FileDialog) -> int:
        dialog.show()
        dialog.setDirectory(QDir(str(tmp_path)))
        tree = dialog.findChild(QTreeView, "treeView")
        assert tree is not None
        qtbot.waitUntil(lambda: tree.model().rowCount(tree.rootIndex()) > 1)
        qtbot.waitUntil(lambda: _is_whole(tree))  # once the folder is read
        seen.append(dialog.size())
        dialog.resize(740, 500)
        dialog.close()
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(FileDialog, "exec", ask)
    for choose_it in (choose.choose_images, choose.choose_images, choose.choose_key_file):
        assert not choose_it(window)
    first, again, other = seen
    assert first.width() >= 800
    assert (again.width(), again.height()) == (740, 500)
    assert other == first
    FOLDERS.keep_in(Settings(tmp_path / "sizes.ini"))
    assert FOLDERS.size("evidence") == QSize(740, 500)


def test_what_is_written_gets_the_ending_of_the_chosen_kind(
    window: MainWindow, opened_at: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FileDialog, "selectedNameFilter", lambda dialog: "Web page (*.html)")
    out = choose.choose_report(window, "report")
    assert out is not None
    assert out.name == "a.html"
    assert opened_at
