"""The lines of a sealed list as typed values, from its content piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from forensics_app.errors import VerificationFailedError
from forensics_app.model.findings import Verdict

_T = TypeVar("_T")


def decoded_lines(pieces: Iterable[bytes], kind: type[_T], path: str) -> Iterator[_T]:
    """Every line of the list at `path`, in its order.

    Raises VerificationFailedError where it isn't what was sealed (any more).
    """
    decoder = msgspec.json.Decoder(kind)
    rest = b""
    try:
        for piece in pieces:
            complete, newline, rest = (rest + piece).rpartition(b"\n")
            yield from decoder.decode_lines(complete + newline)
        if rest:
            yield decoder.decode(rest)
    except msgspec.DecodeError as e:  # it was in its form when it was checked
        raise VerificationFailedError(path=path, verdict=Verdict.ALTERED.value) from e
