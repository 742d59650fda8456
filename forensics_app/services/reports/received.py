"""What a report on a case says of the received bundle that the case shows."""

from __future__ import annotations

from pathlib import Path

from forensics_app.model.custody import Person
from forensics_app.model.marks import withheld_artifacts
from forensics_app.report.evidence.facts import NoLedger, ReceivedBundle
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.received import received_record
from forensics_app.services.custody.received import sender_record
from forensics_app.services.reports.facts import ledger_of


def received_bundle(case: Case, author: Person | None) -> ReceivedBundle | None:
    """None for a case of one's own. Raises CaseDamagedError."""
    kept = received_record(case.path)
    if kept is None:
        return None
    ledger = sender_record(kept)
    return ReceivedBundle(
        file=Path(kept.bundle).name,
        path=kept.bundle,
        agency=kept.agency,
        country=case.facts.country,
        seal_code=kept.seal_code,
        verdict=kept.verdict,
        checked_at=kept.checked_at,
        ledger=ledger if isinstance(ledger, NoLedger) else ledger_of(ledger),
        verification=kept.verification,
        receiver=kept.receiver,
        author=author,
        not_selected=kept.not_selected,
        withheld=withheld_artifacts((o.code, o.count) for o in case.store.queries.omissions()),
        with_content=kept.with_content,
    )
