"""What a scenario says to people, in each of its languages.

Not in the message catalogue: it travels in class files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """One text by language (BCP 47 tags, as in `i18n.translator.LANGUAGES`)."""

    by_language: tuple[tuple[str, str], ...]

    def in_language(self, language: str) -> str:
        """The text in a language, else in English, else in the first there is; empty if there is none."""
        texts = dict(self.by_language)
        return texts.get(language) or texts.get(FALLBACK) or next(iter(texts.values()), "")

    def filled(self, values: Mapping[str, str]) -> Words:
        """The same with its {fields} filled in. Raises KeyError for a field that has no value."""
        return Words(tuple((language, fill(text, values)) for language, text in self.by_language))


def words(**texts: str) -> Words:
    """`words(en="...", fr="...")`, for languages whose tag is a plain name."""
    return Words(tuple(texts.items()))


def fields_of(text: str) -> frozenset[str]:
    """Names of the {fields} of a text. Raises ValueError for a brace that belongs to no field."""
    parts = list(Formatter().parse(text))
    if any(name is not None and (form or conversion) for _, name, form, conversion in parts):
        raise ValueError("a field holds its name alone")
    names = frozenset(name for _, name, _, _ in parts if name is not None)
    if not all(name.isidentifier() for name in names):
        raise ValueError("a field's name is made of letters, digits and _")
    return names


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text, its {fields} filled in. Raises KeyError for a missing value, ValueError for a stray brace."""
    return text.format_map({name: values[name] for name in fields_of(text)})
