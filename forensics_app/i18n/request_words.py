"""Words for the legal request: instruments, roles, fields, and sentences for what is missing or doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forensics_app.i18n.translator import N_, NC_, Translator
from forensics_app.model.request import (
    AuthorityRole,
    FormalityMet,
    Instrument,
    ProblemSeverity,
    RequestField,
    RequestProblem,
    Urgency,
)

INSTRUMENT_LABELS: dict[Instrument, str] = {
    Instrument.EIO: N_("European Investigation Order (EIO)"),
    Instrument.EPOC: N_("European Production Order (EPOC)"),
    Instrument.EPOC_PR: N_("European Preservation Order (EPOC-PR)"),
    Instrument.MLA_TREATY: N_("Mutual legal assistance under a treaty"),
    Instrument.LETTER_ROGATORY: N_("Letter rogatory"),
    Instrument.POLICE: N_("Police-to-police cooperation"),
    Instrument.JIT: N_("Joint investigation team (JIT)"),
    Instrument.PRESERVATION_24_7: N_("Expedited preservation (24/7 network)"),
}

ROLE_LABELS: dict[AuthorityRole, str] = {
    AuthorityRole.REQUESTING: N_("Requesting authority"),
    AuthorityRole.ISSUING: N_("Issuing authority"),
    AuthorityRole.VALIDATING: N_("Validating authority"),
    AuthorityRole.EXECUTING: N_("Executing authority"),
    AuthorityRole.ENFORCING: N_("Enforcing authority"),
    AuthorityRole.CENTRAL: N_("Central authority"),
    AuthorityRole.MEMBER: N_("Member of the team"),
    AuthorityRole.SERVICE_PROVIDER: N_("Service provider"),
}
NO_ROLE = NC_("role of an authority", "Authority")

URGENCY_LABELS: dict[Urgency, str] = {
    Urgency.ROUTINE: NC_("urgency", "Routine"),
    Urgency.URGENT: NC_("urgency", "Urgent"),
    Urgency.EMERGENCY: NC_("urgency", "Emergency: life or safety in danger"),
}

FIELD_LABELS: dict[RequestField, str] = {
    RequestField.INSTRUMENT: NC_("field of a request", "Instrument"),
    RequestField.AUTHORITIES: NC_("field of a request", "Authorities"),
    RequestField.REQUESTING_REFERENCE: N_("Requesting authority's reference"),
    RequestField.EXECUTING_REFERENCE: N_("Executing authority's reference"),
    RequestField.LEGAL_BASIS: N_("Legal basis"),
    RequestField.OFFENCE: NC_("field of a request", "Offence"),
    RequestField.URGENCY: NC_("field of a request", "Urgency"),
    RequestField.DEADLINE: N_("Answer due"),
    RequestField.FORMALITIES: NC_("field of a request", "Formalities"),
    RequestField.LIMITS_OF_USE: N_("Limits of use"),
    RequestField.RETENTION: NC_("field of a request", "Retention"),
    RequestField.RETURN_TERMS: N_("Return or destruction"),
    RequestField.LANGUAGES: N_("Accepted languages"),
    RequestField.HANDLING: N_("Handling codes"),
    RequestField.NONCE: N_("Request nonce (advanced)"),
}

MET_LABELS: dict[FormalityMet, str] = {
    FormalityMet.OPEN: NC_("formality", "Not done yet"),
    FormalityMet.YES: NC_("formality", "Observed"),
    FormalityMet.NO: NC_("formality", "Could not be observed"),
}

_ROLE, _FIELD = "role-missing", "field-missing"
_LACKING = frozenset({_ROLE, _FIELD})

PROBLEM_SENTENCES: dict[str, str] = {
    "no-instrument": N_("The legal instrument of the request is not specified."),
    "unknown-instrument": N_(
        "Sealwright does not know the instrument “{subject}”; nothing is checked for it."
    ),
    "role-missing": N_("{instrument} still needs this authority: {role}."),
    "members-missing": N_("A joint investigation team has at least two members. Name them."),
    "field-missing": N_("{instrument} still needs: {field}."),
    "preserves-only": N_(
        "{instrument} requests the preservation of data, not its transfer. A transfer "
        "needs another instrument."
    ),
    "authority-country": N_("The country of {subject} is not specified."),
    "same-country": N_("The requesting and the executing authority are both in {subject}."),
    "deadline-past": N_("The answer was due on {subject}."),
    "emergency-without-deadline": N_("This is an emergency, but no due date is specified."),
    "formality-open": N_("It has not been stated whether this formality was observed: {subject}"),
    "formality-not-met": N_("This formality could not be observed; state the reason: {subject}"),
    "handling-scheme-unknown": N_(
        "Sealwright does not know the handling code scheme “{subject}”. It is sealed as entered."
    ),
    "handling-value-unknown": N_("{subject} is not a valid code in its scheme. Correct it, or leave it out."),
    "handling-several": N_("These codes are mutually exclusive: {subject}. Keep one."),
    "tlp-white": N_("{subject} is TLP 1.0. Since TLP 2.0 it is TLP:CLEAR."),
    "tlp-red": N_("{subject} is for the named recipients only: they must not pass the bundle on."),
    "europol-h0-with-others": N_("{subject} means that there is no restriction; another code says there is."),
    "europol-h1-court": N_(
        "{subject}: this must not be used in court without the permission of whoever provided it, and the "
        "request serves such use. Ask for the permission, and record it with the code."
    ),
    "europol-h2-passing-on": N_(
        "{subject}: this must not be passed on without the permission of whoever provided it. Ask for the "
        "permission, and record it with the code."
    ),
    "europol-h3-comment": N_("{subject} refers to restrictions in words. State them with the code."),
}


def instrument_label(code: str | None, words: Translator) -> str:
    """The instrument's name; the word that was recorded where it is none of ours, '' for none."""
    known = next((label for i, label in INSTRUMENT_LABELS.items() if i == code), None)
    return (code or "") if known is None else words.text(known)


