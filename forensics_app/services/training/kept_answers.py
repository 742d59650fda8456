"""What a trainee has answered so far, kept in the user's own folder until it is handed in.

One file for each class set and name: a window that is closed, or a computer that stops, costs no answer, and
two trainees at one computer don't see each other's. A name's spelling may differ in case and spaces, as it
may
where the variant follows from it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from forensics_app.errors import ForensicsError, TraineeTakenError
from forensics_app.model.times import Clock, utc_text
from forensics_app.seal.certificates.making import Holder
from forensics_app.seal.home import home_folder, private_folder
from forensics_app.services.files.new_files import disk_errors
from forensics_app.services.training.class_files import OpenedSet
from forensics_app.services.training.solving import questions_of, submit
from forensics_app.services.training.trail import MOST_ENTRIES, trail_of_case
from forensics_app.training.answer import Answer
from forensics_app.training.identity_files import FOLDER
from forensics_app.training.json_forms import MOST_COUNTED, FormError, answer_values, read_answer
from forensics_app.training.sets.class_set import one_spelling
from forensics_app.training.sets.submission import Submission, TrailEntry

_KEPT = "answers"
_MAX_BYTES = 32 << 20
_MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """Answers by their place (`drill-01.verdict`); `begun_at` UTC in sealed form; `trail` what was done.

    `opened_at`: when each question was first opened. `cases` were worked in; `case_tasks` are the ids of the
    tasks whose evidence each of them has, as far as known. `set_aside` is a file that could not be read and
    was renamed, so that nothing is written over it. `handed_in` is the submission that was written last, and
    `handed_in_digest` the digest of the answers in it.
    """

    trainee: str
    organisation: str = ""
    begun_at: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    trail: tuple[TrailEntry, ...] = ()
    opened_at: dict[str, str] = field(default_factory=dict)
    cases: tuple[str, ...] = ()
    case_tasks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    set_aside: Path | None = None
    handed_in: str = ""
    handed_in_digest: str = ""

    @property
    def digest(self) -> str:
        """Of the answers as they stand, whatever way led to them."""
        said = {
            place: answer_values(replace(one, tries=1, hints=0, seconds=0))
            for place, one in self.answers.items()
            if not one.empty
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def with_answer(self, place: str, answer: Answer) -> KeptAnswers:
        """The same with one answer in the place of an earlier one."""
        return replace(self, answers={**self.answers, place: answer})

    def with_step(self, what: str, subject: str, *, at: str) -> KeptAnswers:
        """The same with one more entry of the trail, after those of before it; of too many, the oldest go."""
        entry, place = TrailEntry(at, what, subject), len(self.trail)
        while place and self.trail[place - 1].moment > entry.moment:
            place -= 1
        trail = (*self.trail[:place], entry, *self.trail[place:])
        return replace(self, trail=trail[-2 * MOST_ENTRIES :])

    def with_opened(self, place: str, *, at: str) -> KeptAnswers:
        """The same with a question opened now, if it wasn't before."""
        if place in self.opened_at:
            return self
        opened = replace(self, opened_at={**self.opened_at, place: at})
        return opened.with_step("question", place, at=at)

    def with_case(self, path: str, tasks: Collection[str]) -> KeptAnswers:
        """The same with a case that was worked in, which has evidence of these tasks."""
        cases = self.cases if path in self.cases else (*self.cases, path)
        return replace(self, cases=cases, case_tasks={**self.case_tasks, path: tuple(sorted(tasks))})

    def seconds_open(self, place: str, now: datetime) -> int | None:
        """Since a question was first opened; None if it wasn't."""
        at = self.opened_at.get(place)
        if at is None:
            return None
        spent = int((now - datetime.fromisoformat(at)).total_seconds())
        return min(max(spent, 0), MOST_COUNTED)


def make_holder(name: str, organisation: str = "") -> Holder:
    """Who a submission is by."""
    return Holder(name, organisation or None)


def read_kept(opened: OpenedSet, trainee: Holder, *, clock: Clock) -> KeptAnswers:
    """What was kept of this set and name, or a beginning. Raises OutputNotWritableError, DiskFullError."""
    path = _file(opened, trainee.name)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return _beginning(trainee, clock)
    except OSError:
        return replace(_beginning(trainee, clock), set_aside=_put_aside(path))
    try:
        if len(data) <= _MAX_BYTES:
            kept = _read(json.loads(data))
            return replace(kept, trainee=trainee.name, organisation=trainee.organisation or kept.organisation)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # cut by a full disk, or changed by hand
    return replace(_beginning(trainee, clock), set_aside=_put_aside(path))


def keep_answers(opened: OpenedSet, kept: KeptAnswers) -> None:
    """Raises OutputNotWritableError, DiskFullError."""
    path = _file(opened, kept.trainee)
    document = {
        "trainee": kept.trainee,
        "organisation": kept.organisation,
        "begun_at": kept.begun_at,
        "answers": {place: answer_values(answer) for place, answer in kept.answers.items()},
        "opened_at": kept.opened_at,
        "trail": [[step.at, step.what, step.subject] for step in kept.trail],
        "cases": list(kept.cases),
        "case_tasks": {path: list(tasks) for path, tasks in kept.case_tasks.items()},
        "handed_in": kept.handed_in,
        "handed_in_digest": kept.handed_in_digest,
    }
    with disk_errors(path):
        private_folder(path.parent)
        part = path.with_name(f"{path.name}.part")
        part.write_text(json.dumps(document), encoding="utf-8")
        part.replace(path)


