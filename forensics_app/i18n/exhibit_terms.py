"""An agency's own word for an exhibit: on labels, in place of the translation's, in window and reports.

Only where the word stands by itself or before a value: a sentence would need its cases and gender. Sealed
data holds no such word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

MOST_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class OwnWord:
    """For one exhibit and for several, as they stand within a line. Raises ValueError for what is no word."""

    one: str
    several: str

    def __post_init__(self) -> None:
        for word in (self.one, self.several):
            if not is_word(word):
                raise ValueError(f"no label: {word!r}")


def is_word(text: str) -> bool:
    """Whether `text` can stand as a label: short, printable, no field of a message."""
    return 0 < len(text) <= MOST_CHARACTERS and text.isprintable() and not set(text) & set("{}")


class _Used:
    words: Mapping[str, OwnWord] = {}


def use_own_words(words: Mapping[str, OwnWord]) -> None:
    """From now on, by language."""
    _Used.words = dict(words)


def own_word(language: str) -> OwnWord | None:
    """The agency's word in that language, if it has one."""
    return _Used.words.get(language)


_ONE = frozenset({"Exhibit", "exhibit"})
_SEVERAL = frozenset({"Exhibits", "exhibits"})
_BEFORE_A_VALUE = frozenset({"Exhibit: {exhibit}", "Exhibit {exhibit}."})
_WORD = "label\x04Exhibit"
"""As `NC_` writes it: the message whose translation those begin with."""
COUNTED = "{count} exhibits"


def label(language: str, message: str, translated: Callable[[str], str]) -> str | None:
    """The label with the agency's word; None where the message is none of these or there is no such word."""
    word = _Used.words.get(language) if _Used.words else None
    if word is None:
        return None
    if message in _ONE:
        return _capital(word.one) if message[0].isupper() else word.one
    if message in _SEVERAL:
        return _capital(word.several) if message[0].isupper() else word.several
    if message in _BEFORE_A_VALUE:
        return translated(message).replace(translated(_WORD), _capital(word.one), 1)
    if message == COUNTED:  # a number before a noun would need its plural forms
        pattern = translated("Exhibit: {exhibit}").replace("{exhibit}", "{count}")
        return pattern.replace(translated(_WORD), _capital(word.several), 1)
    return None


def _capital(word: str) -> str:
    return word[0].upper() + word[1:]