def role_label(code: str, words: Translator) -> str:
    """What an authority does; the recorded word in quotation marks where it is none of ours.

    It names a row of reports: without them a sender could write another row's name there.
    """
    known = next((label for r, label in ROLE_LABELS.items() if r == code), None)
    if known is not None:
        return words.text(known)
    return f"“{code}”" if code else words.text(NO_ROLE)


def urgency_label(code: str | None, words: Translator) -> str:
    """How soon; the recorded word where it is none of ours, '' for none."""
    known = next((label for u, label in URGENCY_LABELS.items() if u == code), None)
    return (code or "") if known is None else words.text(known)


def field_label(field: RequestField, words: Translator) -> str:
    """The name of a field."""
    return words.text(FIELD_LABELS[field])


def problem_sentence(problem: RequestProblem, words: Translator) -> str:
    """What is missing or doubtful, in one language."""
    return words.text(
        PROBLEM_SENTENCES[problem.code],
        subject=problem.subject,
        instrument=instrument_label(problem.instrument, words),
        role=role_label(problem.subject, words),
        field=field_label(problem.field, words),
    )


def problem_sentences(
    problems: Sequence[RequestProblem], words: Translator
) -> Iterator[tuple[ProblemSeverity, str]]:
    """All of them as they are shown to people: what an instrument still needs is one sentence."""
    lacking = [p for p in problems if p.code in _LACKING]
    if lacking:
        names = (
            role_label(p.subject, words) if p.code == _ROLE else field_label(p.field, words) for p in lacking
        )
        needed = words.listed(names)
        instrument = instrument_label(lacking[0].instrument, words)
        yield (
            ProblemSeverity.MISSING,
            words.text(PROBLEM_SENTENCES[_FIELD], instrument=instrument, field=needed),
        )
    for problem in problems:
        if problem.code not in _LACKING:
            yield problem.severity, problem_sentence(problem, words)
