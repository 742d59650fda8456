"""Bytes read as numbers, times and identifiers; expected values from other tools and from specifications."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.models.contents.byte_meanings import MOST_BYTES, Meaning, Number, Order, Value, meaning

LITTLE, BIG = Order.LITTLE, Order.BIG
EFI_TYPE = bytes.fromhex("28732ac11ff8d211ba4b00a0c93ec93b")
COUNTED = (
    Meaning.UNIX_S, Meaning.UNIX_MS, Meaning.FILETIME, Meaning.WEBKIT, Meaning.HFS, Meaning.COCOA,
    Meaning.DOTNET,
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "data", "order", "value"),
    [
        (Meaning.INT8, b"\xff", LITTLE, Number(255, -1)),
        (Meaning.INT16, b"\x00\x10", LITTLE, Number(4096, 4096)),
        (Meaning.INT16, b"\x00\x10", BIG, Number(16, 16)),
        (Meaning.INT32, b"\xfe\xff\xff\xff", LITTLE, Number(0xFFFFFFFE, -2)),
        (Meaning.INT64, b"\x00" * 7 + b"\x01", BIG, Number(1, 1)),
        (Meaning.FLOAT64, struct.pack(">d", -1.5), BIG, -1.5),
        (Meaning.BINARY, b"\x81\x01\xff", LITTLE, "10000001 00000001"),
        # `date -ud @1628268121`
        (Meaning.UNIX_S, struct.pack("<i", 1628268121), LITTLE, "2021-08-06 16:42:01"),
        (Meaning.UNIX_S, struct.pack(">i", -1), BIG, "1969-12-31 23:59:59"),
        (Meaning.UNIX_MS, struct.pack("<q", 1628268121250), LITTLE, "2021-08-06 16:42:01.25"),
        # MS-DTYP 2.3.3 and the well-known difference of 11644473600 s
        (Meaning.FILETIME, struct.pack("<Q", 116444736000000000), LITTLE, "1970-01-01 00:00:00"),
        (Meaning.FILETIME, struct.pack("<Q", 116444736000000001), LITTLE, "1970-01-01 00:00:00.0000001"),
        (Meaning.WEBKIT, struct.pack("<q", 11644473600 * 10**6), LITTLE, "1970-01-01 00:00:00"),
        # 24 years with six leap days lie between 1904 and 1928; 2082844800 s between 1904 and 1970
        (Meaning.HFS, struct.pack(">I", 2082844800), BIG, "1970-01-01 00:00:00"),
        (Meaning.COCOA, struct.pack("<d", 978307200 * -1.0), LITTLE, "1970-01-01 00:00:00"),
        (Meaning.OLE, struct.pack("<d", 25569.0), LITTLE, "1970-01-01 00:00:00"),
        (Meaning.OLE, struct.pack("<d", 25569.75), LITTLE, "1970-01-01 18:00:00"),
        (Meaning.DOTNET, struct.pack("<Q", 621355968000000000), LITTLE, "1970-01-01 00:00:00"),
        # FAT: 2021-08-06 is (41 << 9) | (8 << 5) | 6, 16:42:02 is (16 << 11) | (42 << 5) | 1
        (Meaning.DOS, struct.pack("<HH", 34113, 21254), LITTLE, "2021-08-06 16:42:02"),
        (Meaning.DOS, struct.pack("<HH", 0, 13 << 5), LITTLE, None),
        # `blkid` of a GPT: the EFI system partition's type as it stands on the disk
        (Meaning.GUID, EFI_TYPE, LITTLE, "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"),
        (Meaning.UTF8, "Straße\0rest".encode(), LITTLE, "Straße"),
        (Meaning.UTF16, "Straße".encode("utf-16-be"), BIG, "Straße"),
        (Meaning.UTF8, b"\x89PNG", LITTLE, None),
    ],
)  # fmt: skip
def test_known_values(kind: Meaning, data: bytes, order: Order, value: Value | None) -> None:
    assert meaning(kind, data, order) == value


@pytest.mark.parametrize("kind", [k for k in Meaning if k not in (Meaning.UTF8, Meaning.UTF16)])
def test_too_few_bytes_mean_nothing(kind: Meaning) -> None:
    assert meaning(kind, b"", LITTLE) is None
    if kind not in (Meaning.INT8, Meaning.BINARY):
        assert meaning(kind, b"\x01", BIG) is None


@pytest.mark.parametrize("kind", COUNTED)
def test_zero_is_no_time(kind: Meaning) -> None:
    assert meaning(kind, bytes(8), LITTLE) is None


def test_what_is_no_number_is_no_time() -> None:
    for value in (math.nan, math.inf, -math.inf, 1e300):
        for kind in (Meaning.COCOA, Meaning.OLE):
            assert meaning(kind, struct.pack("<d", value), LITTLE) is None


@given(st.binary(max_size=MOST_BYTES), st.sampled_from(Order), st.sampled_from(Meaning))
def test_no_bytes_raise(data: bytes, order: Order, kind: Meaning) -> None:
    meaning(kind, data, order)
