"""The writer's promises: nothing twice, nothing half, nothing lost when there is no room."""

from __future__ import annotations

import resource
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from forensics_app.catalog import database
from forensics_app.catalog.database import open_database
from forensics_app.catalog.store import Store
from forensics_app.errors import (
    CaseDamagedError,
    CaseNotFoundError,
    CaseVersionError,
    DiskFullError,
    OutputNotWritableError,
)
from forensics_app.model.case import HashState, SourceState
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import LayerState, Omission, OmissionStage
from forensics_app.model.selection import ArtifactFilter
from tests.world.catalogued import FACTS, add_batch, entry, fill, found, make_store, source


def omission(code: str = "content-unreadable", count: int = 1, locator: str | None = "/a") -> Omission:
    return Omission(code, "s1", locator, count, OmissionStage.READ, "sector 7")


def test_facts_and_key_are_kept(tmp_path: Path) -> None:
    make_store(tmp_path).close()
    store = Store.open(tmp_path / "case.sqlite", write=False)
    assert (store.facts, store.case_key) == (FACTS, bytes(range(32)))
    store.close()


def test_sources_come_out_as_registered(tmp_path: Path) -> None:
    store = make_store(tmp_path, 1, 2)
    digests = Digests("a1" * 16, "b2" * 20, "c3" * 32)
    store.set_medium_digests("s2", digests, HashState.DIFFER)
    store.set_layer_done("s2", state=LayerState.OMITTED, digests=Digests(sha256="d4" * 32))
    first, second = store.queries.sources()
    assert first == source(1)
    assert (second.computed, second.hashes) == (digests, HashState.DIFFER)
    assert second.opened is not None
    assert second.opened.layers[0].state is LayerState.OMITTED
    assert second.opened.layers[0].digests.sha256 == "d4" * 32
    assert store.queries.next_source_number() == 3
    store.close()


