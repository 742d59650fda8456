"""Every icon that the window names is in the icon font: a missing one fails only when it is painted."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

UI = Path(__file__).parents[2] / "ui"
_TABLES = re.compile(r"glyph|icon|^_GROUPS$", re.IGNORECASE)
_SHAPE = re.compile(r"[a-z]+(-[a-z]+)*")


def known() -> set[str]:
    package = find_spec("qtawesome")
    assert package is not None
    assert package.origin is not None
    return set(
        json.loads((Path(package.origin).parent / "fonts" / "phosphor-charmap-1.3.0.json").read_text("utf-8"))
    )


def places_of_glyphs(trees: Iterable[ast.AST]) -> dict[str, int]:
    """Where a function or a class of the window takes a glyph: its name, and which argument that is."""
    found: dict[str, int] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for part in node.body:
                    if isinstance(part, ast.FunctionDef) and part.name == "__init__":
                        names = [a.arg for a in part.args.args[1:]]
                        found |= {node.name: names.index("glyph")} if "glyph" in names else {}
                fields = [
                    p.target.id
                    for p in node.body
                    if isinstance(p, ast.AnnAssign) and isinstance(p.target, ast.Name)
                ]
                found |= {node.name: fields.index("glyph")} if "glyph" in fields else {}
            elif isinstance(node, ast.FunctionDef):
                names = [a.arg for a in node.args.args if a.arg != "self"]
                found |= {node.name: names.index("glyph")} if "glyph" in names else {}
    return found | {"icon": 0, "pixmap": 0, "paint_icon": 2}


def texts(node: ast.AST) -> Iterator[str]:
    """The texts that an expression may have as its value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from texts(value)


def glyphs_in(tree: ast.AST, places: dict[str, int]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            for keyword in node.keywords:
                if keyword.arg == "glyph":
                    yield from texts(keyword.value)
            place = places.get(name)
            if place is not None and place < len(node.args):
                yield from texts(node.args[place])
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Tuple):
            names = [getattr(part, "id", "") for part in node.target.elts]
            if "glyph" in names and isinstance(node.iter, ast.Tuple | ast.List):
                rows = [row for row in node.iter.elts if isinstance(row, ast.Tuple)]
                for row in rows:
                    yield from texts(row.elts[names.index("glyph")])
        elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(t, ast.Name) and _TABLES.search(t.id) for t in targets):
                for value in node.value.values:
                    parts = value.elts if isinstance(value, ast.Tuple) else [value]
                    yield from texts(parts[-1] if len(parts) > 1 else parts[0])


def test_every_glyph_is_in_the_font() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(UI.rglob("*.py"))}
    places, font = places_of_glyphs(trees.values()), known()
    named = {path: set(glyphs_in(tree, places)) for path, tree in trees.items()}
    found = set().union(*named.values())
    # that the search finds what there is: every way in which the window names one
    assert {"recycle", "text-aa", "hard-drives", "play", "arrows-clockwise", "caret-down"} <= found
    missing = {
        (str(path.relative_to(UI)), glyph)
        for path, glyphs in named.items()
        for glyph in glyphs
        if _SHAPE.fullmatch(glyph) and not {f"{glyph}{weight}" for weight in ("", "-bold", "-fill")} <= font
    }
    assert not missing
