"""No word of a report stands on another: every kind in every language, as poppler finds the words."""

from __future__ import annotations

import re
import subprocess
from typing import NamedTuple

import pytest

from forensics_app.i18n.translator import LANGUAGES
from tests.judging.judges import require_judge
from tests.judging.report_matrix import every_kind

_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_POINT = 1.0
_SAME_LINE = 0.6  # of the lower word's height


class Word(NamedTuple):
    """A word and its box, in points from the upper left corner of its page."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def pages(pdf: bytes) -> list[list[Word]]:
    """The words of each page from top to bottom. Boxes of Arabic letters reach over their neighbours."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    return [
        sorted(
            (Word(*map(float, box), text) for *box, text in _WORD.findall(page) if not _ARABIC.search(text)),
            key=lambda word: word.top,
        )
        for page in done.stdout.decode().split("<page ")[1:]
    ]


def overlapping(words: list[Word]) -> list[tuple[str, str]]:
    found = []
    for at, one in enumerate(words):
        for other in words[at + 1 :]:
            if other.top >= one.bottom:
                break
            high = min(one.bottom, other.bottom) - other.top
            wide = min(one.right, other.right) - max(one.left, other.left)
            if wide > _POINT and high > _SAME_LINE * min(one.bottom - one.top, other.bottom - other.top):
                found.append((one.text, other.text))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_stands_on_another(language: str) -> None:
    require_judge("pdftotext")
    found = {}
    for name, pdf in every_kind(language).items():
        laid_out = pages(pdf)
        assert sum(map(len, laid_out)) > 10, name
        if hits := [pair for words in laid_out for pair in overlapping(words)]:
            found[name] = hits
    assert found == {}
