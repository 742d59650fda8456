"""The lists of CONTRIBUTING.md: each file is there, and has the registration that the list names."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
TEXT = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEP = re.compile(r"^\d+\. `(?P<file>[^`]+)`: (?:`(?P<name>[^`]+)`)?", re.MULTILINE)
WAYS = ("a container format", "a file system", "a finding of the verifier", "a command", "a language")


def steps(way: str) -> list[tuple[str, str | None]]:
    """File and registration of each step."""
    section = _section(way)
    numbered = len(re.findall(r"^\d+\. ", section, re.MULTILINE))
    found = [(step["file"], step["name"]) for step in STEP.finditer(section)]
    assert len(found) == numbered
    return found


def _section(way: str) -> str:
    return TEXT.split(f"## Add {way}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("way", WAYS)
def test_each_step_names_a_file_and_what_is_in_it(way: str) -> None:
    found = steps(way)
    assert len(found) >= 5
    assert not [file for file, _ in found if not (PROJECT / file).is_file()]
    absent = [f"{name} in {file}" for file, name in found if name and not _has(PROJECT / file, name)]
    assert not absent


@pytest.mark.parametrize("way", WAYS)
def test_whatever_a_step_names_is_there(way: str) -> None:
    """Paths, and names in the file of the step or in another that it names; commands have a space."""
    for line in _section(way).splitlines():
        if not re.match(r"\d+\. ", line):
            continue
        named = [one for one in re.findall(r"`([^`]+)`", line) if " " not in one]
        paths = {one: _path_of(one, PROJECT / named[0]) for one in named if re.search(r"/|\.[a-z]+$", one)}
        assert not [one for one, path in paths.items() if path is None]
        files = [path for path in paths.values() if path is not None and path.is_file()]
        names = [one for one in named if one not in paths]
        assert not [one for one in names if not any(_has(file, one) for file in files)]


def _path_of(named: str, file: Path) -> Path | None:
    """From the project, the core, the evidence, or the folder of the step's file."""
    roots = (PROJECT, PROJECT / "forensics_app", PROJECT / "forensics_app" / "evidence", file.parent)
    return next((root / named for root in roots if (root / named).exists()), None)


def _has(file: Path, name: str) -> bool:
    """Whether a name stands in a file, and not only as a part of a longer one."""
    text = file.read_text(encoding="utf-8")
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


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


def test_each_page_has_the_drawing_of_its_contract() -> None:
    pages = PROJECT / "docs" / "architecture"
    scope = runpy.run_path(str(PROJECT / "packaging" / "architecture"))
    assert set(scope["DRAWN"]) == {page.name for page in pages.glob("*.md")}
    for name in scope["DRAWN"]:
        text = (pages / name).read_text(encoding="utf-8")
        assert text.count("```mermaid") == 1, name
        assert scope["drawn"](pages / name) == text, f"{name}: packaging/architecture draws it again"


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
