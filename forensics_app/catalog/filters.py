"""A filter as an SQL condition on `artifacts a`. Values are always bound, never pasted."""

from __future__ import annotations

from dataclasses import dataclass, field

from forensics_app.catalog import rows
from forensics_app.catalog.content_hints import HIGH_ENTROPY, POSITION, rule_condition
from forensics_app.catalog.database import Database
from forensics_app.catalog.omitted import omission_condition
from forensics_app.catalog.search import text_condition
from forensics_app.catalog.time_ranges import time_condition
from forensics_app.model.selection import ANY_HASH_SET, ArtifactFilter

# in parentheses: it can stand behind NOT, and no `+` keeps SQLite from the index of digests
_DUPLICATE = (
    "(a.sha256 IN (SELECT sha256 FROM artifacts WHERE sha256 IS NOT NULL GROUP BY sha256 HAVING count(*) > 1)"
    " AND a.size <> 0)"
)


TAGGED = "a.row IN (SELECT row FROM artifact_tags)"


@dataclass(slots=True)
class Condition:
    """`parts` must all hold. `in_index`: every index that sorts holds all that they look at."""

    parts: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)
    in_index: bool = True

    def add(self, sql: str, *values: object, in_index: bool = False) -> None:
        """One more part, and the values of its question marks."""
        self.parts.append(sql)
        self.values.extend(values)
        self.in_index = self.in_index and in_index

    @property
    def sql(self) -> str:
        """Text to stand after WHERE; SQLite finds the rows by whatever index serves best."""
        return " AND ".join(self.parts) or "1"

    @property
    def sql_beside_order(self) -> str:
        """The same where an index is walked in its order: each `+` keeps SQLite from another index."""
        plus = (part.replace("a.row BETWEEN", "+a.row BETWEEN") for part in self.parts)
        return " AND ".join(f"+{p}" if p.startswith("a.") else p for p in plus) or "1"


def where(database: Database, chosen: ArtifactFilter) -> Condition:
    """The condition that `chosen` stands for."""
    condition = Condition()
    if chosen.kind is not None:
        condition.add("a.kind = ?", chosen.kind.value, in_index=True)
    if chosen.deleted is not None:  # the partial indexes of deleted entries want the literal
        condition.add(f"a.allocated = {0 if chosen.deleted else 1}", in_index=True)
    if chosen.extension is not None:
        condition.add("a.extension = ?", rows.fold(chosen.extension.lstrip(".")))
    if chosen.media_type is not None:
        _media_type(condition, chosen.media_type)
    if chosen.mismatch is not None:
        condition.add(f"a.extension_mismatch = {int(chosen.mismatch)}")
    if chosen.unread is not None:
        condition.add(f"a.outcome {'IN' if chosen.unread else 'NOT IN'} ('partial', 'unreadable')")
    if chosen.tag is not None:
        condition.add("a.row IN (SELECT row FROM artifact_tags WHERE tag = ?)", chosen.tag)
    if chosen.hash_set is not None or chosen.category is not None:
        _hash_set(database, condition, chosen)
    if chosen.not_hash_set is not None:
        one = ArtifactFilter(hash_set=chosen.not_hash_set)
        _hash_set(database, condition, one, "NOT IN")
    if chosen.duplicate is not None:
        condition.add(_DUPLICATE if chosen.duplicate else f"(a.sha256 IS NULL OR NOT {_DUPLICATE})")
    if chosen.high_entropy is not None:
        condition.add(HIGH_ENTROPY if chosen.high_entropy else f"NOT {HIGH_ENTROPY}")
    if chosen.position is not None:
        condition.add(POSITION if chosen.position else f"NOT {POSITION}")
    if chosen.tagged is not None:
        condition.add(TAGGED if chosen.tagged else f"NOT {TAGGED}")
    if chosen.min_size is not None or chosen.max_size is not None:
        condition.add("a.size >= ?", max(0, chosen.min_size or 0))
    if chosen.max_size is not None:
        condition.add("a.size <= ?", chosen.max_size)
    if chosen.time_from is not None or chosen.time_to is not None:
        sql, values = time_condition(database, chosen)
        condition.add(sql, *values)
    if chosen.omission is not None:
        named, code = omission_condition(database, chosen.omission)
        condition.add(named, code)
    if chosen.rule is not None:
        rule_sql, rule_values = rule_condition(chosen.rule)
        condition.add(rule_sql, *rule_values)
    if chosen.ids:
        marks = ", ".join("?" * len(chosen.ids))
        condition.add(f"a.id IN ({marks})", *chosen.ids)
    if chosen.folder is not None:
        _folder(database, condition, chosen.folder)
    _place(database, condition, chosen)
    if chosen.text:
        sql, values = text_condition(database, chosen.text)
        condition.add(sql, *values)
    return condition


def _media_type(condition: Condition, media_type: str) -> None:
    """A whole type (`image/png`) or everything of a family (`image`)."""
    if "/" in media_type:
        condition.add("a.media_type = ?", media_type)
    else:
        condition.add(
            "a.media_type >= ? AND a.media_type < ?", f"{media_type}/", f"{media_type}0"
        )  # 0 follows /


def _hash_set(database: Database, condition: Condition, chosen: ArtifactFilter, within: str = "IN") -> None:
    """Hits of a set, of a category, or of a category in a set; none where the case wasn't matched with it."""
    parts: list[str] = []
    values: list[object] = []
    if chosen.hash_set is not None and chosen.hash_set != ANY_HASH_SET:
        found = database.connection.execute(
            "SELECT number FROM hash_sets WHERE name = ?", (chosen.hash_set,)
        ).fetchone()
        parts.append("hash_set = ?")
        values.append(-1 if found is None else found[0])
    if chosen.category is not None:
        parts.append("category = ?")
        values.append(chosen.category)
    wanted = " AND ".join(parts) or "1"
    condition.add(f"a.row {within} (SELECT row FROM hash_hits WHERE {wanted})", *values)  # noqa: S608 - bound


def _folder(database: Database, condition: Condition, folder: int) -> None:
    """Everything in a folder and below it; the root of a layer is the whole layer."""
    found = database.connection.execute(
        "SELECT layer, parent FROM folders WHERE number = ?", (folder,)
    ).fetchone()
    if found is not None and found[1] == 0:
        _ranges(condition, [rows.layer_rows(found[0])])
        return
    condition.add(
        "a.folder IN (WITH RECURSIVE below (number) AS (VALUES (?) UNION ALL"
        " SELECT f.number FROM folders f JOIN below b ON f.parent = b.number) SELECT number FROM below)",
        folder,
        in_index=True,
    )


def _place(database: Database, condition: Condition, chosen: ArtifactFilter) -> None:
    """Source, layer and exhibit are ranges of row numbers."""
    connection = database.connection
    if chosen.layer is not None:
        found = connection.execute("SELECT number FROM layers WHERE layer_id = ?", (chosen.layer,)).fetchall()
        _ranges(condition, [rows.layer_rows(number) for (number,) in found])
    for column, value in (("source_id", chosen.source), ("exhibit", chosen.exhibit)):
        if value is not None:
            found = connection.execute(
                f"SELECT number FROM sources WHERE {column} = ? ORDER BY number",  # noqa: S608 - one of two names
                (value,),
            ).fetchall()
            _ranges(condition, [rows.source_rows(number) for (number,) in found])


def _ranges(condition: Condition, ranges: list[tuple[int, int]]) -> None:
    parts = " OR ".join(["a.row BETWEEN ? AND ?"] * len(ranges)) or "0"
    condition.add(f"({parts})", *(bound for pair in ranges for bound in pair), in_index=True)
