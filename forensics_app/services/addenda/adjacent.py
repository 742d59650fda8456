"""Addenda that lie next to a bundle and not in the case that it was sealed from."""

from __future__ import annotations

from pathlib import Path

from forensics_app.bundle.reading.adjacent_addenda import addenda_in
from forensics_app.bundle.reading.adjacent_containers import containers_naming
from forensics_app.model.findings import Verdict
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.services.addenda.keeping import Imported, import_addendum
from forensics_app.services.addenda.target import Target
from forensics_app.services.cases.case import Case
from forensics_app.services.verifying.verify import policy_for
from forensics_app.verify.addenda.addendum_check import check_addendum
from forensics_app.verify.collector import Findings


def named_addenda(folder: Path, reference: str) -> list[Path]:
    """Files in `folder` that have the customary name of an addendum of this bundle; none was looked into."""
    return addenda_in(folder, (reference,))


def import_adjacent(
    case: Case, target: Target, folder: Path, *, trust: TrustStore, clock: Clock
) -> tuple[Imported, ...]:
    """Take the addenda in `folder` of one bundle of the case into it, in their order of time, so that what is
    signed next follows them and does not fork their story.

    Only those that `trust` confirms: anybody can put a file next to a bundle. Raises what `import_addendum`
    raises.
    """
    known = {one.event_sha256 for one in target.story.addenda}
    policy = policy_for(trust, clock)
    found = []
    for one in containers_naming(folder, {target.info.reference}, but=()):
        if not one.addendum:
            continue
        checked = check_addendum(one.data, one.name, policy, Findings())
        if checked.event is None or checked.info is None or checked.verdict is not Verdict.VERIFIED:
            continue
        if checked.info.seal == target.code and checked.event_sha256 not in known:
            found.append((checked.event.time_utc, folder / one.name))
    return tuple(import_addendum(case, path, trust=trust, clock=clock) for _, path in sorted(found))
