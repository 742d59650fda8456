"""Answers as people type them on the command line."""

from __future__ import annotations

from forensics_app.errors import UsageError
from forensics_app.training.answer import Answer
from forensics_app.training.question import Question, QuestionKind
from forensics_app.training.truth import ArtifactPlace

_CHOSEN = (QuestionKind.CHOICE, QuestionKind.ORDER)
_ARTIFACTS = (QuestionKind.ARTIFACT, QuestionKind.ARTIFACTS)


def read_typed(question: Question, typed: str) -> Answer:
    """One choice by its id or number; an order as several with commas; artifacts as `SOURCE:/PATH`, several
    with semicolons; everything else as it is. Raises UsageError for a choice that there isn't.
    """
    if question.kind in _CHOSEN:
        parts = (
            [part.strip() for part in typed.split(",")] if question.kind is QuestionKind.ORDER else [typed]
        )
        return Answer(question.question_id, choice_ids=tuple(_choice(question, part) for part in parts))
    if question.kind in _ARTIFACTS:
        places = tuple(_place(one.strip()) for one in typed.split(";") if one.strip())
        return Answer(question.question_id, artifacts=places)
    return Answer(question.question_id, text=typed)


def _choice(question: Question, typed: str) -> str:
    ids = [choice.choice_id for choice in question.choices]
    if typed in ids:
        return typed
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(ids):
        return ids[int(typed) - 1]
    raise UsageError(name=f"--answer {question.question_id}", value=typed)


def _place(typed: str) -> ArtifactPlace:
    source, colon, path = typed.partition(":/")
    return ArtifactPlace(source, f"/{path}") if colon else ArtifactPlace("", typed)
