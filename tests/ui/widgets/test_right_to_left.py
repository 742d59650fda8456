"""What is drawn from the right: no letter is cut, lines begin at one edge, no border is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forensics_app.i18n import set_language
from forensics_app.model.sealed_listing import SealedRow
from ui.dialogs.file_dialog import FileDialog
from ui.models.bundles.sealed_model import _cells
from ui.models.tables.cells import Cell, cell_data
from ui.widgets.layout.card import Card
from ui.widgets.layout.parts import Parts
from ui.widgets.tables.cell_delegate import TWO_LINES, CellDelegate
from ui.widgets.text.direction import machine
from ui.widgets.text.text import Elided, Text
from ui.window.preferences import speak

WORDS = "كل شيء كما خُتم بتوقيع جهة في قائمة الثقة لدى هذا المختبر ولم يُفحص ما إذا كانت الشهادة قد أُلغيت بعد"
DARK = 140

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture(autouse=True)
def _arabic(qapp: QApplication) -> Iterator[None]:
    speak(qapp, "ar")
    before = QApplication.layoutDirection()
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # as the main window does
    yield
    QApplication.setLayoutDirection(before)
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


def test_a_text_of_two_lines_is_drawn_on_two(qtbot: QtBot) -> None:
    short = " ".join(WORDS.split()[:2])
    widths = []
    for said in (short, f"{short}\n{short}"):
        label = Text(said, wrap=True)
        label.setStyleSheet("background: white")
        qtbot.addWidget(label)
        label.resize(QSize(600, label.heightForWidth(600)))
        label.show()
        image = label.grab().toImage()
        columns = range(image.width())
        dark = [
            x
            for x in columns
            if any(image.pixelColor(x, y).lightness() < DARK for y in range(image.height()))
        ]
        widths.append(dark[-1] - dark[0])
    assert widths[0] == widths[1]


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


def drawn(cell: Cell) -> QImage:
    """A cell as a table draws it."""
    made = QImage(400, 60, QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.white)
    painter = QPainter(made)
    CellDelegate(row_height=TWO_LINES).paint_cell(painter, QRect(0, 0, 400, 60), cell)
    painter.end()
    return made


@pytest.mark.parametrize("folder", ["$Extend", "Documents/relative0.zip/..", "/tmp/inbox", "مجلد/docs"])
def test_a_folder_under_a_name_is_read_from_left_to_right(folder: str) -> None:
    row = SealedRow(0, f"{folder}/a.txt", "EX-001", "file", 1, None, False, None, None, None, None, ())
    cell = _cells(row)[0]
    assert drawn(cell) == drawn(Cell("a.txt", detail=machine(folder), name=True))
    assert machine(folder) in cell_data(cell, Qt.ItemDataRole.ToolTipRole)


def test_a_file_dialog_shows_its_folder_from_left_to_right_and_no_label_in_english(
    qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = FileDialog(None, "bundle", "حزمة", tmp_path, "حزم (*.zip)")
    qtbot.addWidget(dialog)
    dialog.show()
    for name in ("lookInLabel", "fileTypeLabel"):
        label = dialog.findChild(QLabel, name)
        assert label is not None
        assert not any("a" <= letter <= "z" for letter in label.text()), label.text()
    shown = dialog.findChild(QComboBox, "lookInCombo")
    assert shown is not None
    turned = shown.grab().toImage()
    shown.removeEventFilter(dialog.path_line)
    assert shown.grab().toImage() != turned
    shown.setItemText(shown.currentIndex(), machine(shown.currentText()))
    assert shown.grab().toImage() == turned
