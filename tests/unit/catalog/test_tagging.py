"""Tags: by filter, with notes, and every change can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.catalog.store import Store
from forensics_app.model.selection import ArtifactFilter
from tests.world.catalogued import entry, fill, found, make_store

AT = "2026-04-17T09:00:00Z"
JPG = ArtifactFilter(extension="jpg")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path)
    fill(made, [(entry(n, name), found()) for n, name in enumerate((b"a.jpg", b"b.txt", b"c.jpg"))])
    yield made
    made.close()


def state(store: Store) -> list[tuple[tuple[str, ...], str | None]]:
    return [(a.tags, a.note) for a in store.artifacts.stream()]


def test_tags_and_notes_follow_the_filter(store: Store) -> None:
    assert store.tagging.add("seen", JPG, note="both", at=AT) == 2
    assert store.tagging.add("a", ArtifactFilter(), note=None, at=AT) == 3
    assert state(store) == [(("a", "seen"), "both"), (("a",), None), (("a", "seen"), "both")]
    assert [(t.name, t.count) for t in store.tagging.tags()] == [("a", 3), ("seen", 2)]
    assert store.artifacts.count(ArtifactFilter(tag="seen")) == 2


def test_a_filter_that_chooses_nothing_changes_nothing(store: Store) -> None:
    assert store.tagging.add("x", ArtifactFilter(extension="none"), note=None, at=AT) == 0
    assert store.tagging.remove("x", JPG, at=AT) == 0
    assert store.tagging.undo() is None


def test_every_change_is_undone_in_turn(store: Store) -> None:
    states = [state(store)]
    store.tagging.add("t", JPG, note="first", at=AT)
    states.append(state(store))
    store.tagging.add("t", ArtifactFilter(), note="second", at=AT)
    states.append(state(store))
    store.tagging.remove("t", JPG, at=AT)
    for expected in reversed(states):
        assert store.tagging.undo() is not None
        assert state(store) == expected
    assert store.tagging.undo() is None


def test_a_tag_that_was_undone_is_gone_and_comes_back_with_its_change(store: Store) -> None:
    store.tagging.add("kept", JPG, note=None, at=AT)
    store.tagging.add("mistyped", JPG, note=None, at=AT)
    store.tagging.undo()
    assert [t.name for t in store.tagging.tags()] == ["kept"]
    store.tagging.redo()
    assert [t.name for t in store.tagging.tags()] == ["kept", "mistyped"]
    store.tagging.remove("mistyped", JPG, at=AT)  # taken off, and there for the next one
    assert [(t.name, t.count) for t in store.tagging.tags()] == [("kept", 2), ("mistyped", 0)]
    assert store.tagging.add("none", ArtifactFilter(extension="none"), note=None, at=AT) == 0
    assert "none" not in {t.name for t in store.tagging.tags()}


def test_every_change_is_done_again_in_turn(store: Store) -> None:
    store.tagging.add("t", JPG, note="first", at=AT)
    states = [state(store)]
    store.tagging.add("t", ArtifactFilter(), note="second", at=AT)
    states.append(state(store))
    store.tagging.remove("t", JPG, at=AT)
    states.append(state(store))
    assert store.tagging.redo() is None
    for _ in range(2):  # there and back, twice
        for _ in states:
            store.tagging.undo()
        assert [(store.tagging.redo(), state(store)) for _ in states] == [
            (("t", 2), states[0]),
            (("t", 3), states[1]),
            (("t", 2), states[2]),
        ]
        assert store.tagging.redo() is None


@pytest.mark.parametrize("removes", [False, True])
def test_after_another_change_nothing_is_done_again(store: Store, removes: bool) -> None:
    store.tagging.add("other", ArtifactFilter(), note=None, at=AT)
    store.tagging.add("t", JPG, note=None, at=AT)
    store.tagging.undo()
    if removes:
        store.tagging.remove("other", JPG, at=AT)
    else:
        store.tagging.add("u", JPG, note=None, at=AT)
    assert store.tagging.redo() is None
    store.tagging.undo()
    assert "t" not in {tag for tags, _ in state(store) for tag in tags}
    store.tagging.redo()
    assert "t" not in {tag for tags, _ in state(store) for tag in tags}


def test_what_an_older_program_undid_is_not_done_again(store: Store) -> None:
    """It kept nothing of what was after the change."""
    store.tagging.add("t", JPG, note=None, at=AT)
    with store.database.transaction() as connection:
        connection.execute("DELETE FROM artifact_tags")
        connection.execute("UPDATE tag_changes SET undone = 1")
    assert store.tagging.redo() is None


def test_a_later_note_replaces_and_no_note_keeps(store: Store) -> None:
    store.tagging.add("t", JPG, note="one", at=AT)
    store.tagging.add("t", JPG, note=None, at=AT)
    assert state(store)[0] == (("t",), "one")
    store.tagging.add("t", JPG, note="two", at=AT)
    assert state(store)[0] == (("t",), "two")


def test_a_colour_stays_with_its_tag(store: Store) -> None:
    store.tagging.add("t", JPG, note=None, at=AT)
    store.tagging.set_colour("t", "blue")
    assert store.tagging.tags()[0].colour == "blue"
