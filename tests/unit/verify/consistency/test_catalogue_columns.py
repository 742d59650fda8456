"""Lines are looked at by columns; what the columns pass must be what each line by itself passes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from forensics_app.report.verification.recipe import recipe_script
from forensics_app.verify.collector import Findings
from forensics_app.verify.consistency import names
from forensics_app.verify.consistency.repeats import Repeats
from forensics_app.verify.consistency.texts import RECIPES, check_verify_text
from forensics_app.verify.files.records import Artifact, Reader
from forensics_app.verify.lists.catalog_columns import Columns, columns_of
from forensics_app.verify.lists.catalog_lines import CatalogLine, line_of
from forensics_app.verify.lists.csv_rows import plain_rows
from tests.vectors.attacks_lies import steps
from tests.vectors.attacks_lists import CATALOG, CSV, fields
from tests.vectors.lists import ITEMS, artifact, b64, canonical, catalog_csv
from tests.world.receiving import verify_path


def test_columns_are_those_of_a_line() -> None:
    assert Columns._fields == CatalogLine._fields


def _path(*parts: bytes) -> str:
    return canonical([b64(part) for part in parts]).decode()


def _shown(*parts: str) -> str:
    return canonical(list(parts)).decode()


@pytest.mark.parametrize(
    ("encoded", "shown", "all_are"),
    [
        ([_path(b"a", b"b"), _path()], [_shown("a", "b"), _shown()], True),
        ([_path(b"a", b"b")], [_shown("a", "c")], False),
        ([_path(b"a", b"b"), _path(b"c")], [_shown("a"), _shown("b", "c")], False),
        ([_path(b"a", b"b"), _path(b"c")], [_shown("a"), _shown("b", "b", "c")], False),
        ([_path("é".encode())], [_shown("é")], True),
        ([_path("é".encode())], [_shown("e\u0301")], False),
        ([_path(b'a","b')], [_shown('a","b')], False),  # has an escape: looked at by itself
    ],
)
def test_paths_are_shown_by_their_own_lines(encoded: list[str], shown: list[str], all_are: bool) -> None:
    assert names.all_shown(encoded, shown) is all_are


def test_repeated_values_are_found_in_any_amount() -> None:
    many = Repeats()
    many.add(str(number) for number in range(600_000))
    assert many.found() == frozenset()
    many.add(["17", "599999"])
    assert many.found() == {hash("17"), hash("599999")}


def test_the_recipe_of_this_program_is_known() -> None:
    """Whoever changes it adds its digest: bundles that were sealed with the one before stay right."""
    assert hashlib.sha256(recipe_script().encode()).hexdigest() in RECIPES


@pytest.mark.parametrize("script", ["recipe.sh", "./recipe.sh"])
@pytest.mark.parametrize(
    "name", ["VEC-2026-0001-B01", "VEC-2026-0001-B01.sealed", "OTHER-B01", "OTHER-B01.sealed"]
)
def test_a_text_runs_the_recipe_on_its_own_bundle(name: str, script: str) -> None:
    findings = Findings()
    text = f"Run it:\n\n    bash {script} {name}.zip FPR ca.pem\n\n{recipe_script()}"
    check_verify_text("VERIFY.en.txt", text.encode(), "VEC-2026-0001-B01", findings)
    assert [f.code for f in findings.result()] == ([] if name.startswith("VEC") else ["record-differs"])


def _simple(name: str, **more: object) -> Columns:
    line = artifact(replace(ITEMS[0], name=name)) | more
    return columns_of([line_of(Reader(Artifact).read(canonical(line)))])


def test_a_simple_row_is_the_one_that_the_table_has() -> None:
    [row] = plain_rows(_simple("note.txt")) or []
    assert row.encode() + b"\n" == catalog_csv(ITEMS[:1]).split(b"\n", 1)[1]
    stream = {"bytes": b64(b"Zone.Identifier"), "display": "Zone.Identifier"}
    assert "/note.txt:Zone.Identifier," in (plain_rows(_simple("note.txt", stream=stream)) or [""])[0]


@pytest.mark.parametrize("name", ["a/b", 'a"b', "a\\b"])
def test_a_row_with_something_to_spell_out_is_looked_at_by_itself(name: str) -> None:
    assert plain_rows(_simple(name)) is None


@pytest.mark.parametrize(
    ("name", "cell", "codes"),
    [
        ("a,b.txt", b"/a,b.txt", {"csv-differs"}),  # a thirteenth cell
        ("a,b.txt", b'"/a,b.txt"', set()),
        ("\u202ea.txt", b"/[RLO]a.txt", set()),
        ("\u0378a.txt", b"/[U+0378]a.txt", set()),
        ("\u202ea.txt", "/\u202ea.txt".encode(), set()),
        ("\u202ea.txt", b"/a.txt", {"csv-shows-other"}),
        ("caf\u00e9.txt", "/caf\u00e9.txt".encode(), set()),
    ],
)
def test_tables_show_names_in_any_spelling_of_odd_characters(
    name: str, cell: bytes, codes: set[str], tmp_path: Path
) -> None:
    path = {"bytes": [b64(name.encode())], "display": [name]}
    sent = steps((CATALOG, fields(0, path=path)), (CSV, lambda table: table.replace(b"/note.txt", cell)))()
    report = verify_path(sent.write(tmp_path))
    assert {f.code for f in report.findings if f.code.startswith("csv")} == codes
