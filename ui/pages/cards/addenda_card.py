"""What came after the seal: every addendum that is known, oldest first, and which of them count."""

from __future__ import annotations

from forensics_app.i18n import current, tr
from forensics_app.i18n.verdicts import later_sentence
from forensics_app.model.findings import LaterState, VerificationReport
from ui.widgets.layout.card import Card
from ui.widgets.statements.addenda_story import story_parts
from ui.widgets.text.text import Text


def addenda_card(report: VerificationReport) -> Card | None:
    """None where none is known; it is never said that there is no later one."""
    if not report.addenda and report.later is LaterState.NONE:
        return None
    card = Card(tr("After the seal"), current().number(len(report.addenda)))
    card.add(Text(later_sentence(report), wrap=True))
    for part in story_parts(report):
        card.add(part)
    card.add(Text(tr("Later addenda may exist that are not here."), "small", "muted", wrap=True))
    return card
