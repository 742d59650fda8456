"""What a file system keeps of all its files: as far as any of these is withheld, it names or repeats it.

On NTFS these are the tables and journals with names, and the stores of shadow copies, in which blocks lie
that were overwritten since; on HFS+ the catalogue; of every kind the slack, in which earlier states of a file
may stand behind it, and free space of which the places are not kept, so that nothing tells what it overlaps.
A volume and its shadow copies count as one: each has records of what the others hold. Where a store lies, a
copy sees free space, so that the free space of copies holds its blocks too.
"""

from __future__ import annotations

from sqlite3 import Connection

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database
from forensics_app.examine.record import extents_in
from forensics_app.model.marks import WithheldCode

_ARCHIVE, _SNAPSHOT = ".a", ".vss"
_NAMES = (b"$MFT", b"$LogFile", b"$UsnJrnl", b"$CatalogFile", b"$Slack")
_STORE = "*{3808876b-c176-4e48-b7ae-04046e6cc752}"  # how Windows names every store

# codes and numbers of this program are pasted into these statements, nothing else
_LINK = f"INSERT OR IGNORE INTO temp.withheld SELECT x.row, '{WithheldCode.LINKED.value}', 0"
_BY_NAME = (
    f"{_LINK} FROM folders f CROSS JOIN artifacts x ON x.folder = f.number AND x.name IN (?, ?, ?, ?, ?)"
    " WHERE f.layer = ? AND (f.parent = 0 OR f.path = '/$Extend')"
)
_STORES = (
    f"{_LINK} FROM folders f CROSS JOIN artifacts x ON x.folder = f.number AND CAST(x.name AS TEXT) GLOB ?"
    " WHERE f.layer = ? AND f.path = '/System Volume Information'"
)
_AREAS = "SELECT row, details FROM artifacts WHERE row BETWEEN ? AND ? AND kind = 'area' AND size > 0"
_ONE = f"INSERT OR IGNORE INTO temp.withheld VALUES (?, '{WithheldCode.LINKED.value}', 0)"  # noqa: S608


def link_volume_tables(database: Database) -> None:
    """Withhold what volumes with something withheld keep of all their files."""
    connection = database.connection
    layers = connection.execute("SELECT number, layer_id FROM layers").fetchall()
    found = connection.execute(f"SELECT DISTINCT row >> {rows.SEQUENCE_BITS} FROM temp.withheld")  # noqa: S608
    numbers = {number for (number,) in found}
    marked = {layer_id for number, layer_id in layers if number in numbers}
    for number, layer_id in layers:
        if any(_related(layer_id, one) for one in marked):
            _link(connection, number, copy=_SNAPSHOT in layer_id)


def _link(connection: Connection, layer: int, *, copy: bool) -> None:
    connection.execute(_BY_NAME, (*_NAMES, layer))
    connection.execute(_STORES, (_STORE, layer))
    areas = connection.execute(_AREAS, rows.layer_rows(layer)).fetchall()
    connection.executemany(_ONE, [(row,) for row, details in areas if copy or not extents_in(details)])


def _related(layer_id: str, other: str) -> bool:
    """Whether both are of one volume, or one lies in the other."""
    return (
        _volume(layer_id) == _volume(other)
        or layer_id.startswith(f"{other}.")
        or other.startswith(f"{layer_id}.")
    )


def _volume(layer_id: str) -> str:
    """The volume that a shadow copy, or the archives among its files, are of."""
    volume = layer_id.partition(_SNAPSHOT)[0]
    while volume.endswith(_ARCHIVE):
        volume = volume.removesuffix(_ARCHIVE)
    return volume
