"""Where the damage is: for every file that differs its map, the bytes, and both digests."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.findings import Damage, VerificationReport
from ui.models.bundles.damage_map import CellState, DamageMap, damage_map
from ui.theme.state import State
from ui.widgets.layout.card import Card
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.seals.block_map import BlockMap, CellKey
from ui.widgets.seals.verdict import FindingRow
from ui.widgets.statements.facts import KeyValue
from ui.widgets.text.text import Path, Text
from ui.words.digests import grouped

SHOWN_FILES = 8
_SHOWN_RANGES = 12


def damage_card(report: VerificationReport) -> Card | None:
    """None where no file differs."""
    if not report.damage:
        return None
    card = Card(tr("Location of the damage"))
    for damage in report.damage[:SHOWN_FILES]:
        _add_file(card, damage)
    more = sum(1 for f in report.findings if f.code == "file-differs") - SHOWN_FILES
    if more > 0:
        card.add(Text(trn("and {count} more file", "and {count} more files", more), "small", "muted"))
    return card


def _add_file(card: Card, damage: Damage) -> None:
    card.add(Path(damage.path, role="strong"))
    cells = damage_map(damage)
    if cells is not None:
        card.add(Text(_scale(damage, cells), "small", "muted", wrap=True))
        card.add(BlockMap(cells, _damage_text(damage, cells)))
        card.add(_legend(cells))
    card.add(FindingRow(State.BAD, _where(damage), ""))
    rows = KeyValue(label_width=60)
    rows.path_row(tr(NC_("label", "Sealed")), grouped(damage.sealed_sha256, 8), damage.sealed_sha256, "hash")
    rows.path_row(
        tr(NC_("label", "Found")), grouped(damage.found_sha256, 8), damage.found_sha256, "hash", "bad"
    )
    card.add(rows)


def _scale(damage: Damage, cells: DamageMap) -> str:
    words = current()
    return tr(
        "{size}; each cell represents {cell}.",
        size=words.size(damage.size_bytes),
        cell=words.size(cells.bytes_a_cell),
    )


def _damage_text(damage: Damage, cells: DamageMap) -> str:
    """The map for those who can't see it."""
    return trn(
        "Map of {file}: {count} of {total} cells is not as sealed.",
        "Map of {file}: {count} of {total} cells are not as sealed.",
        cells.bad,
        file=damage.path,
        total=current().number(len(cells.cells)),
    )


def _legend(cells: DamageMap) -> QWidget:
    row = QWidget()
    line = FlowLayout(row, gap=12)
    for state in CellState:
        if state in cells.cells:
            line.addWidget(CellKey(state))
    return row


def _where(damage: Damage) -> str:
    if damage.block_bytes is None:
        return tr(
            "The hash of the file is not the one that was sealed. Which of its bytes differ is not known."
        )
    ranges = " ".join(f"{first}-{last}" for first, last in damage.ranges[:_SHOWN_RANGES])
    more = len(damage.ranges) - _SHOWN_RANGES
    if more > 0:
        ranges += " …"
    return tr(
        "Bytes differ in these blocks of {size}: {ranges}. Which bytes within a block "
        "differ is not known; all other blocks are as sealed.",
        size=current().size(damage.block_bytes),
        ranges=ranges,
    )
