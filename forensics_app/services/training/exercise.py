"""The exercise of two countries: the records of both sides, looked up, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from forensics_app.errors import NotABundleError
from forensics_app.model.custody import CustodyEvent
from forensics_app.model.findings import VerificationReport
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.services.addenda.listing import case_reports
from forensics_app.services.cases.case import is_case
from forensics_app.services.cases.kept_seals import earlier_bundles
from forensics_app.services.cases.opening import open_case
from forensics_app.services.custody.events import custody_state
from forensics_app.services.verifying.verify import bundles_in, verify
from forensics_app.training.two_labs import KnownBundle, Side, StepState, checklist


def exercise_state(
    sender: Sequence[Path], receiver: Sequence[Path], *, trust: TrustStore, clock: Clock
) -> tuple[StepState, ...]:
    """Every step, by the records of both sides: cases, folders with bundles and addenda, or bundles.

    Raises CaseErrors, BundleNotFoundError, NotABundleError, AddendumNotReadableError.
    """
    sides = []
    for paths in (sender, receiver):
        found = [_records(path, trust, clock) for path in paths]
        sides.append(
            Side(
                tuple(event for events, _ in found for event in events),
                tuple(bundle for _, bundles in found for bundle in bundles),
            )
        )
    return checklist(sides[0], sides[1])


def _records(
    path: Path, trust: TrustStore, clock: Clock
) -> tuple[tuple[CustodyEvent, ...], tuple[KnownBundle, ...]]:
    if is_case(path):
        with open_case(path, write=False, clock=clock) as case:
            events = custody_state(case).events
            added = {one.code for one in earlier_bundles(case) if one.supplement is not None}
            reports = case_reports(case, trust=trust, clock=clock)
        return events, tuple(_bundle(one, added) for one in reports)
    paths = bundles_in(path) if path.is_dir() else [path]
    if not paths:
        raise NotABundleError(path=str(path), detail="empty")
    return (), tuple(_bundle(verify(one, trust=trust, clock=clock), set()) for one in paths)


def _bundle(report: VerificationReport, supplements: set[str]) -> KnownBundle:
    code = report.seal.code or ""
    return KnownBundle(
        code=code,
        name=report.bundle.reference or Path(report.bundle.path).name,
        verdict=report.verdict,
        supplements=code in supplements or report.bundle.supplement is not None,
        addenda=report.addenda,
    )
