"""The table of artifacts: frozen name column, sorting by head, keyboard for everything.

The frozen column is drawn over the view, so there is one table for the keyboard and for screen readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QItemSelectionModel, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyleOptionViewItem,
    QTableView,
)

from forensics_app.i18n import NC_, tr
from forensics_app.model.selection import Sort
from ui.models.artifacts.cells import COLUMN_NAMES, FOLDER, NAME, NOTE, PATH, SETS, TYPE, USUAL
from ui.models.artifacts.model import ArtifactModel
from ui.settings.list_settings import Columns
from ui.theme import px, tokens
from ui.widgets.tables.frozen_column import FrozenCells, FrozenHead, ScrolledCells
from ui.widgets.tables.in_sight import keep_in_sight
from ui.widgets.tables.plain_rows import show_plain_rows
from ui.widgets.tables.sort_header import SORTS, SortHeader, paint_head, usual_widths
from ui.widgets.text import direction

_WIDENED = {NAME: 3, TYPE: 1, FOLDER: 4, NOTE: 2, PATH: 4}
"""Columns of words, and how many parts each gets of the room that is left over."""


class ArtifactTable(QTableView):
    """`sort_asked` with a Sort and whether downwards; `current_changed` with a row; `columns_changed` after
    the user moved or resized one, `columns_asked` for the menu of columns.
    """

    sort_asked = Signal(object, bool)
    current_changed = Signal(int)
    columns_changed = Signal()
    columns_asked = Signal(object)

    def __init__(self, model: ArtifactModel) -> None:
        super().__init__()
        self.setAccessibleName(tr(NC_("label", "Artifacts")))
        self.head = SortHeader(self)
        self.setHorizontalHeader(self.head)
        self._cells = FrozenCells(self, self._paint_frozen)  # these are made after what they lie over
        self._head_over = FrozenHead(self, self._paint_frozen_head)
        self._head_over.clicked.connect(lambda: self.toggle_sort(NAME))
        self._head_over.menu_asked.connect(self.columns_asked)
        self.setModel(model)
        self._artifacts = model
        self._delegate = ScrolledCells(self.part_in_sight)
        self.head.part_in_sight = self.part_in_sight
        self.setItemDelegate(self._delegate)
        show_plain_rows(self, self._delegate.row_height(), several=True)
        self._zones: frozenset[str] = frozenset()
        self._usual = usual_widths((), self._delegate)
        self._sets_there = True
        self._shown: tuple[str, ...] = USUAL
        self._widened: dict[int, int] = {}  # columns that got room which was left over, and their width
        self._arranging = False
        self.head.setSectionsMovable(True)
        self.head.setFirstSectionMovable(False)
        self.head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.head.customContextMenuRequested.connect(
            lambda place: self.columns_asked.emit(self.head.mapToGlobal(place))
        )
        self.arrange(Columns())
        self.by_itself = False  # whether the list makes a row the current one that nobody chose
        self.head.sectionMoved.connect(self._moved)
        self.head.sectionResized.connect(self._resized)
        self.head.sectionClicked.connect(self.toggle_sort)
        self.horizontalScrollBar().valueChanged.connect(self._scrolled_sideways)
        self.verticalScrollBar().valueChanged.connect(self._repaint_frozen)
        model.dataChanged.connect(self._repaint_frozen)
        model.modelReset.connect(self._repaint_frozen)
        self.selectionModel().selectionChanged.connect(self._repaint_frozen)
        self.selectionModel().currentRowChanged.connect(
            lambda now, before: self.current_changed.emit(now.row())
        )

    # --- columns -----------------------------------------------------------------------------------

    def arrange(self, kept: Columns) -> None:
        """Show these columns in this order and of these widths; the name always comes first."""
        names = [n for n in kept.shown if n in COLUMN_NAMES and n != COLUMN_NAMES[NAME]]
        self._shown = (COLUMN_NAMES[NAME], *dict.fromkeys(names)) if kept.shown else USUAL
        self._arranging = True
        for at, name in enumerate(self._shown):
            self.head.moveSection(self.head.visualIndex(COLUMN_NAMES.index(name)), at)
        usual = self._usual
        for at, name in enumerate(COLUMN_NAMES):
            self.setColumnWidth(at, px(kept.widths[name]) if name in kept.widths else usual[at])
            self.setColumnHidden(at, name not in self._shown or (at == SETS and not self._sets_there))
        self._arranging = False
        self._widened.clear()
        self._fill_room()
        self._place_frozen()

    def set_zones(self, zones: Mapping[str, str]) -> None:
        """The declared time zones, by layer id: columns of times get room for the names of them."""
        self._artifacts.set_zones(zones)
        if self._zones != (found := frozenset(zones.values())):
            kept = self.arranged
            self._zones, self._usual = found, usual_widths(sorted(found), self._delegate)
            self.arrange(kept)

    def _fill_room(self) -> None:
        """Give columns of words what is left over, but for those whose width the user chose."""
        now = {at: self.columnWidth(at) for at in range(len(COLUMN_NAMES)) if not self.isColumnHidden(at)}
        usual = self._usual
        free = [at for at in _WIDENED if at in now and now[at] in (usual[at], self._widened.get(at))]
        left = max(0, self.viewport().width() - sum(usual[at] if at in free else now[at] for at in now))
        parts = sum(_WIDENED[at] for at in free)
        self._arranging = True
        for at in free:
            self._widened[at] = usual[at] + left * _WIDENED[at] // parts
            self.setColumnWidth(at, self._widened[at])
        self._arranging = False

    @property
    def arranged(self) -> Columns:
        """The columns as they stand; only widths that differ from the usual ones."""
        by_place = sorted(self._shown, key=lambda name: self.head.visualIndex(COLUMN_NAMES.index(name)))
        unit, usual = px(100) / 100, self._usual
        widths = {}
        for at in range(len(COLUMN_NAMES)):
            if not self.isColumnHidden(at) and self.columnWidth(at) not in (
                usual[at],
                self._widened.get(at),
            ):
                widths[COLUMN_NAMES[at]] = round(self.columnWidth(at) / unit)
        return Columns(() if tuple(by_place) == USUAL else tuple(by_place), widths)

    @property
    def shown_columns(self) -> tuple[int, ...]:
        """The columns in sight, in the order in which they stand."""
        places = sorted(range(len(COLUMN_NAMES)), key=self.head.visualIndex)
        return tuple(at for at in places if not self.isColumnHidden(at))

    def show_column(self, name: str, *, on: bool) -> None:
        """Show one more column, behind the others, or hide one."""
        kept = self.arranged
        shown = [n for n in (kept.shown or USUAL) if n != name] + ([name] if on else [])
        self.arrange(replace(kept, shown=tuple(shown)))
        self.columns_changed.emit()

    def set_sets_there(self, *, there: bool) -> None:
        """Without any hash set the column about them only takes room."""
        self._sets_there = there
        self.setColumnHidden(SETS, not there or COLUMN_NAMES[SETS] not in self._shown)
        self._fill_room()

    def _moved(self) -> None:
        if not self._arranging:
            self.columns_changed.emit()

    def _resized(self) -> None:
        self._place_frozen()
        if not self._arranging:
            self.columns_changed.emit()

    # --- sorting -----------------------------------------------------------------------------------

    def toggle_sort(self, column: int) -> None:
        """Upwards, downwards, and back to the order on the medium."""
        sort = SORTS.get(column)
        if sort is None:
            return
        if self.head.sort is not sort:
            self.sort_asked.emit(sort, False)
        elif not self.head.descending:
            self.sort_asked.emit(sort, True)
        else:
            self.sort_asked.emit(Sort.ORDER, False)

    def show_sort(self, sort: Sort, *, descending: bool) -> None:
        """Mark the column that the rows are sorted by."""
        self.head.sort, self.head.descending = sort, descending
        self.head.viewport().update()
        self._head_over.update()

    # --- the frozen column -------------------------------------------------------------------------

    def part_in_sight(self, column: int, rect: QRect) -> QRect:
        """What the frozen column and the sides leave of `rect` of a cell or head of `column`, if anything."""
        if column == NAME:
            return rect
        view, over = self.viewport().width(), self._cells.width()
        first, end = (0, view - over) if direction.right_to_left() else (over, view)
        left, right = max(rect.left(), first), min(rect.right(), end - 1)
        return QRect(left, rect.top(), right - left + 1, rect.height())

    def _place_frozen(self) -> None:
        width = self.columnWidth(NAME) + px(2)
        view = self.viewport().geometry()
        left = view.right() - width + 1 if direction.right_to_left() else view.left()
        head = self.head.geometry()
        self._cells.setGeometry(QRect(left, view.top(), width, view.height()))
        self._head_over.setGeometry(QRect(left, head.top(), width, head.height()))

    def _scrolled_sideways(self, value: int) -> None:
        self._head_over.let_through(there=value == 0)
        self._repaint_frozen()
        self.viewport().update()  # Qt moves what was drawn, and what is covered in part is drawn again
        self.head.viewport().update()

    def _repaint_frozen(self) -> None:
        self._cells.update()
        self._head_over.update()

    def _paint_rule(self, painter: QPainter, rect: QRect) -> None:
        """The 2 px rule between the name and the rest."""
        wide = px(2)
        left = rect.left() if direction.right_to_left() else rect.right() - wide + 1
        painter.fillRect(QRect(left, rect.top(), wide, rect.height()), QColor(tokens().control))

    def _paint_frozen_head(self, painter: QPainter, rect: QRect) -> None:
        mark = self.head.descending if self.head.sort is Sort.NAME else None
        paint_head(painter, rect, self.head.model(), NAME, sorted_by=mark)
        self._paint_rule(painter, rect)

    def _paint_frozen(self, painter: QPainter, rect: QRect) -> None:
        """Draw the names of the rows in sight into `rect`; without any, no rule either."""
        painter.fillRect(rect, QColor(tokens().surface))
        first = self.rowAt(0)
        if first < 0:
            return
        last = self.rowAt(self.viewport().height() - 1)
        last = self._artifacts.rowCount() - 1 if last < 0 else last
        for row in range(first, last + 1):
            self._paint_frozen_row(painter, rect, row)
        self._paint_rule(painter, rect)

    def _paint_frozen_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        index = self._artifacts.index(row, NAME)
        option = QStyleOptionViewItem()
        wide = px(2)
        left = rect.left() + (wide if direction.right_to_left() else 0)
        top = self.rowViewportPosition(row)
        option.rect = QRect(left, top, rect.width() - wide, self.rowHeight(row))
        if self.selectionModel().isSelected(index):
            option.state = QStyle.StateFlag.State_Selected
        self._delegate.paint(painter, option, index)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fill_room()
        self._place_frozen()
        keep_in_sight(self, event)

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        super().updateGeometries()
        self._place_frozen()

    # --- keyboard ----------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._artifacts.rowCount():
            self.go_to(0, by_itself=True)

    def go_to(self, row: int, *, by_itself: bool = False) -> None:
        """Make a row the current and only selected one, and show it. `by_itself`: nobody asked for it."""
        index = self._artifacts.index(row, NAME)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.by_itself = by_itself
        self.selectionModel().setCurrentIndex(index, flags)
        self.by_itself = False
        self.scrollTo(index)

    def selected_rows(self) -> list[range]:
        """The selected rows as ranges, from the top."""
        found = [range(r.top(), r.bottom() + 1) for r in self.selectionModel().selection().toList()]
        return sorted(found, key=lambda part: part.start)
