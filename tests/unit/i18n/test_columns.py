"""How many columns of a terminal a text takes, in every script."""

from __future__ import annotations

import pytest

from forensics_app.i18n.typography.columns import columns, padded, wrapped


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("Größe", 5),
        ("大小", 4),
        ("（A）", 5),
        ("e\u0301", 1),
        ("\u2066x\u2069", 1),
        ("ختم", 3),
    ],
)
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width


def test_padded_cells_stand_under_one_another() -> None:
    cells = [padded(word, 9) for word in ("Deleted", "已删除", "Удалён", "")]
    assert [columns(cell) for cell in cells] == [9, 9, 9, 9]
    assert padded("大小", 6, right=True) == "  大小"
    assert padded("longer than that", 4) == "longer than that"


def test_chinese_is_wrapped_between_characters_and_never_before_a_closing_mark() -> None:
    text = "封存后内容没有变化，所有文件都与封存时一致。路径 /cases/EX-001/disk.E01 未改动（见附件）。" * 3
    lines = wrapped(text, 40, indent="  ")
    assert len(lines) > 4
    assert all(columns(line) <= 41 for line in lines)
    assert not any(line.strip()[0] in "，。）" for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert any("/cases/EX-001/disk.E01" in line for line in lines)


def test_a_closing_mark_stays_with_the_digest_before_it() -> None:
    assert wrapped("证书 " + "8" * 32 + "；未核查。", 37) == ["证书", "8" * 32 + "；未", "核查。"]


def test_other_languages_are_wrapped_between_words() -> None:
    assert wrapped("one two three", 8, indent="  ") == ["one two", "  three"]
    assert wrapped("", 8) == [""]


def test_an_isolate_is_closed_and_opened_again_where_a_line_ends_in_it() -> None:
    """A gate before every output spells out what is open at the end of a line."""
    text = "الشهادة \u2066aaaa bbbb cccc\u2069 هنا"
    assert wrapped(text, 14) == ["الشهادة \u2066aaaa\u2069", "\u2066bbbb cccc\u2069 هنا"]
