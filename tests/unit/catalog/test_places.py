"""Where an artifact stands in a list, and the next deleted one, in every order and both ways of paging."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from forensics_app.catalog import rows
from forensics_app.catalog.lists import table_view
from forensics_app.catalog.lists.table_view import TableView
from forensics_app.catalog.store import Store
from forensics_app.model.selection import ArtifactFilter, Sort
from tests.world.catalogued import entry, fill, found, make_store

COUNT = 120


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    chance = random.Random(7)
    made = make_store(tmp_path_factory.mktemp("store"))
    pairs = []
    for n in range(COUNT):
        path = b"d%d/f%d" % (n % 3, chance.randrange(9))
        made_entry = entry(n, path, allocated=chance.random() < 0.7, size_bytes=n % 5)
        pairs.append((made_entry, found("image/png" if n % 2 else None)))
    fill(made, pairs)
    yield made
    made.close()


@pytest.mark.parametrize(
    "chosen", [ArtifactFilter(), ArtifactFilter(media_type="image"), ArtifactFilter(folder=2)]
)
@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sorted_at_most", [0, 1 << 40])
def test_places_and_the_next_deleted(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    chosen: ArtifactFilter,
    sort: Sort,
    descending: bool,
    sorted_at_most: int,
) -> None:
    monkeypatch.setattr(table_view, "SORTED_AT_MOST", sorted_at_most)
    view = TableView(store.database, chosen, sort, descending=descending)
    numbers = view.numbers(0, COUNT)
    assert [view.place_of(number) for number in numbers] == list(range(view.count))
    outside = set(
        TableView(store.database, ArtifactFilter(), sort, descending=False).numbers(0, COUNT)
    ) - set(numbers)
    assert all(view.place_of(number) is None for number in outside)
    deleted = [not a.entry.allocated for a in store.artifacts.to_artifacts(view.rows(0, COUNT))]
    for place in range(view.count):
        after = next((p for p in range(place + 1, view.count) if deleted[p]), None)
        before = next((p for p in range(place - 1, -1, -1) if deleted[p]), None)
        for backwards, expected in ((False, after), (True, before)):
            got = view.next_deleted(place, backwards=backwards)
            assert got == (None if expected is None else numbers[expected])


def test_ids_keep_the_order_of_the_rows(store: Store) -> None:
    numbers = TableView(store.database, ArtifactFilter(), Sort.NAME, descending=True).numbers(3, 50)
    ids = store.artifacts.ids_of(numbers)
    assert [store.artifacts.number_of(i) for i in ids] == numbers
    assert store.artifacts.number_of("NOSUCHARTIFACT00") is None
    assert rows.layer_of(numbers[0]) == store.queries.layers("s1")[0].number
