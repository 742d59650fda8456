"""YARA rules: their mistakes told with file and line, what they match in contents, and what bounds them."""

from __future__ import annotations

import hashlib
import sys
from importlib import util
from pathlib import Path

import pytest

from forensics_app.errors import RulesDamagedError, RulesLibraryMissingError, RulesNotFoundError
from forensics_app.examine import examination, yara_rules
from forensics_app.examine.examination import Problem, TypeMemory, examine
from forensics_app.examine.options import ExamineOptions
from forensics_app.examine.yara_rules import RuleScanner, RulesNotApplied, compile_rules
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.artifact import RuleMatch
from forensics_app.model.rules import RuleFile
from forensics_app.services.ingest.rule_files import read_rules
from tests.unit.examine.test_examination import Bytes

MONEY = """\
rule money : finance draft {
  strings: $a = "invoice" nocase
  condition: $a
}
rule small { condition: filesize < 100 }
"""


def rule_file(text: str, name: str = "money.yar") -> RuleFile:
    return RuleFile(name, hashlib.sha256(text.encode()).hexdigest(), text)


def scanned(data: bytes, scanner: RuleScanner) -> tuple[tuple[RuleMatch, ...], tuple[Problem, ...]]:
    found, problems = examine(
        Bytes(data), "", ExamineOptions(), TypeMemory(), alive=lambda done: None, scanner=scanner
    )
    return found.rules, problems


@pytest.fixture(scope="module")
def scanner() -> RuleScanner:
    return RuleScanner(compile_rules([rule_file(MONEY), rule_file(MONEY, "sub/second.yar")]))


def test_matches_come_with_namespace_name_and_tags_in_order(scanner: RuleScanner) -> None:
    assert scanner.scan(b"The INVOICE", None) == (
        RuleMatch("money", "money", ("finance", "draft")),
        RuleMatch("money", "small"),
        RuleMatch("sub/second", "money", ("finance", "draft")),
        RuleMatch("sub/second", "small"),
    )
    assert scanner.scan(bytes(200), None) == ()


def test_rules_see_contents_of_several_windows_as_one(scanner: RuleScanner) -> None:
    window = examination.WINDOW_BYTES
    rules, problems = scanned(bytes(window - 3) + b"invoice" + bytes(window), scanner)
    assert [match.rule for match in rules] == ["money", "money"]
    assert problems == ()


def test_a_content_that_is_too_large_is_scanned_as_far_as_the_bound_and_said_so(
    scanner: RuleScanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examination, "MOST_BYTES", examination.WINDOW_BYTES)
    beyond = bytes(examination.WINDOW_BYTES) + b"invoice"
    rules, problems = scanned(beyond, scanner)
    assert (rules, problems) == ((), (Problem.YARA_NOT_SCANNED,))
    rules, problems = scanned(b"invoice" + beyond, scanner)
    assert len(rules) == 2
    assert problems == (Problem.YARA_NOT_SCANNED,)


def test_a_scan_that_fails_is_a_problem_and_never_no_match(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(self: RuleScanner, data: bytes, sha256: str | None) -> tuple[RuleMatch, ...]:
        raise RulesNotApplied("timeout")

    scanner = RuleScanner(compile_rules([rule_file(MONEY)]))
    monkeypatch.setattr(RuleScanner, "scan", gives_up)
    assert scanned(b"invoice", scanner) == ((), (Problem.YARA_NOT_SCANNED,))


def test_a_rule_that_never_ends_is_stopped_before_the_watchdog_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yara_rules, "_TIMEOUT_S", 1)
    endless = """rule endless { condition:
      for all i in (0..1000000000) : ( for all j in (0..1000000000) : ( uint8(i) == uint8(i) ) ) }"""
    with pytest.raises(RulesNotApplied):
        RuleScanner(compile_rules([rule_file(endless)])).scan(bytes(10), None)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("rule a {\n condition:\n  foo\n}\n", 3, "unknown identifier"),
        ("rule a { condition: true }\nrule a { condition: true }\n", 2, "duplicate rule"),
        ("rule a {\n condition: ", 2, "syntax error"),
        ('include "/etc/passwd"\nrule a { condition: true }', 1, "include"),
    ],
    ids=["unknown", "twice", "cut-off", "include"],
)
def test_rules_that_do_not_compile_name_file_and_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    (tmp_path / "a.yar").write_text("rule fine { condition: true }")
    (tmp_path / "b.yar").write_text(text)
    with pytest.raises(RulesDamagedError) as caught:
        read_rules(tmp_path)
    assert (caught.value.path, caught.value.line) == ("b.yar", line)
    assert says in caught.value.detail


def test_a_folder_gives_all_its_rules_by_name(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("z.yar", "deep/a.YARA", "notes.txt"):
        (tmp_path / name).write_text(MONEY)
    digest = hashlib.sha256(MONEY.encode()).hexdigest()
    assert [(f.name, f.sha256, f.namespace) for f in read_rules(tmp_path)] == [
        ("deep/a.YARA", digest, "deep/a"),
        ("z.yar", digest, "z"),
    ]


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.yar"):
        with pytest.raises(RulesNotFoundError):
            read_rules(path)


def test_text_that_is_not_utf8_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.yar").write_bytes(b"// fine\n// caf\xe9\n")
    with pytest.raises(RulesDamagedError) as caught:
        read_rules(tmp_path / "a.yar")
    assert caught.value.line == 2


def test_without_the_library_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yara_rules, "find_spec", lambda name: util.find_spec("no_such_library"))
    with pytest.raises(RulesLibraryMissingError) as caught:
        compile_rules([rule_file(MONEY)])
    assert f"{sys.executable} -m pip install yara-x" in error_sentence(caught.value)


def test_every_rule_that_matches_is_kept_or_the_rest_told(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(f"rule r{n:03} {{ condition: filesize < 9 }}" for n in range(300))
    many = RuleScanner(compile_rules([rule_file(text)]))
    rules, problems = scanned(b"x", many)
    assert (len(rules), problems) == (300, ())
    monkeypatch.setattr(yara_rules, "MOST_MATCHES", 299)
    rules, problems = scanned(b"x", many)
    assert (len(rules), problems) == (299, (Problem.YARA_NOT_SCANNED,))
