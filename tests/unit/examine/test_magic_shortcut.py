"""The shortcut through libmagic's rules: it answers as libmagic does with all of them, or not at all."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import magic
import pytest

from forensics_app.examine import magic_shortcut
from forensics_app.examine.last_word import INTERPRETERS, with_last_word_ended
from forensics_app.examine.magic_database import SEARCH, MagicDatabase
from forensics_app.examine.magic_regex import Required, required_by
from forensics_app.examine.magic_shortcut import MagicShortcut, shortcut
from forensics_app.examine.text_form import TextForm, text_form

TEXT = b"some words on a line\nand more words;\n\tindented (text) = here\n" * 8
HEAD_BYTES = 256 << 10
WHOLE_WORD = 1 << 14  # STRING_FULL_WORD of src/file.h


@cache
def rules() -> MagicShortcut:
    found = shortcut()
    if found is None:
        pytest.skip(f"libmagic {magic.version()} is asked without a shortcut")
    return found


@cache
def all_rules() -> magic.Magic:
    return magic.Magic(mime=True)


def differing(contents: Iterator[bytes]) -> tuple[list[bytes], int]:
    """The contents of which the two say different things, and how many the shortcut said anything of."""
    wrong, answered = [], 0
    for content in map(with_last_word_ended, contents):
        found = rules().answer(content)
        if found is not None:
            answered += 1
            if found != all_rules().from_buffer(content):
                wrong.append(content[:80])
    return wrong, answered


def made_from_rules() -> Iterator[bytes]:
    """For each rule contents that begin to match it: what it compares, in zeros, text or noise."""
    rng = random.Random(5)
    values = []
    for number, rule in enumerate(rules().database.rules):
        for line in rules().database.lines(number):
            values.append(line.test.value[: line.test.length or 4])
        offset = rule.test.offset & 0xFFFF
        value = rule.test.value[: rule.test.length or 4]
        fillings = bytes(offset + 300), TEXT * (offset // len(TEXT) + 2), rng.randbytes(offset + 300)
        filling = fillings[number % 3]
        content = filling[:offset] + value + filling[offset + len(value) :]
        yield content
        if rule.test.length:
            yield content[: offset + len(value)]
            yield b"\xef\xbb\xbf" + content
            yield content.replace(value, value.swapcase().replace(b" ", b"   "))
    for _ in range(1500):
        mixed = b"".join(
            rng.choice((b"\n", b" ", b"")) + rng.choice(values) for _ in range(rng.randrange(1, 25))
        )
        yield bytes(byte for byte in mixed if 32 <= byte < 127 or byte in b"\n\t\r")


@pytest.mark.timeout(1200)  # some 50 s of an idle machine, and much more of a busy one
def test_what_the_rules_themselves_compare_gets_the_answer_of_all_rules() -> None:
    wrong, answered = differing(made_from_rules())
    assert not wrong
    assert answered > 3000


def test_the_words_read_beyond_their_end_are_those_that_rules_search_for() -> None:
    database = rules().database
    tests = [line.test for number in range(len(database.rules)) for line in database.lines(number)]
    words = {t.value[: t.length].decode() for t in tests if t.type == SEARCH and t.flags & WHOLE_WORD}
    assert words == {f"#! {interpreter}" for interpreter in INTERPRETERS}


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["/usr/share", "/usr/lib", sys.prefix])
def test_the_files_of_this_computer_get_the_answers_of_all_rules(folder: str) -> None:
    def contents() -> Iterator[bytes]:
        rng = random.Random(6)
        paths = [p for p in Path(folder).rglob("*") if p.is_file() and not p.is_symlink()]
        for path in rng.sample(paths, min(len(paths), 20_000)):
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
            yield head
            yield head[: rng.randrange(len(head) + 1)]
            spoilt = bytearray(head[:20_000])
            for _ in range(8 if spoilt else 0):
                spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
            yield bytes(spoilt)

    wrong, answered = differing(content for content in contents() if content)
    assert not wrong
    assert answered > 1000


@pytest.mark.parametrize(
    ("begin", "media_type"),
    [
        (b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n  9\r\n$ACADVER\r\n  1\r\nAC1015\r\n", "image/vnd.dxf"),
        (b"0\nSECTION\n2\nHEADER\n", "image/vnd.dxf"),
        (b"C  a comment\n" * 40, "text/x-fortran"),
        (b"c\ta comment\n" * 40, "text/x-fortran"),
        (b"package require Tk\n", "text/plain"),
        (b"package Foo::Bar;\nuse strict;\nmy ($x) = 1;\n", "text/plain"),
        (b"(;gM[1]FF[4]\n(;AP[x]Gm[19])\n", "text/plain"),
        (b'<a hReF="x">\n', "text/html"),
        (b"<TITLE>x</TITLE>\n", "text/html"),
    ],
)
def test_rules_that_are_judged_by_their_parts_or_in_any_case_still_answer(
    begin: bytes, media_type: str
) -> None:
    content = begin if begin.lower().startswith(b"c") else begin + TEXT
    assert rules().answer(content) == media_type
    assert all_rules().from_buffer(content) == media_type


def test_what_a_rule_that_tries_all_others_takes_for_its_own_is_asked_of_all() -> None:
    assert rules().answer(b"\xff\xd8\xff\xe1" + TEXT) is None
    assert rules().answer(b"\x01\xd8\xff\xe1" + TEXT) is not None


def test_a_rule_that_tries_all_others_is_judged_by_its_parts_too() -> None:
    """The one for what BACKUP of DOS wrote looks for a zero at 82, and then at bits of byte 5."""
    zero_at_82 = bytearray(TEXT)
    zero_at_82[82] = 0
    for content in (bytes(zero_at_82), b"short text\n"):
        assert rules().answer(content) == all_rules().from_buffer(content)
    zero_at_82[5] = 0x0C
    assert rules().answer(bytes(zero_at_82)) is None


def test_kept_databases_are_forgotten_and_answer_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(magic_shortcut, "_KEPT_DATABASES", 5)
    monkeypatch.setattr(magic_shortcut, "_SPARE_RULES", 0)
    found = shortcut()
    if found is None:
        pytest.skip(f"libmagic {magic.version()} is asked without a shortcut")
    contents = [
        TEXT + b"%s x;\n" % word * 3 for word in (b"import", b"class", b"def ", b"template", b"<a", b"==")
    ]
    contents += [one + other for one in contents for other in contents]
    for content in contents * 2:
        assert found.answer(content) == all_rules().from_buffer(content)
    assert len(found._kept) <= 5
    assert {kept for with_rule in found._with_rule.values() for kept in with_rule} <= found._kept.keys()


def test_a_changed_database_is_not_judged() -> None:
    with pytest.raises(ValueError, match="not a known form"):
        MagicDatabase(b"\x1c\x04\x1e\xf1" + (99).to_bytes(4, "little") + bytes(1000))
    with pytest.raises(ValueError, match="too short"):
        MagicDatabase(b"")


@pytest.mark.parametrize(
    ("pattern", "required"),
    [
        (rb"^import.*;$", Required((b"\nimport",), (b"import",))),
        (rb"^(:|;)", Required((b"\n:", b"\n;"), (b":", b";"))),
        (rb"\((async )?fun[( ]", Required((b"(async fun ", b"(async fun(", b"(fun ", b"(fun("))),
        (b"^[!-?A-~]{1,255}(\t[^\t]+){11}", Required((), often=(9, 11))),
        (b"((\t[^\t]+){11})?x", None),
        (b"(\t[^\t]+){11}|x", None),
        (b"(\tq[[:space:]]){5}a", Required(tuple(b"\tq%c" % c for c in b"\t\n\v\f\r "))),
        (rb"ab*c", None),
        (rb"ab+cd", Required((b"ab",))),
        (rb"a(b|c)?d", Required((b"abd", b"acd", b"ad"))),
        (rb"foo|b*", None),
        (rb"(ab", None),
        (rb"ab)", None),
        (rb"a\bcdef", None),
        (rb"*ab", None),
        (rb"ab{x}", None),
        (rb"[ab", None),
        (rb"^[]a]bc$", Required((b"\n]bc", b"\nabc"), (b"]bc", b"abc"))),
    ],
)  # fmt: skip
def test_what_a_regular_expression_needs(pattern: bytes, required: Required | None) -> None:
    assert required_by(pattern) == required


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (b"plain words\n", TextForm.AS_IT_IS),
        (b"plain words\n" + bytes(70_000), TextForm.AS_IT_IS),
        ("naïve café".encode(), TextForm.AS_IT_IS),
        ("é cut off é".encode()[:-1], TextForm.AS_IT_IS),
        ("cut off é".encode()[:-1], TextForm.OTHER),
        ("naïve café".encode("latin-1"), TextForm.OTHER),
        ("words".encode("utf-16"), TextForm.OTHER),
        (b"\xef\xbb\xbfwords", TextForm.WITHOUT_MARK),
        (b"\xef\xbb\xbf" * 2 + b"words", TextForm.OTHER),
        (b"\xef\xbb\xbf" * 20_000, TextForm.OTHER),
        (b"\xef\xbb\xbf\xef\xbb\xbfwords", TextForm.OTHER),
        (b"\xef\xbb\xbfwords\xe9", TextForm.OTHER),
        (b"\xef\xbb\xbfwords\0and", TextForm.OTHER),
        (b"words\x85\n", TextForm.OTHER),
        ("words in EBCDIC".encode("cp037"), TextForm.OTHER),
        (b"words\x0e\x0fshifted", TextForm.OTHER),
        (b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03", TextForm.NEVER),
        (b"words" * 99 + b"\0more", TextForm.NEVER),
    ],
)
def test_forms_of_text(head: bytes, form: TextForm) -> None:
    assert text_form(head) is form
