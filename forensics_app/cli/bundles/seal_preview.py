"""What `seal --preview` says: what would be sealed, what not and why, and what stands in its way."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from forensics_app.cli.session import Session
from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.omissions import NOT_READ_SENTENCES, not_read_sentence, omission_sentence
from forensics_app.i18n.request_words import problem_sentence, problem_sentences
from forensics_app.model.handling import handling_text
from forensics_app.model.names import visible
from forensics_app.model.request import ProblemSeverity
from forensics_app.services.sealing.preview import SealingPreview, SourceThere


def show_preview(session: Session, found: SealingPreview) -> None:
    """For people; for the window everything as one result."""
    words = current()
    session.say(
        trn(
            "{count} artifact of {total} would be sealed, with {size} of contents.",
            "{count} artifacts of {total} would be sealed, with {size} of contents.",
            found.selected,
            total=words.number(found.total),
            size=words.size(found.content_bytes),
        )
    )
    for source in found.sources:
        counted = trn("{count} artifact", "{count} artifacts", source.artifacts)
        sealed = f"{counted}, {words.size(source.content_bytes)}"
        session.say(f"  {words.labelled(visible(source.exhibit), sealed)}")
        if source.there is SourceThere.MISSING:
            session.warn(
                tr(
                    "The evidence of {source} is not at {path}. Restore it, or leave its "
                    "contents out with --without-evidence {source}.",
                    source=source.source_id,
                    path=source.path,
                )
            )
        elif source.there is SourceThere.CHANGED:
            session.warn(
                tr(
                    "The evidence of {source} at {path} has a different size or "
                    "modification time than when it was read. Contents that do not match "
                    "what was catalogued will be left out.",
                    source=source.source_id,
                    path=source.path,
                )
            )
    for left in found.left_out:
        place = visible(left.example)
        example = place if left.count == 1 else tr("e.g. {name}", name=place)
        session.say(f"  {words.number(left.count)}  {left_out_sentence(left.code)} ({example})")
    if found.free_bytes is not None and found.free_bytes < found.needed_bytes:
        session.warn(
            tr(
                "The bundle needs up to {needed}; {free} is free at {path}.",
                needed=words.size(found.needed_bytes),
                free=words.size(found.free_bytes),
                path=found.out,
            )
        )
    for problem in found.request.problems:
        session.warn(problem_sentence(problem, words))
    session.event("result", preview=_fields(found))


def _fields(found: SealingPreview) -> dict[str, Any]:
    """For the window: with the sentences of what it shows, in the language of the messages."""
    values = asdict(found)
    for left in values["left_out"]:
        left["sentence"] = left_out_sentence(left["code"])
    for given, problem in zip(values["request"]["problems"], found.request.problems, strict=True):
        given["sentence"] = problem_sentence(problem, current())
    values["request"]["missing"] = [
        sentence
        for severity, sentence in problem_sentences(found.request.problems, current())
        if severity is ProblemSeverity.MISSING
    ]
    for given, code in zip(values["request"]["handling"], found.request.handling, strict=True):
        given["shown"] = handling_text(code.scheme, code.value)
    return values


def left_out_sentence(code: str) -> str:
    """The sentence of an omission code or of a reason of `Read`."""
    return not_read_sentence(code) if code in NOT_READ_SENTENCES else omission_sentence(code)
