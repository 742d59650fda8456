"""Lists of words: found in every encoding and case (CFTT string search), and whole."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

import pytest

from forensics_app.errors import RulesDamagedError
from forensics_app.examine import examination, word_rules
from forensics_app.examine.examination import Problem, TypeMemory, examine
from forensics_app.examine.options import ExamineOptions
from forensics_app.examine.yara_rules import RuleScanner, compile_rules
from forensics_app.i18n.sentences import error_sentence
from forensics_app.services.ingest.rule_files import read_rules
from tests.unit.examine.test_examination import Bytes
from tests.unit.examine.test_yara_rules import rule_file

WORDS = ("Secret", "русская чайная", "Größe", "東京都", "مرحبا", r"a?b\c*d$e#f[g^ \"", "http://x", "ὀδός")
NOISE = random.Random(7).randbytes(5000)


def scanner_of(folder: Path, text: str, encoding: str = "utf-8") -> RuleScanner:
    path = folder / "words.txt"
    path.write_bytes(text.encode(encoding))
    return RuleScanner(compile_rules(read_rules(path)))


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> RuleScanner:
    return scanner_of(tmp_path_factory.mktemp("words"), "\n".join(WORDS))


def found(scanner: RuleScanner, data: bytes) -> list[str]:
    return [match.rule for match in scanner.scan(NOISE + data + NOISE, None)]


@pytest.mark.parametrize(
    ("word", "encodings"),
    [
        ("Secret", "utf-8 utf-16-le utf-16-be cp1252 gb18030"),
        (
            "русская чайная",
            "utf-8 utf-16-le utf-16-be cp1251 koi8-r cp866 iso8859-5 mac-cyrillic cp855 gb18030",
        ),
        ("Größe", "utf-8 utf-16-le utf-16-be cp1252 cp437 cp850 mac-roman"),
        ("東京都", "utf-8 utf-16-le utf-16-be cp932 euc-jp gb18030 big5hkscs"),
        ("مرحبا", "utf-8 utf-16-le utf-16-be cp1256 iso8859-6"),
        (r"a?b\c*d$e#f[g^ \"", "utf-8 utf-16-le utf-16-be"),
    ],
)
def test_a_word_is_found_in_every_encoding_and_case(word: str, encodings: str, scanner: RuleScanner) -> None:
    for encoding in encodings.split():
        for text in (word, word.lower(), word.title(), *([word.upper()] if "ß" not in word else [])):
            assert found(scanner, text.encode(encoding)) == [word], (encoding, text)
    assert found(scanner, word[:-1].encode()) == []


def test_composed_and_decomposed_letters_are_one(scanner: RuleScanner) -> None:
    for word in ("Größe", "ὀδός"):
        for form in ("NFC", "NFD"):
            assert found(scanner, unicodedata.normalize(form, word).encode("utf-16-le")) == [word]
    assert found(scanner, "GRÖSSE".encode()) == ["Größe"]


def test_one_that_parts_file_and_rule_is_named_by_its_line(scanner: RuleScanner) -> None:
    assert found(scanner, b"HTTP://X") == ["word_7"]


def test_words_are_looked_for_in_all_of_a_large_content(
    scanner: RuleScanner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = examination.WINDOW_BYTES
    monkeypatch.setattr(examination, "MOST_BYTES", 2 * window)
    place = 4 * window - 3  # across two pieces
    data = bytes(place) + b"secret" + bytes(3 * window)

    def scanned(by: RuleScanner) -> tuple[list[str], tuple[Problem, ...]]:
        result, problems = examine(
            Bytes(data), "", ExamineOptions(), TypeMemory(), alive=lambda done: None, scanner=by
        )
        return [match.rule for match in result.rules], problems

    assert scanned(scanner) == (["Secret"], ())
    words = tmp_path / "words.txt"
    words.write_text("secret")
    late = rule_file('rule late { strings: $a = "secret" condition: $a }')
    both = RuleScanner(compile_rules((*read_rules(words), late)))
    assert scanned(both) == (["secret"], (Problem.YARA_NOT_SCANNED,))


def test_lists_as_windows_saves_them_and_words_that_stand_twice(tmp_path: Path) -> None:
    by_utf16 = scanner_of(tmp_path, "\r\nЧай\r\n чай \r\nсахар\r\n", "utf-16")
    assert found(by_utf16, "ЧАЙ и сахар".encode("koi8-r")) == ["Чай", "сахар"]


def test_rules_in_a_text_file_stay_rules(tmp_path: Path) -> None:
    rules = 'import "pe"\nprivate rule one : a\n{ condition: filesize > 3 }\nrule two { condition: one }'
    assert found(scanner_of(tmp_path, rules), b"") == ["two"]


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 0), ("secret\nab", 2), ("x" * 201, 1), ("one\ntwo\n\nthree\nfour", 5)],
)
def test_a_list_that_gives_no_rules_is_told_with_its_line(
    text: str, line: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_rules, "_MOST_WORDS", 3)
    path = tmp_path / "words.txt"
    path.write_text(text)
    with pytest.raises(RulesDamagedError) as raised:
        read_rules(path)
    assert raised.value.line == line
    assert f"line {line}, " in error_sentence(raised.value)
