"""A person as one line: name, role, organisation, country, number."""

from __future__ import annotations

from forensics_app.i18n.translator import Translator
from forensics_app.model.custody import Person
from forensics_app.model.names import visible


def person_line(person: Person, words: Translator) -> str:
    """What is known of them, in the order in which it is recorded."""
    parts = (person.name, person.role, person.organisation, person.country, person.id)
    return " · ".join(words.isolate(visible(part)) for part in parts if part)
