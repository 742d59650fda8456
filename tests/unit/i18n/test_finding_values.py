"""Amounts of bytes in findings: as the reader's language writes them, whatever else a value is stays."""

from __future__ import annotations

import os
import re
from errno import EACCES
from pathlib import Path

import pytest

from forensics_app.bundle.reading import zip_directory
from forensics_app.i18n.findings import finding_sentence
from forensics_app.i18n.translator import LANGUAGES, translator_for
from forensics_app.i18n.verifying.finding_values import ZIP_FIELDS
from forensics_app.model.findings import Finding
from forensics_app.verify.codes import CODES

AMOUNTS = {"en": "5,165,824 bytes", "de": "5.165.824 Bytes", "es": "5.165.824 bytes"}


def sentence(code: str, language: str, *, expected: str | None = None, actual: str | None = None) -> str:
    made = Finding(code, *CODES[code], "s1", expected, actual)
    return finding_sentence(made, translator_for(language))


@pytest.mark.parametrize("language", AMOUNTS)
def test_what_is_missing_of_a_source(language: str) -> None:
    assert AMOUNTS[language] in sentence("source-incomplete", language, actual="5165824 bytes")


def test_a_number_that_the_sentence_counts_in_bytes() -> None:
    said = sentence("zip-truncated", "de", expected="5165824", actual="1024")
    assert "1.024" in said
    assert "5.165.824" in said


def test_any_other_value_stays() -> None:
    assert "20260417" in sentence("display-differs", "de", expected="a", actual="20260417 x")


def test_fields_of_a_zip_header_have_words_in_every_language() -> None:
    source = Path(zip_directory.__file__).read_text("utf-8")
    named = set(re.findall(r'"zip-field", f"([a-z0-9-]+) ', source)) | set(zip_directory._FIXED_NAMES)
    named |= {"disk", "directory-disk"}
    assert named == set(ZIP_FIELDS)
    for language in LANGUAGES:
        made = Finding("zip-field", *CODES["zip-field"], "comment-length notes.txt", "0", "7")
        said = finding_sentence(made, translator_for(language))
        assert "comment-length" not in said
        assert "notes.txt" in said


def test_what_the_system_says_of_a_file_is_in_the_language_of_the_sentence() -> None:
    for code in ("file-unreadable", "folder-unreadable"):
        assert "Zugriff verweigert" in sentence(code, "de", actual=os.strerror(EACCES))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("addendum-fork-same-signer", ("b.asice", "a.asice", "seal")),
        ("addendum-fork", ("b.asice", "a.asice", "seal")),
        ("addendum-head-differs", ("b.asice", "seal", "ab12")),
        ("addendum-other-encoding", ("seal", "b.asice", "ab12")),
    ],
)
def test_the_seal_that_addenda_follow_has_its_word_in_every_language(
    code: str, values: tuple[str, str, str], language: str
) -> None:
    said = finding_sentence(Finding(code, *CODES[code], *values), translator_for(language))
    bare = re.search(r"(?<!the )(?<!The )\bseal\b", said)
    assert bare is None, said
    assert ("he seal" in said) == (language == "en")
    assert "b.asice" in said
    of_addendum = tuple("c.asice" if value == "seal" else value for value in values)
    assert "c.asice" in finding_sentence(Finding(code, *CODES[code], *of_addendum), translator_for(language))
