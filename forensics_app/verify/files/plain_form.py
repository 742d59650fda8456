"""Patterns that recognise the plain form of a line of sealed JSON, made from its type.

Decoding a line into objects and encoding it again, to see that it stands in its one form, makes a hundred
values for each of millions of lines. What such a pattern matches is in that form, has the type's keys and
values, and no string in it has an escape; the few strings that are wanted are its groups. What it doesn't
match says nothing: it is decoded.

The language is deterministic (every repetition ends at a character that it can't contain), so a match takes
time in proportion to the line.
"""

from __future__ import annotations

import re

from msgspec import inspect

_TEXT = r'[^"\\\x00-\x1f]*+'
_FREE_TEXT = r'[^"]*+'  # matched several times as fast
_NOT_FREE = (b"\\", *(bytes([value]) for value in range(0x20) if value != ord("\n")))
_BEGIN, _END = "^", r"\Z"


def is_free(text: bytes) -> bool:
    """Whether there is neither an escape in these lines, nor a control character but the LF between them."""
    return not any(value in text for value in _NOT_FREE)


def plain_form(
    kind: type,
    wanted: frozenset[tuple[str, ...]],
    *,
    whole: frozenset[tuple[str, ...]] = frozenset(),
    free: bool = False,
) -> re.Pattern[str]:
    """A pattern for `fullmatch` on lines of the Struct `kind`, decoded from UTF-8.

    `wanted` are paths of keys to strings; a group each, in the order of the line, None for null. `whole` are
    paths of keys to values of any type; the group is the value's own JSON text. With `free` it says of a line
    that `is_free` what it says without of every line, and of others nothing.
    Raises TypeError for a type that sealed JSON has no need of.
    """
    text = _FREE_TEXT if free else _TEXT
    pattern = re.compile(_field(inspect.type_info(kind), (), wanted, whole, text))
    if pattern.groups != len(wanted) + len(whole):
        raise TypeError(kind)
    return pattern


def _field(
    kind: inspect.Type,
    path: tuple[str, ...],
    wanted: frozenset[tuple[str, ...]],
    whole: frozenset[tuple[str, ...]],
    text: str,
) -> str:
    """The pattern of a value by its key, with a group around it where the whole of it is wanted."""
    if path in whole:
        return f"({_pattern(kind, (), frozenset(), frozenset(), text)})"
    return _pattern(kind, path, wanted, whole, text)


def _pattern(
    kind: inspect.Type,
    path: tuple[str, ...],
    wanted: frozenset[tuple[str, ...]],
    whole: frozenset[tuple[str, ...]],
    text: str,
) -> str:
    if isinstance(kind, inspect.StructType):
        fields = (
            f'"{f.encode_name}":{_field(f.type, (*path, f.encode_name), wanted, whole, text)}'
            for f in kind.fields
        )
        return rf"\{{{','.join(fields)}\}}"
    if isinstance(kind, inspect.UnionType):
        return rf"(?:{'|'.join(_pattern(t, path, wanted, whole, text) for t in kind.types)})"
    if isinstance(kind, inspect.ListType):
        item = _pattern(kind.item_type, (), frozenset(), frozenset(), text)
        return rf"\[(?:{item}(?:,{item})*+)?+\]"
    if isinstance(kind, inspect.TupleType):
        return rf"\[{','.join(_pattern(t, (), frozenset(), frozenset(), text) for t in kind.item_types)}\]"
    if isinstance(kind, inspect.NoneType):
        return "null"
    if isinstance(kind, inspect.BoolType):
        return "(?:true|false)"
    value = _string(kind, text)
    return f'"({value})"' if path in wanted else f'"{value}"'


def _string(kind: inspect.Type, text: str) -> str:
    if isinstance(kind, inspect.LiteralType):
        return f"(?:{'|'.join(re.escape(str(value)) for value in kind.values)})"
    if isinstance(kind, inspect.StrType) and kind.min_length is None and kind.max_length is None:
        if kind.pattern is None:
            return text
        if kind.pattern.startswith(_BEGIN) and kind.pattern.endswith(_END):
            return f"(?:{kind.pattern.removeprefix(_BEGIN).removesuffix(_END)})"
    raise TypeError(kind)
