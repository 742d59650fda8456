"""Results of a class as CSV: a row for each trainee, and a row for each question."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.training import percent_text, place_title, task_text
from forensics_app.i18n.translator import Translator
from forensics_app.model.names import gated
from forensics_app.services.files.csv_cells import csv_line
from forensics_app.services.forms.output import write_form
from forensics_app.services.training.marking import Marked
from forensics_app.training.question import Question
from forensics_app.training.sets.results import Difficulty, Place
from forensics_app.training.sets.submission import Submission
from forensics_app.training.truth import SentenceTruth

_MOST_NAMED = 20  # artifacts of one answer
_MOST_PLACES = 3  # of one question
_BOM = "\ufeff"  # so that spreadsheets take it for UTF-8


def place_text(place: Place) -> str:
    """How a question is named outside: `task.question`."""
    return ".".join(place)


def place_label(marked: Marked, place: Place, words: Translator) -> str:
    """How people call a question: `Drill 1, question 2`."""
    task_id, question_id = place
    numbers = {q.question_id: n for n, q in enumerate(marked.key.exercises[task_id].questions, start=1)}
    return place_title(task_label(marked, task_id, words), numbers.get(question_id, 1), words)


def task_label(marked: Marked, task_id: str, words: Translator) -> str:
    """How people call a task: `Drill 1`, or the title of its scenario."""
    return task_text(task_id, dict(marked.key.exercises[task_id].title.by_language), words)


def places_text(places: Sequence[Place]) -> str:
    """How one question of several variants is named outside."""
    named = [place_text(place) for place in places[:_MOST_PLACES]]
    return ", ".join([*named, "…"] if len(places) > _MOST_PLACES else named)


def _coded(marked: Marked, one: Difficulty) -> str:
    """What people call a question, and what a command line does: two scenarios may share a title."""
    return f"{place_label(marked, one.place, current())} [{places_text(one.places)}]"


def results_csv(marked: Marked) -> str:
    """A row for each trainee, with the points of each question."""
    questions = marked.difficulties
    head = [
        tr(NC_("training", "Trainee")),
        tr(NC_("training", "Organisation")),
        tr(NC_("training", "Variant")),
        tr(NC_("training", "Points")),
        tr("Possible points"),
        tr(NC_("training", "Percent")),
        tr("Still to be marked"),
        tr(NC_("training", "Submitted")),
        tr(NC_("training", "Counts")),
        tr("Certificate (SHA-256)"),
        *(_coded(marked, one) for one in questions),
    ]
    lines = [csv_line(head)]
    for row in marked.rows:
        result, marks = row.result, dict(row.result.marks)
        got = [next((marks[place] for place in one.places if place in marks), None) for one in questions]
        points = [None if mark is None else mark.points for mark in got]
        lines.append(
            csv_line(
                [
                    result.trainee,
                    result.organisation,
                    result.variant,
                    result.points,
                    result.possible,
                    result.percent,
                    len(result.open_places),
                    result.submitted_at,
                    tr(NC_("answer", "yes") if row.counts else NC_("answer", "no")),
                    result.fingerprint,
                    *points,
                ]
            )
        )
    return _BOM + "".join(lines)


def questions_csv(marked: Marked) -> str:
    """A row for each question: how many were asked, answered and right, and the share of points they got."""
    head = [
        tr(NC_("training", "Question")),
        tr(NC_("training", "Text")),
        tr(NC_("training", "Asked")),
        tr(NC_("training", "Answered")),
        tr(NC_("training", "Correct")),
        tr("Share of points"),
    ]
    lines = [csv_line(head)]
    for one in marked.difficulties:
        lines.append(
            csv_line(
                [_coded(marked, one), question_text(marked, one.place), one.asked, one.answered,
                 None if one.unmarked else one.right, one.share]
            )
        )  # fmt: skip
    return _BOM + "".join(lines)


def question_of(marked: Marked, place: Place) -> Question:
    """The question at a place, whole."""
    task_id, question_id = place
    questions = marked.key.exercises[task_id].questions
    return next(one for one in questions if one.question_id == question_id)


def question_text(marked: Marked, place: Place) -> str:
    """What was asked, in the current language."""
    return gated(question_of(marked, place).text.in_language(current().language))


def explanation_text(marked: Marked, place: Place) -> str:
    """What is explained after marking, in the current language; '' where nothing is."""
    found = question_of(marked, place)
    return "" if found.explanation is None else found.explanation.in_language(current().language)


def answer_text(marked: Marked, submission: Submission, place: Place) -> str:
    """What was answered, as it is read; '' for nothing."""
    answer = submission.answer_of(*place)
    if answer is None or answer.empty:
        return ""
    if answer.artifacts:
        shown = [f"{one.source}:{one.path}" for one in answer.artifacts[:_MOST_NAMED]]
        more = ["…"] if len(answer.artifacts) > len(shown) else []
        return "; ".join([*shown, *more])
    if answer.choice_ids:
        language = current().language
        words = {c.choice_id: c.text.in_language(language) for c in question_of(marked, place).choices}
        return "; ".join(words.get(one, one) for one in answer.choice_ids)
    return answer.text


def model_answer(marked: Marked, place: Place) -> str:
    """What a good sentence says, for the trainer to compare; '' for other kinds of questions."""
    task_id, question_id = place
    truth = marked.key.exercises[task_id].truth_of(question_id)
    return truth.model_answer if isinstance(truth, SentenceTruth) else ""


def write_tables(marked: Marked, out: Path) -> Path:
    """Write both tables; the second one's name ends in `-questions`. Raises OutputExistsError and others."""
    second = out.with_name(f"{out.stem}-questions{out.suffix}")
    write_form(out, results_csv(marked).encode("utf-8"))
    write_form(second, questions_csv(marked).encode("utf-8"))
    return second


def unmarked_text(unmarked: Sequence[int]) -> str:
    """How many questions are left out of the difficulties; `unmarked`: unmarked answers of each."""
    left_out = sum(count > 0 for count in unmarked)
    if not left_out:
        return ""
    return trn(
        "{count} question is left out until all its sentences are marked.",
        "{count} questions are left out until all their sentences are marked.",
        left_out,
    )


def share_text(share: Decimal | None) -> str:
    """A share as people read it."""
    return "-" if share is None else tr("{percent} %", percent=percent_text(share * 100, current()))
