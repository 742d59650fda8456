"""What happened to the bundles of a case since they were sealed, as the case's own copies tell it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from forensics_app.bundle.reading.adjacent_addenda import bundle_of
from forensics_app.model.findings import VerificationReport
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.kept_seals import one_of_each
from forensics_app.services.identities.identities import own_entries
from forensics_app.services.verifying.verify import verify


def case_reports(
    case: Case, *, trust: TrustStore, clock: Clock, addenda: Sequence[Path] = ()
) -> tuple[VerificationReport, ...]:
    """A report on each seal that the case keeps a copy of, with all addenda that it keeps.

    The content of the bundles isn't read, so none of them is better than unconfirmed. What the user's own
    identities signed is known to be theirs. Raises AddendumNotReadableError, KeyFileInvalidError.
    """
    known = trust.with_entries(own_entries())
    containers = one_of_each(sorted(case.bundles.glob("*.asice")))
    reports = []
    for seal in containers:
        if bundle_of(seal.name) is not None:
            continue
        name = seal.name.rsplit(".", 2)[0]
        own = [p for p in containers if bundle_of(p.name) == name]
        reports.append(verify(seal, trust=known, clock=clock, addenda=[*own, *addenda]))
    return tuple(reports)
