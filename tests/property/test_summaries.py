"""What stored summaries tell of lists, against the plainest reading of the same artifacts."""

from __future__ import annotations

import itertools
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from forensics_app.catalog import store as store_module
from forensics_app.catalog.database import open_database
from forensics_app.catalog.lists import block_places, indexes, ranks, summaries, summed, table_view
from forensics_app.catalog.lists.answers import Answers
from forensics_app.catalog.lists.counting import count_rows
from forensics_app.catalog.lists.declared_zones import DeclaredZones
from forensics_app.catalog.lists.filters import where
from forensics_app.catalog.lists.summary_state import has_summaries
from forensics_app.catalog.lists.summed import block_starts, exact_blocks, exact_count
from forensics_app.catalog.lists.table_view import TableView
from forensics_app.catalog.store import Store
from forensics_app.model.artifact import ArtifactKind, Entry, Examination, Read, ReadOutcome, RuleMatch
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.facets import ArtifactClass, family_class
from forensics_app.model.selection import ArtifactFilter, Sort, TimeField
from forensics_app.model.timeline import DeclaredZone
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.services.browsing import browse
from forensics_app.services.browsing.browse import Browser
from forensics_app.services.cases.case import Case
from tests.world.catalogued import add_batch, entry, found, make_store

COUNT = 700
BLOCK = 32
AT = "2026-01-01T00:00:00Z"
TYPES = ("image/png", "image/jpeg", "text/plain", "application/pdf", "font/ttf", None)
MOMENTS = (
    None, "1601-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "1970-02-03T04:05:06Z",
    "2018-03-01T00:00:00Z", "2018-03-05T10:00:00Z", "2018-03-31T23:59:59.5Z", "2018-04-01T00:00:00Z",
    "2018-04-01T02:00:00+02:00", "2019-07-07", "2019-07-31T23:00:00", "2019-08-01T00:00:00Z",
    "2139-12-31T00:00:00Z", "2140-05-01T00:00:00Z", "2140-06-01T00:00:00Z", "2140-07-01T00:00:00Z",
    "9999-01-01T00:00:00Z",
)  # fmt: skip
SIZES = (None, 0, 1, 2, 3, 4, 5, 7, 8, 9, 1000, 1023, 1024, 1025, 1_000_000, (1 << 61) - 1, 1 << 61, 1 << 62)
KINDS = (TimeKind.MODIFIED, TimeKind.ACCESSED, TimeKind.CHANGED, TimeKind.CREATED)


def _zone(moment: str) -> TimeZoneKnowledge:
    if len(moment) in (10, 19):
        return TimeZoneKnowledge.LOCAL_UNKNOWN
    return TimeZoneKnowledge.UTC if moment.endswith("Z") else TimeZoneKnowledge.OFFSET


def _made(number: int, chance: random.Random) -> tuple[Entry, Examination]:
    folder = b"/".join(chance.choice((b"a", b"b", b"c")) for _ in range(chance.randrange(3)))
    name = b"%s%d.%s" % (
        chance.choice((b"x", b"y", b"\xc3\xa9")),
        chance.randrange(40),
        chance.choice((b"jpg", b"txt", b"r%d" % number)),
    )
    times = tuple(
        EvidenceTime(kind, "1", moment, "1s", _zone(moment))
        for kind in KINDS
        if (moment := chance.choice(MOMENTS)) is not None
    )
    return (
        entry(
            number,
            (folder + b"/" + name).lstrip(b"/"),
            allocated=chance.random() < 0.7,
            kind=chance.choice(tuple(ArtifactKind)[:3]),
            size_bytes=chance.choice(SIZES),
            times=times,
        ),
        found(
            chance.choice(TYPES),
            extension_mismatch=chance.random() < 0.1,
            read=Read(chance.choice(tuple(ReadOutcome))),
            digests=Digests(sha256=f"{chance.randrange(3 * COUNT):064x}"),
            latitude=1.0 if number % 7 == 0 else None,
            longitude=1.0 if number % 7 == 0 else None,
            rules=(RuleMatch("n", "R", ()),) if number % 50 == 3 else (),
        ),
    )


