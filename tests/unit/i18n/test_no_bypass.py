"""Words that people see go through the catalogue: no literal is handed to what shows text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.world.shared_data import PROJECT

SHOWS_ITS_FIRST_ARGUMENT = re.compile(
    r"set(Text|ToolTip|WindowTitle|AccessibleName|AccessibleDescription|PlaceholderText|StatusTip)|set_text"
    r"|add(Action|Item|Tab|Menu|Section)|say|warn|echo|Text|Button|Card|Chip|Column|QLabel|QPushButton|QAction"
)
SHOWN_KEYWORDS = frozenset({"help", "prompt", "short_help", "epilog"})
# The program's name, and what is typed: a command to copy, with its fields.
NOT_WORDS = re.compile(r"(Sealwright|sealwright|UTC|DEMO|Ctrl|Alt|Shift|[a-z]+\.py)|[^A-Za-z]|\{\}")
COMMAND = re.compile(r"sealwright [a-z]+( |$)")


def _shown(call: ast.Call) -> Iterator[ast.expr]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if call.args and SHOWS_ITS_FIRST_ARGUMENT.fullmatch(name):
        yield call.args[0]
    yield from (k.value for k in call.keywords if k.arg in SHOWN_KEYWORDS)


def _words(shown: ast.expr) -> str:
    """The letters of a literal, of the fixed parts of an f-string, of both sides of a sum or a choice."""
    match shown:
        case ast.Constant(value=str(text)):
            return "" if COMMAND.match(text) else NOT_WORDS.sub("", text)
        case ast.JoinedStr(values=parts):
            fixed = "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)
            return "" if COMMAND.match(fixed) else NOT_WORDS.sub("", fixed)
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            return _words(left) + _words(right)
    return ""


def test_no_words_bypass_the_catalogue() -> None:
    found = [
        f"{path.relative_to(PROJECT)}:{node.lineno}: {ast.unparse(shown)}"
        for root in ("ui", "forensics_app/cli")
        for path in sorted((PROJECT / root).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for shown in _shown(node)
        if _words(shown)
    ]
    assert not found
