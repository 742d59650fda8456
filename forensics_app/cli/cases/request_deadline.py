"""`sealwright request deadline`: calculate when the answer is due, and record it with its rule."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.session import Session
from forensics_app.errors import OptionMissingError
from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.answering.deadlines import (
    computation_lines,
    differs_from_request,
    due_words,
    holidays_words,
    recheck_sentence,
    rule_label,
    rule_version,
)
from forensics_app.model.answering.deadlines import Deadline, DeadlineRule, Receipt
from forensics_app.model.names import visible
from forensics_app.services.cases.opening import open_case
from forensics_app.services.requests.case_request import read_request, write_request
from forensics_app.services.requests.deadline_rules import due_day, recheck
from forensics_app.services.requests.deadlines import read_deadlines, record_deadline


@new_command(
    "deadline",
    help=N_(
        "Calculate when the answer is due and record it in the case. Without --rule, show what is recorded."
    ),
)
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@option(
    "--rule",
    type=click.Choice([r.value for r in DeadlineRule]),
    help=N_("How the period is counted: 10 days, or 8 hours in an emergency (Regulation (EU) 2023/1543)."),
)
@option(
    "--received",
    metavar="T",
    help=N_(
        "When the addressee received the order, by the clock there: 2026-11-27T14:20+01:00, or only the day "
        "for the rule in days."
    ),
)
@option("--state", metavar="CC", help=N_("The enforcing state, whose public holidays are entered."))
@option(
    "--holiday",
    "holidays",
    multiple=True,
    metavar="YYYY-MM-DD",
    help=N_("A public holiday of the enforcing state; repeatable."),
)
@option(
    "--apply", "apply_", is_flag=True, help=N_("Enter the result as the due date of the request record, too.")
)
@pass_session
def command(
    session: Session,
    case: Path,
    rule: str | None,
    received: str | None,
    state: str | None,
    holidays: tuple[str, ...],
    apply_: bool,
) -> None:
    if rule is None:
        if received is not None or state is not None or holidays or apply_:
            raise OptionMissingError(name="--rule")
        with open_case(case, write=False, clock=session.clock) as opened:
            recorded, request = read_deadlines(opened.path), read_request(opened)
    else:
        if received is None:
            raise OptionMissingError(name="--received")
        with open_case(case, write=True, clock=session.clock) as opened:
            made = record_deadline(
                opened, DeadlineRule(rule), Receipt(received, state, holidays), clock=session.clock
            )
            request = read_request(opened)
            if apply_:
                request = write_request(opened, replace(request, deadline=due_day(made.due)))
            recorded = (made,)
    if not recorded:
        session.say(tr("No deadline has been calculated for this case."))
    for at, deadline in enumerate(recorded):
        _show(session, deadline, in_force=at == len(recorded) - 1)
    if recorded and (said := differs_from_request(recorded[-1], request.deadline, current())):
        session.warn(visible(said))
    session.event("result", deadlines=[_fields(d) for d in recorded], answer_due=request.deadline)


def _show(session: Session, deadline: Deadline, *, in_force: bool) -> None:
    words = current()
    outcome, found = recheck(deadline)
    label = visible(rule_label(deadline.rule, words))
    due = visible(due_words(deadline.due, words))
    said = f"{label} · {due}"
    session.say(said if in_force else tr("Earlier calculation: {deadline}", deadline=said))
    lines = [
        rule_version(deadline, words),
        tr("Received: {time}", time=deadline.receipt.received.replace("T", " ")),
    ]
    if found is not None and found.due == deadline.due:
        lines += computation_lines(DeadlineRule(deadline.rule), found, words)
    lines.append(holidays_words(deadline, words))
    for line in filter(None, lines):
        session.say(f"  {visible(line)}")
    if said := recheck_sentence(deadline, outcome, found, words):
        session.warn(visible(said))


def _fields(deadline: Deadline) -> dict[str, Any]:
    outcome, found = recheck(deadline)
    return {
        "rule": str(deadline.rule),
        "version": deadline.version,
        "received": deadline.receipt.received,
        "state": deadline.receipt.state,
        "holidays": list(deadline.receipt.holidays),
        "due": deadline.due,
        "computed_at": deadline.computed_utc,
        "recheck": outcome.value,
        "rule_gives_now": None if found is None else found.due,
    }
