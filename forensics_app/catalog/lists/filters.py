"""A filter as an SQL condition on `artifacts a`. Values are always bound, never pasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database
from forensics_app.catalog.lists.content_hints import HIGH_ENTROPY, POSITION, rule_condition
from forensics_app.catalog.lists.declared_zones import DeclaredZones
from forensics_app.catalog.lists.duplicates import duplicate_rows
from forensics_app.catalog.lists.facet_sql import IS_DELETED, has, sizes, times
from forensics_app.catalog.lists.marked import has_marks
from forensics_app.catalog.lists.omitted import NOT_IN_FULL, names_artifacts, omission_condition
from forensics_app.catalog.lists.parts import (
    ExtensionTest,
    Known,
    Layers,
    Part,
    RowSet,
    RowSets,
    SizeRange,
    TimeRange,
    is_none_of,
    is_one_of,
    walk_of,
)
from forensics_app.catalog.lists.search import text_condition
from forensics_app.catalog.lists.system_files import reserved_rows, system_rows
from forensics_app.catalog.lists.time_ranges import time_condition
from forensics_app.model import facets
from forensics_app.model.artifact import ReadOutcome
from forensics_app.model.choices.type_groups import MEMBERS, Members
from forensics_app.model.marks import ANY_MARK
from forensics_app.model.selection import ANY_HASH_SET, ArtifactFilter, TimeField

TAGGED = "SELECT row FROM artifact_tags"
_NOT_WHOLE = (ReadOutcome.PARTIAL, ReadOutcome.UNREADABLE)


@dataclass(slots=True)
class Condition:
    """`parts` must all hold; `sql` finds their rows by whatever index serves best.

    `sql_without_order` says the same of the rows of an index that sorts, from what such an index holds or
    looks up by the row's number. `in_index`: every part can be said so. `few`: some part is known to leave
    few rows.
    """

    parts: list[Part] = field(default_factory=list)
    in_index: bool = True
    few: bool = False
    indexed: bool = True
    narrowing: int = 0  # parts that choose rows; others leave some out

    def add(
        self,
        sql: str,
        *values: object,
        in_index: bool = False,
        walk: tuple[str, Sequence[object]] | None = None,
        few: bool = False,
        indexed: bool = True,
        known: Known | None = None,
    ) -> None:
        """One more part, and the values of its question marks; `walk`: the same for a walk, where it differs.

        `few`: it leaves few rows. `indexed`: an index of its own finds them. `known`: as summaries have it.
        """
        walked, walked_values = (sql, values) if walk is None else walk
        self.parts.append(Part(sql, values, walked, walked_values, known))
        self.in_index = self.in_index and (in_index or walk is not None)
        self.few = self.few or few
        if not (isinstance(known, RowSet) and not known.inside):
            self.narrowing += 1
            self.indexed = self.indexed and indexed

    @property
    def sql(self) -> str:
        """Text to stand after WHERE."""
        return " AND ".join(part.sql for part in self.parts) or "1"

    @property
    def values(self) -> list[object]:
        """The values of its question marks."""
        return [value for part in self.parts for value in part.values]

    @property
    def sql_without_order(self) -> str:
        """The same where an index is walked in its order."""
        return walk_of(self.parts)[0]

    @property
    def walked_values(self) -> list[object]:
        """The values of the question marks of `sql_without_order`."""
        return walk_of(self.parts)[1]

    @property
    def sets(self) -> RowSets | None:
        """The same as rows of other tables alone, where nothing else is asked."""
        return RowSets.of(self.parts)

    @property
    def broad(self) -> bool:
        """Whether all rows have to be looked through anyway."""
        looked_through = self.narrowing != 1 or not self.indexed
        return bool(self.parts) and self.in_index and not self.few and looked_through


def where(database: Database, chosen: ArtifactFilter) -> Condition:
    """The condition that `chosen` stands for."""
    condition = Condition()
    _what_it_is(condition, chosen)
    if chosen.deleted is not None:
        _deleted(database, condition, deleted=chosen.deleted)
    if chosen.unread is not None:
        _not_whole(database, condition, unread=chosen.unread)
    _how_large_and_when(database, condition, chosen)
    _what_is_known(database, condition, chosen)
    if chosen.ids:
        marks = ", ".join("?" * len(chosen.ids))
        condition.add(f"a.id IN ({marks})", *chosen.ids, few=True)
    if chosen.folder is not None:
        _folder(database, condition, chosen.folder)
    _place(database, condition, chosen)
    if chosen.text:
        sql, values = text_condition(database, chosen.text)
        condition.add(sql, *values, few=True)
    return condition


def _what_it_is(condition: Condition, chosen: ArtifactFilter) -> None:
    """What every row's facets say."""
    if chosen.kind is not None:
        walk = has(facets.KIND, facets.KIND_MASK, facets.KINDS.index(chosen.kind))
        known = is_one_of(facets.KIND, facets.KIND_MASK, facets.KINDS.index(chosen.kind))
        condition.add("a.kind = ?", chosen.kind.value, walk=(walk, ()), known=known)
    if chosen.extension is not None:
        extension = rows.fold(chosen.extension.lstrip("."))
        condition.add("a.extension = ?", extension, in_index=True, known=ExtensionTest(extension))
    if chosen.media_type is not None:
        _media_type(condition, chosen.media_type)
    if chosen.group is not None:
        _type_group(condition, MEMBERS[chosen.group])
    if chosen.mismatch is not None:
        walk = has(facets.MISMATCH, 1, int(chosen.mismatch))
        sql = f"a.extension_mismatch = {int(chosen.mismatch)}"
        known = is_one_of(facets.MISMATCH, 1, int(chosen.mismatch))
        condition.add(sql, walk=(walk, ()), few=chosen.mismatch, indexed=chosen.mismatch, known=known)


