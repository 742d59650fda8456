"""A scenario checked whole: its files, two builds of one seed, one of another, and its truth against a case.

The program itself reads what was built: each artifact that a truth names must be found where the build says,
with the content that the build wrote.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from forensics_app.errors import ForensicsError, ScenarioInvalidError
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.case import IngestOptions
from forensics_app.model.credentials import Credential, CredentialKind
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.model.times import Clock
from forensics_app.services.cases.making import new_case
from forensics_app.services.ingest.ingest import ingest
from forensics_app.training.building.build import Build, build
from forensics_app.training.folder.checking import check_folder
from forensics_app.training.folder.problems import Problem, ProblemCode
from forensics_app.training.folder.reading import EVIDENCE_FILE, SCENARIO_FILE, ScenarioFolder
from forensics_app.training.truth import ArtifactPlace, ArtifactsTruth, ArtifactTruth

_SEEDS = ("check", "check", "another check")


@dataclass(frozen=True, slots=True)
class CheckedScenario:
    """What is wrong; `built`: it came to a build, and `found` artifacts of truths are there."""

    problems: tuple[Problem, ...]
    built: bool
    found: int = 0


def check_scenario(
    folder: ScenarioFolder, *, clock: Clock, report: Report, cancelled: IsCancelled, build_it: bool = True
) -> CheckedScenario:
    """Check a scenario; with `build_it` it is built and read too.

    Raises BuildToolsMissingError, CancelledError, DiskFullError, OutputNotWritableError.
    """
    problems = check_folder(folder)
    if problems or not build_it:
        return CheckedScenario(tuple(problems), built=False)
    with tempfile.TemporaryDirectory(prefix="sealwright-check-") as name:
        builds: list[Build] = []
        for number, seed in enumerate(_SEEDS):
            target = Path(name) / str(number)
            target.mkdir()
            report(Progress("training-build", subject=folder.name))
            try:
                builds.append(build(folder, seed, target))
            except ForensicsError as e:
                if e.code not in ("scenario-invalid", "build-failed"):
                    raise
                found = e.detail if isinstance(e, ScenarioInvalidError) else error_sentence(e)
                problem = Problem(ProblemCode.NOT_POSSIBLE, EVIDENCE_FILE, seed, found)
                return CheckedScenario((problem,), built=False)
        first, again, other = builds
        if first.exercise.evidence != again.exercise.evidence:
            problems.append(Problem(ProblemCode.OTHER_BYTES, EVIDENCE_FILE))
        if first.exercise.evidence == other.exercise.evidence and not is_fixed(folder):
            problems.append(Problem(ProblemCode.SAME_VARIANT, EVIDENCE_FILE))
        listed = read_build(first, Path(name) / "case", clock=clock, report=report, cancelled=cancelled)
        wanted = _places(first)
        missing = [(question, place) for question, place in wanted if not _is_listed(place, listed)]
        problems += [
            Problem(
                ProblemCode.NOT_FOUND_IN_EVIDENCE, SCENARIO_FILE, question, f"{place.source}:{place.path}"
            )
            for question, place in missing
        ]
        return CheckedScenario(tuple(problems), built=True, found=len(wanted) - len(missing))


def is_fixed(folder: ScenarioFolder) -> bool:
    """Whether all its evidence comes with the program, the same for every seed."""
    return folder.recipe is not None and all(one.shipped is not None for one in folder.recipe.evidence)


def read_build(
    built: Build, case: Path, *, clock: Clock, report: Report, cancelled: IsCancelled
) -> set[ArtifactPlace]:
    """Read a build's evidence into a new case; every artifact in it, named as truths name them."""
    credentials = tuple(Credential(CredentialKind.PASSWORD, phrase.encode()) for phrase in built.passphrases)
    with new_case(
        case,
        reference="DEMO-CHECK",
        title=built.exercise.title.in_language("en"),
        examiner="DEMO examiner",
        agency="DEMO",
        country="XX",
        clock=clock,
    ) as opened:
        options = IngestOptions(credentials=credentials)
        paths = [str(path) for path in built.evidence]
        summary = ingest(opened, paths, options, report=report, cancelled=cancelled)
        if summary.errors:
            raise summary.errors[0]
        names = {f"s{number}": path.name for number, path in enumerate(built.evidence, 1)}
        return {
            ArtifactPlace(
                names[artifact.entry.locator.source_id],
                artifact.entry.locator.path_display(),
                artifact.examination.digests.sha256,
            )
            for artifact in opened.store.artifacts.stream()
        }


def _places(built: Build) -> list[tuple[str, ArtifactPlace]]:
    found = []
    for question, truth in built.exercise.truths:
        if isinstance(truth, ArtifactTruth):
            found += [(question, place) for place in truth.accepted]
        elif isinstance(truth, ArtifactsTruth):
            found += [(question, place) for place in (*truth.expected, *truth.optional)]
    return found


def _is_listed(place: ArtifactPlace, listed: set[ArtifactPlace]) -> bool:
    if place.sha256 is not None:
        return place in listed
    return any((one.source, one.path) == (place.source, place.path) for one in listed)
