"""A class set from scenarios: built for each variant, packed into one file, its answers encrypted."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from forensics_app.errors import CancelledError, ClassSetDamagedError, OutputExistsError, UsageError
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.times import Clock, utc_text
from forensics_app.seal.home import home_folder
from forensics_app.services.files.new_files import disk_errors
from forensics_app.services.training.building import EVIDENCE_FOLDER, build_scenario
from forensics_app.services.training.class_files import (
    OpenedSet,
    evidence_name,
    read_class_set,
    write_class_set,
)
from forensics_app.services.training.scenarios import find_folder
from forensics_app.training.identity_files import trainer_identity
from forensics_app.training.scenario import EvidenceFile, Exercise
from forensics_app.training.sets.answer_key import AnswerKey
from forensics_app.training.sets.class_set import MOST_VARIANTS, ClassSet, Task, public
from forensics_app.training.sets.container import Container, ContainerError

UNPACKED = "evidence-"
"""What the names of folders begin with that evidence is unpacked to beside a class set."""
_TEXT_SUFFIX = ".txt"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a class set is made of: `scenarios` by name or folder, and how many variants of each."""

    title: str
    scenarios: tuple[str, ...]
    seed: str
    variants: int = 1


def make_class_set(
    out: Path,
    plan: Plan,
    *,
    trainer: str,
    clock: Clock,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> OpenedSet:
    """Build every variant and write the set to a new file.

    Raises UsageError, ScenarioNotFoundError, ScenarioInvalidError, BuildToolsMissingError, BuildFailedError,
    OutputExistsError, OutputNotWritableError, DiskFullError, CancelledError.
    """
    if not 1 <= plan.variants <= MOST_VARIANTS:
        raise UsageError(name="--variants", value=str(plan.variants))
    if out.exists():
        raise OutputExistsError(path=str(out))
    folders = [find_folder(name) for name in plan.scenarios]
    exercises: dict[str, Exercise] = {}
    tasks: list[Task] = []
    files: list[tuple[str, Path]] = []
    with tempfile.TemporaryDirectory(prefix="sealwright-") as place:
        for variant in range(1, plan.variants + 1):
            seed = f"{plan.seed}/{variant}"  # one seed for all scenarios: keys of one lie in another
            for folder in folders:
                if cancelled():
                    raise CancelledError
                task = _task_id(folder.path.name, variant, tasks)
                report(Progress("train-build", subject=task, items=len(tasks)))
                built = build_scenario(folder, seed, Path(place) / task)
                exercises[task] = built.exercise
                paths = (*built.evidence, *built.handouts)
                named = tuple(_evidence(path, built.folder / EVIDENCE_FOLDER) for path in paths)
                exercise = replace(public(built.exercise), evidence=named)
                tasks.append(Task(task, exercise, variant if plan.variants > 1 else 0, folder=task))
                files += [
                    (evidence_name(task, one.name), path) for one, path in zip(named, paths, strict=True)
                ]
        value = ClassSet(
            set_id=secrets.token_hex(16),
            title=plan.title,
            trainer=trainer,
            certificate=b"",
            made_at=utc_text(clock.now()),
            tasks=tuple(tasks),
            answers_sha256="",
            variants=plan.variants,
        )
        key = AnswerKey(value.set_id, plan.seed, exercises)
        identity = trainer_identity(home_folder(), trainer, now=clock.now())
        return write_class_set(out, value, key, identity, at=clock.now(), files=files)


def _evidence(path: Path, folder: Path) -> EvidenceFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return EvidenceFile(path.relative_to(folder).as_posix(), path.stat().st_size, digest)


def _task_id(name: str, variant: int, tasks: Sequence[Task]) -> str:
    """`fraud-1`; another scenario of that name gets a letter."""
    wanted = f"{name}-{variant}"
    known = {task.task_id for task in tasks}
    return wanted if wanted not in known else f"{wanted}-{len(known)}"


def evidence_files(folder: Path, task: Task) -> list[Path]:
    """Of unpacked evidence, what a case reads for one task: all but the texts that are handed out with it."""
    paths = (folder / task.folder / file.name for file in task.exercise.evidence)
    return [path for path in paths if path.suffix != _TEXT_SUFFIX]


def unpacked_evidence(opened: OpenedSet, trainee: str) -> Path | None:
    """The folder beside a set that has all evidence of a trainee's variant, whoever unpacked it; the one that
    was unpacked last, or None.
    """
    tasks = opened.class_set.tasks_of(opened.class_set.variant_of(trainee))
    files = [
        (f"{task.folder}/{file.name}", file.size_bytes) for task in tasks for file in task.exercise.evidence
    ]
    found = []
    for folder in opened.path.parent.glob(f"{UNPACKED}*"):
        try:
            if files and all((folder / name).stat().st_size == size for name, size in files):
                found.append((folder.stat().st_mtime, folder))
        except OSError:
            continue  # not whole: cancelled, or of another variant
    return max(found)[1] if found else None


def unpack_evidence(set_file: Path, trainee: str, to: Path) -> list[Path]:
    """Write the evidence of a trainee's own variant into a new or empty folder; each file once it is whole.

    Raises ClassSetDamagedError, OutputExistsError, OutputNotWritableError, DiskFullError.
    """
    opened = read_class_set(set_file)
    tasks = opened.class_set.tasks_of(opened.class_set.variant_of(trainee))
    with disk_errors(to):
        if to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise OutputExistsError(path=str(to))
        try:
            with Container(set_file) as container:
                return [path for task in tasks for path in _unpack(container, task, to)]
        except ContainerError as e:
            raise ClassSetDamagedError(path=str(set_file), detail="class-set-evidence") from e


def _unpack(container: Container, task: Task, to: Path) -> Iterator[Path]:
    """Files by the signed list alone: their names, and the digests that they must have."""
    for file in task.exercise.evidence:
        out = to / task.folder / file.name
        if ".." in Path(file.name).parts or Path(file.name).is_absolute():
            raise ContainerError("path")
        out.parent.mkdir(parents=True, exist_ok=True)
        part = out.with_name(f"{out.name}.part")
        running = hashlib.sha256()
        try:
            with part.open("xb") as written:
                for piece in container.pieces(evidence_name(task.folder, file.name)):
                    running.update(piece)
                    written.write(piece)
            if running.hexdigest() != file.sha256:
                raise ContainerError("digest")
            part.rename(out)
        finally:
            part.unlink(missing_ok=True)
        yield out
