"""Ranges of what is kept in units of one size."""

from __future__ import annotations

import pytest

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import read_by_units

DATA = bytes(range(100))


def unit(number: int) -> bytes:
    return DATA[number * 32 : number * 32 + 32]


def test_every_range_is_what_stands_there() -> None:
    for begin in range(100):
        for size in (0, 1, 31, 32, 33, 64, 100):
            length = min(size, 100 - begin)
            assert read_by_units(begin, length, 32, unit) == DATA[begin : begin + length]


def test_a_unit_that_ends_early_is_a_failed_read_and_no_endless_one() -> None:
    with pytest.raises(ReadFailedError) as caught:
        read_by_units(90, 20, 32, unit)
    assert caught.value.detail == "unit 3 ends early"
