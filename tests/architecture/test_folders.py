"""Folders in which one finds the way: none too large, each says what it is for, and no circle of files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
TOPS = ("forensics_app", "ui")
MOST_MODULES = 25
MORE = {"forensics_app/model": 40}  # plain values, one idea a file
FOLDERS = sorted(
    file.parent.relative_to(PROJECT).as_posix()
    for top in TOPS
    for file in (PROJECT / top).rglob("__init__.py")
)
NAMES_ONE_ENTRY = re.compile(r"begin\s+with\s+`(\w+)`")
ENTRANCES = {"forensics_app", "forensics_app/errors", "forensics_app/i18n", "ui/theme"}  # names stand in them


def modules_of(folder: Path) -> list[str]:
    """The modules in a folder, without those of the folders in it."""
    return [file.stem for file in folder.glob("*.py") if file.stem != "__init__"]


def too_large(root: Path, folders: list[str]) -> dict[str, int]:
    """Folders with more modules than one can take in, with their number."""
    counts = {folder: len(modules_of(root / folder)) for folder in folders}
    return {folder: count for folder, count in counts.items() if count > MORE.get(folder, MOST_MODULES)}


def circle(root: Path) -> list[str] | None:
    """Files that import each other in a circle, late imports and those for types included; None for none."""
    files = {_module(root, file): file for top in TOPS for file in (root / top).rglob("*.py")}
    graph = {name: set(_imported(file, files)) - {name} for name, file in files.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as e:
        return list(e.args[1])
    return None


def _module(root: Path, file: Path) -> str:
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(file: Path, files: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in files)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if name in files or node.module in files:
                    yield name if name in files else node.module


def test_no_folder_is_too_large() -> None:
    assert not too_large(PROJECT, FOLDERS)


def test_a_folder_with_one_file_more_is_found(tmp_path: Path) -> None:
    for number in range(MOST_MODULES + 1):
        (tmp_path / f"part_{number}.py").touch()
    assert too_large(tmp_path.parent, [tmp_path.name]) == {tmp_path.name: MOST_MODULES + 1}


def test_no_circle_of_files() -> None:
    assert circle(PROJECT) is None


def test_a_circle_is_found(tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "one.py").write_text(
        "def late() -> None:\n    from ui.two import other\n    other()\n"
    )
    (tmp_path / "ui" / "two.py").write_text("from ui import one\n")
    assert set(circle(tmp_path) or ()) == {"ui.one", "ui.two"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_folder_says_what_it_is_for_and_where_to_begin(folder: str) -> None:
    words = ast.get_docstring(ast.parse((PROJECT / folder / "__init__.py").read_bytes())) or ""
    assert words
    assert len([line for line in words.splitlines() if line]) <= 5
    if folder not in ENTRANCES:
        begin = NAMES_ONE_ENTRY.search(words)
        assert begin is not None
        assert (PROJECT / folder / f"{begin[1]}.py").is_file() or (PROJECT / folder / begin[1]).is_dir()


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_folder_without_its_init(folder: str) -> None:
    """setuptools, mypy and import-linter pass over folders without one."""
    inside = [f for f in (PROJECT / folder).iterdir() if f.is_dir() and any(f.rglob("*.py"))]
    assert not [f.name for f in inside if not (f / "__init__.py").is_file()]
