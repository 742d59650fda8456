"""What has to stay out of a bundle: marked artifacts, and all from which a marked one could be had again.

What is marked takes with it everything of the same path (its streams, a deleted twin), what lies beneath a
marked folder or in a marked archive, the same content elsewhere (of what is privileged or private; what is
out of scope is so by its place), archives that hold it, what overlaps its bytes (areas, deleted entries,
tables, clones), and what its volume keeps of all files. A stream or an attribute that only repeats withheld
content stays out without its file. The result is a temporary table, made anew for each use.
"""

from __future__ import annotations

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database
from forensics_app.catalog.lists.alternatives import where_any
from forensics_app.catalog.lists.marked import has_marks
from forensics_app.catalog.withholding.archive_links import (
    link_archives_around,
    link_archives_within,
    link_snapshots,
)
from forensics_app.catalog.withholding.byte_overlaps import link_overlaps
from forensics_app.catalog.withholding.volume_tables import link_volume_tables
from forensics_app.catalog.withholding.whole_paths import TAKES_ITS_PATH
from forensics_app.model.marks import PrivacyMark, Withheld, WithheldCode
from forensics_app.model.names import display
from forensics_app.model.selection import ArtifactFilter

NOT_WITHHELD = "a.row NOT IN (SELECT row FROM temp.withheld)"
_TABLES = (
    # strict: its content is withheld wherever it is; linked: by what it holds or repeats, not by a mark
    "CREATE TEMP TABLE IF NOT EXISTS withheld (row INTEGER PRIMARY KEY, code TEXT, strict INTEGER)",
    "CREATE TEMP TABLE IF NOT EXISTS withheld_paths (folder INTEGER, name BLOB, strict INTEGER,"
    " PRIMARY KEY (folder, name)) WITHOUT ROWID",
)
_GRAVEST = (
    (PrivacyMark.PRIVILEGED, WithheldCode.PRIVILEGED, 1),
    (PrivacyMark.PRIVATE, WithheldCode.PRIVATE, 1),
    (PrivacyMark.OUT_OF_SCOPE, WithheldCode.OUT_OF_SCOPE, 0),
)
_LINK = f"INSERT OR IGNORE INTO temp.withheld SELECT x.row, '{WithheldCode.LINKED.value}', "
_PATHS = (
    "INSERT INTO temp.withheld_paths SELECT m.folder, coalesce(m.name, x''), max(w.strict)"  # noqa: S608
    f" FROM temp.withheld w JOIN artifacts m ON m.row = w.row WHERE {TAKES_ITS_PATH} GROUP BY 1, 2"
)
_SAME_PATH = (
    f"{_LINK} p.strict FROM (SELECT DISTINCT folder FROM temp.withheld_paths) f"  # noqa: S608
    " CROSS JOIN artifacts x ON x.folder = f.folder"
    " JOIN temp.withheld_paths p ON p.folder = x.folder AND p.name = coalesce(x.name, x'')"
)
_BENEATH = (
    "WITH RECURSIVE below (number, strict) AS ("  # noqa: S608
    f" SELECT f.number, w.strict FROM temp.withheld w"
    " JOIN artifacts m ON m.row = w.row AND m.kind = 'directory'"
    f" JOIN folders f ON f.layer = m.row >> {rows.SEQUENCE_BITS} AND"
    " (f.parent = m.folder AND f.name = m.name OR m.name IS NULL AND f.number = m.folder)"
    " UNION SELECT f.number, b.strict FROM folders f JOIN below b ON f.parent = b.number)"
    f" {_LINK} max(b.strict) FROM below b CROSS JOIN artifacts x ON x.folder = b.number GROUP BY x.row"
)
_SAME_CONTENT = (
    f"{_LINK} 1 FROM (SELECT DISTINCT m.sha256 FROM temp.withheld w JOIN artifacts m ON m.row = w.row"  # noqa: S608
    " WHERE w.strict = 1 AND m.sha256 IS NOT NULL AND m.size > 0) d"
    " CROSS JOIN artifacts x ON x.sha256 = d.sha256"
)

# an image or archive that was a source, and is a file in another one
_SOURCE = f"{rows.SEQUENCE_BITS + rows.LAYER_BITS}"
_SAME_MEDIUM = (
    f"{_LINK} 1 FROM sources s JOIN artifacts x ON x.row BETWEEN s.number << {_SOURCE}"  # noqa: S608
    f" AND ((s.number + 1) << {_SOURCE}) - 1"
    " WHERE s.sha256 IN (SELECT m.sha256 FROM temp.withheld w JOIN artifacts m ON m.row = w.row"
    " WHERE w.strict = 1 AND m.size > 0)"
)
_HOLDS_MEDIUM = (
    f"{_LINK} 0 FROM (SELECT DISTINCT row >> {_SOURCE} AS number FROM temp.withheld) w"  # noqa: S608
    " JOIN sources s ON s.number = w.number CROSS JOIN artifacts x ON x.sha256 = s.sha256"
)


