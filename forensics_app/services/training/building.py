"""A scenario built into a folder: `evidence/`, `exercise.json`, and `truth.json` for the trainer."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from forensics_app.errors import OutputExistsError
from forensics_app.i18n import current
from forensics_app.services.files.new_files import disk_errors
from forensics_app.training import json_forms
from forensics_app.training.building.build import Build, build
from forensics_app.training.folder.reading import ScenarioFolder
from forensics_app.training.scenario import Exercise

EXERCISE_TYPE, TRUTH_TYPE = "sealwright/training-exercise/1", "sealwright/training-truth/1"
EVIDENCE_FOLDER, EXERCISE_FILE, TRUTH_FILE = "evidence", "exercise.json", "truth.json"


@dataclass(frozen=True, slots=True)
class BuiltScenario:
    """What was written: the evidence and what is handed out with it, the questions, the truth."""

    exercise: Exercise
    folder: Path
    evidence: tuple[Path, ...]
    handouts: tuple[Path, ...]
    exercise_file: Path
    truth_file: Path


def build_scenario(folder: ScenarioFolder, seed: str, to: Path) -> BuiltScenario:
    """Build into a folder that is new or empty; a build that fails leaves it empty.

    Raises OutputExistsError, OutputNotWritableError, DiskFullError, and what `training.building.build` does.
    """
    to = to.absolute()
    with disk_errors(to):
        if to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise OutputExistsError(path=str(to))
        evidence = to / EVIDENCE_FOLDER
        evidence.mkdir(parents=True)
        try:
            built = build(folder, seed, evidence, language=current().language)
            exercise_file = _write(to / EXERCISE_FILE, exercise_document(built.exercise))
            truth_file = _write(to / TRUTH_FILE, truth_document(built))
        except BaseException:
            shutil.rmtree(evidence, ignore_errors=True)
            (to / EXERCISE_FILE).unlink(missing_ok=True)
            raise
    return BuiltScenario(built.exercise, to, built.evidence, built.handouts, exercise_file, truth_file)


def exercise_document(exercise: Exercise) -> dict[str, object]:
    """What a trainee's program reads; no truth in it."""
    return {"type": EXERCISE_TYPE, **json_forms.exercise_values(exercise)}


def truth_document(built: Build) -> dict[str, object]:
    """For the trainer: the truth of each question, and what opens encrypted volumes."""
    return {
        "type": TRUTH_TYPE,
        "scenario": built.exercise.scenario,
        "seed": built.exercise.seed,
        "truths": json_forms.truths_values(built.exercise),
        "passphrases": list(built.passphrases),
    }


def _write(path: Path, document: dict[str, object]) -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