def test_odd_paths_of_this_computer_are_kept(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    odd = "/evidence/caf\udce9.dd"
    record = replace(source(2), path=odd)
    assert record.opened is not None
    record = replace(record, opened=replace(record.opened, path=odd))
    store.register_source(record, (), path=Path(odd))
    assert store.queries.registered(Path(odd)) == record
    assert store.queries.source_path("s2") == Path(odd)
    store.close()


def test_registering_again_changes_nothing_but_what_opening_said(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    opening = Omission("encrypted-volume", "s1", "s1.p2", 1, OmissionStage.OPEN)
    fill(store, [(entry(0, b"a"), found())])
    for _ in range(3):
        store.register_source(source(1), [opening], path=Path("/evidence/s1.dd"))
    assert store.queries.omissions() == (opening,)
    assert store.queries.total() == 1
    assert store.queries.layers("s1")[0].done
    store.close()


def test_a_batch_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    layer = store.queries.layers("s1")[0].number
    add_batch(store, layer, [(entry(5, b"deep/new/folder/x"), found())], [omission()])
    with pytest.raises(sqlite3.IntegrityError):  # a programmer's mistake: place 5 again
        add_batch(store, layer, [(entry(6, b"other/y"), found()), (entry(5, b"z"), found())], [omission()])
    assert [a.entry.sequence for a in store.artifacts.stream()] == [5]
    assert store.queries.omission_count() == 1
    add_batch(store, layer, [(entry(6, b"other/y"), found())])  # its folder was rolled back and is made again
    assert [a.entry.locator.path_display() for a in store.artifacts.stream()] == [
        "/deep/new/folder/x",
        "/other/y",
    ]
    store.close()


def test_stored_places_are_known(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    layer = store.queries.layers("s1")[0].number
    add_batch(store, layer, [(entry(n, b"a%d" % n), found()) for n in (0, 1, 4)])
    assert store.artifacts.stored_rows(layer, [0, 1, 2, 3, 4, 5]) == {0, 1, 4}
    assert store.artifacts.stored_rows(layer, []) == set()
    store.close()


def test_the_order_of_sources_layers_and_walk_is_the_order_of_the_list(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "case.sqlite", FACTS, bytes(32))
    store.register_source(source(1, layers=("s1.p1", "s1.p2")), (), path=Path("/1"))
    store.register_source(source(2), (), path=Path("/2"))
    numbers = [r.number for s in ("s1", "s2") for r in store.queries.layers(s)]
    for layer in (numbers[2], numbers[1], numbers[0]):  # the other way round
        for sequence in (3, 0):
            add_batch(store, layer, [(entry(sequence, b"n%d" % sequence), found())])
    got = [(a.entry.locator.layer_id, a.entry.sequence) for a in store.artifacts.stream()]
    assert got == [("s1.p1", 0), ("s1.p1", 3), ("s1.p2", 0), ("s1.p2", 3), ("s2", 0), ("s2", 3)]
    store.close()


def test_omissions_of_contents_add_up_and_those_of_a_walk_do_not_double(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    layer = store.queries.layers("s1")[0].number
    add_batch(store, layer, [], [omission(), omission()])
    add_batch(store, layer, [], [omission(count=3)])
    walk = replace(omission("directory-unreadable"), stage=OmissionStage.WALK)
    for count in (1, 2, 1, 2):  # a run that was killed, and one that went through
        store.set_omissions([replace(walk, count=count)])
    counts = {o.code: o.count for o in store.queries.omissions()}
    assert counts == {"content-unreadable": 5, "directory-unreadable": 2}
    assert store.queries.omission_count("s1") == 7
    assert store.queries.omission_count("s2") == 0
    store.close()


def test_the_ledger_of_omissions_has_one_order(tmp_path: Path) -> None:
    store = make_store(tmp_path, 1, 2, 10)
    ledger = [
        Omission("b", "s10", None, 1, OmissionStage.OPEN),
        Omission("a", "s2", "s2.p1", 1, OmissionStage.EXAMINE),
        Omission("z", "s2", "s2.p9", 1, OmissionStage.OPEN),
        Omission("a", "s1", None, 1, OmissionStage.READ),
    ]
    store.set_omissions(ledger)
    assert [o.source_id for o in store.queries.omissions()] == ["s1", "s2", "s2", "s10"]
    assert [o.stage for o in store.queries.omissions()][1:3] == [OmissionStage.OPEN, OmissionStage.EXAMINE]
    store.close()


def test_same_content_is_found(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    other = found(digests=Digests(sha256="cd" * 32))
    fill(store, [(entry(0, b"a"), found()), (entry(1, b"b"), other), (entry(2, b"c"), found())])
    first = next(store.artifacts.stream())
    assert [a.entry.sequence for a in store.artifacts.same_content(first)] == [2]
    store.close()


# --- a full disk, and other refusals of the medium ---------------------------------------------------------


def test_a_full_disk_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    """SQLite's own limit on pages gives the very error of a full disk, SQLITE_FULL."""
    store = make_store(tmp_path)
    layer = store.queries.layers("s1")[0].number
    add_batch(store, layer, [(entry(n, b"kept/%d" % n), found()) for n in range(50)])
    connection = store.database.connection
    connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0] + 2}")
    with pytest.raises(DiskFullError) as caught:
        add_batch(store, layer, [(entry(n, b"lost/%d" % n * 50), found()) for n in range(100, 400)])
    assert caught.value.path == str(tmp_path)
    assert store.queries.total() == 50
    connection.execute("PRAGMA max_page_count = 1000000")
    add_batch(store, layer, [(entry(100, b"lost/1"), found())])
    assert store.queries.total() == 51
    store.close()


def test_a_write_that_the_kernel_refuses_for_room_is_a_full_disk(tmp_path: Path) -> None:
    """With a quota or a file size limit SQLite only says I/O error."""
    make_store(tmp_path).close()
    store = Store.open(tmp_path / "case.sqlite", write=True)
    layer = store.queries.layers("s1")[0].number
    add_batch(store, layer, [(entry(n, b"kept/%d" % n), found()) for n in range(50)])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = sum(f.stat().st_size for f in tmp_path.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (32768, hard))
    try:
        assert size > 32768
        with pytest.raises(DiskFullError):
            add_batch(store, layer, [(entry(n, b"lost/%d" % n * 50), found()) for n in range(100, 400)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert store.queries.total() == 50
    store.close()


def test_a_reader_sees_whole_batches_while_a_writer_writes(tmp_path: Path) -> None:
    make_store(tmp_path).close()
    writer = Store.open(tmp_path / "case.sqlite", write=True)
    assert writer.database.journal == "wal"
    reader = Store.open(tmp_path / "case.sqlite", write=False)
    layer = writer.queries.layers("s1")[0].number
    with writer.database.transaction():
        assert reader.artifacts.count() == 0
    add_batch(writer, layer, [(entry(0, b"a"), found())])
    stream = reader.artifacts.stream()
    assert next(stream).entry.sequence == 0
    with pytest.raises(OutputNotWritableError):
        reader.set_layer_done("s1")
    reader.close()
    writer.close()


def test_files_that_are_no_catalogue_are_named(tmp_path: Path) -> None:
    path = tmp_path / "case.sqlite"
    with pytest.raises(CaseNotFoundError):
        open_database(path, write=False)
    path.write_bytes(b"this is not a database, and long enough to be looked at" * 20)
    with pytest.raises(CaseDamagedError):
        open_database(path, write=False)
    path.unlink()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE t (x)")
    other.close()
    with pytest.raises(CaseDamagedError):
        open_database(path, write=False)


def test_a_catalogue_of_another_version_is_not_touched(tmp_path: Path) -> None:
    make_store(tmp_path).close()
    raw = sqlite3.connect(tmp_path / "case.sqlite")
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(CaseVersionError) as caught:
        open_database(tmp_path / "case.sqlite", write=True)
    assert caught.value.version == "99"


def test_a_complete_source_is_searchable_by_three_letters(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    fill(store, [(entry(0, b"Holiday.JPG"), found()), (entry(1, b"h/x"), found())])
    assert store.queries.sources()[0].state is SourceState.COMPLETE
    assert store.artifacts.count(ArtifactFilter(text="IDAY.j")) == 1
    store.close()


def test_on_a_network_share_the_journal_is_one_that_works_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path).close()
    monkeypatch.setattr(database, "_file_system_type", lambda path: "nfs4")
    store = Store.open(tmp_path / "case.sqlite", write=True)
    assert store.database.journal == "delete"
    fill(store, [(entry(0, b"a"), found())])
    assert not (tmp_path / "case.sqlite-wal").exists()
    store.close()


def test_the_type_of_a_file_system_is_known() -> None:
    """/proc is a mount of its own kind on every Linux."""
    assert database._file_system_type(Path("/proc/self/status")) == "proc"