@pytest.fixture(scope="module")
def small_blocks() -> Iterator[pytest.MonkeyPatch]:
    """Summaries of small catalogues too, in small blocks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(summaries, "BLOCK", BLOCK)
        patch.setattr(summaries, "COMMON_EXTENSION", 10)
        patch.setattr(ranks, "CHUNK_BITS", 5)
        patch.setattr(ranks, "_WITHIN", 31)
        patch.setattr(block_places, "FEW_BLOCKS", 2)
        patch.setattr(store_module, "SUMMARIZED_FROM", 1)
        yield patch


def _fill(store: Store, layer: int, first: int, count: int, seed: int) -> None:
    chance = random.Random(seed)
    add_batch(
        store,
        store.queries.layers(f"s{layer}")[0].number,
        [_made(number, chance) for number in range(first, first + count)],
        [Omission("content-unreadable", "s1", "s1:/x1.jpg", 1, OmissionStage.READ)],
    )


@pytest.fixture(scope="module")
def store(small_blocks: pytest.MonkeyPatch) -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        made = make_store(Path(folder), 1, 2)
        _fill(made, 1, 0, COUNT, 1)
        _fill(made, 2, 0, 90, 2)
        for source in ("s1", "s2"):
            made.complete_source(source)
        made.finish_load()
        made.tagging.add("t", ArtifactFilter(extension="jpg"), note=None, at=AT)
        made.tagging.add("u", ArtifactFilter(deleted=True, kind=ArtifactKind.FILE), note=None, at=AT)
        made.marking.add("privileged", ArtifactFilter(mismatch=True), note="r", at=AT)
        yield made
        made.close()


def _time(field: TimeField | None, first: str | None, before: str | None) -> ArtifactFilter:
    return ArtifactFilter(time_field=field, time_from=first, time_to=before)


BOUNDS = (
    None, "1601-01-01T00:00:00", "1970-01-01T00:00:00", "2018-03-01T00:00:00", "2018-03-05T10:00:00",
    "2018-03-31T23:59:59.5", "2018-04-01", "2019-07-31T12:00:00", "2140-06-01T00:00:00",
    "9999-01-01T00:00:00",
)  # fmt: skip
RANGES = [
    _time(field, first, before)
    for field, (first, before) in itertools.product(
        (None, TimeField.ACCESSED, TimeField.CHANGED, TimeField.CREATED),
        (pair for pair in itertools.product(BOUNDS, BOUNDS) if pair != (None, None)),
    )
]
EDGES = (None, 0, 1, 3, 4, 7, 8, 1000, 1024, 1 << 61, (1 << 61) + 1)
SIZED = [
    ArtifactFilter(min_size=least, max_size=most)
    for least, most in itertools.product(EDGES, EDGES)
    if (least, most) != (None, None)
]
PLAIN = [
    ArtifactFilter(),
    *(ArtifactFilter(kind=kind) for kind in tuple(ArtifactKind)),
    *(ArtifactFilter(deleted=value) for value in (True, False)),
    *(ArtifactFilter(mismatch=value) for value in (True, False)),
    *(ArtifactFilter(unread=value) for value in (True, False)),
    *(ArtifactFilter(position=value) for value in (True, False)),
    *(ArtifactFilter(tagged=value) for value in (True, False)),
    *(ArtifactFilter(marked=value) for value in (True, False)),
    *(ArtifactFilter(duplicate=value) for value in (True, False)),
    *(ArtifactFilter(high_entropy=value) for value in (True, False)),
    *(ArtifactFilter(media_type=value) for value in ("image", "font", "image/png")),
    *(ArtifactFilter(extension=value) for value in ("jpg", ".TXT", "r5", "none")),
    *(ArtifactFilter(source=value) for value in ("s1", "s2", "s9")),
    ArtifactFilter(layer="s2"),
    ArtifactFilter(exhibit="EX-001"),
    ArtifactFilter(tag="t"),
    ArtifactFilter(mark="privileged"),
    ArtifactFilter(hash_set="*"),
    ArtifactFilter(not_hash_set="*"),
    ArtifactFilter(category="c"),
    ArtifactFilter(rule="*"),
    ArtifactFilter(omission="*"),
    ArtifactFilter(text="x1"),
    ArtifactFilter(folder=2),
]
TOGETHER = [
    ArtifactFilter(kind=ArtifactKind.FILE, deleted=True, media_type="image"),
    ArtifactFilter(min_size=3, max_size=1000, deleted=True),
    ArtifactFilter(min_size=3, extension="jpg"),
    ArtifactFilter(min_size=3, layer="s1"),
    ArtifactFilter(min_size=3, time_from="2018-03-05T10:00:00"),
    ArtifactFilter(media_type="image", time_from="2018-03-05T10:00:00", time_to="2019-07-31T23:30:00"),
    ArtifactFilter(media_type="image", extension="jpg"),
    ArtifactFilter(source="s1", layer="s2"),
    ArtifactFilter(source="s2", extension="jpg"),
    ArtifactFilter(source="s2", tagged=False, deleted=True),
    ArtifactFilter(tagged=False, position=False),
    ArtifactFilter(tagged=False, min_size=5),
    ArtifactFilter(tagged=False, duplicate=False, time_from="2018-03-05T10:00:00"),
    ArtifactFilter(tagged=True, position=False, deleted=False),
    ArtifactFilter(position=True, duplicate=True),
    ArtifactFilter(extension="jpg", tagged=False),
    ArtifactFilter(kind=ArtifactKind.FILE, not_hash_set="*", marked=False),
]


PAGED = [*PLAIN, *TOGETHER, *SIZED[::7], *RANGES[::29]]


def _named(chosen: ArtifactFilter) -> str:
    asked = (
        f"{f.name}={value}" for f in fields(chosen) if (value := getattr(chosen, f.name)) not in (None, ())
    )
    return "-".join(asked) or "all"


def _plain(store: Store, chosen: ArtifactFilter, sort: Sort) -> list[int]:
    """Row numbers by the filter's own condition and SQLite's own sorting, without any index of ours."""
    condition = where(store.database, chosen)
    column = {Sort.ORDER: "row", Sort.NAME: "folded"}.get(sort, sort.value)
    return [
        row
        for (row,) in store.database.connection.execute(
            f"SELECT a.row FROM artifacts a NOT INDEXED WHERE {condition.sql}"  # noqa: S608 - bound
            f" ORDER BY +a.{column}, +a.row",
            condition.values,
        )
    ]


@pytest.mark.parametrize("chosen", [*PLAIN, *TOGETHER, *SIZED, *RANGES], ids=_named)
def test_counts_and_blocks_are_exact(store: Store, chosen: ArtifactFilter) -> None:
    database = store.database
    for sort in Sort:
        expected = _plain(store, chosen, sort)
        whole = _plain(store, ArtifactFilter(), sort)
        with database.snapshot():
            condition = where(database, chosen)
            assert count_rows(database, condition) == len(expected)
            assert exact_count(database, condition) in (None, len(expected))
            starts = block_starts(database, sort)
            assert starts is not None
            assert [start[-1] for start in starts] == whole[::BLOCK]
            blocks = exact_blocks(database, condition, sort, starts)
        if blocks is not None:
            inside = set(expected)
            assert blocks == [
                sum(row in inside for row in whole[at : at + BLOCK]) for at in range(0, len(whole), BLOCK)
            ]


def test_summaries_can_tell_of_most_single_filters(store: Store) -> None:
    reported = [*PLAIN[:21], *SIZED, *RANGES]
    with store.database.snapshot():
        for chosen in reported:
            assert exact_count(store.database, where(store.database, chosen)) is not None, chosen


@pytest.mark.parametrize("chosen", PAGED, ids=_named)
@pytest.mark.parametrize("at_most", [0, 1 << 40])
def test_every_page_is_right(
    store: Store, monkeypatch: pytest.MonkeyPatch, chosen: ArtifactFilter, at_most: int
) -> None:
    for limit in ("SORTED_AT_MOST", "SORTED_OF_KNOWN"):
        monkeypatch.setattr(table_view, limit, at_most)
    monkeypatch.setattr(table_view, "NEAR_BLOCKS", 1)
    answers = Answers()
    for sort in Sort:
        ascending = _plain(store, chosen, sort)
        for descending in (False, True):
            expected = ascending[::-1] if descending else ascending
            view = TableView(store.database, chosen, sort, descending=descending, answers=answers)
            assert view.count == len(expected)
            for first in (len(expected) // 2, 0, 300, 17, len(expected) - 20, 410, len(expected) - 1):
                if first >= 0:
                    assert view.numbers(first, 50) == expected[first : first + 50]
            assert view.numbers(0, COUNT * 2) == expected
            for place in range(0, len(expected), 61):
                assert view.place_of(expected[place]) == place


SETS = [
    ArtifactFilter(tagged=True),
    ArtifactFilter(tagged=False),
    ArtifactFilter(duplicate=True),
    ArtifactFilter(tagged=True, system=False),
    ArtifactFilter(tagged=False, system=False, position=False),
    ArtifactFilter(tagged=True, duplicate=True, hash_set="*"),
    ArtifactFilter(tagged=True, position=False, marked=False),
]


@pytest.mark.parametrize("chosen", SETS, ids=_named)
@pytest.mark.parametrize("held", [0, 1 << 40])
def test_pages_of_rows_of_other_tables(
    store: Store, monkeypatch: pytest.MonkeyPatch, chosen: ArtifactFilter, held: int
) -> None:
    """As if there were hundreds of thousands, and with too many to be held."""
    for limit in ("SORTED_AT_MOST", "SORTED_OF_KNOWN", "LOOKED_UP"):
        monkeypatch.setattr(table_view, limit, 0)
    monkeypatch.setattr(summed, "LOOKED_UP", 0)
    monkeypatch.setattr(table_view, "HELD_AT_MOST", held)
    answers = Answers()
    for sort in Sort:
        expected = _plain(store, chosen, sort)
        view = TableView(store.database, chosen, sort, descending=False, answers=answers)
        assert view.count == len(expected)
        for first in (len(expected) // 2, 0, len(expected) // 3):
            assert view.numbers(first, 20) == expected[first : first + 20]


@pytest.mark.parametrize("chosen", [SETS[0], SETS[1], SETS[2], SETS[3]], ids=_named)
def test_a_jump_walks_a_few_blocks_of_them(
    store: Store, monkeypatch: pytest.MonkeyPatch, chosen: ArtifactFilter
) -> None:
    """With a million tagged artifacts each block that is walked looks thousands of rows up."""
    for limit in ("SORTED_AT_MOST", "SORTED_OF_KNOWN", "LOOKED_UP"):
        monkeypatch.setattr(table_view, limit, 0)
    monkeypatch.setattr(summed, "LOOKED_UP", 0)
    connection = store.database.connection
    for sort in Sort:
        view = TableView(store.database, chosen, sort, descending=False)
        asked: list[str] = []
        connection.set_trace_callback(asked.append)
        view.numbers(view.count // 2, 20)
        connection.set_trace_callback(None)
        assert sum("count(*) FROM artifacts" in query for query in asked) <= block_places.FEW_BLOCKS


def _duplicates(store: Store) -> list[int]:
    """Row numbers of contents that occur more than once, without the program's own search for them."""
    found = store.database.connection.execute(
        "SELECT row, sha256, size FROM artifacts ORDER BY row"
    ).fetchall()
    often = Counter(digest for _, digest, _ in found if digest is not None)
    return [row for row, digest, size in found if size != 0 and often[digest] > 1]


