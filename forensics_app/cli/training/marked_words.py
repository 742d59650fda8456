"""A marked class as lines for people and as values for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from forensics_app.i18n import current, tr
from forensics_app.i18n.sentences import error_sentence
from forensics_app.i18n.training import (
    hint_sentence,
    percent_text,
    points_text,
    remark_word,
    requested_form,
    standing_text,
)
from forensics_app.model.names import gated, visible
from forensics_app.services.training.marking import Marked, Row
from forensics_app.services.training.right_answers import right_answer
from forensics_app.services.training.tables import (
    answer_text,
    explanation_text,
    model_answer,
    place_label,
    place_text,
    places_text,
    question_of,
    question_text,
    share_text,
    task_label,
    unmarked_text,
)
from forensics_app.training.marking import Mark, Remark
from forensics_app.training.question import QuestionKind
from forensics_app.training.sets.hints import Hint
from forensics_app.training.sets.results import Place


def class_lines(marked: Marked) -> Iterator[str]:
    """The table of a class, hints, and how hard each question was."""
    class_set = marked.opened.class_set
    yield tr("Class set: {title} ({id})", title=visible(class_set.title), id=class_set.set_id[:8])
    yield ""
    for row in marked.rows:
        yield _row(marked, row)
    if marked.hints:
        yield ""
        for hint in marked.hints:
            yield f"? {_hint(marked, hint)}"
    yield ""
    yield tr("Questions, by share of points achieved:")
    known = [one for one in marked.difficulties if not one.unmarked]
    for one in sorted(known, key=lambda d: (d.share is None, d.share or 0)):
        counts = tr("{right} of {asked} correct", right=one.right, asked=one.asked)
        name = place_label(marked, one.place, current())
        yield f"  {share_text(one.share):>6}  {name:<32}  {counts}  [{places_text(one.places)}]"
    if left_out := unmarked_text([one.unmarked for one in marked.difficulties]):
        yield f"  {left_out}"


def _hint(marked: Marked, hint: Hint) -> str:
    return hint_sentence(hint.code, hint.trainees, _labels(marked, hint.places), current(), at=hint.at)


def standing_line(row: Row) -> str:
    """When one of several submissions of a trainee was made, and whether it counts; '' for the only one."""
    if not row.stand.several:
        return ""
    return standing_text(row.stand.standing, row.result.submitted_at, current())


def _labels(marked: Marked, places: Iterable[Place]) -> list[str]:
    return [place_label(marked, place, current()) for place in places]


def _row(marked: Marked, row: Row) -> str:
    result = row.result
    text = tr(
        "{name}: {points} of {possible} points ({percent} %)",
        name=visible(result.trainee),
        points=points_text(result.points, current()),
        possible=points_text(result.possible, current()),
        percent=percent_text(result.percent, current()),
    )
    if result.open_places:
        to_read = tr(
            "still to be marked: {places}", places=current().listed(_labels(marked, result.open_places))
        )
        text = f"{text}; {to_read}"
    standing = standing_line(row)
    return f"{text}; {standing}" if standing else text


def answer_lines(marked: Marked, row: Row) -> Iterator[str]:
    """Every mark of one trainee, with what is explained."""
    for place, mark in row.result.marks:
        got = "-" if mark.points is None else points_text(mark.points, current())
        possible = points_text(mark.possible, current())
        why = current().listed(remark_word(remark, current()) for remark in mark.remarks)
        yield f"{place_label(marked, place, current())}: {got}/{possible}  {why}  [{place_text(place)}]"
        yield f"    {question_text(marked, place)}"
        if answer := answer_text(marked, row.opened.submission, place):
            yield "    " + tr("Answer: {answer}", answer=visible(answer))
        if form := _form(marked, place, mark):
            yield f"    {form}"
        if Remark.FOR_THE_TRAINER in mark.remarks and (model := model_answer(marked, place)):
            yield "    " + tr("Model answer: {answer}", answer=visible(model))
        if mark.credit != 1 and (right := right_answer(marked, place)):
            yield "    " + tr("Correct answer: {answer}", answer=visible(right))
        for line in explanation_text(marked, place).splitlines():
            yield f"    {gated(line)}"


def _form(marked: Marked, place: Place, mark: Mark) -> str:
    return requested_form(question_of(marked, place).kind, mark.remarks, current())


def class_fields(marked: Marked) -> dict[str, Any]:
    """The same as JSON values. Tasks of several variants that are one have one `first_of`."""
    first_of = marked.opened.class_set.first_of()
    return {
        "set_id": marked.opened.class_set.set_id,
        "title": marked.opened.class_set.title,
        "submissions": [
            {
                "path": str(row.opened.path),
                "trainee": row.result.trainee,
                "organisation": row.result.organisation,
                "variant": str(row.result.variant),
                "fingerprint": row.result.fingerprint,
                "begun_at": row.opened.submission.begun_at,
                "submitted_at": row.result.submitted_at,
                "standing": row.stand.standing.value,
                "standing_text": standing_line(row),
                "points": str(row.result.points),
                "possible": str(row.result.possible),
                "percent": str(row.result.percent),
                "trail": [[e.at, e.what, e.subject] for e in row.opened.submission.trail],
                "marks": [
                    {
                        "question": place_text(place),
                        "label": place_label(marked, place, current()),
                        "first_of": first_of[place[0]],
                        "task": task_label(marked, place[0], current()),
                        "points": None if mark.points is None else str(mark.points),
                        "possible": str(mark.possible),
                        "credit": None if mark.credit is None else str(mark.credit),
                        "by_trainer": question_of(marked, place).kind is QuestionKind.SENTENCE,
                        "remarks": [remark.value for remark in mark.remarks],
                        "requested_form": _form(marked, place, mark),
                        "answer": answer_text(marked, row.opened.submission, place),
                        "model_answer": model_answer(marked, place),
                        "right_answer": "" if mark.credit == 1 else right_answer(marked, place),
                        "text": question_text(marked, place),
                        "explanation": explanation_text(marked, place),
                    }
                    for place, mark in row.result.marks
                ],
            }
            for row in marked.rows
        ],
        "refused": [
            {"path": str(path), "code": error.code, "sentence": error_sentence(error)}
            for path, error in marked.refused
        ],
        "hints": [
            {
                "code": hint.code.value,
                "trainees": list(hint.trainees),
                "questions": [place_text(place) for place in hint.places],
                "sentence": _hint(marked, hint),
            }
            for hint in marked.hints
        ],
        "questions": [
            {
                "question": place_text(one.place),
                "questions": [place_text(place) for place in one.places],
                "label": place_label(marked, one.place, current()),
                "text": question_text(marked, one.place),
                "asked": str(one.asked),
                "answered": str(one.answered),
                "right": str(one.right),
                "unmarked": str(one.unmarked),
                "share": None if one.share is None else str(one.share),
            }
            for one in marked.difficulties
        ],
    }
