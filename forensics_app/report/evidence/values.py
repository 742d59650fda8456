"""Values as a report shows them: nothing hidden in them, and none so long that it would fill a page alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from forensics_app.i18n.translator import N_, Translator
from forensics_app.model.names import visible
from forensics_app.report.evidence.document import Cell, Fact, Kind

MOST_CHARACTERS = 12_000

Pair = tuple[str, str | None, Kind]


def shown(text: str, words: Translator) -> str:
    """`text` with hidden characters spelled out; of one without measure the beginning, which is said."""
    text_shown = visible(text)
    if len(text_shown) <= MOST_CHARACTERS:
        return text_shown
    more = words.number(len(text_shown) - MOST_CHARACTERS)
    return f"{text_shown[:MOST_CHARACTERS]} {words.text(N_('[cut: {count} more characters]'), count=more)}"


def facts(pairs: Iterable[Pair], words: Translator) -> tuple[Fact, ...]:
    """Those that have a value. Labels are messages; values of the kind `words` are translated already."""
    return tuple(
        Fact(words.text(label), value if kind == "words" else shown(value, words), kind)
        for label, value, kind in pairs
        if value
    )


def name(text: str, words: Translator) -> Cell:
    """A cell with a name from evidence or people."""
    return Cell(shown(text, words), "name")


def machine(text: str, words: Translator) -> Cell:
    """A cell with a path, a digest, a time, a code."""
    return Cell(shown(text, words), "machine")


def moment(value: str | None, zone: str = "utc") -> str:
    """To the second; `?` after one whose zone is unknown."""
    if value is None:
        return ""
    text = value[:19].replace("T", " ")
    if zone == "local-unknown":
        return f"{text}?"
    return text + (" UTC" if value.endswith("Z") else value[19:].lstrip(".0123456789"))


def coded(labels: Mapping[Any, str], code: str, words: Translator) -> str:
    """The label of a code (`labels` by members of a StrEnum); of one that is not known the code itself."""
    label = labels.get(code)
    return visible(code) if label is None else words.text(label)
