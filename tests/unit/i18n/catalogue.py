"""The languages' messages as the tests read them: straight from the `.po` files, by Babel."""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from tests.world.shared_data import PROJECT

LANGUAGES = ("fr", "es", "ar", "de", "pt-BR", "ru", "zh-Hans")
SOURCE = PROJECT / "resources" / "locale"


def _source(language: str) -> Path:
    """A folder is named by the tag as gettext writes it."""
    return SOURCE / language.replace("-", "_") / "LC_MESSAGES" / "sealwright.po"


@dataclass(frozen=True)
class Entry:
    """One message of one language. `english` and `translated` have one element, or one for each form."""

    english: tuple[str, ...]
    translated: tuple[str, ...]
    context: str | None
    fuzzy: bool

    @property
    def counted(self) -> bool:
        return len(self.english) == 2

    def __str__(self) -> str:
        return f"{self.context or ''}|{self.english[0]}"


@cache
def header(language: str) -> dict[str, str]:
    """The header's fields, as they stand in the file."""
    text = _source(language).read_text(encoding="utf-8")
    block = text.split("\n\n", 1)[0]
    lines = [line[1:-3] for line in block.splitlines() if line.startswith('"')]  # "Name: value\n"
    return dict(line.split(": ", 1) for line in lines)


@cache
def entries(language: str) -> tuple[Entry, ...]:
    """Every message of a language, in the file's order."""
    with _source(language).open("rb") as stream:
        catalogue = read_po(stream, locale=language.replace("-", "_"))
    assert not catalogue.obsolete, "gone messages must go from the file too"
    return tuple(
        Entry(_forms(m.id), _forms(m.string), m.context, "fuzzy" in m.flags) for m in catalogue if m.id
    )


def forms(language: str) -> list[tuple[Entry, str]]:
    """Every translated form with its message; what is still missing is one test's business."""
    return [(e, form) for e in entries(language) for form in e.translated if form]


def _forms(text: object) -> tuple[str, ...]:
    if isinstance(text, str):
        return (text,)
    assert isinstance(text, (tuple, list))
    return tuple(str(form) for form in text)


def fields(template: str) -> set[str]:
    """The fields of a message with their conversions: `{path}` -> path, `{name!r}` -> name!r."""
    found = set()
    for _, name, form, conversion in string.Formatter().parse(template):
        if name is not None:
            found.add(name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else ""))
    return found
