"""How wide the columns of a small table are, so that the last one is in sight without scrolling sideways.

Where there is room each has what it asks for. Where there is not, first the heads break into lines that are
longer than what stands under them, then long words are cut; numbers never, and no word of a head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.models.tables.rows import Column
from ui.theme import px

_MOST_ASKED = 420  # px that a column without a width asks for: a path may be longer than any window
_FIXED_KEEPS = 0.75  # of its width: what is fixed is cut as a rule, and still tells digests apart then


@dataclass(frozen=True, slots=True)
class Asked:
    """Pixels that a column needs: its head on one line, its cells, the longest word of its head."""

    head: int
    cells: int
    word: int = 0


def column_widths(columns: Sequence[Column], asked: Sequence[Asked], room: int, least: int) -> list[int]:
    """Pixels for each column; those of width 0 share what is left. They give up what their cells ask for as
    the others do, and have at least what they declare, or `least` pixels."""
    wide: list[int] = []
    words: list[int] = []
    short: list[int] = []
    for column, one in zip(columns, asked, strict=True):
        declared = px(column.width)
        if not column.width:
            free_least = max(px(column.least) or least, one.word)
            full = max(free_least, min(one.cells, px(_MOST_ASKED)))
            steps = (full, full, free_least)
        elif column.fixed:
            short_of = round(declared * _FIXED_KEEPS)
            steps = (max(declared, one.head), max(declared, one.word), max(short_of, one.word))
        else:
            cells = max(declared, one.cells)
            least_cells = cells if column.end or column.whole else px(column.least) or declared
            steps = (max(cells, one.head), max(cells, one.word), max(least_cells, one.word))
        for found, step in zip((wide, words, short), steps, strict=True):
            found.append(step)
    widths = _given(_given(wide, words, room), short, room)
    free = [at for at, column in enumerate(columns) if not column.width]
    left = room - sum(widths)
    for at in free:
        widths[at] += max(0, left // len(free))
    return widths


def _given(widths: list[int], least: list[int], room: int) -> list[int]:
    """`widths` less what is missing, each in proportion to what it can spare."""
    missing = sum(widths) - room
    spare = [w - m for w, m in zip(widths, least, strict=True)]
    if missing <= 0 or not sum(spare):
        return list(widths)
    share = min(1.0, missing / sum(spare))
    return [w - round(s * share + 0.499) if s else w for w, s in zip(widths, spare, strict=True)]
