"""What an evidence report is made of, before anybody lays it out: sections of facts, tables and bars.

`words` are ours and translated, `name` comes from evidence or people, `machine` is a path, a digest, a time,
a code: it runs from left to right in every language. Values have their control characters spelled out.
"""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.report.layout.document import Fact, Item, Kind, Mark
from forensics_app.report.layout.handling_marks import HandlingMarks

__all__ = [
    "Cell",
    "Chart",
    "EvidenceDocument",
    "Fact",
    "Item",
    "Kind",
    "Mark",
    "Picture",
    "Row",
    "Section",
    "Standing",
    "Table",
]


@dataclass(frozen=True, slots=True)
class Cell:
    """`mark` is drawn before the text, which says the same in words."""

    text: str
    kind: Kind = "words"
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """`below` stands under the cells, over the whole width of the table."""

    cells: tuple[Cell, ...]
    below: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`widths`: shares of the width, 0 for as much as it needs. `note` says what the table leaves out."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from left to right in time. `first`, `last` name the outer bars, `most` says what the tallest is;
    `alt` says all of it in a sentence."""

    counts: tuple[int, ...]
    first: str
    last: str
    most: str
    alt: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`png` in base64."""

    png: str
    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class Section:
    """Laid out in the order of the fields."""

    title: str
    intro: str = ""
    items: tuple[Item, ...] = ()
    facts: tuple[Fact, ...] = ()
    chart: Chart | None = None
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What this paper rests on. `verdict` is a code for the colour of its frame, `word` says it."""

    verdict: str
    word: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceDocument:
    """`handling` and `demo` stand on every page; '' where it is no demonstration."""

    language: str
    right_to_left: bool
    title: str
    reference: str
    subtitle: str
    footer: str
    handling: HandlingMarks | None
    demo: str
    standing: Standing
    sections: tuple[Section, ...]
