"""What is drawn from the right: no letter is cut, lines begin at one edge, no border is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from forensics_app.i18n import set_language
from ui.widgets.layout.card import Card
from ui.widgets.layout.parts import Parts
from ui.widgets.text.text import Elided, Text
from ui.window.preferences import speak

WORDS = "كل شيء كما خُتم بتوقيع جهة في قائمة الثقة لدى هذا المختبر ولم يُفحص ما إذا كانت الشهادة قد أُلغيت بعد"
DARK = 140

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture(autouse=True)
def _arabic(qapp: QApplication) -> Iterator[None]:
    speak(qapp, "ar")
    yield
    speak(qapp, "en")
    set_language("en")


def ink(image: QImage) -> dict[int, int]:
    """The rightmost dark pixel of each row of pixels that has one."""
    found = {}
    for y in range(image.height()):
        dark = [x for x in range(image.width()) if image.pixelColor(x, y).lightness() < DARK]
        if dark:
            found[y] = max(dark)
    return found


def test_lines_begin_at_one_edge(qtbot: QtBot) -> None:
    label = Text(WORDS, wrap=True)
    label.setStyleSheet("background: white")
    qtbot.addWidget(label)
    label.resize(QSize(260, label.heightForWidth(260)))
    label.show()
    rows = ink(label.grab().toImage())
    lines: list[list[int]] = []
    for y in sorted(rows):
        if y - 1 not in rows:
            lines.append([])
        lines[-1].append(rows[y])
    begins = [max(line) for line in lines if len(line) > 6]  # not what stands over the letters
    assert len(begins) > 1
    assert min(begins) >= label.width() - 4


@pytest.mark.parametrize("role", ["page", "small", "body"])
def test_a_line_is_as_high_as_its_letters(qtbot: QtBot, role: str) -> None:
    line = Elided(role)
    qtbot.addWidget(line)
    line.set_text("تسلسل زمني")
    assert line.sizeHint().height() >= QFontMetricsF(line.font()).boundingRect("تسلسل زمني").height()


def test_the_first_part_keeps_its_border(qtbot: QtBot) -> None:
    first, second = QWidget(), Card()
    parts = Parts((("one", first, 0), ("two", second, 200)), main=0, fold_below=300)
    qtbot.addWidget(parts)
    parts.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    parts.resize(900, 300)
    parts.show()
    right = first.mapTo(parts, QPoint(first.width(), 0)).x()
    assert right <= parts.width()