def _held(store: Store) -> None:
    found = TableView(store.database, ArtifactFilter(duplicate=True), Sort.ORDER, descending=False)
    assert found.numbers(0, 2 * COUNT) == _duplicates(store)
    assert store.artifacts.count(ArtifactFilter(duplicate=True)) == len(_duplicates(store))
    for chosen in (*PLAIN, *TOGETHER):
        for sort in (Sort.ORDER, Sort.NAME, Sort.SIZE):
            expected = _plain(store, chosen, sort)
            assert store.artifacts.count(chosen) == len(expected)
            view = TableView(store.database, chosen, sort, descending=False)
            assert view.numbers(0, 2 * COUNT) == expected
    assert store.queries.total() == len(_plain(store, ArtifactFilter(), Sort.ORDER))
    assert store.queries.total("s1") == store.artifacts.count(ArtifactFilter(source="s1"))
    by_layer = store.queries.classes()
    assert by_layer["s1"].total() == store.artifacts.count(ArtifactFilter(layer="s1"))
    every = sum(by_layer.values(), Counter[ArtifactClass]())
    for kind in ArtifactKind:
        counted = sum(count for one, count in every.items() if one.kind is kind)
        assert counted == store.artifacts.count(ArtifactFilter(kind=kind))
    deleted = sum(count for one, count in every.items() if one.deleted)
    assert deleted == store.artifacts.count(ArtifactFilter(deleted=True))
    pictures = sum(count for one, count in every.items() if one.family == family_class("image"))
    assert pictures == store.artifacts.count(ArtifactFilter(media_type="image"))


