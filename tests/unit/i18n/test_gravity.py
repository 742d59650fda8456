"""How grave what a code of the omission ledger says is: each code once, the worst first."""

from __future__ import annotations

from forensics_app.i18n.omissions import _WORST_FIRST as WORST_FIRST
from forensics_app.i18n.omissions import DOUBT_CODES, OMISSION_SENTENCES, gravity, is_doubt


def test_every_code_has_its_place_once() -> None:
    placed = [code for codes in WORST_FIRST for code in codes]
    assert sorted(placed) == sorted(OMISSION_SENTENCES)


def test_what_was_read_with_a_doubt_comes_after_what_was_not_read() -> None:
    unread = [gravity(code) for code in OMISSION_SENTENCES if not is_doubt(code)]
    doubts = {gravity(code) for code in DOUBT_CODES}
    assert len(doubts) == 1
    assert gravity("image-truncated") < gravity("file-system-damaged") < gravity("encrypted-volume")
    assert gravity("encrypted-volume") < gravity("content-unreadable") < gravity("content-partial")
    assert gravity("content-partial") < min(doubts) < max(unread) == gravity("exif-not-read")


def test_failed_sectors_in_one_file_are_less_than_those_of_the_medium() -> None:
    of_medium, of_file = gravity("acquisition-errors", "s1"), gravity("acquisition-errors", "s1.p1:/a/b.doc")
    assert of_medium == gravity("acquisition-errors") < gravity("encrypted-volume", "s1.p2") < of_file
    assert of_file == gravity("content-unreadable", "s1.p1:/a/b.doc")
    assert gravity("exif-not-read", "s1.p1:/a/b.jpg") == gravity("exif-not-read")
