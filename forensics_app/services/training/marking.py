"""A trainer's side: submissions read, marked, compared with each other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from forensics_app.errors import (
    ClassSetUnknownError,
    ForensicsError,
    NothingToMarkError,
    OtherClassError,
    QuestionUnknownError,
    UsageError,
)
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.times import Clock
from forensics_app.seal.home import home_folder, private_folder
from forensics_app.services.files.file_replacing import replace_file
from forensics_app.services.training.class_files import (
    SUBMISSION_SUFFIX,
    OpenedSet,
    OpenedSubmission,
    kept_set,
    open_key,
    read_answers,
    read_class_set,
)
from forensics_app.training.identity_files import trainer_identity
from forensics_app.training.question import QuestionKind
from forensics_app.training.sets.answer_key import AnswerKey
from forensics_app.training.sets.class_set import one_spelling
from forensics_app.training.sets.hints import Handed, Hint, hints
from forensics_app.training.sets.results import Difficulty, Place, Result, difficulties, mark_submission
from forensics_app.training.sets.standings import ALONE, HandedIn, Stand, Standing, standings

_Sentences = Mapping[str, str]  # the credit for a sentence, by what tells it


@dataclass(frozen=True, slots=True)
class Row:
    """One submission that was marked; whether it counts is its `stand`."""

    opened: OpenedSubmission
    result: Result
    stand: Stand = ALONE

    @property
    def counts(self) -> bool:
        return self.stand.standing is Standing.COUNTS


@dataclass(frozen=True, slots=True)
class Marked:
    """A class: rows by name, of one trainee the one first that counts; what was not marked and why, hints at
    copying, difficulties by what counts.
    """

    opened: OpenedSet
    key: AnswerKey
    rows: tuple[Row, ...]
    refused: tuple[tuple[Path, ForensicsError], ...] = ()
    hints: tuple[Hint, ...] = ()
    difficulties: tuple[Difficulty, ...] = field(default=())

    @property
    def counting(self) -> tuple[Row, ...]:
        """The rows that certificates and figures of the class are made of."""
        return tuple(row for row in self.rows if row.counts)


def submissions_in(paths: Sequence[Path]) -> list[Path]:
    """The submissions among files and in folders, each once, by name. Raises NothingToMarkError."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob(f"*{SUBMISSION_SUFFIX}") if p.is_file())
            if not inside:
                raise NothingToMarkError(path=str(path))
            found += inside
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def mark_class(
    paths: Sequence[Path],
    *,
    set_file: Path | None = None,
    clock: Clock,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> Marked:
    """Mark submissions to one class set: the one given, or the one that the first of them names.

    One that can't be marked costs nothing but itself. Raises NothingToMarkError, ClassSetDamagedError,
    ClassSetUnknownError, OtherTrainerError, and the fault of the only submission where there is one alone.
    """
    files = submissions_in(paths)
    read, refused = _read_all(files, report)
    if not read:
        raise refused[0][1] if refused else NothingToMarkError(path=str(paths[0]))
    opened = _set_for(read[0], set_file)
    trainer = trainer_identity(home_folder(), opened.class_set.trainer, now=clock.now())
    key = open_key(opened, trainer)
    sentences = _marked_sentences(opened, read)
    rows: list[Row] = []
    for one in read:
        if one.submission.set_id != opened.class_set.set_id or one.submission.set_sha256 != opened.sha256:
            other = OtherClassError(path=str(one.path), class_set=one.submission.set_id)
            refused.append((one.path, other))
            continue
        rows.append(Row(one, _result(opened, key, one, sentences)))
    if not rows:
        raise refused[0][1]
    rows = _by_name(rows)
    answers = [Handed(row.opened.submission, row.result, row.opened.signed.name, row.stand) for row in rows]
    results = [row.result for row in rows if row.counts]
    hard = difficulties(results, opened.class_set.first_of())
    return Marked(opened, key, tuple(rows), tuple(refused), hints(answers), hard)


def _by_name(rows: Sequence[Row]) -> list[Row]:
    """With what each counts for; of one trainee the last one first."""
    handed = [
        HandedIn(row.result.trainee, row.result.fingerprint, row.result.submitted_at, row.opened.digest)
        for row in rows
    ]
    told = [replace(row, stand=stand) for row, stand in zip(rows, standings(handed), strict=True)]
    told.sort(key=lambda row: row.result.submitted_at.removesuffix("Z"), reverse=True)
    told.sort(key=lambda row: (one_spelling(row.result.trainee), not row.counts))
    return told


def _read_all(
    files: Iterable[Path], report: Report
) -> tuple[list[OpenedSubmission], list[tuple[Path, ForensicsError]]]:
    read: list[OpenedSubmission] = []
    refused: list[tuple[Path, ForensicsError]] = []
    for number, path in enumerate(files, start=1):
        try:
            read.append(read_answers(path))
        except ForensicsError as e:
            refused.append((path, e))
        report(Progress("train-mark", subject=path.name, items=number))
    return read, refused


def _set_for(first: OpenedSubmission, set_file: Path | None) -> OpenedSet:
    if set_file is not None:
        return read_class_set(set_file)
    kept = kept_set(first.submission.set_id)
    if "/" in first.submission.set_id or not kept.is_file():
        raise ClassSetUnknownError(path=str(first.path), class_set=first.submission.set_id)
    return read_class_set(kept)


def _result(opened: OpenedSet, key: AnswerKey, one: OpenedSubmission, sentences: _Sentences) -> Result:
    return mark_submission(
        opened.class_set,
        key,
        one.submission,
        fingerprint=one.signed.fingerprint,
        credits=credits_of(opened.class_set.set_id).get(one.digest, {}),
        carried={
            place: Decimal(credit)
            for place, said in _sentences_of(opened, one).items()
            if (credit := sentences.get(said)) is not None
        },
    )


# --- the trainer's own points ------------------------------------------------------------------------


def _credits_file(set_id: str) -> Path:
    return kept_set(set_id).with_suffix(".credits.json")


def credits_of(set_id: str) -> dict[str, dict[Place, Decimal]]:
    """The trainer's own points for sentences, by submission (its digest) and question."""
    try:
        value = json.loads(_credits_file(set_id).read_bytes())
    except (OSError, ValueError):
        return {}
    return {
        digest: {_place(place): Decimal(credit) for place, credit in given.items()}
        for digest, given in value.items()
    }


def _sentences_file(set_id: str) -> Path:
    return kept_set(set_id).with_suffix(".sentences.json")


def _sentences_of(opened: OpenedSet, one: OpenedSubmission) -> dict[Place, str]:
    """What tells each sentence of a submission: who wrote it, in answer to what, and its text."""
    submission = one.submission
    who = (one.signed.fingerprint, one_spelling(submission.trainee))
    found = {}
    for task in opened.class_set.tasks:
        for question in task.exercise.questions:
            answer = submission.answer_of(task.task_id, question.question_id)
            if question.kind is QuestionKind.SENTENCE and answer is not None and not answer.empty:
                said = json.dumps([*who, task.task_id, question.question_id, answer.text])
                found[task.task_id, question.question_id] = hashlib.sha256(said.encode("ascii")).hexdigest()
    return found


def _kept_sentences(set_id: str) -> dict[str, str]:
    try:
        value = json.loads(_sentences_file(set_id).read_bytes())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _marked_sentences(opened: OpenedSet, read: Sequence[OpenedSubmission]) -> _Sentences:
    """The trainer's credit for each sentence that got one, also in a submission that is not here now."""
    credits = credits_of(opened.class_set.set_id)
    found: dict[str, str] = {}
    for one in sorted(read, key=lambda one: one.submission.submitted_at.removesuffix("Z")):
        given = credits.get(one.digest, {})
        found |= {s: str(given[p]) for p, s in _sentences_of(opened, one).items() if p in given}
    return found | _kept_sentences(opened.class_set.set_id)


def give_credits(submission: Path, typed: Mapping[str, str], *, set_file: Path | None = None) -> None:
    """Keep the trainer's own credit (0 to 1) for answers of one submission, by `task.question`.

    Raises QuestionUnknownError, UsageError, and as `mark_class`.
    """
    one = read_answers(submission)
    opened = _set_for(one, set_file)
    known = {
        f"{task.task_id}.{question.question_id}"
        for task in opened.class_set.tasks
        for question in task.exercise.questions
    }
    given: dict[str, str] = {}
    for place, text in typed.items():
        if place not in known:
            raise QuestionUnknownError(path=str(opened.path), question=place)
        given[place] = str(_credit(place, text))
    set_id = opened.class_set.set_id
    kept = {
        digest: {".".join(place): str(credit) for place, credit in all_.items()}
        for digest, all_ in credits_of(set_id).items()
    }
    kept[one.digest] = kept.get(one.digest, {}) | given
    path = _credits_file(set_id)
    private_folder(path.parent)
    replace_file(path, json.dumps(kept, sort_keys=True).encode("utf-8"))
    sentences = _kept_sentences(set_id)
    for at, said in _sentences_of(opened, one).items():
        if ".".join(at) in given:
            sentences[said] = given[".".join(at)]
    replace_file(_sentences_file(set_id), json.dumps(sentences, sort_keys=True).encode("utf-8"))


def _credit(place: str, text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation as e:
        raise UsageError(name=f"--credit {place}", value=text) from e
    if not value.is_finite() or not 0 <= value <= 1:
        raise UsageError(name=f"--credit {place}", value=text)
    return value


def _place(text: str) -> Place:
    task, _, question = text.partition(".")
    return task, question
