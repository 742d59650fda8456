"""What the sender asks of whoever holds the bundle: handling codes, limits of use, the request it answers."""

from __future__ import annotations

from forensics_app.i18n import tr
from forensics_app.i18n.verifying.sealed_contradictions import request_is_as_sealed
from forensics_app.model.findings import VerificationReport
from ui.widgets.layout.card import Card
from ui.widgets.statements.request_facts import RequestFacts
from ui.widgets.text.text import Text


def sealed_request_card(report: VerificationReport) -> Card | None:
    """None where none was sealed, or it could not be read."""
    record = report.bundle.request
    if record is None or record.is_empty:
        return None
    said = (
        tr("as the sender sealed it")
        if request_is_as_sealed(report)
        else tr("as this copy has it; not confirmed by a seal")
    )
    title = tr("Conditions for the receiver")
    if record.names_request:
        title = tr("Legal request that the bundle answers")
    card = Card(title, said)
    card.add(RequestFacts(record))
    if record.handling or record.limits_of_use:
        said = tr("Handling codes and limits of use are binding on whoever receives the bundle.")
        card.add(Text(said, "small", "muted", wrap=True))
    return card
