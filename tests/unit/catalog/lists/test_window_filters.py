"""Filters that rest on what is known of zones, and on the ledger of omissions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.catalog.lists.declared_zones import DeclaredZones
from forensics_app.catalog.lists.omitted import NOT_ON_THE_MEDIUM, omission_codes
from forensics_app.catalog.lists.table_view import TableView
from forensics_app.catalog.store import Store
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import Read, ReadOutcome
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.names import display
from forensics_app.model.selection import ANY_OMISSION, ArtifactFilter, Sort, TimeField
from forensics_app.model.timeline import DeclaredZone
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from tests.world.catalogued import add_batch, entry, found, make_store

TIMES = {
    b"utc": ("2021-07-22T10:00:00Z", TimeZoneKnowledge.UTC),
    b"later.in.the.second": ("2021-07-22T10:00:00.25Z", TimeZoneKnowledge.UTC),
    b"offset": ("2021-07-22T12:30:00+02:00", TimeZoneKnowledge.OFFSET),
    b"local": ("2021-07-22T12:30:00", TimeZoneKnowledge.LOCAL_UNKNOWN),
    b"day": ("2021-07-22", TimeZoneKnowledge.LOCAL_UNKNOWN),
    b"never": (None, TimeZoneKnowledge.UTC),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path)
    add_batch(
        made,
        made.queries.layers("s1")[0].number,
        [
            (
                entry(at, b"d/" + name, times=(EvidenceTime(TimeKind.ACCESSED, "1", value, "1s", zone),)),
                found(),
            )
            for at, (name, (value, zone)) in enumerate(TIMES.items())
        ],
    )
    made.finish_load()
    yield made
    made.close()


def names(store: Store, **conditions: object) -> set[str]:
    chosen = ArtifactFilter(**conditions)  # type: ignore[arg-type]
    return {display(a.entry.locator.components[-1]) for a in store.artifacts.stream(chosen)}


def accessed(store: Store, first: str | None, before: str | None) -> set[str]:
    return names(store, time_field=TimeField.ACCESSED, time_from=first, time_to=before)


def test_an_offset_counts_in_utc_and_an_unknown_zone_as_written(store: Store) -> None:
    assert accessed(store, "2021-07-22T10:00:00", "2021-07-22T11:00:00") == {
        "utc", "later.in.the.second", "offset", "day",
    }  # fmt: skip
    assert accessed(store, "2021-07-22T12:00:00", "2021-07-22T13:00:00") == {"local", "day"}


def test_bounds_are_half_open_to_the_fraction(store: Store) -> None:
    assert "utc" not in accessed(store, "2021-07-22T10:00:00.1", None)
    assert "later.in.the.second" in accessed(store, "2021-07-22T10:00:00.1", None)
    assert accessed(store, None, "2021-07-22T10:00:00.25") == {"utc", "day"}


def test_a_day_without_an_hour_is_in_its_day_alone(store: Store) -> None:
    assert "day" in accessed(store, "2021-07-22T00:00:00", "2021-07-23T00:00:00")
    assert accessed(store, "2021-07-23T00:00:00", None) == set()
    assert accessed(store, None, "2021-07-22T00:00:00") == set()


def test_a_declared_zone_is_put_on_local_times_alone(store: Store) -> None:
    DeclaredZones(store.database).declare(
        DeclaredZone("s1", "Europe/Paris", "clock set in Lyon", "2026-01-01T00:00:00Z")
    )
    assert accessed(store, "2021-07-22T10:15:00", "2021-07-22T10:45:00") == {"offset", "local", "day"}
    assert accessed(store, "2021-07-22T12:00:00", "2021-07-22T13:00:00") == {"day"}


def test_other_times_are_not_looked_at(store: Store) -> None:
    assert names(store, time_from="2000-01-01T00:00:00") == set()


def test_an_unknown_time_is_in_no_range_and_sorts_first(store: Store) -> None:
    assert "never" not in accessed(store, None, "9999-01-01T00:00:00")
    view = TableView(store.database, ArtifactFilter(), Sort.CREATED, descending=False)
    assert view.count == len(TIMES)


def test_the_ledger_names_artifacts_by_their_paths(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    told = [
        Omission("content-unreadable", "s1", "s1:/a/Bad.txt", 1, OmissionStage.READ),
        Omission("content-unreadable", "s1", "s1:/a/b/Bad.txt:Zone", 1, OmissionStage.READ),
        Omission("content-partial", "s1", "s1:/top", 3, OmissionStage.READ),
        Omission("journal-not-replayed", "s1", "s1", 1, OmissionStage.OPEN),
    ]
    add_batch(
        store,
        store.queries.layers("s1")[0].number,
        [
            (entry(0, b"a/Bad.txt"), found()),
            (entry(1, b"a/bad.txt", allocated=False), found()),
            (entry(2, b"a/b/Bad.txt"), found()),
            (entry(3, b"a/b/Bad.txt", stream=b"Zone"), found()),
            (entry(4, b"top"), found()),
            (entry(5, b"other/top"), found()),
        ],
        told,
    )
    store.finish_load()

    def sequences(code: str) -> list[int]:
        return [a.entry.sequence for a in store.artifacts.stream(ArtifactFilter(omission=code))]

    assert sequences("content-unreadable") == [0, 1, 3]
    assert sequences("content-partial") == [4]
    assert sequences("journal-not-replayed") == []
    assert sequences(ANY_OMISSION) == [0, 1, 3, 4]
    assert omission_codes(store.database) == (("content-partial", 1), ("content-unreadable", 2))
    store.close()


@pytest.mark.parametrize(
    "code",
    [
        "attributes-unreadable",
        "details-unreadable",
        "directory-incomplete",
        "directory-unreadable",
        "inode-unreadable",
    ],
)
def test_an_entry_whose_metadata_could_not_be_read_is_not_read_completely(tmp_path: Path, code: str) -> None:
    """It has no content whose reading could tell it."""
    store = make_store(tmp_path)
    told = [
        Omission(code, "s1", "s1:/d/lost", 1, OmissionStage.WALK, "inode 17"),
        Omission("content-reused", "s1", "s1:/d/doubt", 1, OmissionStage.READ),
    ]
    without = found(read=Read(ReadOutcome.NOT_READ, (), "content-lost"))
    rows = [(entry(0, b"d/lost"), without), (entry(1, b"d/doubt"), found()), (entry(2, b"d/other"), without)]
    add_batch(store, store.queries.layers("s1")[0].number, rows, told)
    store.finish_load()
    assert code in set(OmissionCode)
    for unread, expected in ((True, [0]), (False, [1, 2])):
        chosen = ArtifactFilter(unread=unread)
        assert [a.entry.sequence for a in store.artifacts.stream(chosen)] == expected
        assert store.artifacts.count(chosen) == len(expected)
    store.close()


def test_sectors_unread_at_acquisition_are_not_read_completely(tmp_path: Path) -> None:
    """What stands in their place was read without an error, so only the ledger knows."""
    store = make_store(tmp_path)
    told = [
        Omission(NOT_ON_THE_MEDIUM, "s1", "s1:/d/minutes.dat", 1, OmissionStage.READ, "1536 of 9000 bytes"),
        Omission(NOT_ON_THE_MEDIUM, "s1", "s1", 3, OmissionStage.OPEN, "sectors 4-6"),
    ]
    number = store.queries.layers("s1")[0].number
    rows = [(entry(at, name), found()) for at, name in enumerate((b"d/minutes.dat", b"d/whole.txt"))]
    gap = (entry(2, b"d/gap.bin"), found(read=Read(ReadOutcome.PARTIAL, (), "content-partial")))
    add_batch(store, number, [*rows, gap], told)
    store.finish_load()
    assert NOT_ON_THE_MEDIUM == OmissionCode.ACQUISITION_ERRORS

    for unread, expected in ((True, [0, 2]), (False, [1])):
        chosen = ArtifactFilter(unread=unread)
        assert [a.entry.sequence for a in store.artifacts.stream(chosen)] == expected
        for order in (Sort.NAME, Sort.SIZE):
            view = TableView(store.database, chosen, order, descending=False)
            assert len(view.rows(0, 9)) == view.count == len(expected)
    store.close()
