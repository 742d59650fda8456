"""The exercise of two countries: the records of both sides, looked up, and what is still missing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from forensics_app.model.bundle import SEAL_SUFFIX
from forensics_app.model.findings import VerificationReport
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.parcel.layout import PARCEL_SUFFIX
from forensics_app.services.addenda.listing import case_reports
from forensics_app.services.cases.case import is_case
from forensics_app.services.cases.kept_seals import earlier_bundles
from forensics_app.services.cases.opening import open_case
from forensics_app.services.custody.events import custody_state
from forensics_app.services.verifying.verify import bundles_in, verify
from forensics_app.training.two_labs import KnownBundle, Side, StepState, checklist


@dataclass(frozen=True, slots=True)
class ExerciseState:
    """Every step; the folders in which nothing was found that could show one (a receiver's is empty until
    something is delivered); and how many addenda prove nothing, since nobody trusts their signers here.
    """

    steps: tuple[StepState, ...]
    empty: tuple[Path, ...] = ()
    uncounted: int = 0


def exercise_state(
    sender: Sequence[Path], receiver: Sequence[Path], *, trust: TrustStore, clock: Clock
) -> ExerciseState:
    """Every step, by the records of both sides: cases, folders with bundles and addenda, or bundles.

    Raises CaseErrors, BundleNotFoundError, NotABundleError, AddendumNotReadableError.
    """
    sides = []
    empty: list[Path] = []
    for paths in (sender, receiver):
        found = [_records(path, trust, clock) for path in paths]
        empty += [path for path, one in zip(paths, found, strict=True) if one == _NOTHING]
        sides.append(
            Side(
                tuple(event for one in found for event in one.events),
                tuple(bundle for one in found for bundle in one.bundles),
                tuple(parcel for one in found for parcel in one.parcels),
            )
        )
    uncounted = sum(side.uncounted for side in sides)
    return ExerciseState(checklist(sides[0], sides[1]), tuple(empty), uncounted)


_NOTHING = Side((), (), ())


def _records(path: Path, trust: TrustStore, clock: Clock) -> Side:
    if is_case(path):
        with open_case(path, write=False, clock=clock) as case:
            events = custody_state(case).events
            added = {one.code for one in earlier_bundles(case) if one.supplement is not None}
            reports = case_reports(case, trust=trust, clock=clock)
        return Side(events, tuple(_bundle(one, added) for one in reports))
    parcels = _parcels_in(path) if path.is_dir() else []
    paths = _bundles_in(path) if path.is_dir() else [path]
    bundles = [one for one in paths if not one.name.endswith(PARCEL_SUFFIX)]
    known = tuple(_bundle(verify(one, trust=trust, clock=clock), set()) for one in bundles)
    return Side((), known, tuple(_parcel(one) for one in parcels))


def _bundles_in(folder: Path) -> list[Path]:
    """Bundles in a folder and in those directly below it: a second copy has the name of the first."""
    found = bundles_in(folder)
    known = set(found)
    for inside in sorted(one for one in folder.iterdir() if one.is_dir() and one not in known):
        found += bundles_in(inside)
    return found


def _parcels_in(folder: Path) -> list[Path]:
    """Signed lists of parcels, in a folder or one level below it."""
    inside = (*folder.glob(f"*{PARCEL_SUFFIX}"), *folder.glob(f"*/*{PARCEL_SUFFIX}"))
    return sorted(path for path in inside if path.is_file())


def _parcel(path: Path) -> tuple[str, str]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.name


def _bundle(report: VerificationReport, supplements: set[str]) -> KnownBundle:
    code = report.seal.code or ""
    by_sender = {f.subject for f in report.findings if f.code == "receipt-by-sender"}
    return KnownBundle(
        code=code,
        name=report.bundle.reference or Path(report.bundle.path).name,
        verdict=report.verdict,
        supplements=code in supplements or report.bundle.supplement is not None,
        addenda=tuple(
            replace(one, counts=one.counts and one.name not in by_sender) for one in report.addenda
        ),
        seal_alone=report.bundle.path.lower().endswith(SEAL_SUFFIX),
    )
