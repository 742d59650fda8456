"""What the legal request asks to be done next: a deadline that is near or past, what is not recorded yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forensics_app.i18n import NC_, tr, trn
from forensics_app.model.request import ProblemSeverity
from forensics_app.services.requests.case_request import check_request
from ui.models.case.overview import CaseOverview
from ui.models.case.request_words import days_left, due_state, due_words
from ui.theme.state import State


@dataclass(frozen=True, slots=True)
class RequestStep:
    """`urgent`: belongs among the worst."""

    state: State
    title: str
    text: str
    button: str
    urgent: bool


def request_steps(overview: CaseOverview, today: date) -> list[RequestStep]:
    """The steps in the order of their urgency; none for a case that was made without a request."""
    record = overview.request
    if overview.request_error is not None:
        said = tr("The file was changed outside the program. Record the request again.")
        title = tr("The request record can't be read")
        return [RequestStep(State.BAD, title, said, tr("Record again…"), urgent=True)]
    steps = []
    left = days_left(record.deadline, today)
    if left is not None and due_state(left) is not State.NONE:
        title = tr("The answer is due on {day}: {left}", day=record.deadline or "", left=due_words(left))
        said = tr("Seal what was requested, or inform the requesting authority and record the new date.")
        steps.append(RequestStep(due_state(left), title, said, tr("Edit request…"), urgent=left < 0))
    if record.is_empty:
        said = tr(
            "Who requested the evidence, under which legal instrument, and for which "
            "purposes it may be used. It is sealed with the bundle."
        )
        title = tr("No legal request is recorded")
        return [*steps, RequestStep(State.WAITING, title, said, tr(NC_("button", "Record…")), urgent=False)]
    missing = [p for p in check_request(record, today=today) if p.severity is ProblemSeverity.MISSING]
    if missing:
        title = trn(
            "{count} detail is missing in the legal request",
            "{count} details are missing in the legal request",
            len(missing),
        )
        said = tr("A bundle can be sealed anyway; the receiver will ask for it.")
        steps.append(RequestStep(State.WAITING, title, said, tr(NC_("button", "Complete…")), urgent=False))
    return steps
