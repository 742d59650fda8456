"""Lines are looked at by columns; what the columns pass must be what each line by itself passes."""

from __future__ import annotations

import hashlib

import pytest

from forensics_app.report.verification.recipe import recipe_script
from forensics_app.verify.collector import Findings
from forensics_app.verify.consistency import names
from forensics_app.verify.consistency.columns import Columns
from forensics_app.verify.consistency.repeats import Repeats
from forensics_app.verify.consistency.texts import RECIPES, check_verify_text
from forensics_app.verify.lists.catalog_lines import CatalogLine
from tests.vectors.lists import b64, canonical


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


@pytest.mark.parametrize("name", ["VEC-2026-0001-B01", "OTHER-B01"])
def test_a_text_runs_the_recipe_on_its_own_bundle(name: str) -> None:
    findings = Findings()
    text = f"Run it:\n\n    bash recipe.sh {name}.zip FPR ca.pem\n\n{recipe_script()}"
    check_verify_text("VERIFY.en.txt", text.encode(), "VEC-2026-0001-B01", findings)
    assert [f.code for f in findings.result()] == ([] if name.startswith("VEC") else ["record-differs"])
