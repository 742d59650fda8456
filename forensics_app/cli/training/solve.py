"""`sealwright train solve`: what a set asks, and a signed submission of the answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from forensics_app.cli.commands import command, option, pass_session
from forensics_app.cli.session import Session
from forensics_app.errors import OptionMissingError, UsageError
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.training import TYPED_FORMS, title_text
from forensics_app.model.names import visible
from forensics_app.seal.certificates.making import Holder
from forensics_app.services.training.class_files import OpenedSet, read_class_set
from forensics_app.services.training.classes import unpack_evidence
from forensics_app.services.training.kept_answers import hand_in, read_kept
from forensics_app.services.training.solving import Asked, questions_of, read_all_typed, submit
from forensics_app.services.training.trail import trail_of_case
from forensics_app.training.comparing import is_readable
from forensics_app.training.sets.submission import Submission

_PATH = click.Path(path_type=Path)


@command(
    "solve",
    help=N_(
        "Without --answer: list the questions of a class set. With it: sign the answers "
        "with your training identity, and write them to a submission for the trainer."
    ),
)
@click.argument("class_set", metavar="CLASS-FILE", type=_PATH)
@option("--name", metavar="NAME", help=N_("Your name, as it should appear on the training certificate."))
@option("--organisation", metavar="O", help=N_("Your organisation."))
@option(
    "--answer",
    "answers",
    multiple=True,
    metavar="QUESTION=ANSWER",
    help=N_("An answer, such as drill-01.reason=nothing. Can be specified several times."),
)
@option(
    "--case",
    "cases",
    multiple=True,
    type=_PATH,
    metavar="CASE",
    help=N_(
        "A case you worked in; what was tagged and sealed in it, and when, is submitted too. Can "
        "be specified several times."
    ),
)
@option(
    "--evidence",
    type=_PATH,
    metavar="FOLDER",
    help=N_("Extract your evidence from the class set to this new folder."),
)
@option("-o", "--output", type=_PATH, metavar="F", help=N_("The submission: a new file."))
@option("--kept", is_flag=True, help=N_("Submit the answers given in the window."))
@pass_session
def solve_command(
    session: Session,
    class_set: Path,
    name: str | None,
    organisation: str | None,
    answers: tuple[str, ...],
    cases: tuple[Path, ...],
    evidence: Path | None,
    output: Path | None,
    kept: bool,
) -> None:
    opened = read_class_set(class_set)
    if evidence is not None:
        if name is None:
            raise OptionMissingError(name="--name", value="")
        for path in unpack_evidence(class_set, name, evidence):
            session.say(tr("Evidence: {path}", path=path))
    if not answers and output is None:
        asked = questions_of(opened, name or "")
        for line in _lines(asked):
            session.say(line)
        session.event("result", set_id=opened.class_set.set_id, questions=[one.place for one in asked])
        return
    if name is None:
        raise OptionMissingError(name="--name", value="")
    if output is None:
        raise OptionMissingError(name="--output", value="")
    if kept:
        saved = read_kept(opened, Holder(name, organisation), clock=session.clock)
        handed = hand_in(opened, saved, output, cases=cases, clock=session.clock)
        _warn_of_unanswered(session, opened, handed)
        _warn_of_unreadable(session, opened, handed)
        session.say(tr("Submission: {path}", path=output))
        session.event("result", path=str(output), answers=str(sum(len(a) for _, a in handed.answers)))
        return
    given = read_all_typed(opened, name, dict(map(_pair, answers)))
    trail = [step for case in cases for step in trail_of_case(case, clock=session.clock)]
    value = submit(
        class_set,
        output,
        trainee=Holder(name, organisation),
        answers=given,
        trail=trail,
        clock=session.clock,
    )
    _warn_of_unanswered(session, opened, value)
    _warn_of_unreadable(session, opened, value)
    session.say(tr("Submission: {path}", path=output))
    session.event("result", path=str(output), answers=str(sum(len(a) for _, a in value.answers)))


def _warn_of_unanswered(session: Session, opened: OpenedSet, submission: Submission) -> None:
    given = {
        f"{task}.{a.question_id}" for task, answers in submission.answers for a in answers if not a.empty
    }
    missing = [a.place for a in questions_of(opened, submission.trainee) if a.place not in given]
    if missing:
        places = current().listed(map(current().isolate, missing))
        session.warn(
            trn(
                "{count} question has no answer: {questions}",
                "{count} questions have no answer: {questions}",
                len(missing),
                questions=places,
            )
        )


def _warn_of_unreadable(session: Session, opened: OpenedSet, submission: Submission) -> None:
    """Answers that can't be marked as they stand."""
    texts = {f"{task}.{a.question_id}": a.text for task, answers in submission.answers for a in answers}
    asked = questions_of(opened, submission.trainee)
    doubtful = [
        one.place
        for one in asked
        if (text := texts.get(one.place, "").strip()) and not is_readable(one.question.kind, text)
    ]
    if doubtful:
        session.warn(
            tr(
                "Not in the requested form, and would earn no points: {questions}",
                questions=current().listed(map(current().isolate, doubtful)),
            )
        )


def _pair(text: str) -> tuple[str, str]:
    place, equals, answer = text.partition("=")
    if not equals:
        raise UsageError(name="--answer", value=text)
    return place.strip(), answer.strip()


def _lines(asked: tuple[Asked, ...]) -> Iterator[str]:
    language = current().language
    task = ""
    for one in asked:
        if one.task.task_id != task:
            task = one.task.task_id
            yield ""
            yield title_text(dict(one.task.exercise.title.by_language), current())
        yield f"{one.place}: {visible(one.question.text.in_language(language))}"
        for choice in one.question.choices:
            yield f"    {choice.choice_id}: {visible(choice.text.in_language(language))}"
        yield f"    {tr(TYPED_FORMS[one.question.kind])}"