def kept_trainees(opened: OpenedSet) -> tuple[KeptAnswers, ...]:
    """Everybody who has begun this set on this computer, by name."""
    found = []
    for path in sorted(_folder(opened).glob("*.json"))[:_MOST_NAMES]:
        try:
            if path.stat().st_size <= _MAX_BYTES:
                found.append(_read(json.loads(path.read_bytes())))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue  # said when that name is chosen
    return tuple(sorted(found, key=lambda kept: one_spelling(kept.trainee)))


def rename_kept(opened: OpenedSet, kept: KeptAnswers, trainee: Holder) -> KeptAnswers:
    """Give the answers another name: what was kept goes with it.

    Raises TraineeTakenError where somebody of that name has answers of their own on this computer,
    OutputNotWritableError, DiskFullError.
    """
    before, after = _file(opened, kept.trainee), _file(opened, trainee.name)
    if after != before and after.exists():
        raise TraineeTakenError(path=str(opened.path), trainee=trainee.name)
    renamed = replace(kept, trainee=trainee.name, organisation=trainee.organisation or kept.organisation)
    keep_answers(opened, renamed)
    if after != before:
        with disk_errors(before):
            before.unlink(missing_ok=True)
    return renamed


def hand_in(
    opened: OpenedSet, kept: KeptAnswers, out: Path, *, cases: Sequence[Path] = (), clock: Clock
) -> Submission:
    """Sign what was kept and write it to a new file, with the trail of the cases that were worked in.

    One of those noted that can't be read now costs its part of the trail, which then says so. Raises what
    `solving.submit` does, and CaseErrors for `cases`.
    """
    answers: dict[str, list[Answer]] = {}
    for asked in questions_of(opened, kept.trainee):
        answer = kept.answers.get(asked.place)
        if answer is not None:
            answers.setdefault(asked.task.task_id, []).append(answer)
    done = [step for case in cases for step in trail_of_case(case, clock=clock)]
    named = {case.resolve() for case in cases}
    for noted in map(Path, kept.cases):
        if noted.resolve() in named:
            continue
        try:
            done += trail_of_case(noted, clock=clock)
        except ForensicsError:
            done.append(TrailEntry(utc_text(clock.now()), "case-not-readable", noted.name))
    return submit(
        opened.path,
        out,
        trainee=Holder(kept.trainee, kept.organisation or None),
        answers=answers,
        trail=(*kept.trail, *done),
        begun_at=kept.begun_at,
        clock=clock,
    )


def _beginning(trainee: Holder, clock: Clock) -> KeptAnswers:
    return KeptAnswers(trainee.name, trainee.organisation or "", utc_text(clock.now()))


def _folder(opened: OpenedSet) -> Path:
    name = hashlib.sha256(opened.class_set.set_id.encode()).hexdigest()[:32]
    return home_folder() / FOLDER / _KEPT / name


def _file(opened: OpenedSet, trainee: str) -> Path:
    name = hashlib.sha256(one_spelling(trainee).encode()).hexdigest()[:32]
    return _folder(opened) / f"{name}.json"


def _put_aside(path: Path) -> Path:
    number, aside = 1, path.with_suffix(".damaged")
    while aside.exists():
        number += 1
        aside = path.with_suffix(f".damaged-{number}")
    with disk_errors(path):
        path.rename(aside)
    return aside


def _read(value: dict[str, object]) -> KeptAnswers:
    """Raises ValueError, KeyError, TypeError for what `keep_answers` did not write."""
    answers, trail, opened_at = value["answers"], value["trail"], value["opened_at"]
    cases, case_tasks = value["cases"], value.get("case_tasks", {})
    if not isinstance(case_tasks, dict) or not all(isinstance(one, list) for one in case_tasks.values()):
        raise FormError("case_tasks")
    if not isinstance(answers, dict) or not isinstance(opened_at, dict):
        raise FormError("answers")
    if not isinstance(trail, list) or not isinstance(cases, list):
        raise FormError("answers")
    times = {str(place): str(at) for place, at in opened_at.items()}
    if any(datetime.fromisoformat(at).tzinfo is None for at in times.values()):
        raise FormError("opened_at")
    return KeptAnswers(
        str(value["trainee"]),
        str(value["organisation"]),
        str(value["begun_at"]),
        {str(place): read_answer(one) for place, one in answers.items()},
        tuple(TrailEntry(str(at), str(what), str(subject)) for at, what, subject in trail),
        times,
        tuple(map(str, cases)),
        {str(path): tuple(map(str, tasks)) for path, tasks in case_tasks.items()},
        handed_in=str(value.get("handed_in", "")),
        handed_in_digest=str(value.get("handed_in_digest", "")),
    )
