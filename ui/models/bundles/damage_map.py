"""Where a file is damaged, as few enough cells to be seen at once. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from forensics_app.model.findings import Damage

MOST_CELLS = 208


class CellState(Enum):
    SOUND = "sound"
    DIFFERS = "differs"
    MISSING = "missing"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class DamageMap:
    """Each cell stands for `bytes_a_cell` bytes, the last one for what is left; `bad` counts those not as
    sealed."""

    cells: tuple[CellState, ...]
    bytes_a_cell: int
    bad: int


def damage_map(damage: Damage, most: int = MOST_CELLS) -> DamageMap | None:
    """The map of a file whose damage is located; None where only the whole file is known to differ.

    A cell with any damage is drawn as damaged, however many sound blocks share it.
    """
    if damage.block_bytes is None or damage.sealed_bytes is None:
        return None
    total = max(damage.size_bytes, damage.sealed_bytes)
    blocks = -(-total // damage.block_bytes)
    if blocks == 0:
        return None
    step = -(-blocks // most) * damage.block_bytes
    cells = [CellState.SOUND] * -(-total // step)
    for first, last in damage.ranges:
        for number in range(first // step, min(last // step, len(cells) - 1) + 1):
            cells[number] = _state(number * step, damage)
    return DamageMap(tuple(cells), step, sum(1 for cell in cells if cell is not CellState.SOUND))


def _state(start: int, damage: Damage) -> CellState:
    assert damage.sealed_bytes is not None  # noqa: S101 - asked before
    if start >= damage.size_bytes:
        return CellState.MISSING
    return CellState.ADDED if start >= damage.sealed_bytes else CellState.DIFFERS
