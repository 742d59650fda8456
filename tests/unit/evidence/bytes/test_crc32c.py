"""CRC-32C by both ways, against the examples of RFC 3720 and each other."""

from __future__ import annotations

import random

import pytest

from forensics_app.evidence.bytes.crc32c import by_tables, crc32c

EXAMPLES = {  # RFC 3720, B.4
    bytes(32): 0x8A9136AA,
    b"\xff" * 32: 0x62A8AB43,
    bytes(range(32)): 0x46DD794E,
    bytes(range(31, -1, -1)): 0x113FDB5C,
    b"123456789": 0xE3069283,
    b"": 0,
}


@pytest.mark.parametrize(("data", "sum_"), EXAMPLES.items())
def test_the_examples_of_the_standard(data: bytes, sum_: int) -> None:
    assert crc32c(data) == by_tables(data) == sum_


def test_both_ways_agree_on_pieces_of_any_length() -> None:
    draw = random.Random(5)
    for length in (1, 7, 8, 9, 63, 511, 512, 4096, 4099):
        data, at = draw.randbytes(length), draw.randrange(length)
        whole = crc32c(data)
        assert by_tables(data) == whole
        assert crc32c(data[at:], crc32c(data[:at])) == whole
        assert by_tables(data[at:], by_tables(data[:at])) == whole
        assert crc32c(memoryview(data)) == crc32c(bytearray(data)) == whole
