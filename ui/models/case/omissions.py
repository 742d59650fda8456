"""The omission ledger as rows of a table, made as they are seen: there may be a line for each file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.details import omission_detail
from forensics_app.i18n.labels import label
from forensics_app.i18n.omissions import is_of_whole_source
from forensics_app.model.evidence import Omission
from forensics_app.model.names import visible
from ui.models.tables.cells import Cell, Index, cell_data
from ui.models.tables.rows import Column, RowsModel
from ui.words.codes import omission_sentence
from ui.words.locators import shown_locator

WHILE, DETAIL = 4, 5


def ledger_columns() -> tuple[Column, ...]:
    """How many, why, where, when, and the technical detail."""
    return (
        Column(tr(NC_("column", "Count")), 60, end=True),
        Column(tr(NC_("column", "Reason")), least=200),
        Column(tr(NC_("column", "Exhibit")), 76),
        Column(tr(NC_("column", "Location")), 150, fixed=True),
        Column(tr(NC_("column", "Stage")), 90),
        Column(tr(NC_("column", "Detail")), 110, fixed=True),
    )


def place_of(omission: Omission, names: Mapping[str, str]) -> str:
    """The path or volume, or the whole source, where that is stated. `names` of volumes by layer id."""
    if is_of_whole_source(omission):
        return tr("whole source")
    if omission.locator is None:
        return tr("not stated")
    return shown_locator(omission.locator, lambda scope: names.get(scope, scope))


class LedgerModel(RowsModel):
    """Rows are Omissions; each is also its own key. `exhibits` by source id, names of volumes by layer id."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(ledger_columns(), parent)
        self.omissions: Sequence[Omission] = ()
        self._exhibits: Mapping[str, str] = {}
        self._names: Mapping[str, str] = {}
        self._called: Mapping[str, str] = {}

    def set_omissions(
        self,
        omissions: Sequence[Omission],
        exhibits: Mapping[str, str],
        names: Mapping[str, str],
        called: Mapping[str, str] | None = None,
    ) -> None:
        """Replace everything. `called`: what sources are called where that is more than their exhibit."""
        self.beginResetModel()
        self.omissions, self._exhibits, self._names = omissions, exhibits, names
        self._called = called or exhibits
        self.endResetModel()

    def key(self, row: int) -> Any:
        return self.omissions[row] if 0 <= row < len(self.omissions) else None

    def row_of(self, key: Any) -> int:
        return self.omissions.index(key) if key in self.omissions else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        return 0 if parent.isValid() else len(self.omissions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        return cell_data(self.cells(self.omissions[index.row()])[index.column()], role)

    def cells(self, omission: Omission) -> tuple[Cell, ...]:
        """One row."""
        exhibit = visible(self._called.get(omission.source_id, omission.source_id))
        where = visible(place_of(omission, self._names))
        return (
            Cell(current().number(omission.count), end=True, raw=str(omission.count)),
            Cell(omission_sentence(omission.code), said=omission_sentence(omission.code)),
            Cell(exhibit, name=True),
            Cell(where, name=True, ordered=True, raw=omission.locator or ""),
            Cell(label(omission.stage)),
            Cell(
                omission_detail(omission.detail or "", current()),
                muted=True,
                name=True,
                raw=omission.detail or "",
            ),
        )

    def as_text(self) -> str:
        """All rows with tabs between, and the codes that are sealed."""
        lines = ["\t".join(("count", "code", "reason", "exhibit", "source", "where", "stage", "detail"))]
        for omission in self.omissions:
            values = (
                str(omission.count),
                omission.code,
                omission_sentence(omission.code),
                self._exhibits.get(omission.source_id, ""),
                omission.source_id,
                omission.locator or "",
                omission.stage.value,
                omission.detail or "",
            )
            lines.append("\t".join(visible(value) for value in values))
        return "\n".join(lines)


def reasons(omissions: Sequence[Omission]) -> list[tuple[str, int]]:
    """The codes with how many items they stand for, the most first."""
    counts: Counter[str] = Counter()
    for omission in omissions:
        counts[omission.code] += omission.count
    return counts.most_common()
