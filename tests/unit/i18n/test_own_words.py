"""The agency's own word for an exhibit stands on labels, in its language alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.i18n.exhibit_terms import OwnWord, own_word, use_own_words
from forensics_app.i18n.translator import NC_, Translator, translator_for
from forensics_app.services.exhibit_terms import keep_own_words, load_own_words, read_own_words, words_file

PIECE = OwnWord("pièce à conviction", "pièces à conviction")


@pytest.fixture(autouse=True)
def _own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    use_own_words({"fr": PIECE, "ru": OwnWord("вещдок", "вещдоки")})
    yield
    use_own_words({})


def counted(words: Translator, count: int) -> str:
    return words.plural("{count} exhibit", "{count} exhibits", count)


def test_labels_in_that_language() -> None:
    words = translator_for("fr")
    assert words.text(NC_("label", "Exhibit")) == "Pièce à conviction"
    assert words.text("exhibit") == "pièce à conviction"
    assert words.text(NC_("label", "Exhibits")) == "Pièces à conviction"
    assert words.text(NC_("field of a custody event", "exhibits")) == "pièces à conviction"
    assert words.text("Exhibit: {exhibit}", exhibit="EX-001") == "Pièce à conviction\u00a0: EX-001"
    assert counted(words, 2) == "Pièces à conviction\u00a0: 2"
    assert counted(translator_for("ru"), 5) == "Вещдоки: 5"


def test_sentences_and_other_languages_keep_the_glossary_s_word() -> None:
    assert translator_for("en").text(NC_("label", "Exhibit")) == "Exhibit"
    assert translator_for("de").text(NC_("label", "Exhibits")) == "Asservate"
    assert counted(translator_for("de"), 2) == "2 Asservate"
    assert "scellé" in translator_for("fr").text("Only this exhibit.")


@pytest.mark.parametrize("word", ["", "x" * 41, "{exhibit}", "a\u202eb", "a\nb"])
def test_what_is_no_word_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="no label"):
        OwnWord(word, "several")


def test_they_are_kept_and_found_again() -> None:
    keep_own_words({"fr": PIECE})
    use_own_words({})
    assert read_own_words() == {"fr": PIECE}
    load_own_words()
    assert own_word("fr") == PIECE


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"exhibit": {"fr": ["a"]}}', '{"exhibit": {"fr": ["{a}", "b"]}}']
)
def test_a_file_that_cannot_be_used_counts_as_none(text: str) -> None:
    words_file().parent.mkdir(parents=True, exist_ok=True)
    words_file().write_text(text)
    assert read_own_words() == {}
