"""Filters, text search, paging and folder counts against the plainest reading of the same artifacts."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics_app.catalog.lists import folder_tree, table_view
from forensics_app.catalog.lists.folder_tree import FolderTree
from forensics_app.catalog.lists.table_view import TableView
from forensics_app.catalog.rows import extension_of, fold
from forensics_app.catalog.store import Store
from forensics_app.model.artifact import Artifact, ArtifactKind, Read, ReadOutcome
from forensics_app.model.names import display
from forensics_app.model.selection import ArtifactFilter, Sort, TimeField
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from tests.world.catalogued import entry, fill, found, make_store

WORDS = ("Alpha", "beta", "GAMMA", "é", "ab", "x_y", "50%", "no\\de", "İ", "straße", "a.b", 'q"q')
COUNT = 400


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    chance = random.Random(4)
    pairs = []
    for number in range(COUNT):
        folders = "/".join(chance.choice(WORDS) for _ in range(chance.randrange(4)))
        name = f"{chance.choice(WORDS)}{chance.randrange(30)}.{chance.choice(('jpg', 'TXT', 'tar', ''))}"
        path = f"{folders}/{name}".lstrip("/")
        moment = f"20{chance.randrange(10, 30)}-01-{chance.randrange(1, 28):02d}T00:00:00Z"
        time = EvidenceTime(TimeKind.MODIFIED, "1", moment, "1s", TimeZoneKnowledge.UTC)
        born = f"20{chance.randrange(10, 30)}-02-01T00:00:0{chance.randrange(4)}.{chance.randrange(1, 9)}Z"
        created = EvidenceTime(TimeKind.CREATED, "1", born, "100ns", TimeZoneKnowledge.UTC)
        pairs.append(
            (
                entry(
                    number,
                    path.encode(),
                    allocated=chance.random() < 0.8,
                    kind=chance.choice((ArtifactKind.FILE, ArtifactKind.FILE, ArtifactKind.DIRECTORY)),
                    size_bytes=chance.choice((None, 0, 5, 5, 1000 * number)),
                    times=(time, created)[: number % 5],
                ),
                found(
                    chance.choice(("image/png", "image/jpeg", "text/plain", None)),
                    extension_mismatch=chance.random() < 0.1,
                    read=Read(chance.choice(tuple(ReadOutcome))),
                    latitude=45.0 if number % 7 == 0 else None,
                    longitude=4.0 if number % 7 == 0 else None,
                ),
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        made = make_store(Path(folder))
        fill(made, pairs)
        made.tagging.add("t", ArtifactFilter(extension="jpg"), note=None, at="2026-01-01T00:00:00Z")
        yield made
        made.close()


@pytest.fixture(scope="module")
def everything(store: Store) -> list[Artifact]:
    return list(store.artifacts.stream())


def path_of(artifact: Artifact) -> str:
    return fold(artifact.entry.locator.path_display())


def size_of(artifact: Artifact) -> int:
    return -1 if artifact.entry.size_bytes is None else artifact.entry.size_bytes


def time_of(artifact: Artifact, kind: TimeKind) -> str:
    return next((t.value for t in artifact.entry.times if t.kind is kind and t.value), "")


PLAIN: list[tuple[ArtifactFilter, Callable[[Artifact], bool]]] = [
    (ArtifactFilter(), lambda a: True),
    (ArtifactFilter(deleted=True), lambda a: a.entry.deleted),
    (ArtifactFilter(deleted=False), lambda a: not a.entry.deleted),
    (ArtifactFilter(kind=ArtifactKind.FILE), lambda a: a.entry.kind is ArtifactKind.FILE),
    (
        ArtifactFilter(kind=ArtifactKind.FILE, deleted=True),
        lambda a: a.entry.kind is ArtifactKind.FILE and not a.entry.allocated,
    ),
    (ArtifactFilter(extension=".txt"), lambda a: extension_of(a.entry.locator.components[-1]) == "txt"),
    (ArtifactFilter(media_type="image"), lambda a: (a.examination.media_type or "").startswith("image/")),
    (ArtifactFilter(media_type="image/png"), lambda a: a.examination.media_type == "image/png"),
    (ArtifactFilter(tag="t"), lambda a: a.tags == ("t",)),
    (ArtifactFilter(tag="none"), lambda a: False),
    (ArtifactFilter(mismatch=True), lambda a: a.examination.extension_mismatch),
    (
        ArtifactFilter(unread=True),
        lambda a: a.examination.read.outcome in (ReadOutcome.PARTIAL, ReadOutcome.UNREADABLE),
    ),
    (ArtifactFilter(min_size=5, max_size=70_000), lambda a: 5 <= size_of(a) <= 70_000),
    (ArtifactFilter(max_size=5), lambda a: 0 <= size_of(a) <= 5),
    (ArtifactFilter(min_size=0), lambda a: size_of(a) >= 0),
    (
        ArtifactFilter(time_from="2015-01-10T00:00:00", time_to="2020-01-10T00:00:00"),
        lambda a: "2015-01-10" <= time_of(a, TimeKind.MODIFIED) < "2020-01-10",
    ),
    (
        ArtifactFilter(time_to="2020-01-10T12:00:00"),
        lambda a: "" < time_of(a, TimeKind.MODIFIED) < "2020-01-10T12",
    ),
    (
        ArtifactFilter(time_field=TimeField.CREATED, time_from="2020-02-01T00:00:01.5"),
        lambda a: time_of(a, TimeKind.CREATED).rstrip("Z") >= "2020-02-01T00:00:01.5",
    ),
    (ArtifactFilter(position=True), lambda a: a.examination.latitude is not None),
    (
        ArtifactFilter(position=False, deleted=True),
        lambda a: a.examination.latitude is None and a.entry.deleted,
    ),
    (ArtifactFilter(tagged=True), lambda a: bool(a.tags)),
    (ArtifactFilter(tagged=False), lambda a: not a.tags),
    (ArtifactFilter(source="s1", layer="s1", exhibit="EX-001"), lambda a: True),
    (ArtifactFilter(source="s9"), lambda a: False),
]


@pytest.mark.parametrize("case", range(len(PLAIN)))
@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sorted_at_most", [0, 1 << 40])
def test_every_block_of_every_view_is_right(
    store: Store,
    everything: list[Artifact],
    monkeypatch: pytest.MonkeyPatch,
    case: int,
    sort: Sort,
    descending: bool,
    sorted_at_most: int,
) -> None:
    monkeypatch.setattr(table_view, "SORTED_AT_MOST", sorted_at_most)
    chosen, holds = PLAIN[case]
    keys: dict[Sort, Callable[[Artifact], object]] = {
        Sort.ORDER: lambda a: 0,
        Sort.NAME: lambda a: fold(display(a.entry.locator.components[-1])).encode(),
        Sort.SIZE: lambda a: -1 if a.entry.size_bytes is None else a.entry.size_bytes,
        Sort.MODIFIED: lambda a: time_of(a, TimeKind.MODIFIED).rstrip("Z"),
        Sort.CREATED: lambda a: time_of(a, TimeKind.CREATED).rstrip("Z"),
    }
    expected = sorted(filter(holds, everything), key=keys[sort])  # stable: ties in order
    if descending:
        expected.reverse()
    view = TableView(store.database, chosen, sort, descending=descending)
    assert view.count == len(expected) == store.artifacts.count(chosen)
    places = [0, 1, 200, 390, 17, 201, 300, len(expected) - 1, 199, max(0, len(expected) - 30)]
    for first in places:
        rows = list(store.artifacts.to_artifacts(view.rows(first, 50)))
        assert rows == expected[first : first + 50] if first >= 0 else rows == []


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sorted_at_most", [0, 1 << 40])
def test_a_folder_is_sorted_right_whether_large_or_small(
    store: Store, monkeypatch: pytest.MonkeyPatch, sort: Sort, descending: bool, sorted_at_most: int
) -> None:
    monkeypatch.setattr(table_view, "SORTED_AT_MOST", sorted_at_most)
    tree = FolderTree(store.database, ArtifactFilter())
    (root,) = tree.roots()
    everything = TableView(store.database, ArtifactFilter(), sort, descending=descending).rows(0, COUNT)
    for folder in tree.children(root.number):
        for deleted in (None, True):
            chosen = ArtifactFilter(folder=folder.number, deleted=deleted)
            inside = {a.entry.sequence for a in store.artifacts.stream(chosen)}
            view = TableView(store.database, chosen, sort, descending=descending)
            expected = [row for row in everything if row[0] & ((1 << 37) - 1) in inside]
            assert view.rows(0, COUNT) == expected


TEXTS = st.sampled_from(WORDS) | st.lists(
    st.sampled_from((*WORDS, "/", "1", "a/b")), min_size=1, max_size=4
).map("".join)


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_text_is_found_wherever_it_lies_in_a_path(
    store: Store, everything: list[Artifact], text: str
) -> None:
    expected = {a.artifact_id for a in everything if fold(text) in path_of(a)}
    assert {a.artifact_id for a in store.artifacts.stream(ArtifactFilter(text=text))} == expected


@pytest.mark.parametrize("case", range(len(PLAIN)))
@pytest.mark.parametrize("climbed", [0, 1 << 40])
def test_the_tree_counts_what_the_filter_chooses(
    store: Store, everything: list[Artifact], monkeypatch: pytest.MonkeyPatch, case: int, climbed: int
) -> None:
    """Whether all folders are read or only the way up from those that hold something."""
    monkeypatch.setattr(folder_tree, "CLIMBED", climbed)
    monkeypatch.setattr(folder_tree, "_AT_ONCE", 3)
    chosen, holds = PLAIN[case]
    tree = FolderTree(store.database, chosen)
    wanted = [a for a in everything if holds(a)]
    assert tree.total == len(wanted)

    def look(folder: int, components: tuple[bytes, ...], count: int) -> None:
        below = [a for a in wanted if a.entry.locator.components[: len(components)] == components]
        inside = [a for a in below if len(a.entry.locator.components) > len(components)]
        assert count == len(inside)
        if len(components) == 1:
            there = {a.artifact_id for a in store.artifacts.stream(ArtifactFilter(folder=folder))}
            assert {a.artifact_id for a in inside} == there & {a.artifact_id for a in wanted}
        for child in tree.children(folder):
            look(child.number, (*components, child.name), child.count)

    for root in tree.roots():
        look(root.number, (), root.count)


def test_text_is_found_in_a_source_that_is_still_being_read(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    fill(store, [(entry(0, b"a/Holiday.jpg"), found()), (entry(1, b"b/other"), found())], complete=False)
    assert [a.entry.sequence for a in store.artifacts.stream(ArtifactFilter(text="holiday"))] == [0]
    store.close()