def test_what_changes_after_summaries_were_made_is_in_no_stale_answer(
    tmp_path: Path, small_blocks: pytest.MonkeyPatch
) -> None:
    store = make_store(tmp_path, 1, 2)
    connection = store.database.connection
    _fill(store, 1, 0, 150, 3)
    assert not has_summaries(connection)
    store.complete_source("s1")
    store.finish_load()
    assert has_summaries(connection)
    _held(store)
    store.tagging.add("t", ArtifactFilter(extension="jpg"), note=None, at=AT)
    store.marking.add("privileged", ArtifactFilter(deleted=True), note="r", at=AT)
    assert has_summaries(connection)  # they say nothing of tags
    _held(store)
    store.tagging.remove("t", ArtifactFilter(deleted=True), at=AT)
    _held(store)
    _fill(store, 2, 0, 40, 4)  # another source, broken off
    assert not has_summaries(connection)
    left = connection.execute(
        "SELECT count(*) FROM sqlite_master WHERE name LIKE 'list%' OR type = 'trigger'"
    )
    assert left.fetchone() == (0,)  # they would make every further row slower to insert
    _held(store)
    _fill(store, 2, 40, 40, 5)  # taken up again
    store.complete_source("s2")
    store.finish_load()
    assert has_summaries(connection)
    _held(store)
    store.prepare_load()  # of nothing that is new
    store.finish_load()
    assert has_summaries(connection)
    _held(store)
    store.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE artifacts SET allocated = 1 - allocated WHERE row = (SELECT max(row) FROM artifacts)",
        "DELETE FROM artifacts WHERE row = (SELECT max(row) FROM artifacts)",
        "UPDATE artifacts SET sha256 = (SELECT max(sha256) FROM artifacts) WHERE sha256 IS NOT NULL",
        "INSERT INTO artifacts SELECT row + 1, id, folder, name, stream, folded, extension, kind, allocated,"
        " size, modified, md5, sha1, sha256, media_type, extension_mismatch, outcome, details, accessed,"
        " changed, created, facets FROM artifacts ORDER BY row DESC LIMIT 1",
    ],
)
def test_whatever_else_changes_artifacts_makes_them_invalid(
    tmp_path: Path, small_blocks: pytest.MonkeyPatch, change: str
) -> None:
    store = make_store(tmp_path)
    _fill(store, 1, 0, 100, 6)
    store.finish_load()
    connection = store.database.connection
    connection.execute("BEGIN")
    connection.execute(change)
    assert not has_summaries(connection)
    connection.execute("ROLLBACK")
    assert has_summaries(connection)
    connection.execute(change)
    assert not has_summaries(connection)
    assert store.artifacts.count() == len(_plain(store, ArtifactFilter(), Sort.ORDER))
    assert store.artifacts.count(ArtifactFilter(duplicate=True)) == len(_duplicates(store))
    store.finish_load()
    assert has_summaries(connection)
    store.close()


