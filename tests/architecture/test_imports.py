"""Rules about imports and files that import-linter can't express (docs/architecture)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
SOURCES = sorted([*(PROJECT / "forensics_app").rglob("*.py"), *(PROJECT / "ui").rglob("*.py")])
# library -> where alone it may be imported
CONFINED = {
    "pytsk3": ("forensics_app/evidence/filesystems/tsk/file_system.py",),
    "pybde": ("forensics_app/evidence/encryption/bitlocker_volume.py",),
    "pyewf": ("forensics_app/evidence/containers/ewf/",),
    "pyfvde": ("forensics_app/evidence/encryption/filevault_volume.py",),
    "pyfwnt": ("forensics_app/evidence/decompression/",),
    "pymodi": ("forensics_app/evidence/containers/dmg/",),
    "pyvmdk": ("forensics_app/evidence/containers/vmdk/",),
    "pyvshadow": ("forensics_app/evidence/volumes/shadow_copies/",),
    "sqlite3": (
        "forensics_app/catalog/",
        "forensics_app/training/making/database.py",
    ),  # the latter writes one
    "PySide6": ("ui/",),
    # counting bytes needs no format of pictures
    "PIL": (
        "forensics_app/services/thumbnails/worker.py",
        "forensics_app/examine/entropy.py",
        "forensics_app/training/making/pictures.py",
    ),
    "pkcs11": ("forensics_app/seal/keys/",),
    "pypdfium2": ("forensics_app/services/thumbnails/pdf_page.py",),
    "yara_x": ("forensics_app/examine/yara_rules.py",),
}
NOWHERE = {"dfvfs", "multiprocessing", "pickle"}
# `except Exception` stands where whatever is raised has one meaning, and must not take more with it
BROAD = (
    "forensics_app/evidence/worker/process.py",  # a fault costs one item
    "forensics_app/cli/main.py",  # a fault is a sentence and an exit code
    "forensics_app/services/verifying/batch.py",  # a fault at one bundle hides no other
    "forensics_app/seal/certificates/second_path.py",  # what the second judge can't make sense of, it refuses
)
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}


def place(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def imported(node: ast.AST) -> Iterator[str]:
    """First words of what an import statement imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name.split(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        yield node.module.split(".")[0]


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Every node of every file, with its place."""
    parsed = [(place(path), ast.parse(path.read_bytes(), str(path))) for path in SOURCES]
    return [(where, node) for where, tree in parsed for node in ast.walk(tree)]


def test_imports_stand_at_the_top_or_say_why_not() -> None:
    offenders = set()
    for where, function in nodes():
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        lines = (PROJECT / where).read_text(encoding="utf-8").splitlines()
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                nearby = "".join(lines[node.lineno - 2 : node.lineno])
                if "#" not in nearby:
                    offenders.add(f"{where}:{node.lineno}")
    assert not offenders


def test_libraries_stay_where_they_belong() -> None:
    offenders = {
        f"{where} imports {name}"
        for where, node in nodes()
        for name in imported(node)
        if name in NOWHERE or (name in CONFINED and not where.startswith(CONFINED[name]))
    }
    assert not offenders


@pytest.mark.parametrize("library", CONFINED)
def test_library_is_imported_in_each_place_that_may(library: str) -> None:
    """A place that nobody imports it in confines nothing: after a rename the rule would hold for no file."""
    used = {where for where, node in nodes() if library in imported(node)}
    unused = [allowed for allowed in CONFINED[library] if not any(w.startswith(allowed) for w in used)]
    assert not unused


def test_places_with_broad_excepts_exist() -> None:
    assert not [place for place in BROAD if not (PROJECT / place).is_file()]


def test_broad_excepts_stand_in_few_places_only() -> None:
    """`except BaseException` may tidy up elsewhere, if it ends by raising again."""
    offenders = set()
    for where, node in nodes():
        if not isinstance(node, ast.ExceptHandler) or where in BROAD:
            continue
        names = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"bare"}
        last = node.body[-1]
        raises_again = isinstance(last, ast.Raise) and last.exc is None
        if names & {"bare", "Exception"} or (names & {"BaseException"} and not raises_again):
            offenders.add(f"{where}:{node.lineno}")
    assert not offenders


def test_files_are_named_after_what_they_are_for() -> None:
    assert not [place(path) for path in SOURCES if DRAWERS & {path.stem, *path.relative_to(PROJECT).parts}]


def test_packaging_is_no_package() -> None:
    """It would hide the library of that name."""
    assert not (PROJECT / "packaging" / "__init__.py").exists()


def test_the_program_itself_loads_no_parser_of_images() -> None:
    """Only worker processes do; what the command line and the window run loads none, not even by detours."""
    parsers = {name for name, where in CONFINED.items() if where[0].startswith("forensics_app/evidence")}
    code = (
        "import sys, forensics_app.cli.main, forensics_app.services.ingest.ingest,"
        " forensics_app.services.sealing.seal, forensics_app.services.rederiving.rederive;"
        " print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert parsers
    assert not parsers & set(done.stdout.split())
