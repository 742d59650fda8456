"""How bytes are written in rows: offsets, pairs of digits, characters, and what goes on the clipboard."""

from __future__ import annotations

from collections.abc import Sequence

from ui.models.contents.unread import UNACQUIRED, UNKNOWN, UNREADABLE

PRINTABLE = range(0x20, 0x7F)
_CELLS = {UNKNOWN: "··", UNREADABLE: "??", UNACQUIRED: "--"}


def digits(size: int) -> int:
    """How many hexadecimal digits every offset of a content gets: at least 8, then as many as it takes."""
    return max(8, (max(size - 1, 0).bit_length() + 3) // 4)


def cell(value: int) -> str:
    """Two digits; `??` where the byte can't be read, `--` where it could not be read when the image was made,
    two dots while it is not here yet."""
    return f"{value:02X}" if value >= 0 else _CELLS[value]


def character(value: int) -> str:
    """The ASCII character, or a dot; `?` for a byte that was not read."""
    if value < 0:
        return " " if value == UNKNOWN else "?"
    return chr(value) if value in PRINTABLE else "·"


def as_hex(values: Sequence[int]) -> str:
    """`89 50 4E 47`; what can't be read is `??`, what could not be read at acquisition `--`."""
    return " ".join(map(cell, values))


def as_text(values: Sequence[int]) -> str:
    """ASCII, every other byte as a dot: what the column beside the digits shows."""
    return "".join(
        "." if (shown := character(value)) in ("·", " ") and value != 0x20 else shown for value in values
    )


class RowScale:
    """Between rows and a scroll bar, which can't count them all: beyond 2^30 rows a step is several rows."""

    MOST_STEPS = 1 << 30

    def __init__(self, rows: int, visible: int) -> None:
        self.last = max(0, rows - max(1, visible))
        self.factor = max(1, -(-self.last // self.MOST_STEPS))
        self.steps = -(-self.last // self.factor)

    def row(self, step: int) -> int:
        """The first row shown at a step of the bar; its end is the last row exactly."""
        return self.last if step >= self.steps else min(self.last, step * self.factor)

    def step(self, row: int) -> int:
        """The step of the bar for a first row."""
        return self.steps if row >= self.last else row // self.factor
