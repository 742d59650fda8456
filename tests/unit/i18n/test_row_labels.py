"""No two rows of one form, and no two columns of one table, are called the same in any language."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from forensics_app.i18n.translator import NC_, translator_for
from tests.unit.i18n.catalogue import LANGUAGES
from tests.world.shared_data import PROJECT

KINDS = {"row": "row", "path_row": "row", "Column": "column"}


def _labels(form: ast.AST) -> Iterator[tuple[str, str]]:
    """What a function or class calls its rows and columns, as the catalogue knows it."""
    for node in ast.walk(form):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        title = node.args[0]
        if called not in KINDS or not isinstance(title, ast.Call) or getattr(title.func, "id", "") != "tr":
            continue
        values = [title.args[0], *getattr(title.args[0], "args", ())]
        words = [one.value for one in values if isinstance(one, ast.Constant)]
        if words:
            yield KINDS[called], NC_(*words) if len(words) == 2 else words[0]


def _forms() -> dict[str, set[tuple[str, str]]]:
    found = {}
    for path in sorted((PROJECT / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                labels = set(_labels(node))
                if len(labels) > 1:
                    found[f"{path.relative_to(PROJECT)}: {node.name}"] = labels
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_of_one_form_are_told_apart(language: str) -> None:
    words, forms = translator_for(language), _forms()
    assert len(forms) > 40  # else this reads forms no more
    for form, labels in forms.items():
        told: dict[tuple[str, str], str] = {}
        for kind, label in labels:
            other = told.setdefault((kind, words.text(label)), label)
            assert other == label, f"{form}: {other!r} and {label!r} are both {words.text(label)!r}"
