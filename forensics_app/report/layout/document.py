"""What a verification report is made of, before anybody lays it out: sections, facts, items, paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from forensics_app.report.layout.handling_marks import HandlingMarks

Kind = Literal["words", "name", "machine"]
Mark = Literal["yes", "no", "doubt", "none", "note"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and a value: `words` are sentences of ours, `name` comes from the bundle or the user,
    `machine` is a digest, a time, a code.
    """

    label: str
    value: str
    kind: Kind = "words"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was found; `word` says in words what `mark` shows."""

    mark: Mark
    word: str
    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    intro: str = ""
    facts: tuple[Fact, ...] = ()
    items: tuple[Item, ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OneReport:
    """What one bundle's check found. `verdict` is its code, `word` and `sentence` say it."""

    verdict: str
    word: str
    sentence: str
    name: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Hands:
    """Boxes to write in, to sign and to stamp on paper."""

    title: str
    note: str
    boxes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One report, or those of a whole folder, worst not first but as the folder lists them.

    `handling` and `demo` stand on every page; '' where it is no demonstration.
    """

    language: str
    right_to_left: bool
    title: str
    subtitle: str
    footer: str
    reports: tuple[OneReport, ...]
    handling: HandlingMarks | None = None
    demo: str = ""
    hands: Hands | None = None
