"""metadata/request.json (docs/bundle-format.md, section 3.7), in the lowest version that holds the record."""

from __future__ import annotations

from forensics_app.bundle.sealed_values import b64, optional_text, unicode_text
from forensics_app.model.case import CaseFacts
from forensics_app.model.request import RequestRecord
from forensics_app.model.sealed_json import JsonValue


def request_object(request: RequestRecord, facts: CaseFacts, *, form: int | None = None) -> JsonValue:
    """request.json of a bundle in version 1 or 2 of its form; without `form` the lowest that holds it."""
    case: JsonValue = {
        "reference": unicode_text(facts.reference),
        "title": unicode_text(facts.title),
        "examiner": unicode_text(facts.examiner),
        "agency": unicode_text(facts.agency),
        "country": unicode_text(facts.country),
    }
    if (form or request.format_version) == 1:
        return {"type": "sealwright/request/1", "case": case, "authorities": [], **_both(request)}
    return {**request_values(request), "case": case}


def request_values(request: RequestRecord) -> dict[str, JsonValue]:
    """What version 2 says of the request itself: the form in which a case keeps it."""
    return {
        "type": "sealwright/request/2",
        **_both(request),
        "authorities": [
            {
                "role": unicode_text(a.role),
                "name": unicode_text(a.name),
                "country": optional_text(a.country),
                "contact": optional_text(a.contact),
            }
            for a in request.authorities
        ],
        "deadline": request.deadline,
        "formalities": [
            {"asked": unicode_text(f.asked), "met": f.met.value, "note": optional_text(f.note)}
            for f in request.formalities
        ],
        "return_terms": optional_text(request.return_terms),
    }


def _both(request: RequestRecord) -> dict[str, JsonValue]:
    """What both versions say in the same way."""
    return {
        "instrument": optional_text(request.instrument),
        "requesting_reference": optional_text(request.requesting_reference),
        "executing_reference": optional_text(request.executing_reference),
        "legal_basis": optional_text(request.legal_basis),
        "offence": optional_text(request.offence),
        "urgency": optional_text(request.urgency),
        "limits_of_use": optional_text(request.limits_of_use),
        "retention": optional_text(request.retention),
        "languages": list(request.languages),
        "nonce": None if request.nonce is None else b64(request.nonce),
        "handling": [
            {
                "scheme": unicode_text(h.scheme),
                "value": unicode_text(h.value),
                "comment": optional_text(h.comment),
                "permission": optional_text(h.permission),
            }
            for h in request.handling
        ],
    }