def _deleted(database: Database, condition: Condition, *, deleted: bool) -> None:
    """Deleted entries, or all others. The partial indexes of deleted entries want the literal."""
    reserved = reserved_rows(database)
    sql, walk = "(a.allocated = 0 AND a.kind <> 'area')", IS_DELETED
    if not deleted and reserved is not None:
        also = f"OR a.row IN ({reserved})"
        condition.add(f"(NOT {sql} {also})", walk=(f"(NOT {walk} {also})", ()), indexed=False)
        return
    no_, test = ("", is_one_of) if deleted else ("NOT ", is_none_of)
    known = test(0, facets.STATE_MASK, *facets.DELETED)
    condition.add(f"{no_}{sql}", walk=(f"{no_}{walk}", ()), indexed=deleted, known=known)
    if reserved is not None:
        _set(condition, reserved, inside=False)


def _not_whole(database: Database, condition: Condition, *, unread: bool) -> None:
    """What could not be read to its end, or of which the ledger says that it was not; or all others."""
    outcomes = [facets.OUTCOMES.index(outcome) for outcome in _NOT_WHOLE]
    within = f"((a.facets >> {facets.OUTCOME}) & {facets.OUTCOME_MASK}) IN ({', '.join(map(str, outcomes))})"
    by_index, not_ = "a.outcome IN ('partial', 'unreadable')", "" if unread else "NOT "
    if not names_artifacts(database, *NOT_IN_FULL):
        test = is_one_of if unread else is_none_of
        known = test(facets.OUTCOME, facets.OUTCOME_MASK, *outcomes)
        walk = (f"{not_}({within})", ())
        condition.add(f"{not_}({by_index})", walk=walk, few=unread, indexed=unread, known=known)
        return
    named, one_by_one, code = omission_condition(database, *NOT_IN_FULL)
    condition.add(
        f"{not_}({by_index} OR {named})",
        code,
        walk=(f"{not_}({within} OR {one_by_one})", (code,)),
        few=unread,
        indexed=unread,
    )


def _media_type(condition: Condition, media_type: str) -> None:
    """A whole type (`image/png`) or everything of a family (`image`)."""
    number = facets.family_class(media_type)
    walk = has(facets.FAMILY, facets.FAMILY_MASK, number)
    if "/" in media_type:
        condition.add("a.media_type = ?", media_type, walk=(f"({walk} AND a.media_type = ?)", (media_type,)))
        return
    bounds = (f"{media_type}/", f"{media_type}0")  # 0 follows /
    sql = "a.media_type >= ? AND a.media_type < ?"
    sure = number < facets.OTHER_FAMILY
    condition.add(
        sql,
        *bounds,
        walk=(walk, ()) if sure else (f"({walk} AND {sql})", bounds),
        known=is_one_of(facets.FAMILY, facets.FAMILY_MASK, number) if sure else None,
    )


def _type_group(condition: Condition, members: Members) -> None:
    """Any of the types of a group."""
    parts: list[str] = []
    values: list[object] = []
    if members.types:
        parts.append(f"a.media_type IN ({', '.join('?' * len(members.types))})")
        values += members.types
    for prefix in members.prefixes:
        part = "(a.media_type >= ? AND a.media_type < ?"
        bounds: list[object] = [prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)]
        if members.without:
            part += f" AND a.media_type NOT IN ({', '.join('?' * len(members.without))})"
            bounds += members.without
        parts.append(f"{part})")
        values += bounds
    sql = f"({' OR '.join(parts)})"
    families = sorted({facets.family_class(one) for one in (*members.types, *members.prefixes)})
    one_of = f"((a.facets >> {facets.FAMILY}) & {facets.FAMILY_MASK}) IN ({', '.join(map(str, families))})"
    condition.add(sql, *values, walk=(f"({one_of} AND {sql})", values))


