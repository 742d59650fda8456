"""Widgets that belong to cycles are deleted by the window's thread, whoever allocates."""

from __future__ import annotations

import gc
from threading import Thread, get_ident

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from tests.ui.conftest import Until
from ui.window.garbage import CollectedHere
from ui.window.main_window import MainWindow


class _InACycle(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def _allocate(kept: list[list[object]]) -> None:
    """Enough for every generation to be due."""
    kept.extend([[]] for _ in range(300_000))


def test_a_thread_that_reads_deletes_no_widget(window: MainWindow, until: Until) -> None:
    """The program ended without a word: a thread's allocation deleted widgets that the window had dropped."""
    deleted_by: list[int] = []
    widget = _InACycle()
    widget.destroyed.connect(lambda: deleted_by.append(get_ident()), Qt.ConnectionType.DirectConnection)
    del widget
    kept: list[list[object]] = []
    reader = Thread(target=_allocate, args=(kept,))
    reader.start()
    reader.join()
    assert deleted_by == []
    until(lambda: deleted_by == [get_ident()])


def test_nothing_is_deleted_in_the_middle_of_a_call(window: MainWindow, until: Until) -> None:
    deleted: list[bool] = []
    widget = _InACycle()
    widget.destroyed.connect(lambda: deleted.append(True), Qt.ConnectionType.DirectConnection)
    del widget
    kept: list[list[object]] = []
    _allocate(kept)
    assert not deleted
    until(lambda: deleted == [True])


def test_python_s_own_search_comes_back_with_the_last_window(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("qapp")
    before = gc.isenabled()
    gc.enable()
    try:
        both = QObject(), QObject()
        for parent in both:
            CollectedHere(parent)
        assert not gc.isenabled()
        first, second = both
        del both, parent
        del first
        assert not gc.isenabled()
        del second
        assert gc.isenabled()
    finally:
        gc.enable() if before else gc.disable()
