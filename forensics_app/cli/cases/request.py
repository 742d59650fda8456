"""`sealwright request`: the legal request that a case answers."""

from __future__ import annotations

import json
import os
from datetime import UTC
from pathlib import Path
from typing import Any

import click

from forensics_app.cli.cases import request_deadline
from forensics_app.cli.commands import group, option, pass_session
from forensics_app.cli.options.request_fields import changed, set_options
from forensics_app.cli.session import Session
from forensics_app.errors import ExitCode, RequestFileError
from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.request_words import (
    MET_LABELS,
    field_label,
    instrument_label,
    problem_sentence,
    role_label,
    urgency_label,
)
from forensics_app.model.handling import handling_text
from forensics_app.model.names import gated_json, visible
from forensics_app.model.request import (
    Instrument,
    ProblemSeverity,
    RequestField,
    RequestProblem,
    RequestRecord,
)
from forensics_app.services.cases.opening import open_case
from forensics_app.services.requests.case_request import (
    check_request,
    handling_warnings,
    read_request,
    write_request,
)
from forensics_app.services.requests.file import MAX_BYTES, from_json, template_text
from forensics_app.services.verifying.request_fields import request_fields

CASE = click.argument("case", metavar="CASE", type=click.Path(path_type=Path))


@group("request", help=N_("Record, show or check the legal request that a case answers."))
def command() -> None:
    pass


command.add_command(request_deadline.command)


@command.command(
    "set",
    help=N_(
        "Record the request, or change the specified fields. Each change is recorded in the custody ledger."
    ),
)
@CASE
@option(
    "--file",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=N_(
        "A complete record as JSON, as written by “sealwright request template”. It replaces all fields."
    ),
)
@set_options
@pass_session
def _set(session: Session, case: Path, file: Path | None, **typed: Any) -> None:
    given = None if file is None else _read(file)
    with open_case(case, write=True, clock=session.clock) as opened:
        before = read_request(opened) if given is None else given
        kept = write_request(opened, changed(before, **typed))
        session.say(tr("The request is recorded in {path}.", path=opened.path))
    found = _problems(session, kept)
    for problem in found:
        session.warn(problem_sentence(problem, current()))
    session.event("result", request=request_fields(kept), problems=_fields(found))


@command.command("show", help=N_("Show what is recorded of the request."))
@CASE
@option("--json", "as_json", is_flag=True, help=N_("Write the record as JSON."))
@pass_session
def _show(session: Session, case: Path, as_json: bool) -> None:
    with open_case(case, write=False, clock=session.clock) as opened:
        record = read_request(opened)
    if as_json:
        session.say(gated_json(json.dumps(request_fields(record), indent=1, ensure_ascii=False)))
    elif record.is_empty:
        session.say(tr("No request is recorded in this case."))
    else:
        for name, value in _lines(record):
            session.say(f"{name}\t{visible(value)}")
    session.event("result", request=request_fields(record))


@command.command(
    "check", help=N_("List what is missing from the request, and any warnings about its handling codes.")
)
@CASE
@pass_session
def _check(session: Session, case: Path) -> None:
    with open_case(case, write=False, clock=session.clock) as opened:
        found = _problems(session, read_request(opened))
    for problem in found:
        session.say(problem_sentence(problem, current()))
    if not found:
        session.say(tr("The request is complete: it has everything its instrument requires."))
    session.event("result", problems=_fields(found))
    if any(p.severity is ProblemSeverity.MISSING for p in found):
        raise click.exceptions.Exit(ExitCode.UNCONFIRMED)


@command.command("template", help=N_("Write a JSON template with the fields that an instrument requires."))
@click.argument("instrument", metavar="INSTRUMENT", type=click.Choice([i.value for i in Instrument]))
@pass_session
def _template(session: Session, instrument: str) -> None:
    session.say(template_text(Instrument(instrument)).rstrip("\n"))


def _read(file: Path) -> RequestRecord:
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as e:
        raise RequestFileError(path=str(file), detail=os.strerror(e.errno or 0)) from e
    return from_json(data, str(file))


def _problems(session: Session, record: RequestRecord) -> tuple[RequestProblem, ...]:
    today = session.clock.now().astimezone(UTC).date()
    return (*check_request(record, today=today), *handling_warnings(record))


def _fields(problems: tuple[RequestProblem, ...]) -> list[dict[str, Any]]:
    words = current()
    return [
        {
            "code": p.code,
            "field": p.field.value,
            "severity": p.severity.value,
            "subject": p.subject,
            "sentence": problem_sentence(p, words),
        }
        for p in problems
    ]


def _lines(record: RequestRecord) -> list[tuple[str, str]]:
    """A label and a value for everything that is recorded."""
    words = current()
    shown: dict[RequestField, list[str]] = {
        RequestField.INSTRUMENT: [instrument_label(record.instrument, words)],
        RequestField.URGENCY: [urgency_label(record.urgency, words)],
        RequestField.LANGUAGES: list(record.languages),
        RequestField.HANDLING: [
            " · ".join(filter(None, (handling_text(h.scheme, h.value), h.comment, h.permission)))
            for h in record.handling
        ],
        RequestField.NONCE: [request_fields(record)["nonce"] or ""],
    }
    lines = []
    for field in RequestField:
        if field is RequestField.AUTHORITIES:
            lines += [
                (role_label(a.role, words), " · ".join(filter(None, (a.name, a.country, a.contact))))
                for a in record.authorities
            ]
        elif field is RequestField.FORMALITIES:
            lines += [
                (
                    field_label(field, words),
                    " · ".join(filter(None, (f.asked, words.text(MET_LABELS[f.met]), f.note))),
                )
                for f in record.formalities
            ]
        else:
            values = shown.get(field) or [getattr(record, field.value) or ""]
            lines += [(field_label(field, words), value.replace("\n", " / ")) for value in values if value]
    return lines
