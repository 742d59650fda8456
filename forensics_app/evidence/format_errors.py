"""What libtsk refuses, and what a structure raises that contradicts its format."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager


class TskError(Exception):
    """libtsk refused; the argument is its own text. `ambiguous` where two file systems fit."""

    def __init__(self, text: str, *, ambiguous: bool = False) -> None:
        super().__init__(text)
        self.ambiguous = ambiguous


class MalformedError(TskError):
    """A structure of the file system contradicts its format; the argument says which and how."""


@contextmanager
def malformed() -> Iterator[None]:
    """What a number that makes no sense leads to further down is MalformedError too."""
    try:
        yield
    except (ValueError, IndexError, OverflowError, struct.error) as e:
        raise MalformedError(f"{type(e).__name__}: {e}") from e


class NotSupportedError(MalformedError):
    """The file system is of a form that isn't read; the argument names it."""
