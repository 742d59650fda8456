"""Every filter and order that the window offers is served by an index that holds all it needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.catalog import store as store_module
from forensics_app.catalog.database import has_index
from forensics_app.catalog.lists import table_view
from forensics_app.catalog.lists.table_view import TableView
from forensics_app.catalog.queries import REMARKS
from forensics_app.catalog.store import Store
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.selection import ArtifactFilter, Sort
from tests.world.catalogued import add_batch, entry, fill, found, make_store

FILTERS = (
    ArtifactFilter(),
    ArtifactFilter(kind=ArtifactKind.FILE),
    ArtifactFilter(deleted=True),
    ArtifactFilter(source="s1"),
    ArtifactFilter(layer="s1", kind=ArtifactKind.FILE),
    ArtifactFilter(folder=2, deleted=True),
    ArtifactFilter(media_type="text", extension=""),
    ArtifactFilter(mismatch=False, unread=False),
    ArtifactFilter(tagged=False, position=False, not_hash_set="*"),
    ArtifactFilter(duplicate=True),
)
NEARLY = (  # rows at the ends of a range are looked at themselves
    ArtifactFilter(min_size=100, max_size=700),
    ArtifactFilter(time_from="2020-01-01T00:00:00", tagged=False),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("store"))
    fill(
        made,
        [
            (entry(n, b"d%d/f%d" % (n % 9, n), allocated=bool(n % 3), size_bytes=n), found())
            for n in range(900)
        ],
    )
    yield made
    made.close()


@pytest.mark.parametrize(
    "chosen",
    FILTERS,
    ids=(
        "all",
        "kind",
        "deleted",
        "source",
        "layer-kind",
        "folder-deleted",
        "type",
        "whole",
        "plain",
        "single",
    ),
)
@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("descending", [False, True])
def test_paging_reads_an_index_alone(
    store: Store, monkeypatch: pytest.MonkeyPatch, chosen: ArtifactFilter, sort: Sort, descending: bool
) -> None:
    monkeypatch.setattr(table_view, "SORTED_AT_MOST", 0)  # as if there were many
    view = TableView(store.database, chosen, sort, descending=descending)
    asked: list[str] = []
    connection = store.database.connection
    connection.set_trace_callback(asked.append)
    for first in (0, view.count // 2, view.count - 60, view.count // 2 + 20):
        view.rows(first, 50)
    connection.set_trace_callback(None)
    pages = [query for query in asked if "OFFSET" in query]
    assert len(pages) == 4
    for query in pages:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
        assert "USING COVERING INDEX" in plan[0], plan
        assert not [step for step in plan if "TEMP B-TREE" in step], plan


@pytest.mark.parametrize("chosen", NEARLY, ids=("size", "time"))
@pytest.mark.parametrize("sort", Sort)
def test_ranges_walk_an_index_in_its_order(
    store: Store, monkeypatch: pytest.MonkeyPatch, chosen: ArtifactFilter, sort: Sort
) -> None:
    monkeypatch.setattr(table_view, "SORTED_AT_MOST", 0)
    view = TableView(store.database, chosen, sort, descending=False)
    asked: list[str] = []
    connection = store.database.connection
    connection.set_trace_callback(asked.append)
    view.rows(view.count // 2, 50)
    connection.set_trace_callback(None)
    (query,) = [query for query in asked if "OFFSET" in query]
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert "INDEX artifacts_by_" in plan[0], plan
    assert not [step for step in plan if "TEMP B-TREE" in step], plan


def test_indexes_of_a_large_catalogue_are_built_anew_after_much_was_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each insertion into fourteen large indexes costs many times what building them does."""
    monkeypatch.setattr(store_module, "REBUILD_INDEXES_BELOW", 50)
    made = make_store(tmp_path, 1, 2)
    fill(made, [(entry(n, b"f%d" % n), found()) for n in range(80)])
    layer = made.queries.layers("s2")[0].number
    made.prepare_load()
    few = [(entry(n, b"g%d" % n), found()) for n in range(9)]
    add_batch(made, layer, few)
    assert has_index(made.database, "artifacts_by_name")  # an eighth of 80 is not reached
    more = [(entry(n, b"h%d" % n), found()) for n in range(9, 12)]
    add_batch(made, layer, more)
    assert not has_index(made.database, "artifacts_by_name")
    assert made.artifacts.count() == 92  # who reads meanwhile is answered without them
    made.complete_source("s2")
    made.finish_load()
    assert has_index(made.database, "artifacts_by_name")
    assert made.artifacts.count(ArtifactFilter(text="h11")) == 1
    made.close()


def test_what_the_ledger_says_of_a_place_is_found_by_its_key(store: Store) -> None:
    """Without a look at every line: there may be a million."""
    plan = store.database.connection.execute(
        f"EXPLAIN QUERY PLAN {REMARKS}", ("",) * REMARKS.count("?")
    ).fetchall()
    of_the_ledger = [step for *_, step in plan if "omissions" in step]
    assert len(of_the_ledger) == 1
    assert of_the_ledger[0].startswith("SEARCH")
    assert "locator=?" in of_the_ledger[0]


def test_what_the_ledger_says_of_a_place_is_of_every_stage(store: Store) -> None:
    said = [Omission(f"code-{stage.value}", "s1", "s1:/d1/f1", 1, stage, None) for stage in OmissionStage]
    elsewhere = Omission("code-read", "s1", "s1:/d1/f2", 1, OmissionStage.READ, None)
    store.set_omissions([*said, elsewhere])
    assert store.queries.remarks("s1:/d1/f1") == tuple(sorted(said, key=lambda one: one.code))
    assert store.queries.remarks("s1:/d1/f2") == (elsewhere,)
    store.set_omissions([])
