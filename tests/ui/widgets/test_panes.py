"""The border between the list and its details stays where the user put it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from ui.settings.list_settings import PartsState
from ui.theme import px
from ui.widgets.layout.panes import Panes

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def test_a_line_that_comes_and_goes_moves_no_border(qtbot: QtBot, until: Until) -> None:
    host, main, details = QWidget(), QWidget(), QWidget()
    qtbot.addWidget(host)
    message = QLabel("x")
    message.setFixedHeight(px(260))
    message.hide()
    QVBoxLayout(main).addWidget(message)
    panes = Panes(PartsState(details_height=300, below=True), host)
    for part in (QWidget(), main, details):
        panes.add(part)
    QVBoxLayout(host).addWidget(panes)
    host.resize(QSize(px(900), px(500)))
    host.show()
    until(lambda: details.height() == px(300))
    message.show()
    until(lambda: details.height() < px(300))  # there is no room for both
    message.hide()
    until(lambda: details.height() == px(300))
