"""A class set as trainees may read it: tasks without their truths, and whose seals count in it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from forensics_app.training.json_forms import FormError, exercise_values, read_exercise
from forensics_app.training.question import Question
from forensics_app.training.scenario import Exercise

TYPE = "sealwright/class-set/1"
MOST_TASKS = 200
MOST_VARIANTS = 100
_MOST_CERTIFICATES = 50
_ID_CHARACTERS = 32
_STAND_IN = "Trainer"  # what earlier versions wrote where no name was given


@dataclass(frozen=True, slots=True)
class Task:
    """One exercise of a set. `variant` (from 1) says for whom: trainees of another one don't get it; 0 is for
    all. `folder` is where its evidence lies in the container, or beside it.
    """

    task_id: str
    exercise: Exercise
    variant: int = 0
    folder: str = ""


@dataclass(frozen=True, slots=True)
class ClassSet:
    """`set_id` is 32 hex characters; `certificate` (DER) the trainer's; `made_at` UTC in sealed form.
    `trainer` is '' where nobody gave a name.

    `sealers` and `authorities` are certificates (DER) that a trainee accepts while working on it, for seals
    and for time-stamps. `answers_sha256` is the digest of the encrypted answer key.
    """

    set_id: str
    title: str
    trainer: str
    certificate: bytes
    made_at: str
    tasks: tuple[Task, ...]
    answers_sha256: str
    variants: int = 1
    sealers: tuple[bytes, ...] = ()
    authorities: tuple[bytes, ...] = ()

    def variant_of(self, trainee: str) -> int:
        """Which variant somebody of this name gets, from 1: neighbours in a class seldom the same."""
        digest = hashlib.sha256(f"{self.set_id} {one_spelling(trainee)}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.variants + 1

    def tasks_of(self, variant: int) -> tuple[Task, ...]:
        """The tasks of one variant, and those for all."""
        return tuple(task for task in self.tasks if task.variant in (0, variant))

    def first_of(self) -> dict[str, str]:
        """By task, the same scenario's task of the first variant that has it; of a task for all, itself."""
        first: dict[tuple[str, int], str] = {}
        earlier, found = Counter[tuple[str, int]](), {}
        for task in self.tasks:
            scenario = (task.exercise.scenario, task.variant)
            if task.variant:  # the second task of a scenario is that of the second one in other variants
                found[task.task_id] = first.setdefault((scenario[0], earlier[scenario]), task.task_id)
                earlier[scenario] += 1
            else:
                found[task.task_id] = task.task_id
        return found


def one_spelling(name: str) -> str:
    """A name without what spellings of it differ in: case, and spaces."""
    return " ".join(name.split()).casefold()


def public(exercise: Exercise) -> Exercise:
    """The exercise without what gives answers away: truths, explanations, and the seed it was built of."""
    questions: Sequence[Question] = exercise.questions
    return replace(
        exercise,
        seed="",
        truths=(),
        questions=tuple(replace(question, explanation=None) for question in questions),
    )


def write_set(value: ClassSet) -> bytes:
    """The text that the trainer signs."""
    document = {
        "type": TYPE,
        "set_id": value.set_id,
        "title": value.title,
        "trainer": value.trainer,
        "certificate": _b64(value.certificate),
        "made_at": value.made_at,
        "answers_sha256": value.answers_sha256,
        "variants": value.variants,
        "sealers": [_b64(one) for one in value.sealers],
        "authorities": [_b64(one) for one in value.authorities],
        "tasks": [
            {
                "task_id": task.task_id,
                "variant": task.variant,
                "folder": task.folder,
                "exercise": exercise_values(public(task.exercise)),
            }
            for task in value.tasks
        ],
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def read_set(data: bytes) -> ClassSet:
    """Raises FormError for anything that `write_set` would not have written."""
    try:
        value = json.loads(data)
        tasks = value["tasks"]
        if value["type"] != TYPE or not isinstance(tasks, list) or len(tasks) > MOST_TASKS:
            raise FormError("type")
        found = ClassSet(
            set_id=_text(value["set_id"], _ID_CHARACTERS),
            title=_text(value["title"]),
            trainer=_trainer(value["trainer"]),
            certificate=base64.b64decode(value["certificate"], validate=True),
            made_at=_text(value["made_at"]),
            tasks=tuple(_task(one) for one in tasks),
            answers_sha256=_text(value["answers_sha256"]),
            variants=_count(value["variants"], 1, MOST_VARIANTS),
            sealers=_certificates(value["sealers"]),
            authorities=_certificates(value["authorities"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as e:
        raise FormError(str(e)) from e
    if len({task.task_id for task in found.tasks}) != len(found.tasks):
        raise FormError("two tasks with one id")
    return found


def _task(value: Any) -> Task:
    folder = _text(value["folder"])
    if folder.startswith("/") or ".." in folder.split("/") or "\\" in folder:
        raise FormError("folder")
    return Task(
        _text(value["task_id"]),
        read_exercise(value["exercise"]),
        _count(value["variant"], 0, MOST_VARIANTS),
        folder,
    )


def _trainer(value: Any) -> str:
    name = _text(value)
    return "" if name == _STAND_IN else name


def _certificates(value: Any) -> tuple[bytes, ...]:
    if not isinstance(value, list) or len(value) > _MOST_CERTIFICATES:
        raise FormError("certificates")
    return tuple(base64.b64decode(one, validate=True) for one in value)


def _text(value: Any, size: int | None = None) -> str:
    if not isinstance(value, str) or len(value) > 500 or (size is not None and len(value) != size):
        raise FormError("text")
    return value


def _count(value: Any, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise FormError("count")
    return value


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
