"""How wide the columns of a small table are, so that the last one is in sight without scrolling sideways.

Where there is room each has what it asks for. Where there is not, first the heads are cut that are longer
than what stands under them, then long words; numbers never. What is cut stands in its tooltip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.models.tables.rows import Column
from ui.theme import px

_FIXED_KEEPS = 0.75  # of its width: what is fixed is cut as a rule, and still tells digests apart then


@dataclass(frozen=True, slots=True)
class Asked:
    """Pixels that the head and the cells of a column need."""

    head: int
    cells: int


def column_widths(columns: Sequence[Column], asked: Sequence[Asked], room: int, least: int) -> list[int]:
    """Pixels for each column; those of width 0 share what is left, and have at least what they
    declare, or `least` pixels."""
    wide: list[int] = []
    words: list[int] = []
    short: list[int] = []
    for column, one in zip(columns, asked, strict=True):
        declared = px(column.width)
        if not column.width:
            steps = (px(column.least) or least,) * 3
        elif column.fixed:
            steps = (declared, declared, round(declared * _FIXED_KEEPS))
        else:
            cells = max(declared, one.cells)
            least_cells = cells if column.end or column.whole else px(column.least) or declared
            steps = (max(cells, one.head), cells, least_cells)
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
