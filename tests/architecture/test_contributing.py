"""The lists of CONTRIBUTING.md: each file is there, and has the registration that the list names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
TEXT = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEP = re.compile(r"^\d+\. `(?P<file>[^`]+)`: (?:`(?P<name>[^`]+)`)?", re.MULTILINE)
WAYS = ("a container format", "a file system", "a finding of the verifier", "a command", "a language")


def steps(way: str) -> list[tuple[str, str | None]]:
    """File and registration of each step."""
    section = TEXT.split(f"## Add {way}\n")[1].split("\n## ")[0]
    numbered = len(re.findall(r"^\d+\. ", section, re.MULTILINE))
    found = [(step["file"], step["name"]) for step in STEP.finditer(section)]
    assert len(found) == numbered
    return found


@pytest.mark.parametrize("way", WAYS)
def test_each_step_names_a_file_and_what_is_in_it(way: str) -> None:
    found = steps(way)
    assert len(found) >= 5
    assert not [file for file, _ in found if not (PROJECT / file).is_file()]
    absent = [
        f"{name} in {file}"
        for file, name in found
        if name and name not in (PROJECT / file).read_text(encoding="utf-8")
    ]
    assert not absent


@pytest.mark.parametrize(("way", "word"), [("a container format", "qcow2"), ("a file system", "xfs")])
def test_a_kind_is_registered_in_no_other_file_of_the_core(way: str, word: str) -> None:
    """What the list leaves out nobody would find: outside of its folder no other place names a kind."""
    listed = {file for file, _ in steps(way)}
    own = re.compile(rf"/{word}/")
    code = re.compile(
        rf"(?<![\w.]){word}(?!\w)|import {word.upper()}\b|\b(?:ContainerFormat|kinds)\.{word.upper()}\b"
    )
    naming = {
        file.relative_to(PROJECT).as_posix()
        for file in (PROJECT / "forensics_app" / "evidence").rglob("*.py")
        if not own.search(file.as_posix()) and code.search(_without_words(file))
    }
    assert not naming - listed


def _without_words(file: Path) -> str:
    """The code of a file without docstrings and comments, which may tell of any kind."""
    text = re.sub(r'""".*?"""', "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"#.*", "", text)


def test_the_drawing_of_the_layers_is_that_of_the_contracts() -> None:
    scope: dict[str, object] = {
        "__name__": "drawing",
        "__file__": str(PROJECT / "packaging" / "architecture"),
    }
    exec(compile((PROJECT / "packaging" / "architecture").read_text(), "architecture", "exec"), scope)  # noqa: S102
    drawing = scope["drawing"]
    assert callable(drawing)
    assert str(drawing()) in (PROJECT / "docs" / "architecture" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "page", sorted((PROJECT / "docs" / "architecture").glob("*.md")), ids=lambda p: p.stem
)
def test_pages_of_architecture_name_what_is_there(page: Path) -> None:
    """Paths in back-ticks with a slash are files or folders of the core, the window or the project."""
    text = page.read_text(encoding="utf-8")
    roots = [PROJECT, PROJECT / "forensics_app", PROJECT / "ui", *_areas(text)]
    named = [
        n for n in re.findall(r"`([a-z0-9_]+(?:/[a-z0-9_.]+)+)/?`", text) if "." not in n.partition("/")[0]
    ]
    absent = [n for n in named if not any(_is_there(root / n) for root in roots)]
    assert named
    assert not absent


def _areas(text: str) -> list[Path]:
    core = PROJECT / "forensics_app"
    areas = [core / name for name in ("evidence", "services", "seal", "bundle", "verify", "catalog", "cli")]
    return [
        *areas,
        core / "services" / "sealing",
        core / "services" / "ingest",
        core / "evidence" / "filesystems",
    ]


def _is_there(path: Path) -> bool:
    return path.is_dir() or path.with_suffix(".py").is_file() or path.is_file()
