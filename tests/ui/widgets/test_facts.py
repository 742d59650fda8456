"""Facts in rows: no word of a label is cut off, however narrow its column was meant."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.widgets.statements.facts import KeyValue
from ui.widgets.text.text import Text

LABELS = ("Kind", "Метаданные изменены", "Содержание")


@pytest.mark.parametrize("wished", [10, 400])
def test_labels_stand_in_one_column_that_their_longest_word_fits(qtbot: QtBot, wished: int) -> None:
    rows = KeyValue(label_width=wished)
    qtbot.addWidget(rows)
    values = [rows.row(label, "value") for label in LABELS]
    heads = [found for found in rows.findChildren(Text) if found not in values]
    widths = {head.width() for head in heads}
    words = [word for label in LABELS for word in label.split()]
    longest = max(heads[0].fontMetrics().horizontalAdvance(word) for word in words)
    assert len(heads) == len(LABELS)
    assert widths == {max(wished, longest + 1)}
