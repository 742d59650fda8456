"""Text of a content, part by part: every character once, whatever the encoding, the lines or the bytes."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forensics_app.services.contents.text import (
    ENCODINGS,
    MARGIN_BYTES,
    PART_BYTES,
    ROW_CHARACTERS,
    Encoding,
    decode_part,
    encoding_of,
    is_text,
    likely,
)

WORDS = {
    "cp1251": "Счёт № 387 за март, оплачено наличными\n",
    "koi8-r": "Накладная и счёт\n",
    "cp1256": "فاتورة رقم 387 من ليون\n",
    "iso8859-6": "فاتورة من المخزن\n",
    "gb18030": "发票三八七号，里昂仓库\n",
    "big5hkscs": "發票三八七號\n",
    "cp932": "請求書三八七 リヨン\n",
    "euc-jp": "請求書三八七\n",
    "cp949": "송장 삼팔칠 리옹\n",
    "utf-8": "Ångström – фактура – 发票 – 🧾\n",
    "utf-16-le": "Ångström – 🧾🧾 – 发票\n",
    "utf-16-be": "🧾 Ångström\n",
    "utf-32-le": "🧾 x\n",
    "cp1252": "Facture n° 387, payée 1 200 €\n",
}


def whole(data: bytes, encoding: Encoding) -> tuple[str, int]:
    """All parts, as the window asks for them."""
    rows: list[str] = []
    replaced = 0
    for begin in range(0, max(1, len(data)), PART_BYTES):
        piece = data[begin : begin + PART_BYTES + MARGIN_BYTES]
        part = decode_part(piece, encoding, first=begin == 0, last=begin + PART_BYTES >= len(data))
        if rows:
            rows[-1] += part.rows[0]
            rows += part.rows[1:]
        else:
            rows += part.rows
        replaced += part.replaced
    return "\n".join(rows), replaced


@pytest.mark.parametrize("codec", WORDS)
def test_parts_hold_every_character_once(codec: str) -> None:
    text = WORDS[codec] * (3 * PART_BYTES // len(WORDS[codec].encode(codec)))
    shown, replaced = whole(text.encode(codec), encoding_of(codec))
    assert replaced == 0
    assert shown == text


@given(
    st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40), st.integers(0, 7)
)
@settings(max_examples=40, deadline=None)
@example("\u0800", 0)  # all that lies behind the border is the end of one character
def test_characters_across_the_border_of_a_part(word: str, shift: int) -> None:
    for codec in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
        text = "a" * shift + word * (2 * PART_BYTES // len(word.encode(codec)) + 1)
        shown, replaced = whole(text.encode(codec), encoding_of(codec))
        assert replaced == 0
        assert shown.replace("\n", "") == text


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda e: e.codec)
def test_any_bytes_are_shown_in_any_encoding(encoding: Encoding) -> None:
    data = bytes(range(256)) * 300
    part = decode_part(data, encoding, first=True, last=False)
    assert part.rows
    for row in part.rows:
        assert not any(c in row for c in "\x00\x1b\u202e\u2066\u200f\ufeff")


def test_text_of_one_line_without_end_is_shown_a_part_at_a_time() -> None:
    """As of a file of a gigabyte without a line end: one part is decoded, in rows of bounded length."""
    data = b"x" * (PART_BYTES + MARGIN_BYTES)
    part = decode_part(data, encoding_of("utf-8"), first=False, last=False)
    assert sum(map(len, part.rows)) == PART_BYTES
    assert max(map(len, part.rows)) == ROW_CHARACTERS
    assert part.joined == len(part.rows) - 1


def test_text_that_turns_its_direction_is_spelled_out() -> None:
    data = "pay to \u202eevil\u202c now\x1b[2J\0".encode()
    (row,) = decode_part(data, encoding_of("utf-8"), first=True, last=True).rows
    assert row == "pay to [RLO]evil[PDF] now[ESC][2J[NUL]"


def test_bytes_that_are_no_text_are_counted() -> None:
    data = b"ab\xff\xfecd\x80" + "\ufffd".encode()
    part = decode_part(data, encoding_of("utf-8"), first=True, last=True)
    assert part.rows == ("ab��cd��",)
    assert part.replaced == 3


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        (b"plain words\r\n", "utf-8"),
        ("Größe".encode(), "utf-8"),
        (b"\xef\xbb\xbfwords", "utf-8"),
        ("words and more".encode("utf-16"), "utf-16-le"),
        ("words and more".encode("utf-16-be"), "utf-16-be"),
        ("Größe".encode("cp1252"), None),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None),
        (b"\xd1" * 4095 + b"\xd1", None),
        (b"x" * 4095 + "ß".encode()[:1], "utf-8"),
    ],
)
def test_what_an_encoding_is_taken_from(head: bytes, codec: str | None) -> None:
    found = likely(head)
    assert (None if found is None else found.codec) == codec


def test_what_is_no_text_at_all() -> None:
    assert is_text(WORDS["cp1251"].encode("cp1251"))
    assert is_text(b"words")
    assert not is_text(b"")
    assert not is_text(b"\xff" * 4096)
    assert not is_text(bytes(range(256)))
