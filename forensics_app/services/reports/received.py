"""What a report on a case says of the received bundle that the case shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from forensics_app.bundle.reading.adjacent_addenda import MAX_ADDENDA, bundle_of
from forensics_app.errors import ForensicsError
from forensics_app.model.addendum import AddendumEvent
from forensics_app.model.custody import Person
from forensics_app.model.findings import Verdict
from forensics_app.model.marks import withheld_artifacts
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.report.evidence.facts import NoLedger, ReceivedBundle, SignedReceipt
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.received import received_record
from forensics_app.services.custody.received import sender_record
from forensics_app.services.reports.facts import ledger_of
from forensics_app.services.verifying.verify import verify

_MARK = f".{AddendumEvent.RECEIPT.value}."
_SOUND = (Verdict.VERIFIED, Verdict.UNCONFIRMED)


def received_bundle(
    case: Case, author: Person | None, *, trust: TrustStore, clock: Clock
) -> ReceivedBundle | None:
    """None for a case of one's own. Raises CaseDamagedError."""
    kept = received_record(case.path)
    if kept is None:
        return None
    ledger = sender_record(kept)
    folders = (Path(kept.bundle).parent, case.path, case.bundles)
    return ReceivedBundle(
        file=Path(kept.bundle).name,
        path=kept.bundle,
        agency=kept.agency,
        country=case.facts.country,
        seal_code=kept.seal_code,
        case_reference=kept.case_reference,
        verdict=kept.verdict,
        checked_at=kept.checked_at,
        ledger=ledger if isinstance(ledger, NoLedger) else ledger_of(ledger),
        verification=kept.verification,
        receipts=tuple(_receipts(folders, kept.seal_code, trust, clock)),
        receiver=kept.named_receiver,
        author=author,
        not_selected=kept.not_selected,
        withheld=withheld_artifacts((o.code, o.count) for o in case.store.queries.omissions()),
        with_content=kept.with_content,
    )


def _receipts(
    folders: tuple[Path, ...], seal_code: str, trust: TrustStore, clock: Clock
) -> Iterator[SignedReceipt]:
    """Those beside the bundle and in the case that are for this seal and whose signature holds, each once."""
    seen: set[str] = set()
    for path in _candidates(folders):
        try:
            found = verify(path, trust=trust, clock=clock).addenda
        except (ForensicsError, OSError):  # what can't be read is no receipt
            continue
        for one in found:
            event, digest = one.event, one.event_sha256
            if event is None or event.receipt is None or digest is None or one.verdict not in _SOUND:
                continue
            if digest in seen or one.seal != seal_code:  # what it follows may be a dispatch, not the seal
                continue
            seen.add(digest)
            signers = tuple(signer.certificate_name for signer in one.signers)
            confirmed = one.verdict is Verdict.VERIFIED
            yield SignedReceipt(one.name, digest, signers, event.receipt.outcome, confirmed)


def _candidates(folders: tuple[Path, ...]) -> list[Path]:
    found: list[Path] = []
    for folder in folders:
        try:
            found += sorted(p for p in folder.iterdir() if _MARK in p.name and bundle_of(p.name) is not None)
        except OSError:
            continue
    return found[:MAX_ADDENDA]
