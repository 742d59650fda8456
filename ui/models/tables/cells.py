"""What one cell of a table or tree shows, as a value that knows nothing of drawing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from forensics_app.i18n import current
from ui.theme.state import State
from ui.words import gate

CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """`detail` is a second, muted line. `ordered` values (times, types, paths) keep their order from left
    to right; `machine` values do too, and are set in mono type. So does the `detail` that is a `folder`.

    `name` marks text from evidence whose direction is its own. `raw` is what copying gives, where it differs;
    `said` is for screen readers and tooltips where there is no text.
    """

    text: str = ""
    detail: str = ""
    machine: bool = False
    ordered: bool = False
    name: bool = False
    strong: bool = False
    muted: bool = False
    end: bool = False
    folder: bool = False
    state: State | None = None
    glyph: str | None = None
    glyph_color: str = "muted"
    glyph_fill: bool = False
    raw: str | None = None
    said: str | None = None

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        if self.said is not None:
            return self.said
        return f"{self.text}, {self.detail}" if self.detail else self.text

    @property
    def tip(self) -> str:
        """The same as a line of its own, in which a path keeps its order from left to right."""
        if self.said is not None:
            return self.said
        words, ordered = current(), self.ordered or self.machine
        text = words.isolate(self.text, left_to_right=ordered or None)
        detail = words.isolate(self.detail, left_to_right=self.folder or None)
        return f"{text}, {detail}" if self.detail else text

    @property
    def copied(self) -> str:
        """What goes to the clipboard."""
        return self.text if self.raw is None else self.raw


def cell_data(cell: Cell, role: int) -> Any:
    """What a Qt model answers for `cell`."""
    if role == CELL_ROLE:
        return _shown(cell)
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        return gate.shown(cell.spoken)
    if role == Qt.ItemDataRole.ToolTipRole and (cell.name or cell.machine or cell.said):
        return gate.tip(cell.tip)
    return None


def _shown(cell: Cell) -> Cell:
    """What is drawn of it; what is copied stays."""
    text, detail = gate.shown(cell.text), gate.shown(cell.detail)
    if text is cell.text and detail is cell.detail:
        return cell
    return replace(cell, text=text, detail=detail, raw=cell.copied)
