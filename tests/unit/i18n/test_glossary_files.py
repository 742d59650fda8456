"""The glossary file of each language: complete, and what the catalogue and the window's help really say."""

from __future__ import annotations

import re

import pytest

from forensics_app.i18n import set_language, tr
from forensics_app.i18n.glossary import GLOSSARY, glossary_rows, term_in
from tests.unit.i18n.catalogue import LANGUAGES, entries
from tests.unit.i18n.glossary_otherwise import BY_LANGUAGE, EVERYWHERE

WORDS = [term for term, _ in GLOSSARY]
_TYPED = re.compile(r"\{.*?\}|“sealwright.*?”|--[a-z-]+|\bsealwright\b|\b[A-Z]{4,}\b")  # fields, commands
_VOWEL_SIGNS = re.compile("[\u064b-\u0652\u0640]")


def _plain(text: str) -> str:
    return _VOWEL_SIGNS.sub("", _TYPED.sub(" ", text)).casefold()


FILE_NAME = "file name"
"""Context of words in proposed file names: ASCII, and English where a language has other letters."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_a_file_with_every_word(language: str) -> None:
    rows = glossary_rows(language)
    assert [row.english for row in rows] == WORDS
    assert all(row.term.strip() == row.term and row.term for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_the_word_of_the_file(language: str) -> None:
    set_language(language)
    try:
        other = {
            row.english: tr(row.english) for row in glossary_rows(language) if tr(row.english) != row.term
        }
    finally:
        set_language("en")
    assert not other


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_use_the_words_of_the_file(language: str) -> None:
    other = []
    for row in glossary_rows(language):
        named = re.compile(rf"\b{re.escape(row.english)}(s|es)?\b", re.IGNORECASE)
        excuses = [e for e in (EVERYWHERE.get(row.english), BY_LANGUAGE.get((language, row.english))) if e]
        accepted = [_plain(form) for form in (row.term, *row.forms)]
        for e in entries(language):
            english = " ".join(e.english)
            if (
                e.context == FILE_NAME
                or e.english[0] == row.english
                or not named.search(_TYPED.sub(" ", english))
            ):
                continue
            if any(re.search(excuse, one) for excuse in excuses for one in e.english):
                continue
            said = _plain(" ".join(e.translated))
            if not any(form in said for form in accepted):
                other.append((row.english, e.english[0], e.translated[0]))
    assert not other


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_excuse_is_left_over(language: str) -> None:
    english = [one for e in entries(language) for one in e.english]
    for (where, word), pattern in BY_LANGUAGE.items():
        if where == language:
            for part in pattern.split("|"):
                assert any(re.search(part, one) for one in english), (word, part)


def test_english_is_its_own_glossary() -> None:
    assert glossary_rows("en") == ()
    assert term_in("en", "seal code") == "seal code"