def test_a_reader_beside_the_writer_forgets_what_it_kept(
    tmp_path: Path, small_blocks: pytest.MonkeyPatch
) -> None:
    writer = make_store(tmp_path, 1, 2)
    _fill(writer, 1, 0, 120, 8)
    writer.complete_source("s1")
    writer.finish_load()
    reader = Store(open_database(tmp_path / "case.sqlite", write=False))
    browser = Browser(cast(Case, SimpleNamespace(store=reader)))
    asked = (
        ArtifactFilter(),
        ArtifactFilter(deleted=True),
        ArtifactFilter(tagged=False),
        ArtifactFilter(text="x1"),
    )

    def holds() -> None:
        for chosen in asked:
            for sort in (Sort.ORDER, Sort.NAME):
                expected = _plain(writer, chosen, sort)
                assert browser.count(chosen) == len(expected)
                shown = browser.rows(chosen, sort, descending=False, first=0, count=COUNT)
                assert tuple(a.artifact_id for a in shown) == writer.artifacts.ids_of(expected)
        assert browser.count(ArtifactFilter(duplicate=True)) == len(_duplicates(writer))

    holds()
    kept = browser._view(asked[0], Sort.NAME, descending=False)
    holds()
    assert browser._view(asked[0], Sort.NAME, descending=False) is kept  # nothing has changed
    writer.tagging.add("t", ArtifactFilter(extension="jpg"), note=None, at=AT)
    holds()
    _fill(writer, 2, 0, 60, 9)
    holds()
    assert browser._view(asked[0], Sort.NAME, descending=False) is not kept
    writer.complete_source("s2")
    writer.finish_load()
    holds()
    browser.count(asked[1])
    _fill(writer, 2, 60, 30, 10)
    shown = browser.rows(asked[1], Sort.SIZE, descending=False, first=0, count=COUNT)
    assert tuple(a.artifact_id for a in shown) == writer.artifacts.ids_of(_plain(writer, asked[1], Sort.SIZE))
    reader.close()
    writer.close()


