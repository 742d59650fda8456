"""Finds every message of the program in its source, by syntax tree.

Babel's own extractor reads tokens and drops a marker inside another call's arguments
(`tr("..", x=tr(".."))`) without a word. Here nothing that the markers hold is missed, and what can't be
extracted is an error.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOTS = ("forensics_app", "ui")
COMMENT_TAG = "NOTE:"
"""A comment that begins so, in the lines right above a marker, is shown to translators."""

_SINGULAR = frozenset({"tr", "N_", "text"})
_PLURAL = frozenset({"trn", "NP_", "plural", "form"})
_CONTEXT = frozenset({"NC_"})
_CONTEXT_AND_PLURAL = frozenset({"NCP_"})
_INDIRECT = (ast.Name, ast.Attribute, ast.Subscript, ast.Starred)
"""A table's value, marked where the table stands."""


@dataclass(frozen=True, slots=True)
class Message:
    """One marked message; `plural` for counted ones, `context` where it has one."""

    path: str
    line: int
    text: str
    plural: str | None = None
    context: str | None = None
    comments: tuple[str, ...] = ()


class NotExtractableError(Exception):
    """A marker whose message isn't a literal: it would never be translated."""


def messages(project: Path) -> Iterator[Message]:
    """All messages of the program, files in order of their paths, then by place.

    Raises NotExtractableError with file and line.
    """
    for root in ROOTS:
        for path in sorted((project / root).rglob("*.py")):
            yield from in_source(path.read_text(encoding="utf-8"), path.relative_to(project).as_posix())


def in_source(source: str, path: str) -> list[Message]:
    """The messages of one file, by place."""
    lines = source.splitlines()
    found = []
    for node in ast.walk(ast.parse(source, path)):
        if isinstance(node, ast.Call):
            for text, plural, context in _marked(node, path):
                comments = _comments_above(lines, node.lineno)
                found.append(Message(path, node.lineno, text, plural, context, comments))
    return sorted(found, key=lambda m: m.line)


def _marked(call: ast.Call, path: str) -> Iterator[tuple[str, str | None, str | None]]:
    name = _name(call.func)
    if name in _SINGULAR and call.args:
        for text in _literals(call.args[0], path, strict=name != "text"):
            yield text, None, None
    elif name in _PLURAL and len(call.args) >= 2:
        for one in _literals(call.args[0], path, strict=name in ("trn", "NP_")):
            for many in _literals(call.args[1], path, strict=True):
                yield one, many, None
    elif name in _CONTEXT and len(call.args) == 2:
        for context in _literals(call.args[0], path, strict=True):
            for text in _literals(call.args[1], path, strict=True):
                yield text, None, context
    elif name in _CONTEXT_AND_PLURAL and len(call.args) == 3:
        context, one, many = (next(_literals(argument, path, strict=True)) for argument in call.args)
        yield one, many, context


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _literals(argument: ast.expr, path: str, *, strict: bool) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _literals(argument.body, path, strict=strict)
        yield from _literals(argument.orelse, path, strict=strict)
    elif strict and not isinstance(argument, _INDIRECT) and not _is_lookup(argument):
        raise NotExtractableError(f"{path}:{argument.lineno}: {ast.unparse(argument)}")


def _is_lookup(argument: ast.expr) -> bool:
    """`tr(NC_(..))` (marked itself), `tr(TABLE.get(code, N_(..)))`, `tr(sentence_of(..))`."""
    return isinstance(argument, ast.Call) and not (
        isinstance(argument.func, ast.Attribute) and argument.func.attr in ("format", "join", "replace")
    )


def _comments_above(lines: list[str], line: int) -> tuple[str, ...]:
    """The comment lines right above `line`, from the one that begins with COMMENT_TAG."""
    block: list[str] = []
    for text in reversed(lines[: line - 1]):
        if not text.strip().startswith("#"):
            break
        block.insert(0, text.strip().lstrip("#").strip())
    for i, text in enumerate(block):
        if text.startswith(COMMENT_TAG):
            return (" ".join(block[i:])[len(COMMENT_TAG) :].strip(),)
    return ()