class Withholding:
    """What a catalogue's marks keep out of bundles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def prepare(self) -> int:
        """Work out anew what is withheld; how many artifacts."""
        with self._database.errors():
            connection = self._database.connection
            for table in _TABLES:
                connection.execute(table)
            connection.execute("DELETE FROM temp.withheld")
            if not has_marks(self._database):
                return 0
            for mark, code, strict in _GRAVEST:
                connection.execute(
                    "INSERT OR IGNORE INTO temp.withheld SELECT row, ?, ? FROM artifact_marks WHERE tag = ?",
                    (code.value, strict, mark.value),
                )
            if not self._count():
                return 0
            self._follow()
            connection.execute(_HOLDS_MEDIUM)
            link_archives_around(self._database)
            link_overlaps(self._database)
            link_volume_tables(self._database)
            return self._count()

    def of(self, *chosen: ArtifactFilter) -> tuple[Withheld, ...]:
        """What the filters (all, without any) would take and what is withheld, by source and reason."""
        with self._database.errors():
            condition = where_any(self._database, chosen)
            found = self._database.connection.execute(
                "SELECT s.source_id, w.code, count(*) FROM temp.withheld w JOIN artifacts a ON a.row = w.row"  # noqa: S608
                f" JOIN sources s ON s.number = a.row >> {rows.SEQUENCE_BITS + rows.LAYER_BITS}"
                f" WHERE {condition.sql} GROUP BY 1, 2 ORDER BY s.number, 2",
                condition.values,
            ).fetchall()
        return tuple(Withheld(source, WithheldCode(code), count) for source, code, count in found)

    def linked(self, *chosen: ArtifactFilter, most: int) -> tuple[str, ...]:
        """Ids of what the filters (all, without any) would take and what stays out for what it holds, repeats
        or belongs to, without a mark of its own: the first `most`, in the order of the evidence."""
        with self._database.errors():
            condition = where_any(self._database, chosen)
            found = self._database.connection.execute(
                "SELECT a.id FROM temp.withheld w JOIN artifacts a ON a.row = w.row"  # noqa: S608
                f" WHERE w.code = ? AND {condition.sql} ORDER BY a.row LIMIT ?",
                (WithheldCode.LINKED.value, *condition.values, most),
            ).fetchall()
        return tuple(artifact_id for (artifact_id,) in found)

    def sources(self) -> frozenset[str]:
        """The sources that hold anything withheld."""
        with self._database.errors():
            found = self._database.connection.execute(
                f"SELECT DISTINCT s.source_id FROM temp.withheld w JOIN sources s"  # noqa: S608 - a number
                f" ON s.number = w.row >> {rows.SEQUENCE_BITS + rows.LAYER_BITS}"
            ).fetchall()
        return frozenset(source for (source,) in found)

    def ids(self, ids: tuple[str, ...]) -> frozenset[str]:
        """Which of these ids are withheld."""
        withheld: set[str] = set()
        with self._database.errors():
            for at in range(0, len(ids), 500):
                part = ids[at : at + 500]
                asked = ", ".join("?" * len(part))
                found = self._database.connection.execute(
                    f"SELECT a.id FROM artifacts a JOIN temp.withheld w ON w.row = a.row"  # noqa: S608
                    f" WHERE a.id IN ({asked})",
                    part,
                )
                withheld.update(one for (one,) in found)
        return frozenset(withheld)

    def places(self) -> frozenset[str]:
        """Layer and path of everything withheld, as the omission ledger writes places."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT l.layer_id, f.path, a.name FROM temp.withheld w JOIN artifacts a ON a.row = w.row"  # noqa: S608
                f" JOIN layers l ON l.number = a.row >> {rows.SEQUENCE_BITS}"
                " LEFT JOIN folders f ON f.number = a.folder"
            )
            return frozenset(f"{layer}:{path_of(folder, name)}" for layer, folder, name in found)

    def folders(self) -> frozenset[int]:
        """The numbers of folders that are withheld themselves or lie beneath one that is."""
        with self._database.errors():
            found = self._database.connection.execute(
                "WITH RECURSIVE below (number) AS (SELECT f.number FROM temp.withheld w"  # noqa: S608 - a number
                " JOIN artifacts m ON m.row = w.row JOIN folders f"
                f" ON f.layer = m.row >> {rows.SEQUENCE_BITS} AND f.parent = m.folder AND f.name = m.name"
                " UNION SELECT f.number FROM folders f JOIN below b ON f.parent = b.number)"
                " SELECT number FROM below"
            )
            return frozenset(number for (number,) in found)

    def _follow(self) -> None:
        """What belongs to withheld things and what repeats them, until nothing more is found."""
        connection, before = self._database.connection, 0
        while before != (before := self._count()):
            connection.execute("DELETE FROM temp.withheld_paths")
            connection.execute(_PATHS)
            connection.execute(_SAME_PATH)
            connection.execute(_BENEATH)
            link_archives_within(self._database)
            link_snapshots(self._database)
            connection.execute(_SAME_CONTENT)
            connection.execute(_SAME_MEDIUM)

    def _count(self) -> int:
        return int(self._database.connection.execute("SELECT count(*) FROM temp.withheld").fetchone()[0])


def path_of(folder: str | None, name: bytes | None) -> str:
    """The path of an artifact as it is shown, without a stream."""
    return f"{folder or ''}/{'' if name is None else display(bytes(name)).replace('/', chr(92) + 'x2f')}"
