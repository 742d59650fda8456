"""Taking typed values out of sealed JSON that a stranger wrote: nothing is repaired or defaulted."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

_HEX = re.compile(r"[0-9a-f]{64}\Z")
_INT = re.compile(r"(?:0|[1-9][0-9]{0,18})\Z")
_UTC = re.compile(
    r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]{0,8}[1-9])?Z\Z"
)
_SHOWN = 200
MAX_TEXT_CHARACTERS = 65_536

_Enum = TypeVar("_Enum", bound=StrEnum)


class FieldError(ValueError):
    """The field `field` holds `value` (cut short), which it can't hold."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(field)
        self.field = field
        self.value = str(value)[:_SHOWN]


def refuse(field: str, value: object) -> NoReturn:
    """Raises FieldError."""
    raise FieldError(field, value)


def take_object(field: str, value: Any, keys: frozenset[str]) -> dict[str, Any]:
    """An object with exactly these keys."""
    if not isinstance(value, dict):
        refuse(field, value)
    if value.keys() != keys:
        refuse(field, " ".join(sorted(value.keys() ^ keys)))
    return value


def take_list(field: str, value: Any, *, most: int) -> list[Any]:
    if not isinstance(value, list):
        refuse(field, value)
    if len(value) > most:
        refuse(field, len(value))
    return value


def take_text(field: str, value: Any) -> str:
    """Not empty, and no longer than a page can hold."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT_CHARACTERS:
        refuse(field, value)
    return value


def take_text_or_none(field: str, value: Any) -> str | None:
    return None if value is None else take_text(field, value)


def take_matching(field: str, value: Any, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.match(value):
        refuse(field, value)
    return value


def take_hex(field: str, value: Any) -> str:
    """SHA-256 as 64 lower-case hex digits."""
    return take_matching(field, value, _HEX)


def take_hex_or_none(field: str, value: Any) -> str | None:
    return None if value is None else take_hex(field, value)


def take_int(field: str, value: Any) -> int:
    return int(take_matching(field, value, _INT))


def take_member(field: str, value: Any, kind: type[_Enum]) -> _Enum:
    try:
        return kind(take_text(field, value))
    except ValueError as e:
        raise FieldError(field, value) from e


def take_bytes(field: str, value: Any, *, count: int) -> bytes:
    """Base64 in its one form, of `count` bytes."""
    try:
        raw = base64.b64decode(take_text(field, value), validate=True)
    except (binascii.Error, ValueError) as e:
        raise FieldError(field, value) from e
    if len(raw) != count or base64.b64encode(raw).decode("ascii") != value:
        refuse(field, value)
    return raw


def take_utc(field: str, value: Any) -> str:
    """A time in sealed form, of a day that there is."""
    text = take_matching(field, value, _UTC)
    try:
        datetime(int(text[0:4]), int(text[5:7]), int(text[8:10]), tzinfo=UTC)
    except ValueError as e:
        raise FieldError(field, value) from e
    return text
