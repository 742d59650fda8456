"""Chunks by wimlib 1.13.6 that pyfwnt undoes wrongly or refuses: what goes by `lzx` instead."""

from __future__ import annotations

import pyfwnt
import pytest

from forensics_app.evidence.decompression.wof_chunk import unpacked_chunk
from forensics_app.evidence.decompression.wof_format import WofFormat
from forensics_app.evidence.format_errors import MalformedError

_WORDS = b"move the word to the place of the word, then the word "
_NUMBERS = b"move the word to 5, then the word to 35 "
_LETTERS = (
    b"cabdaabbbbbcabbabbbabbdacabdaababababbcbabcbbcdaccbdaabbabcdaabdabcdadabbabbcbbcdadaabbabcbdababbab"
    b"dabcccabccbdadabdaabbccbabbdacbbdabdaabdababcccabdaababababbabdacdaabcdadaabccdacdadabdabbababdabdab"
    b"cdaabdacbabcabbcabcbbcbcabbdababdacc"
)
CASES = {
    "a call in the last ten bytes": (
        (_WORDS * 4)[:170] + b"\xe8\x10\0\0\0" + b"\x90" * 4,
        "0b20003200000000455144006d0f6ffbeefa8cfc864a8e24bf2370d000cc000000000004c8001232f969cdd1fd7e0062000000"
        "00000001027d0bdffa477d089da44d722a99588beea292c1068dc6ea10ec9fff5f6cb30000",
    ),
    "a call to the beginning of the chunk": (
        _WORDS[:30] + b"\xe8" + (12_000_000 - 30).to_bytes(4, "little") + (_WORDS * 2)[:100],
        "082000720000000055014300cf0cb7f379e41e2a1b49fcfb160e801700000000080000802688173e3112ff9f30f60000000000"
        "003202c3209ec3fbfdd3f7e099e28527438b676a9faec97020d21b4d22f37528677db50000",
    ),
    "an uncompressed block behind a compressed one": (
        _NUMBERS * 4 + b"stored as it is",
        "0a2000020000000034023340cf0cd2aeb44968c08147bb20f9fb00c00000000060064200d70fd5a0dff78078000000000000cc"
        "008643fa7defb30ba14e8eea5c09de5b435fc7b16ba6150f00000001000000010000000100000073746f726564206173206974"
        "20697300",
    ),
    "no long match": (
        _LETTERS,
        "0e2000b30000000032000100da073ef5fbfb001000000100001a2001a103cc7c610e9acc4227138306cb009b6086ff41efff00"
        "100000000000001000ffffe4ff4cb003c38625c7849085e61ce84e65c3a0acfaa8c44eeb2a31b1ca8426f202ea2096eef70fec"
        "6d1745931c55dfacfacf4bac72422478",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_chunk_is_what_was_packed(case: str) -> None:
    content, packed = CASES[case][0], bytes.fromhex(CASES[case][1])
    assert unpacked_chunk(packed, len(content), WofFormat.LZX) == content


@pytest.mark.parametrize("case", CASES)
def test_pyfwnt_alone_would_be_wrong(case: str) -> None:
    """Where one of these fails, pyfwnt has learnt it: then the way around it can go."""
    content, packed = CASES[case][0], bytes.fromhex(CASES[case][1])
    try:
        found = pyfwnt.lzx_decompress(packed, len(content))
    except OSError:
        found = None
    assert found != content


def test_pyfwnt_is_asked_where_it_can_be_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """With zeros for a call, the first case has none."""
    content, packed = (
        CASES["a call in the last ten bytes"][0],
        bytes.fromhex(CASES["a call in the last ten bytes"][1]),
    )
    asked = content.replace(b"\xe8", b"\0")
    monkeypatch.setattr(pyfwnt, "lzx_decompress", lambda data, size: asked)
    assert unpacked_chunk(packed, len(content), WofFormat.LZX) == asked


@pytest.mark.parametrize("form", WofFormat)
@pytest.mark.parametrize("size", [1, 100, 4096])
def test_chunk_that_ends_early_is_refused(form: WofFormat, size: int) -> None:
    with pytest.raises(MalformedError):
        unpacked_chunk(bytes.fromhex(CASES["no long match"][1])[:40], size, form)
