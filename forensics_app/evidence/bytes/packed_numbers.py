"""Tables of unsigned numbers as arrays: four or eight bytes an entry; a tuple of integers takes forty."""

from __future__ import annotations

import sys
from array import array
from typing import Literal

_CODES = {4: "I", 8: "Q"}


def unpacked(data: bytes, width: Literal[4, 8], order: Literal["little", "big"]) -> array[int]:
    """The numbers of a table; `data` holds whole entries."""
    found = array(_CODES[width], data)
    if order != sys.byteorder:
        found.byteswap()
    return found
