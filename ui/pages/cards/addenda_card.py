"""What came after the seal: every addendum that is known, oldest first, and which of them count."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from forensics_app.i18n import current, tr
from forensics_app.i18n.verdicts import later_sentence
from forensics_app.model.findings import LaterState, VerificationReport
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.statements.addenda_story import story_parts
from ui.widgets.text.text import Text

ADD_BUTTON = "add-addendum"


def addenda_card(
    report: VerificationReport,
    add: Callable[[], object] | None = None,
    open_file: Callable[[str], object] | None = None,
    news: Iterable[QWidget] = (),
    record: Callable[[], object] | None = None,
) -> Card | None:
    """None where none is known and none can be added; it is never said that there is no later one.

    `add` asks for files that lie elsewhere, `open_file` shows one of those here, by its name, `record` signs
    what happened. `news` are rows about what was added.
    """
    addable = add is not None and report.bundle.scope == "full" and report.seal.code is not None
    if not report.addenda and report.later is LaterState.NONE and not addable:
        return None
    card = Card(tr("After the seal"), current().number(len(report.addenda)))
    for row in news:
        card.add(row)
    card.add(Text(later_sentence(report), wrap=True))
    for part in story_parts(report, open_file):
        card.add(part)
    card.add(Text(tr("Later addenda may exist that are not here."), "small", "muted", wrap=True))
    if add is not None and addable:  # below, as its words are longer than a narrow card's title leaves room
        button = Button(tr("Add a receipt…"), add, small=True, glyph="plus")
        button.setObjectName(ADD_BUTTON)
        card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
    if record is not None and addable:
        button = Button(tr("Record later event…"), record, small=True)
        card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
    return card
