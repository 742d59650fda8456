"""seal-info.txt has one text; the seal code survives being read aloud and typed."""

from __future__ import annotations

import base64
import hashlib
import random
from dataclasses import replace

import pytest

from forensics_app.report.layout.seal_code import code_rows
from forensics_app.seal.containers.seal_info import (
    SealCodeError,
    SealInfo,
    SealInfoError,
    code_matches,
    is_meant,
    parse,
    read_code,
    render,
    seal_code,
    show_code,
)

INFO = SealInfo(
    reference="FR-2026-0417-B01",
    signer_sha256=("a" * 64,),
    tagmanifest_sha256="b" * 64,
    merkle_root="c" * 64,
    merkle_size=3,
    custody_head="d" * 64,
    custody_count=12,
    omission_count=0,
    earlier_seals=("e" * 64, "f" * 64),
)
TEXT = f"""format: sealwright/1
kind: seal
reference: FR-2026-0417-B01
earlier-seal: {"e" * 64}
earlier-seal: {"f" * 64}
signer-sha256: {"a" * 64}
time-stamp: none
tagmanifest-sha256: {"b" * 64}
merkle-root: {"c" * 64}
merkle-size: 3
custody-head: {"d" * 64}
custody-count: 12
omission-count: 0
""".encode()


def test_the_text_is_that_of_the_specification() -> None:
    assert render(INFO) == TEXT
    assert parse(TEXT) == INFO


def test_no_earlier_seals_and_a_promised_time() -> None:
    info = replace(INFO, earlier_seals=(), time_stamp_required=True)
    assert parse(render(info)) == info


@pytest.mark.parametrize(
    "change",
    [
        (b"format: sealwright/1", b"format: sealwright/4"),
        (b"kind: seal", b"kind: addendum"),
        (b"time-stamp: none", b"time-stamp: None"),
        (b"time-stamp: none\n", b""),
        (b"merkle-size: 3", b"merkle-size: 03"),
        (b"merkle-size: 3", b"merkle-size: -3"),
        (b"merkle-size: 3", b"merkle-size:  3"),
        (b"merkle-size: 3", b"merkle-size: 3 "),
        (b"merkle-size: 3", b"merkle-size: " + b"9" * 5000),
        (b"reference: FR", b"reference: ../FR"),
        (b"omission-count: 0\n", b"omission-count: 0\nomission-count: 0\n"),
        (b"omission-count: 0\n", b"omission-count: 0\nnote: x\n"),
        (b"omission-count: 0\n", b"omission-count: 0"),
        (b"omission-count: 0\n", b"omission-count: 0\r\n"),
        (b"omission-count: 0\n", b"omission-count: 0\n\n"),
        (b"a" * 64, b"A" * 64),
        (b"e" * 64, b"f" * 64),
        (b"signer-sha256: " + b"a" * 64 + b"\n", b""),
    ],
)
def test_any_other_text_is_refused(change: tuple[bytes, bytes]) -> None:
    before, after = change
    assert before in TEXT
    with pytest.raises(SealInfoError):
        parse(TEXT.replace(before, after))


def test_reordered_lines_are_refused() -> None:
    lines = TEXT.splitlines(keepends=True)
    for i in range(len(lines) - 1):
        swapped = [*lines[:i], lines[i + 1], lines[i], *lines[i + 2 :]]
        if swapped[i][:12] == swapped[i + 1][:12] == b"earlier-seal":
            continue  # their order is the history's, any order is well formed
        with pytest.raises(SealInfoError):
            parse(b"".join(swapped))


def test_the_code_is_the_digest_of_the_text() -> None:
    assert seal_code(TEXT) == hashlib.sha256(TEXT).hexdigest()


def test_the_shown_code_follows_the_specification() -> None:
    code = "00112233445566778899aabbccddeeff" + "0" * 32
    body = base64.b32encode(bytes.fromhex("00112233445566778899aabbccddeeff")).decode().rstrip("=")
    first_ten_bits = int.from_bytes(hashlib.sha256(body.encode()).digest()[:2], "big") >> 6
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    check = alphabet[first_ten_bits >> 5] + alphabet[first_ten_bits & 31]
    assert show_code(code).replace("-", "") == body + check
    assert [len(group) for group in show_code(code).split("-")] == [4] * 7


def test_typing_is_forgiving_about_case_separators_and_look_alikes() -> None:
    code = hashlib.sha256(b"x").hexdigest()
    shown = show_code(code)
    assert read_code(shown) == code[:32]
    assert code_matches(shown.lower().replace("-", " "), code)
    assert code_matches(shown.replace("O", "0").replace("I", "1").replace("B", "8"), code)


def test_the_code_in_full_is_read_as_pages_show_it() -> None:
    """64 digits at once, or four lettered rows of four groups; as they are copied."""
    code = hashlib.sha256(b"x").hexdigest()
    rows = "\n".join(f"{letter}  {digits}" for letter, digits in code_rows(code))
    one_line, isolated = rows.replace("\n", "  ").upper(), f"\u2066{code}\u2069"
    for typed in (code, code.upper(), rows, one_line, isolated, rows.replace("  ", ": ")):
        assert read_code(typed) == code
        assert is_meant(typed, code)
        assert not is_meant(typed, code[:63] + ("0" if code[63] != "0" else "1"))
    assert not is_meant(code[:63], code)
    assert not is_meant("abc", code)


def test_a_wrong_character_is_noticed_or_gives_another_code() -> None:
    code = hashlib.sha256(b"x").hexdigest()
    shown = show_code(code).replace("-", "")
    chance = random.Random(1)
    noticed = 0
    for _ in range(300):
        place = chance.randrange(len(shown))
        wrong = chance.choice([c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" if c != shown[place]])
        try:
            assert not code_matches(shown[:place] + wrong + shown[place + 1 :], code)
        except SealCodeError:
            noticed += 1
    assert noticed > 290


@pytest.mark.parametrize("typed", ["", "ABCD", "A" * 27, "A" * 29, "Ä" * 28, "9" * 28])
def test_what_is_no_code_says_so(typed: str) -> None:
    with pytest.raises(SealCodeError):
        read_code(typed)
