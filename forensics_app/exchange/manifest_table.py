"""CSV tables of files, as suites and spreadsheets write them: columns are recognised by their names.

Cells are text, whatever they look like: a formula is a name. A stray quote costs the lines that it touches,
never the rest of the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from forensics_app.examine.hash_lists import ANY_DIGEST, digest_column, digest_of
from forensics_app.exchange.manifest_lines import size_of
from forensics_app.exchange.manifest_paths import plain_path
from forensics_app.model.comparison import ComparedItem
from forensics_app.model.digests import DigestAlgorithm

_LONGEST_LINE = 1 << 20
_MOST_LINES = 20  # of one record: a name may hold line feeds
_DELIMITERS = ",;\t|"
_PATHS = (
    "path", "fullpath", "filepath", "absolutepath", "itempath", "location", "chemin", "chemincomplet", "ruta",
    "rutacompleta", "pfad", "dateipfad", "caminho", "percorso",
)  # fmt: skip
_NAMES = (
    "filename", "name", "file", "itemname", "nom", "nomdufichier", "nombre", "archivo", "dateiname", "nome",
    "datei", "fichier", "arquivo",
)  # fmt: skip
_SIZES = (
    "size", "filesize", "sizebytes", "sizeinbytes", "bytes", "length", "logicalsize", "taille", "tamano",
    "tamaño", "tamanho", "grosse", "größe", "grösse", "octets",
)  # fmt: skip
_KINDS = ("kind",)
_ALLOCATED, _DELETED = ("allocated", "alloc"), ("deleted", "isdeleted", "supprime", "supprimé", "borrado")
_VOLUMES = ("volume",)
_TRUE = frozenset({"true", "yes", "1", "y", "deleted", "allocated", "oui", "sí", "si", "ja"})


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what, by its place from 0. Digests of no kind are told by their length."""

    delimiter: str
    digests: dict[int, DigestAlgorithm | None]
    path: int | None
    name: int | None
    size: int | None
    kind: int | None
    allocated: int | None
    deleted: int | None
    volume: int | None


def table_columns(line: str) -> Columns | None:
    """The columns that a line names; None where it isn't the head of a table of files or digests."""
    for delimiter in _DELIMITERS:
        heads = [_plain(cell) for cell in _cells(line, delimiter)]
        digests = {
            place: digest_column(head)
            for place, head in enumerate(heads)
            if digest_column(head) or head in ANY_DIGEST
        }
        path, name, size = (_first(heads, names) for names in (_PATHS, _NAMES, _SIZES))
        if digests or (path is not None and size is not None):
            return Columns(
                delimiter,
                digests,
                path,
                name,
                size,
                _first(heads, _KINDS),
                _first(heads, _ALLOCATED),
                _first(heads, _DELETED),
                _first(heads, _VOLUMES),
            )
    return None


def read_table(file: TextIO, columns: Columns) -> Iterator[ComparedItem | None]:
    """The rows that follow the head."""
    for cells in _records(file, columns.delimiter):
        if cells is None:
            yield None
        elif any(cell.strip() for cell in cells):
            yield _item(cells, columns)


def _records(file: TextIO, delimiter: str) -> Iterator[list[str] | None]:
    """Rows, some of several lines; None for a line that can't be a row."""
    waiting: deque[str] = deque()
    while True:
        line = waiting.popleft() if waiting else file.readline(_LONGEST_LINE)
        if not line:
            return
        record = [line]
        while sum(part.count('"') for part in record) % 2 and len(record) < _MOST_LINES:
            following = waiting.popleft() if waiting else file.readline(_LONGEST_LINE)
            if not following:
                break
            record.append(following)
        if sum(part.count('"') for part in record) % 2:  # the quote that opened is never closed
            waiting.extendleft(reversed(record[1:]))
            yield None
            continue
        cells = _cells("".join(record), delimiter)
        yield cells or None


def _item(cells: list[str], columns: Columns) -> ComparedItem | None:
    def cell(place: int | None) -> str:
        return cells[place] if place is not None and place < len(cells) else ""

    digests = {}
    for place, algorithm in columns.digests.items():
        found = digest_of(cell(place))
        if found is not None and algorithm in (None, found[0]):
            digests[found[0].value] = found[1]
    path, name = _text(cell(columns.path)), _text(cell(columns.name))
    if path and name and not re.search(rf"(?:^|[/\\]){re.escape(name)}\Z", path):
        path = f"{path.rstrip('/')}/{name}" if "\\" not in path else f"{path.rstrip(chr(92))}\\{name}"
    whole = path or name
    if not whole and not digests:
        return None
    kind = cell(columns.kind).strip().lower()
    allocated = cell(columns.allocated).strip().lower()
    return ComparedItem(
        plain_path(whole),
        size_of(cell(columns.size).replace("\u202f", "").replace("\u00a0", "")),
        md5=digests.get("md5"),
        sha1=digests.get("sha1"),
        sha256=digests.get("sha256"),
        deleted=(bool(allocated) and allocated not in _TRUE)
        or cell(columns.deleted).strip().lower() in _TRUE,
        has_content=kind not in ("directory", "folder"),
        place=_text(cell(columns.volume)),
    )


def _text(cell: str) -> str:
    """A cell as it was before a formula was made harmless by an apostrophe."""
    return cell[1:] if re.match(r"'[=+\-@\t\r]", cell) else cell


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def _first(heads: list[str], names: tuple[str, ...]) -> int | None:
    return next((heads.index(name) for name in names if name in heads), None)
