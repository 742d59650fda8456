"""Filters by hash set, category and duplicates are answered by indexes, whatever else is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forensics_app.catalog.lists.filters import where
from forensics_app.catalog.lists.table_view import TableView
from forensics_app.catalog.store import Store
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.digests import DigestAlgorithm, Digests
from forensics_app.model.hash_sets import HashSetEntry, HashSetFacts, HashSetFormat, HashSetKind
from forensics_app.model.progress import IsCancelled, never_cancelled, silent
from forensics_app.model.selection import ArtifactFilter, Sort
from tests.world.catalogued import entry, fill, found, make_store

COUNT = 2000


class EveryTenth:
    """A set that holds every tenth digest, in three categories."""

    algorithms = (DigestAlgorithm.SHA256,)
    batch = 300

    def lookup(
        self, algorithm: DigestAlgorithm, digests: list[bytes], cancelled: IsCancelled
    ) -> list[HashSetEntry]:
        numbers = [(d, int.from_bytes(d[:8], "big")) for d in digests]
        return [HashSetEntry(sha256=d, category=str(n % 3)) for d, n in numbers if n % 10 == 0]

    def close(self) -> None:
        pass


def digest(number: int) -> str:
    return (number.to_bytes(8, "big") + bytes(24)).hex()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("store"))
    fill(
        made,
        [
            (
                entry(n, b"d%d/f%d" % (n % 9, n), size_bytes=n, allocated=bool(n % 3)),
                found(digests=Digests(sha256=digest(n % (COUNT - 100)))),
            )
            for n in range(COUNT)
        ],
    )
    facts = HashSetFacts(
        "tenth", HashSetKind.KNOWN, HashSetFormat.LIST, None, "f", 1, "00" * 32, 200,
        ((DigestAlgorithm.SHA256, 200),), "2026-04-17T09:00:00Z",
    )  # fmt: skip
    made.hash_sets.match(
        facts, EveryTenth(), entries_not_comparable=0, at="2026-04-17T09:00:00Z",
        report=silent, cancelled=never_cancelled,
    )  # fmt: skip
    yield made
    made.close()


FILTERS = {
    "set": (ArtifactFilter(hash_set="tenth"), 200),
    "category": (ArtifactFilter(category="1"), 66),
    "set-category": (ArtifactFilter(hash_set="tenth", category="1"), 66),
    "set-kind": (ArtifactFilter(hash_set="tenth", kind=ArtifactKind.FILE), 200),
    "set-deleted": (ArtifactFilter(hash_set="tenth", deleted=True), 67),
    "duplicate": (ArtifactFilter(duplicate=True), 199),
}


@pytest.mark.parametrize("name", FILTERS)
def test_the_filter_chooses_what_it_says(store: Store, name: str) -> None:
    chosen, count = FILTERS[name]
    rows = [n for n in range(COUNT) if _is_chosen(name, n)]
    assert len(rows) == count
    assert [a.entry.sequence for a in store.artifacts.stream(chosen)] == rows
    assert store.artifacts.count(chosen) == count


def _is_chosen(name: str, n: int) -> bool:
    value = n % (COUNT - 100)
    if name == "duplicate":
        return (n < 100 or n >= COUNT - 100) and n != 0  # the first has size 0
    in_set = value % 10 == 0
    if "category" in name:
        return in_set and value % 3 == 1
    return in_set and not (name == "set-deleted" and n % 3)


@pytest.mark.parametrize("name", FILTERS)
def test_the_filter_is_served_by_an_index(store: Store, name: str) -> None:
    condition = where(store.database, FILTERS[name][0])
    for columns in ("count(*)", "a.row"):
        plan = [
            row[3]
            for row in store.database.connection.execute(
                f"EXPLAIN QUERY PLAN SELECT {columns} FROM artifacts a WHERE {condition.sql}",  # noqa: S608
                condition.values,
            )
        ]
        assert not [step for step in plan if step == "SCAN a" or step.startswith("SCAN hash_hits")], plan
        assert plan[0].startswith("SEARCH a USING"), plan


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("sort", Sort)
def test_the_table_shows_it_in_every_order(store: Store, name: str, sort: Sort) -> None:
    chosen, count = FILTERS[name]
    view = TableView(store.database, chosen, sort, descending=True)
    assert view.count == count
    shown = list(store.artifacts.to_artifacts(view.rows(0, count)))
    assert len({a.artifact_id for a in shown}) == count
    if "set" in name:
        assert all(a.hash_sets[0].hash_set == "tenth" for a in shown)
    keys = {
        Sort.ORDER: [a.entry.sequence for a in shown],
        Sort.NAME: [a.entry.locator.path_display().rsplit("/", 1)[1] for a in shown],
        Sort.SIZE: [a.entry.size_bytes or 0 for a in shown],
        Sort.MODIFIED: [a.entry.sequence for a in shown],
        Sort.CREATED: [a.entry.sequence for a in shown],
    }[sort]
    assert keys == sorted(keys, reverse=True)


def test_the_counts_of_categories(store: Store) -> None:
    assert store.hash_sets.categories() == (("tenth", "0", 68), ("tenth", "1", 66), ("tenth", "2", 66))


def test_of_a_digest_is_known_where_else_it_occurs_by_index(store: Store) -> None:
    asked: list[str] = []
    connection = store.database.connection
    first = next(store.artifacts.stream(ArtifactFilter(duplicate=True)))
    connection.set_trace_callback(asked.append)
    others = store.artifacts.same_content(first)
    count = store.artifacts.same_content_count(first)
    connection.set_trace_callback(None)
    assert [a.entry.sequence for a in others] == [COUNT - 99]
    assert count == 1
    for query in (q for q in asked if "sha256 =" in q):
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
        assert any("artifacts_by_sha256" in step for step in plan), plan
