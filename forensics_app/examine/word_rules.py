"""A list of words as YARA rules: one rule a word, which finds it in every encoding that text is kept in.

Case doesn't count, of any script: each character stands for itself and its other cases. In Unicode (UTF-8,
UTF-16 in both orders) a word is looked for composed and decomposed (NFC, NFD), in code pages composed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

WORD_KEY = "sealwright_word"  # in the metadata of each rule: the word
MARK = "// rules made of a list of words\n"  # what their text begins with
MOST_PATTERN_BYTES = 4096  # of one word in any encoding
_UNICODE = ("utf-8", "utf-16-le", "utf-16-be")
_CODE_PAGES = (
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-15",
    "koi8-r", "koi8-u", "cp437", "cp737", "cp850", "cp852", "cp855", "cp857", "cp862", "cp864", "cp866",
    "mac-roman", "mac-cyrillic", "mac-greek", "mac-latin2", "mac-turkish",
    "gb18030", "big5hkscs", "cp932", "euc-jp", "cp949",
)  # fmt: skip
_LEAST_BYTES = 3  # what is shorter stands everywhere
_MOST_CHARACTERS = 200
_MOST_WORDS = 2000


class WordListError(ValueError):
    """A list that gives no rules: `line` counts from 1, 0 for none; the argument says why."""

    def __init__(self, line: int, detail: str) -> None:
        super().__init__(detail)
        self.line = line


def word_rules(text: str) -> str:
    """The source of the rules for the words of `text`, one word or phrase a line; empty lines count nothing.

    A word that stands twice, also in other cases, has one rule. Raises WordListError.
    """
    rules: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        word = unicodedata.normalize("NFC", line.strip())
        if not word or word.casefold() in rules:
            continue
        if len(word.encode()) < _LEAST_BYTES:
            raise WordListError(number, "the word is too short")
        if len(word) > _MOST_CHARACTERS:
            raise WordListError(number, "the word is too long")
        if len(rules) == _MOST_WORDS:
            raise WordListError(number, "too many words")
        rules[word.casefold()] = _rule(f"word_{number}", word)
    if not rules:
        raise WordListError(0, "no words")
    return MARK + "".join(rules.values())


def _rule(identifier: str, word: str) -> str:
    patterns = "".join(f"    $p{n} = {{ {p} }}\n" for n, p in enumerate(dict.fromkeys(_patterns(word))))
    return (
        f"rule {identifier} {{\n  meta:\n    {WORD_KEY} = {_literal(word)}\n"
        f"  strings:\n{patterns}  condition:\n    any of them\n}}\n"
    )


def _patterns(word: str) -> Iterator[str]:
    """Each way in which the word may stand, as bytes in hexadecimal with alternatives."""
    for form in dict.fromkeys((word, unicodedata.normalize("NFD", word))):
        for encoding in _UNICODE:
            if (pattern := _pattern(form, encoding)) is not None:
                yield pattern
    for encoding in _CODE_PAGES:
        if (pattern := _pattern(word, encoding)) is not None:
            yield pattern


def _pattern(word: str, encoding: str) -> str | None:
    """None where the encoding lacks a character, or the word is too short in it."""
    characters: list[list[bytes]] = []
    for character in word:
        ways = [way for case in _cases(character) if (way := _encoded(case, encoding)) is not None]
        if not ways or _encoded(character, encoding) is None:
            return None
        characters.append(list(dict.fromkeys(ways)))
    if sum(min(map(len, ways)) for ways in characters) < _LEAST_BYTES:
        return None
    return " ".join(
        ways[0].hex() if len(ways) == 1 else f"({'|'.join(way.hex() for way in ways)})" for ways in characters
    )


def _cases(character: str) -> tuple[str, ...]:
    lower, upper = character.lower(), character.upper()
    return tuple(dict.fromkeys((character, lower, upper, upper.lower(), lower.upper(), character.title())))


def _encoded(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None


def _literal(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else " " for c in plain) + '"'
