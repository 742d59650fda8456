"""Evidence with sectors that could not be read when the image was made: its zeros are never shown as read."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from forensics_app.model.artifact import Gap
from forensics_app.model.case import IngestOptions
from forensics_app.model.contents import Needle
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.selection import EVERYTHING
from forensics_app.model.trust import TrustStore
from forensics_app.services.cases.opening import open_case
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.sealed_bundles.as_case import open_as_case
from forensics_app.services.sealed_bundles.received_contents import contents_of
from forensics_app.services.sealed_bundles.unacquired_parts import unacquired_parts
from tests.made.containers.unread_sectors import LINES, NAME, UNREAD, failing_disk
from tests.ui.conftest import Until
from tests.ui.pages.test_details import hex_values, open_page, said, show
from tests.world.cases import make_case, sealwright
from tests.world.sealing import make_bench
from ui.dialogs.sealed_contents.dialog import SealedContentsDialog
from ui.models.artifacts.cells import DIGEST
from ui.models.artifacts.cells import NAME as NAME_COLUMN
from ui.models.contents.unread import UNACQUIRED
from ui.models.tables.cells import CELL_ROLE
from ui.pages.details.panel import HEX, SUMMARY, TEXT
from ui.theme import px, tokens
from ui.theme.state import State
from ui.widgets.text.text import Text
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("failing")
    image = failing_disk(folder / "disk")
    with make_case(folder / "case") as made:
        options = IngestOptions(workers=1)
        ingest(made, [str(image)], options, report=silent, cancelled=never_cancelled)
    return folder / "case"


def test_bytes_that_the_image_does_not_have_are_told_wherever_bytes_are_shown(
    window: MainWindow, case: Path, until: Until
) -> None:
    begin, count = UNREAD
    page = open_page(window, case, until)
    panel = show(page, NAME, HEX, until)
    until(lambda: hex_values(panel, 0, 4) == list(LINES[:4]))
    around = hex_values(panel, begin - 1, count + 2)
    assert around == [LINES[begin - 1], *[UNACQUIRED] * count, LINES[begin + count]]
    assert panel.hex.notice.text().startswith("-- stands for bytes that could not be read when the image was")
    panel.hex.view.select(begin - 1, 2)
    assert "could not be read when the image was made" in panel.hex.view.accessibleDescription().lower()
    panel.hex.copying.copy_hex()
    until(lambda: QApplication.clipboard().text() == f"{LINES[begin - 1]:02X} --")
    panel.hex.copying.copy_text()
    until(lambda: QApplication.clipboard().text().endswith("?"))

    panel = show(page, NAME, TEXT, until)
    until(lambda: panel.text.view.toPlainText() != "")
    rows = panel.text.view.toPlainText().split("\n")
    assert "[512 bytes not read]" in rows
    assert "\u2400" not in panel.text.view.toPlainText()
    assert "512 bytes here could not be read when the image was made" in panel.text.note.text()

    panel = show(page, NAME, SUMMARY, until)
    until(lambda: "Sectors here could not be read when the image was made" in said(panel.summary))

    panel = show(page, "WHOLE.TXT", HEX, until)
    until(lambda: hex_values(panel, 0, 3) == list(b"all"))
    assert not panel.hex.notice.isVisibleTo(panel)


def test_tiles_and_hashes_of_what_the_image_does_not_have_bear_a_sign(
    window: MainWindow, case: Path, until: Until
) -> None:
    window.resize(1280, 800)
    page = open_page(window, case, until)
    page.list.set_gallery(on=True)
    view, model = page.list.gallery, page._model
    until(view.isVisible)
    told = {}
    for row in range(model.rowCount()):
        name, digest = (model.index(row, column) for column in (NAME_COLUMN, DIGEST))
        place = view.visualRect(name)
        corner = view.viewport().grab(QRect(place.topLeft(), QSize(px(44), px(44)))).toImage()
        colors = {corner.pixelColor(x, y).name() for x in range(px(44)) for y in range(px(44))}
        spoken, tip = name.data(Qt.ItemDataRole.AccessibleTextRole), name.data(Qt.ItemDataRole.ToolTipRole)
        signs = (
            QColor(tokens().warn).name() in colors,
            digest.data(CELL_ROLE).state,
            "Not read in full" in tip,
        )
        told[re.sub("[\u2066-\u2069]", "", spoken)] = signs
    assert told[f"{NAME}, Not read in full"] == (True, State.WARN, True)
    assert told["WHOLE.TXT"] == (False, None, False)


def test_extracted_files_with_such_bytes_are_named_in_the_list(case: Path, tmp_path: Path) -> None:
    done = sealwright("extract", case, tmp_path / "out")
    assert "1 extracted file contains bytes that could not be read when the image was made" in done.stderr
    text = (tmp_path / "out" / "extracted.csv").read_text(encoding="utf-8-sig")
    rows = {row["path"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    told = {path: (row["state"], row["reason"], row["detail"]) for path, row in rows.items()}
    assert told[f"/{NAME}"] == ("extracted", "acquisition-errors", f"{UNREAD[1]} of {len(LINES)} bytes")
    assert told["/WHOLE.TXT"] == ("extracted", "", "")


def test_a_receiver_is_told_the_same_of_the_sealed_content(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    bench = make_bench(tmp_path, failing_disk(tmp_path / "disk"))
    bundle = bench.seal(media=True).path
    made = open_as_case(bundle, tmp_path / "received", trust=TrustStore(), clock=bench.clock)
    with (
        open_case(made.case, write=False, clock=bench.clock, received_too=True) as shown,
        contents_of(shown) as contents,
    ):
        found = {a.entry.locator.components[-1]: a for a in shown.store.artifacts.stream(EVERYTHING)}
        notes = found[NAME.encode()]
        part = contents.part(notes, 0, len(LINES))
        assert (part.unacquired, part.told) == ((Gap(*UNREAD),), True)
        zeros = contents.find(notes, Needle((bytes(8),)), 0)
        assert (zeros.found_at, zeros.unread_bytes) == (None, UNREAD[1])
        assert contents.part(found[b"WHOLE.TXT"], 0, 100).unacquired == ()
        ledger, record = shown.store.queries.omissions(), shown.store.queries.source("s1")
    window.bench.check_and_show(bundle)
    until(lambda: not window.bench.check.running)
    dialog = SealedContentsDialog(window.bench, bundle, window)
    dialog.show()
    until(lambda: dialog.ready and dialog.table.model().rowCount() > 0)
    for wanted, warned in ((NAME, True), ("WHOLE.TXT", False)):
        dialog.search.setText(wanted)
        until(lambda wanted=wanted: dialog._row is not None and dialog._row.path.endswith(wanted))
        until(dialog.preview.button.isEnabled)
        dialog.look()
        until(lambda: dialog.preview._box.count() > 0)
        texts = [text.accessibleName() for text in dialog.preview.findChildren(Text)]
        assert any("could not be read when the image was made" in text for text in texts) is warned
    dialog.close()
    cut = [one if one.locator != "s1" else replace(one, detail="sectors 1-2") for one in ledger]
    opened = None if record is None else record.opened
    assert unacquired_parts(notes, opened, cut) == ((), False)