@pytest.mark.parametrize("write", [True, False])
def test_duplicates_are_searched_once_as_long_as_nothing_changes(
    tmp_path: Path, small_blocks: pytest.MonkeyPatch, write: bool
) -> None:
    made = make_store(tmp_path)
    _fill(made, 1, 0, 120, 8)
    made.close()
    store = Store(open_database(tmp_path / "case.sqlite", write=write))
    reported: list[str] = []
    store.database.connection.set_trace_callback(reported.append)
    for _ in range(3):
        assert store.artifacts.count(ArtifactFilter(duplicate=True)) == len(_duplicates(store))
    assert sum("INTO temp.duplicate_rows" in sql for sql in reported) == 1
    store.close()


def test_a_writer_forgets_what_it_kept_when_it_changes_something(
    tmp_path: Path, small_blocks: pytest.MonkeyPatch
) -> None:
    store = make_store(tmp_path)
    _fill(store, 1, 0, 120, 8)
    store.finish_load()
    browser = Browser(cast(Case, SimpleNamespace(store=store)))
    assert browser.count(ArtifactFilter(tagged=True)) == 0
    store.tagging.add("t", ArtifactFilter(extension="jpg"), note=None, at=AT)
    assert browser.count(ArtifactFilter(tagged=True)) == store.artifacts.count(
        ArtifactFilter(extension="jpg")
    )
    _fill(store, 1, 120, 30, 9)
    assert browser.count(ArtifactFilter()) == 150
    store.close()


