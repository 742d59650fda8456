"""What contents were found to be like: the rules they match, those possibly encrypted, those with a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from sqlite3 import Connection

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database
from forensics_app.examine.record import Record
from forensics_app.model.artifact import RuleMatch
from forensics_app.model.rules import RuleFile, RuleFileFacts

HIGH_ENTROPY = "SELECT row FROM high_entropy"
POSITION = "SELECT row FROM positions"
ANY_RULE = "*"


def add_hints(connection: Connection, found: Iterable[tuple[int, Record]]) -> None:
    """Store what the records (each with its row number) say. Almost none says anything."""
    dense: list[tuple[int]] = []
    placed: list[tuple[int]] = []
    matches: list[tuple[int, str, str, str]] = []
    for row, record in found:
        if record.high_entropy:
            dense.append((row,))
        if record.position:
            placed.append((row,))
        if record.rules:
            matches += [(row, m.namespace, m.rule, " ".join(m.tags)) for m in record.rules]
    if dense:
        connection.executemany("INSERT INTO high_entropy (row) VALUES (?)", dense)
    if placed:
        connection.executemany("INSERT INTO positions (row) VALUES (?)", placed)
    if matches:
        connection.executemany(
            "INSERT INTO rule_matches (row, namespace, rule, tags) VALUES (?, ?, ?, ?)", matches
        )


def matches_of(database: Database, numbers: Sequence[int]) -> dict[int, tuple[RuleMatch, ...]]:
    """The matches of rows by number, by namespace and name."""
    connection = database.connection
    if not connection.execute("SELECT EXISTS (SELECT 1 FROM rule_matches)").fetchone()[0]:
        return {}
    marks = ", ".join("?" * len(numbers))
    found: dict[int, tuple[RuleMatch, ...]] = {}
    for row, namespace, rule, tags in connection.execute(
        f"SELECT row, namespace, rule, tags FROM rule_matches WHERE row IN ({marks})"  # noqa: S608 - bound
        " ORDER BY row, namespace, rule",
        tuple(numbers),
    ):
        found[row] = (*found.get(row, ()), RuleMatch(namespace, rule, tuple(tags.split())))
    return found


def rule_condition(chosen: str) -> tuple[str, tuple[str, ...]]:
    """Artifacts that match a rule: RULE, NAMESPACE:RULE, or any. SQL and the values of its question marks."""
    if chosen == ANY_RULE:
        return "a.row IN (SELECT row FROM rule_matches)", ()
    namespace, colon, rule = chosen.rpartition(":")
    if colon:
        return "a.row IN (SELECT row FROM rule_matches WHERE rule = ? AND namespace = ?)", (rule, namespace)
    return "a.row IN (SELECT row FROM rule_matches WHERE rule = ?)", (rule,)


class RuleTable:
    """The files of rules that a case's contents were compared with, kept so that a resume asks the same."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, files: Iterable[RuleFile]) -> None:
        """Store those that are not there yet."""
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO rule_files (sha256, name, text) VALUES (?, ?, ?)",
                [(bytes.fromhex(file.sha256), file.name, file.text) for file in files],
            )

    def get(self, facts: Iterable[RuleFileFacts]) -> tuple[RuleFile, ...]:
        """Files by their digests, under the names they were used by."""
        with self._database.errors():
            return tuple(
                RuleFile(
                    one.name,
                    one.sha256,
                    self._database.connection.execute(
                        "SELECT text FROM rule_files WHERE sha256 = ?", (bytes.fromhex(one.sha256),)
                    ).fetchone()[0],
                )
                for one in facts
            )

    def matching(self, source_number: int) -> int:
        """How many artifacts of a source match any rule."""
        with self._database.errors():
            (count,) = self._database.connection.execute(
                "SELECT count(DISTINCT row) FROM rule_matches WHERE row BETWEEN ? AND ?",
                rows.source_rows(source_number),
            ).fetchone()
        return int(count)

    def counts(self) -> tuple[tuple[str, str, int], ...]:
        """Namespace, rule and how many artifacts match it, by name: for a choice among the rules that hit."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT namespace, rule, count(*) FROM rule_matches GROUP BY rule, namespace"
                " ORDER BY namespace, rule"
            ).fetchall()
        return tuple((namespace, rule, count) for namespace, rule, count in found)
