"""What a trainee has answered so far, kept in the user's own folder until it is handed in.

One file for each class set and name: a window that is closed, or a computer that stops, costs no answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from forensics_app.model.times import Clock, utc_text
from forensics_app.seal.certificates.making import Holder
from forensics_app.seal.home import home_folder, private_folder
from forensics_app.services.files.new_files import disk_errors
from forensics_app.services.training.class_files import OpenedSet
from forensics_app.services.training.solving import questions_of, submit, trail_of_case
from forensics_app.training.answer import Answer
from forensics_app.training.identity_files import FOLDER
from forensics_app.training.json_forms import FormError, answer_values, read_answer
from forensics_app.training.sets.submission import Submission, TrailEntry

_KEPT = "answers"
_MAX_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """Answers by their place (`drill-01.verdict`); `begun_at` UTC in sealed form; `trail` what was done."""

    trainee: str
    organisation: str = ""
    begun_at: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    trail: tuple[TrailEntry, ...] = ()

    def with_answer(self, place: str, answer: Answer) -> KeptAnswers:
        """The same with one answer in the place of an earlier one."""
        return replace(self, answers={**self.answers, place: answer})

    def with_step(self, what: str, subject: str, *, at: str) -> KeptAnswers:
        """The same with one more entry of the trail."""
        return replace(self, trail=(*self.trail, TrailEntry(at, what, subject)))


def make_holder(name: str, organisation: str = "") -> Holder:
    """Who a submission is by."""
    return Holder(name, organisation or None)


def read_kept(opened: OpenedSet, trainee: Holder, *, clock: Clock) -> KeptAnswers:
    """What was kept of this set and name, or a beginning."""
    try:
        data = _kept(opened, trainee.name).read_bytes()
        if len(data) <= _MAX_BYTES:
            return _read(json.loads(data), opened, trainee)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # nothing was kept, or not by this program
    return KeptAnswers(trainee.name, trainee.organisation or "", utc_text(clock.now()))


def keep_answers(opened: OpenedSet, kept: KeptAnswers) -> None:
    """Raises OutputNotWritableError, DiskFullError."""
    path = _kept(opened, kept.trainee)
    document = {
        "organisation": kept.organisation,
        "begun_at": kept.begun_at,
        "answers": {place: answer_values(answer) for place, answer in kept.answers.items()},
        "trail": [[step.at, step.what, step.subject] for step in kept.trail],
    }
    with disk_errors(path):
        private_folder(path.parent)
        part = path.with_name(f"{path.name}.part")
        part.write_text(json.dumps(document), encoding="utf-8")
        part.replace(path)


def hand_in(
    opened: OpenedSet, kept: KeptAnswers, out: Path, *, case: Path | None, clock: Clock
) -> Submission:
    """Sign what was kept and write it to a new file, with the trail of the case where there is one.

    Raises what `solving.submit` does, and CaseErrors.
    """
    answers: dict[str, list[Answer]] = {}
    for asked in questions_of(opened, kept.trainee):
        answer = kept.answers.get(asked.place)
        if answer is not None:
            answers.setdefault(asked.task.task_id, []).append(answer)
    trail: Iterable[TrailEntry] = kept.trail
    if case is not None:
        trail = sorted((*kept.trail, *trail_of_case(case, clock=clock)), key=lambda step: step.at)
    return submit(
        opened.path,
        out,
        trainee=Holder(kept.trainee, kept.organisation or None),
        answers=answers,
        trail=trail,
        begun_at=kept.begun_at,
        clock=clock,
    )


def _kept(opened: OpenedSet, trainee: str) -> Path:
    name = hashlib.sha256(f"{opened.class_set.set_id}/{trainee}".encode()).hexdigest()[:32]
    return home_folder() / FOLDER / _KEPT / f"{name}.json"


def _read(value: dict[str, object], opened: OpenedSet, trainee: Holder) -> KeptAnswers:
    """Raises ValueError, KeyError, TypeError for what `keep_answers` did not write."""
    places = {asked.place for asked in questions_of(opened, trainee.name)}
    answers, trail = value["answers"], value["trail"]
    if not isinstance(answers, dict) or not isinstance(trail, list):
        raise FormError("answers")
    return KeptAnswers(
        trainee.name,
        str(value["organisation"]),
        str(value["begun_at"]),
        {place: read_answer(one) for place, one in answers.items() if place in places},
        tuple(TrailEntry(str(at), str(what), str(subject)) for at, what, subject in trail),
    )