def _how_large_and_when(database: Database, condition: Condition, chosen: ArtifactFilter) -> None:
    if chosen.min_size is not None or chosen.max_size is not None:
        least, most = max(0, chosen.min_size or 0), chosen.max_size
        found = ["a.size >= ?", *(() if most is None else ("a.size <= ?",))]
        values = [least, *(() if most is None else (most,))]
        known = SizeRange(least, most)
        condition.add(" AND ".join(found), *values, walk=sizes(least, most), known=known)
    if chosen.time_from is not None or chosen.time_to is not None:
        sql, bound = time_condition(database, chosen)
        time = chosen.time_field or TimeField.MODIFIED
        indexed = time in (TimeField.MODIFIED, TimeField.CREATED)
        time_range = None  # a zone that was declared moves local times out of their months
        if not DeclaredZones(database).of_layers():
            time_range = TimeRange(time, chosen.time_from, chosen.time_to, sql, tuple(bound))
        condition.add(sql, *bound, walk=times(database, chosen), indexed=indexed, known=time_range)


def _what_is_known(database: Database, condition: Condition, chosen: ArtifactFilter) -> None:
    """What other tables say of rows: tags, hash sets, rules, omissions, positions, equal contents."""
    if chosen.tag is not None:
        sql = "a.row IN (SELECT row FROM artifact_tags WHERE tag = ?)"
        one_by_one = "EXISTS (SELECT 1 FROM artifact_tags t WHERE t.row = a.row AND t.tag = ?)"
        condition.add(sql, chosen.tag, walk=(one_by_one, (chosen.tag,)), few=True)
    if chosen.hash_set is not None or chosen.category is not None:
        _hash_set(database, condition, chosen)
    if chosen.not_hash_set is not None:
        _hash_set(database, condition, ArtifactFilter(hash_set=chosen.not_hash_set), outside=True)
    for wanted, rows_of in (
        (chosen.position, POSITION),
        (chosen.high_entropy, HIGH_ENTROPY),
        (chosen.tagged, TAGGED),
    ):
        if wanted is not None:
            _set(condition, rows_of, inside=wanted)
    if chosen.system is not None:
        _set(condition, system_rows(database), inside=chosen.system)
    _marks(database, condition, chosen)
    if chosen.duplicate is not None:
        rows_of, few = duplicate_rows(database)
        _set(condition, rows_of, inside=chosen.duplicate, few=few)
    if chosen.omission is not None:
        named, one_by_one, code = omission_condition(database, chosen.omission)
        condition.add(named, code, walk=(one_by_one, (code,)), few=True)
    if chosen.rule is not None:
        rule_sql, rule_values = rule_condition(chosen.rule)
        condition.add(rule_sql, *rule_values, few=True)


def _set(condition: Condition, select: str, *values: object, inside: bool, few: bool = True) -> None:
    """The rows that `select` finds, or all others."""
    condition.add(
        f"a.row {'IN' if inside else 'NOT IN'} ({select})",
        *values,
        in_index=True,
        few=inside and few,
        indexed=inside and few,
        known=RowSet(select, values, inside),
    )


def _marks(database: Database, condition: Condition, chosen: ArtifactFilter) -> None:
    """A case in which nothing was ever marked has no table of marks."""
    wanted = chosen.marked if chosen.mark != ANY_MARK else True
    if chosen.mark not in (None, ANY_MARK):
        given = (
            "SELECT row FROM artifact_marks WHERE tag = ?"
            if has_marks(database)
            else "SELECT 0 AS row WHERE 0 = ?"
        )
        _set(condition, given, chosen.mark, inside=True)
    if wanted is not None:
        given = "SELECT row FROM artifact_marks" if has_marks(database) else "SELECT 0 AS row WHERE 0"
        _set(condition, given, inside=wanted)


def _hash_set(
    database: Database, condition: Condition, chosen: ArtifactFilter, *, outside: bool = False
) -> None:
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
    rows_of = f"SELECT row FROM hash_hits WHERE {wanted}"  # noqa: S608 - bound
    sql = f"a.row {'NOT IN' if outside else 'IN'} ({rows_of})"
    one_by_one = f"EXISTS (SELECT 1 FROM hash_hits h WHERE h.row = a.row AND {wanted})"  # noqa: S608 - bound
    walk = f"NOT {one_by_one}" if outside else one_by_one
    known = RowSet(rows_of, tuple(values), inside=not outside)
    condition.add(sql, *values, walk=(walk, values), indexed=not outside, known=known)


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
        few=True,
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
    known = Layers(tuple(ranges))
    condition.add(f"({parts})", *(bound for pair in ranges for bound in pair), in_index=True, known=known)
