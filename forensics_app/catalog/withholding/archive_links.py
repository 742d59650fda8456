"""Archives and what is in them, and the same volume at other times, as far as one of both is withheld.

Members of archives in files are in the layer `s1.p2.a` beside `s1.p2`; a member's path is that of its archive
and its own name. A snapshot of `s1.p2` is the layer `s1.p2.vss1`. Paths are compared as they are shown: two
that look the same are both withheld.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from sqlite3 import Connection

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database
from forensics_app.catalog.withholding.whole_paths import TAKES_ITS_PATH
from forensics_app.model.marks import WithheldCode
from forensics_app.model.names import display

# codes and numbers of this program are pasted into these statements, nothing else
_PAIRS = (
    "SELECT b.number, a.number FROM layers a JOIN layers b"
    " ON b.source = a.source AND a.layer_id GLOB b.layer_id || ? ORDER BY 1, 2"
)
_ARCHIVE, _SNAPSHOT = ".a", ".vss[0-9]*"
_WITHHELD = (
    "SELECT f.path, m.name, m.kind, w.strict FROM temp.withheld w JOIN artifacts m ON m.row = w.row"
    " JOIN folders f ON f.number = m.folder WHERE w.row BETWEEN ? AND ?"
)
_WITHHELD_PATHS = f"{_WITHHELD} AND {TAKES_ITS_PATH}"
_LINK = f"INSERT OR IGNORE INTO temp.withheld SELECT row, '{WithheldCode.LINKED.value}', ? FROM artifacts"  # noqa: S608
_NAMES = "SELECT DISTINCT name FROM artifacts WHERE folder = ? AND name IS NOT NULL"

_Strict = dict[str, int]
_Wanted = defaultdict[str, _Strict]  # by folder, then by name


def link_archives_within(database: Database) -> None:
    """Withhold members of withheld archives."""
    connection = database.connection
    for base, inner in connection.execute(_PAIRS, (_ARCHIVE,)).fetchall():
        strict = _withheld_paths(connection, base) | _withheld_paths(connection, inner)
        if strict:
            _withhold_beneath(connection, inner, strict)


def link_snapshots(database: Database) -> None:
    """Withhold what has the path of something withheld, in snapshots of the volume and in the volume."""
    connection = database.connection
    volumes: defaultdict[int, list[int]] = defaultdict(list)
    for base, snapshot in connection.execute(_PAIRS, (_SNAPSHOT,)).fetchall():
        volumes[base].append(snapshot)
    for base, snapshots in volumes.items():
        layers = (base, *snapshots)
        strict: _Strict = {}
        for layer in layers:
            strict |= _withheld_paths(connection, layer)
        wanted: _Wanted = defaultdict(dict)
        for path, value in strict.items():
            folder, _, name = path.rpartition("/")
            wanted[folder][name] = value
        for layer in layers if strict else ():
            _withhold_beneath(connection, layer, strict)
            _withhold_named(connection, layer, wanted, but="")


def link_archives_around(database: Database) -> None:
    """Withhold the archives that hold a withheld member, and those around them."""
    connection = database.connection
    for base, inner in connection.execute(_PAIRS, (_ARCHIVE,)).fetchall():
        wanted: _Wanted = defaultdict(dict)
        for folder, _name, _kind, value in connection.execute(_WITHHELD, rows.layer_rows(inner)):
            way = folder
            while way:
                above, _, name = way.rpartition("/")
                wanted[above][name] = max(value, wanted[above].get(name, 0))
                way = above
        for layer in (base, inner) if wanted else ():
            _withhold_named(connection, layer, wanted, but="directory")


def _withheld_paths(connection: Connection, layer: int) -> _Strict:
    paths: _Strict = {}
    for folder, name, _kind, value in connection.execute(_WITHHELD_PATHS, rows.layer_rows(layer)):
        path = folder if name is None else f"{folder}/{_shown(name)}"
        paths[path] = max(value, paths.get(path, 0))
    return paths


def _withhold_beneath(connection: Connection, layer: int, strict: Mapping[str, int]) -> None:
    """Everything in folders with one of these paths, or beneath one."""
    inside: dict[int, int] = {}  # by number of folder; parents come first
    for number, parent, path in connection.execute(
        "SELECT number, parent, path FROM folders WHERE layer = ? ORDER BY number", (layer,)
    ).fetchall():
        found = [value for value in (strict.get(path), inside.get(parent)) if value is not None]
        if found:
            inside[number] = max(found)
    for number, value in inside.items():
        connection.execute(f"{_LINK} WHERE folder = ?", (value, number))


def _withhold_named(connection: Connection, layer: int, wanted: Mapping[str, _Strict], *, but: str) -> None:
    """Everything in a layer with one of these names in its folder, but no artifacts of the kind `but`."""
    for number, path in connection.execute(
        "SELECT number, path FROM folders WHERE layer = ?", (layer,)
    ).fetchall():
        names = wanted.get(path)
        if not names:
            continue
        for (raw,) in connection.execute(_NAMES, (number,)).fetchall():
            value = names.get(_shown(raw))
            if value is not None:
                connection.execute(
                    f"{_LINK} WHERE folder = ? AND name = ? AND kind <> ?", (value, number, raw, but)
                )


def _shown(name: bytes) -> str:
    return display(bytes(name)).replace("/", "\\x2f")
