"""Answers as people type them on the command line."""

from __future__ import annotations

import re

from forensics_app.errors import UsageError
from forensics_app.training.answer import Answer
from forensics_app.training.question import Question, QuestionKind
from forensics_app.training.truth import ArtifactPlace

_CHOSEN = (QuestionKind.CHOICE, QuestionKind.ORDER)
_DRIVE = re.compile(r"[A-Za-z]\Z", re.ASCII)
_ARTIFACTS = (QuestionKind.ARTIFACT, QuestionKind.ARTIFACTS)


def read_typed(question: Question, typed: str) -> Answer:
    """One choice by its id or number; an order as several with commas; artifacts as `SOURCE:/PATH` or
    `/PATH`, several with semicolons, with slashes either way and without the first one too; everything else
    as it is. Raises UsageError for a choice that there isn't.
    """
    if question.kind in _CHOSEN:
        parts = (
            re.split(r"\s*[,;>،、]\s*|\s+", typed.strip())
            if question.kind is QuestionKind.ORDER
            else [typed.strip()]
        )
        return Answer(question.question_id, choice_ids=tuple(_choice(question, part) for part in parts))
    if question.kind in _ARTIFACTS:
        places = tuple(_place(one.strip()) for one in typed.split(";") if one.strip())
        return Answer(question.question_id, artifacts=places)
    return Answer(question.question_id, text=typed)


def _choice(question: Question, typed: str) -> str:
    if any(choice.choice_id == typed for choice in question.choices):
        return typed
    ids = {choice.choice_id.casefold(): choice.choice_id for choice in question.choices}
    asked = typed.rstrip(".:)").casefold()
    if asked in ids:
        return ids[asked]
    if asked.isdecimal() and len(asked) < 4 and 1 <= int(asked) <= len(ids):
        return question.choices[int(asked) - 1].choice_id
    raise UsageError(name=f"--answer {question.question_id}", value=typed)


def _place(typed: str) -> ArtifactPlace:
    """A drive letter is no source; a backslash is one only where the path has no slash."""
    slashed = typed if "/" in typed else typed.replace("\\", "/")
    source, colon, path = slashed.partition(":/")
    if colon:
        return ArtifactPlace("" if _DRIVE.match(source) else source, f"/{path}")
    return ArtifactPlace("", slashed if slashed.startswith("/") else f"/{slashed}")
