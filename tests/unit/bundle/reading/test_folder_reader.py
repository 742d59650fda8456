"""The folder form: nothing followed, nothing trusted between listing and reading."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.bundle.reading.folder_reader import FolderTree
from forensics_app.bundle.reading.tree import FileUnreadableError, PathTable, Problem, read_whole
from tests.judging.judges import environment_lacks


def opened(root: Path, **limits: int) -> tuple[FolderTree, list[Problem]]:
    found: list[Problem] = []
    return FolderTree(root, add=found.append, **limits), found


def test_lists_plain_files_with_their_sizes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one").write_bytes(b"12345")
    (tmp_path / "two").write_bytes(b"")
    tree, found = opened(tmp_path)
    assert {path: tree.sizes[i] for i, path in enumerate(tree.table)} == {"a/one": 5, "two": 0}
    assert found == []
    tree.close()


@pytest.fixture
def few_descriptors() -> Iterator[None]:
    """Twenty files more may be open at once than are open now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(int(p.name) for p in Path("/proc/self/fd").iterdir())
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 20, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("few_descriptors")
def test_many_folders_need_few_descriptors(tmp_path: Path) -> None:
    for number in range(1500):
        folder = tmp_path / f"d{number}"
        folder.mkdir()
        (folder / "f").write_bytes(b"x")
    tree, found = opened(tmp_path)
    assert len(tree.table) == 1500
    assert found == []
    tree.close()


def test_number_of_files_is_bounded(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"f{number}").write_bytes(b"")
    tree, found = opened(tmp_path, max_files=3)
    assert len(tree.table) == 3
    assert [p.code for p in found] == ["folder-too-many-files"]
    tree.close()


def test_file_that_grew_since_listing(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"1")
    tree, _ = opened(tmp_path)
    (tmp_path / "f").write_bytes(b"12")
    found: list[Problem] = []
    read_whole(tree, 0, 100, found.append)
    assert [(p.code, p.expected, p.actual) for p in found] == [("file-changed", "1", "2")]
    tree.close()


def test_file_swapped_for_a_link_since_listing(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "secret").write_bytes(b"1")
    (tmp_path / "root" / "f").write_bytes(b"1")
    tree, _ = opened(tmp_path / "root")
    (tmp_path / "root" / "f").unlink()
    (tmp_path / "root" / "f").symlink_to(tmp_path / "secret")
    with pytest.raises(FileUnreadableError):
        read_whole(tree, 0, 100, print)
    tree.close()


def test_folder_swapped_for_a_link_since_listing(tmp_path: Path) -> None:
    root, other = tmp_path / "root", tmp_path / "other"
    for folder in (root / "d", other):
        folder.mkdir(parents=True)
        (folder / "f").write_bytes(b"1")
    tree, _ = opened(root)
    (root / "d" / "f").unlink()
    (root / "d").rmdir()
    (root / "d").symlink_to(other)
    with pytest.raises(FileUnreadableError):
        read_whole(tree, 0, 100, print)
    tree.close()


def test_file_swapped_for_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"1")
    tree, _ = opened(tmp_path)
    (tmp_path / "f").unlink()
    os.mkfifo(tmp_path / "f")
    with pytest.raises(FileUnreadableError):
        read_whole(tree, 0, 100, print)
    tree.close()


def test_folder_without_permission(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        environment_lacks("an ordinary user (root may read everything)")
    (tmp_path / "d").mkdir(mode=0)
    tree, found = opened(tmp_path)
    assert [(p.code, p.subject) for p in found] == [("folder-unreadable", "d")]
    tree.close()


@pytest.mark.parametrize("in_dictionary", [0, 10_000])
def test_paths_are_found_by_name_and_the_first_of_twins(
    in_dictionary: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forensics_app.bundle.reading.tree._DICTIONARY_PATHS", in_dictionary)
    paths = ["b", "a/c", "a", "z", "b", "a-b", *(f"many/{i}" for i in range(5000))]
    table = PathTable(paths)
    assert [table.position(p) for p in ("a", "a-b", "a/c", "b", "z")] == [2, 5, 1, 0, 3]
    assert [table.position(p) for p in ("", "a/", "c", "zz", "many/5000")] == [None] * 5
    assert all(table.position(f"many/{i}") == 6 + i for i in range(5000))


def test_empty_table_finds_nothing() -> None:
    assert PathTable([]).position("a") is None
