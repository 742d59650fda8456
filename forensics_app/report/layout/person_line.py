"""A person as one line: name, role, organisation, country, number."""

from __future__ import annotations

from forensics_app.i18n.translator import NC_, Translator
from forensics_app.model.custody import Person
from forensics_app.model.names import visible

_ROLES = {
    "examiner": NC_("role of a person", "Examiner"),
    "co-signer": NC_("role of a person", "Co-signer"),
    "witness": NC_("role of a person", "Witness"),
}
"""Roles that the program itself records; what people write stays as it is."""


def person_line(person: Person, words: Translator) -> str:
    """What is known of them, in the order in which it is recorded."""
    role = words.text(_ROLES[person.role]) if person.role in _ROLES else person.role
    parts = (person.name, role, person.organisation, person.country, person.id)
    return " · ".join(words.isolate(visible(part)) for part in parts if part)
