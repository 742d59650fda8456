"""What the legal request asks to be done next: a deadline that is near or past, what is not recorded yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forensics_app.i18n import NC_, tr, trn
from forensics_app.model.request import ProblemSeverity
from forensics_app.services.requests.case_request import check_request
from ui.models.case.bundle_words import bundle_name
from ui.models.case.overview import CaseOverview
from ui.models.case.request_words import days_left, due_state, due_words
from ui.models.case.sealed_bundles import SealedBundle, Stand
from ui.theme.state import State

_SENT = (Stand.AWAITED, Stand.SENT_AGAIN, Stand.BY_SENDER, Stand.ACCEPTED)
_REJECTED = (Stand.REJECTED, Stand.REJECTION_DOUBTFUL)


@dataclass(frozen=True, slots=True)
class RequestStep:
    """`urgent`: belongs among the worst; a date that is only near stands behind what is wrong."""

    state: State
    title: str
    text: str
    button: str
    urgent: bool


def request_steps(
    overview: CaseOverview, today: date, bundles: Sequence[SealedBundle] = ()
) -> list[RequestStep]:
    """The steps in the order of their urgency; none for a case that was made without a request. `bundles`:
    what was sealed, newest first.
    """
    record = overview.request
    if overview.request_error is not None:
        said = tr("The file was changed outside the program. Record the request again.")
        title = tr("The request record can't be read")
        return [RequestStep(State.BAD, title, said, tr("Record again…"), urgent=True)]
    steps = []
    left = days_left(record.deadline, today)
    if left is not None and due_state(left) is not State.NONE:
        title = tr("The answer is due on {day}: {left}", day=record.deadline or "", left=due_words(left))
        steps.append(RequestStep(due_state(left), title, _to_do(bundles), tr("Edit request…"), urgent=True))
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


def _to_do(bundles: Sequence[SealedBundle]) -> str:
    """What remains before the date, by what was sealed and sent so far."""
    sent = next((one for one in bundles if one.stand in _SENT), None)
    if sent is not None:
        return tr(
            "{bundle} was sent. If it is the whole answer, there is nothing left to do; if not, seal the "
            "rest, or inform the requesting authority and record the new date.",
            bundle=bundle_name(sent),
        )
    if bundles and bundles[0].stand is Stand.UNTOLD:
        return tr(
            "{bundle} is sealed, and no dispatch is recorded. Send it and record how, or inform the "
            "requesting authority and record the new date.",
            bundle=bundle_name(bundles[0]),
        )
    if bundles and bundles[0].stand is Stand.RETURNED:
        return tr(
            "{bundle} was sent and returned. Send it again and record how, or inform the requesting "
            "authority and record the new date.",
            bundle=bundle_name(bundles[0]),
        )
    if bundles and bundles[0].stand in _REJECTED:
        return tr(
            "{bundle} was rejected by a receipt; its page gives the reasons. Ask, send a new copy, or inform "
            "the requesting authority and record the new date.",
            bundle=bundle_name(bundles[0]),
        )
    if bundles:
        return tr(
            "There are open questions about {bundle}; its page lists them. Settle them, or inform the "
            "requesting authority and record the new date.",
            bundle=bundle_name(bundles[0]),
        )
    return tr("Seal what was requested, or inform the requesting authority and record the new date.")