def test_no_more_is_kept_than_memory_is_meant_for(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [ArtifactFilter(text=text) for text in ("x1", "y2", "x3", "y1", "txt")]
    browser = Browser(cast(Case, SimpleNamespace(store=store)))

    def numbers() -> list[int]:
        return [answers.held for answers in browser._answers.values()]

    def show(chosen: ArtifactFilter) -> None:
        shown = browser.rows(chosen, Sort.NAME, descending=False, first=0, count=COUNT)
        assert tuple(a.artifact_id for a in shown) == store.artifacts.ids_of(_plain(store, chosen, Sort.NAME))

    for chosen in texts:
        show(chosen)
    views = [view.held for view in browser._views.values()]
    assert views == numbers()
    assert all(views)
    monkeypatch.setattr(browse, "KEPT_NUMBERS", views[-1] + 1)
    show(ArtifactFilter(text="jpg"))
    assert list(browser._views) == [(ArtifactFilter(text="jpg"), Sort.NAME, False)]  # long, but shown
    monkeypatch.setattr(browse, "KEPT_NUMBERS", sum(views[:2]))
    monkeypatch.setattr(browse, "KEPT_VIEWS", 2)
    monkeypatch.setattr(browse, "KEPT_ANSWERS", 3)
    for chosen in texts[:3]:
        show(chosen)
        assert sum(numbers()) <= sum(views[:2])
    assert len(browser._views) <= 2
    assert list(browser._answers) == texts[:3]
    assert browser.count(texts[0]) == views[0]
    monkeypatch.setattr(browse, "KEPT_NUMBERS", sum(views))
    for chosen in texts:
        show(chosen)
    assert list(browser._views) == [(chosen, Sort.NAME, False) for chosen in texts[-2:]]


def _changed(folder: Path, *moments: str) -> Store:
    """A catalogue with summaries of files that were changed at these moments, local ones without a Z."""
    made = make_store(folder)
    add_batch(
        made,
        made.queries.layers("s1")[0].number,
        [
            (
                entry(
                    number,
                    b"f%d" % number,
                    times=(EvidenceTime(TimeKind.CHANGED, "1", moment, "1s", _zone(moment)),),
                ),
                found(),
            )
            for number, moment in enumerate(moments)
        ],
    )
    made.complete_source("s1")
    made.finish_load()
    return made


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_local_times_of_a_declared_zone_are_counted_beyond_their_month(
    tmp_path: Path, small_blocks: pytest.MonkeyPatch, zone: str
) -> None:
    store = _changed(tmp_path, "2019-06-30T23:00:00", "2019-07-31T23:00:00", "2019-08-01T01:00:00")
    DeclaredZones(store.database).declare(DeclaredZone("s1", zone, "as told", AT))
    for bound in ("2019-07-01T00:00:00", "2019-07-31T20:00:00", "2019-08-01T00:00:00"):
        for chosen in (_time(TimeField.CHANGED, bound, None), _time(TimeField.CHANGED, None, bound)):
            assert store.artifacts.count(chosen) == len(_plain(store, chosen, Sort.ORDER))
    store.close()


def test_a_time_that_sorts_outside_its_month_is_not_missed(
    tmp_path: Path, small_blocks: pytest.MonkeyPatch
) -> None:
    store = _changed(tmp_path, "2018-12-05T00:00:00Z", "2018-13-02T00:00:00Z", "2019-01-03T00:00:00Z")
    for bound in ("2018-12-31T00:00:00", "2019-01-01T12:00:00", "2019-01-05T00:00:00"):
        for chosen in (_time(TimeField.CHANGED, bound, None), _time(TimeField.CHANGED, None, bound)):
            assert store.artifacts.count(chosen) == len(_plain(store, chosen, Sort.ORDER))
    store.close()


def test_small_catalogues_have_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "SUMMARIZED_FROM", 2_000_000)
    store = make_store(tmp_path)
    _fill(store, 1, 0, 100, 7)
    store.finish_load()
    assert not has_summaries(store.database.connection)
    there = {n for (n,) in store.database.connection.execute("SELECT name FROM sqlite_master")}
    assert not there & {f"artifacts_{name}" for name in indexes.LARGE_INDEXES}
    store.close()
