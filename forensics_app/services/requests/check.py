"""What a request record still lacks for its instrument, and what its handling codes warn of.

Nothing here forbids anything: law is not the program's to decide. It says what somebody should look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from forensics_app.model.handling import EUROPOL, INTERPOL, SCHEMES, TLP, handling_text
from forensics_app.model.request import (
    AuthorityRole,
    FormalityMet,
    HandlingCode,
    ProblemSeverity,
    RequestField,
    RequestProblem,
    RequestRecord,
    Urgency,
)
from forensics_app.services.requests.templates import InstrumentTemplate, template_of

_ASKING = (AuthorityRole.REQUESTING, AuthorityRole.ISSUING)
_ANSWERING = (AuthorityRole.EXECUTING,)
_COURT = "H1"
_FORBIDS_PASSING_ON = "H2"
_NEEDS_WORDS = "H3"
_FREE = "H0"
_FORMER_CLEAR = "WHITE"


def check_request(record: RequestRecord, *, today: date | None = None) -> tuple[RequestProblem, ...]:
    """What is missing for the instrument, then what is doubtful. `today` is when it is asked, for deadlines.

    Handling codes are not among it: see `handling_warnings`.
    """
    template = template_of(record.instrument)
    found = [*_missing(record, template), *_doubtful(record, template, today)]
    return tuple(sorted(found, key=lambda p: p.severity is not ProblemSeverity.MISSING))


def _missing(record: RequestRecord, template: InstrumentTemplate | None) -> Iterator[RequestProblem]:
    if record.instrument is None:
        yield _missed("no-instrument", RequestField.INSTRUMENT, record)
    if template is None:
        return
    for role in template.needed_roles:
        if not record.of_role(role):
            yield _missed("role-missing", RequestField.AUTHORITIES, record, role)
    if len(record.of_role(AuthorityRole.MEMBER)) < template.members:
        yield _missed("members-missing", RequestField.AUTHORITIES, record)
    for field in RequestField:
        if field in template.needed and not record.holds(field):
            yield _missed("field-missing", field, record, field)


def _doubtful(
    record: RequestRecord, template: InstrumentTemplate | None, today: date | None
) -> Iterator[RequestProblem]:
    if record.instrument is not None and template is None:
        yield _warning("unknown-instrument", RequestField.INSTRUMENT, record, record.instrument)
    if template is not None and not template.transfers:
        yield _warning("preserves-only", RequestField.INSTRUMENT, record)
    for authority in record.authorities:
        if authority.country is None:
            yield _warning("authority-country", RequestField.AUTHORITIES, record, authority.name)
    asking = {a.country for a in record.of_role(*_ASKING) if a.country}
    answering = {a.country for a in record.of_role(*_ANSWERING) if a.country}
    for country in sorted(asking & answering):
        yield _warning("same-country", RequestField.AUTHORITIES, record, country)
    if record.deadline is not None and today is not None and record.deadline < today.isoformat():
        yield _warning("deadline-past", RequestField.DEADLINE, record, record.deadline)
    if record.urgency == Urgency.EMERGENCY and record.deadline is None:
        yield _warning("emergency-without-deadline", RequestField.DEADLINE, record)
    for formality in record.formalities:
        if formality.met is FormalityMet.OPEN:
            yield _warning("formality-open", RequestField.FORMALITIES, record, formality.asked)
        elif formality.met is FormalityMet.NO and not formality.note:
            yield _warning("formality-not-met", RequestField.FORMALITIES, record, formality.asked)


def handling_warnings(record: RequestRecord) -> tuple[RequestProblem, ...]:
    """What the handling codes forbid or contradict; each within its own scheme."""
    return tuple(
        problem
        for scheme in dict.fromkeys(h.scheme.upper() for h in record.handling)
        for problem in _of_scheme(record, scheme, [h for h in record.handling if h.scheme.upper() == scheme])
    )


def _of_scheme(record: RequestRecord, scheme: str, codes: list[HandlingCode]) -> Iterator[RequestProblem]:
    if scheme not in SCHEMES:
        yield _marked("handling-scheme-unknown", record, codes[0].scheme)
        return
    for code in codes:
        if code.value.upper() in SCHEMES[scheme]:
            continue
        former = scheme == TLP and code.value.upper() == _FORMER_CLEAR
        name = "tlp-white" if former else "handling-value-unknown"
        yield _marked(name, record, handling_text(code.scheme, code.value))
    if scheme in (TLP, INTERPOL) and len({c.value.upper() for c in codes}) > 1:
        together = ", ".join(handling_text(c.scheme, c.value) for c in codes)
        yield _marked("handling-several", record, together)
    if scheme == TLP and any(c.value.upper() == "RED" for c in codes):
        yield _marked("tlp-red", record, handling_text(TLP, "RED"))
    if scheme == EUROPOL:
        yield from _europol(record, codes)


def _europol(record: RequestRecord, codes: list[HandlingCode]) -> Iterator[RequestProblem]:
    values = {c.value.upper() for c in codes}
    if _FREE in values and len(values) > 1:
        yield _marked("europol-h0-with-others", record, handling_text(EUROPOL, _FREE))
    template = template_of(record.instrument)
    for code in codes:
        value = code.value.upper()
        shown = handling_text(EUROPOL, value)
        if value == _COURT and not code.permission and (template is None or template.evidence):
            yield _marked("europol-h1-court", record, shown)
        if value == _FORBIDS_PASSING_ON and not code.permission:
            yield _marked("europol-h2-passing-on", record, shown)
        if value == _NEEDS_WORDS and not code.comment:
            yield _marked("europol-h3-comment", record, shown)


def _missed(code: str, field: RequestField, record: RequestRecord, subject: str = "") -> RequestProblem:
    return RequestProblem(code, field, ProblemSeverity.MISSING, record.instrument, str(subject))


def _warning(code: str, field: RequestField, record: RequestRecord, subject: str = "") -> RequestProblem:
    return RequestProblem(code, field, ProblemSeverity.WARNING, record.instrument, subject)


def _marked(code: str, record: RequestRecord, subject: str) -> RequestProblem:
    return _warning(code, RequestField.HANDLING, record, subject)
