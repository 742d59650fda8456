"""A bundle with hostile text in every field: what the window's labels, cells, tooltips and readers get."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLabel, QWidget

from forensics_app.i18n import set_language
from tests.ui.conftest import Until
from tests.ui.pages.test_verify_page import check
from tests.vectors import pki
from tests.world.hostile_bundle import assert_tame, hostile_bundle
from ui.dialogs.sealed_contents.dialog import SealedContentsDialog
from ui.models.tables.cells import CELL_ROLE, Cell, cell_data
from ui.widgets.text.text import Elided, Text
from ui.widgets.text.text import Path as PathText
from ui.window.main_window import MainWindow
from ui.words import gate

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
MARKUP = "<h1>VERIFIED</h1><img src='file:///etc/passwd'>"
EVIL = "a\x1b[2J\x07\u202eb"


def _said(widget: QWidget) -> Iterator[str]:
    for one in [widget, *widget.findChildren(QWidget)]:
        yield from (one.accessibleName(), one.accessibleDescription(), one.toolTip())
        if isinstance(one, QLabel | QAbstractButton):
            yield one.text()
        if isinstance(one, QComboBox):
            yield from (one.itemText(n) for n in range(one.count()))
        if isinstance(one, QAbstractItemView) and one.model() is not None:
            yield from _cells(one.model())


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(min(model.rowCount(), 50)):
        for column in range(model.columnCount()):
            index = model.index(row, column, QModelIndex())
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(index.data(role) or "")
            cell = index.data(CELL_ROLE)
            if isinstance(cell, Cell):
                yield from (cell.text, cell.detail)


def _without_own(text: str) -> str:
    """Without what the window itself puts around values and at the beginning of a label in Arabic."""
    return "".join(c for c in text.removeprefix("\u200f") if c not in "\u200b\u2066\u2068\u2069")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_verify_page_and_its_tables(window: MainWindow, tmp_path: Path, until: Until, language: str) -> None:
    (tmp_path / "hostile.zip").write_bytes(hostile_bundle())
    (tmp_path / "signer.pem").write_bytes(pki.pem(pki.SIGNER.certificate))
    window.bench.check.trust_file = tmp_path / "signer.pem"
    set_language(language)
    try:
        page = check(window, tmp_path / "hostile.zip", until)
        said = list(_said(page))
    finally:
        set_language("en")
    assert any("forged,line" in text for text in said)
    for text in said:
        assert_tame(_without_own(text))


@pytest.mark.parametrize("part", ["browse", "read_custody"])
def test_contents_and_custody_of_the_bundle(
    window: MainWindow, tmp_path: Path, until: Until, part: str
) -> None:
    (tmp_path / "hostile.zip").write_bytes(hostile_bundle())
    (tmp_path / "signer.pem").write_bytes(pki.pem(pki.SIGNER.certificate))
    window.bench.check.trust_file = tmp_path / "signer.pem"
    page = check(window, tmp_path / "hostile.zip", until)
    getattr(page, part)()
    dialog = page.other
    assert isinstance(dialog, SealedContentsDialog)
    until(lambda: dialog.ready and dialog.table.model().rowCount() == 3)
    said = list(_said(dialog))
    assert any("forged,line" in text for text in said)
    for text in said:
        assert_tame(_without_own(text))


@pytest.mark.usefixtures("qtbot")
def test_labels_and_cells_have_the_gate() -> None:
    elided = Elided()
    elided.set_text(EVIL)
    for widget in (Text(EVIL), Text(EVIL, "hash"), elided, PathText(EVIL)):
        for text in _said(widget):
            assert_tame(_without_own(text))
    cell = Cell(EVIL, EVIL, machine=True)
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
        assert_tame(cell_data(cell, role))
    drawn = cell_data(cell, CELL_ROLE)
    assert_tame(drawn.text + drawn.detail)
    assert drawn.copied == EVIL


@pytest.mark.usefixtures("qtbot")
def test_tooltips_are_never_read_as_markup() -> None:
    assert "<h1>" not in gate.tip(MARKUP)
    assert "&lt;h1&gt;VERIFIED" in gate.tip(MARKUP)
    elided = Elided()
    elided.set_text(MARKUP)
    assert "<img" not in elided.toolTip()
    assert "<h1>" not in cell_data(Cell(MARKUP, name=True), Qt.ItemDataRole.ToolTipRole)
