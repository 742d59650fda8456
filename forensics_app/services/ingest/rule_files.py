"""Files of YARA rules, or of words, that the examiner names: read, digested, compiled once for an ingest."""

from __future__ import annotations

import codecs
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from forensics_app.errors import RulesDamagedError, RulesLibraryMissingError, RulesNotFoundError
from forensics_app.examine.word_rules import WordListError, word_rules
from forensics_app.examine.yara_rules import compile_rules, missing_library
from forensics_app.model.rules import RuleFile

ENDINGS = (".yar", ".yara")
WORDS_ENDING = ".txt"
_IS_RULES = re.compile(r"^\s*(?:(?:private|global)\s+)*rule\s+\w+\s*[:{]", re.MULTILINE)
_MOST_BYTES = 64 << 20
_MOST_FILES = 10_000


def read_rules(path: Path) -> tuple[RuleFile, ...]:
    """The rules of a file, or of every *.yar and *.yara in a folder and below it, sorted by name. A file
    *.txt without rules is a list of words, one a line.

    They are compiled to find their mistakes. Raises RulesNotFoundError, RulesDamagedError with file and line,
    RulesLibraryMissingError.
    """
    found: list[RuleFile] = []
    size = 0
    try:
        for file in _files(path):
            data = file.read_bytes()
            size += len(data)
            if size > _MOST_BYTES or len(found) >= _MOST_FILES:
                raise RulesNotFoundError(path=str(path), detail="too many rules")
            name = file.name if file == path else file.relative_to(path).as_posix()
            text = _text(data, name)
            if file == path and file.suffix.lower() == WORDS_ENDING and not _IS_RULES.search(text):
                text = _of_words(text, name)
            found.append(RuleFile(name, hashlib.sha256(data).hexdigest(), text))
    except OSError as e:
        raise RulesNotFoundError(path=str(path), detail=e.strerror or type(e).__name__) from e
    if not found:
        raise RulesNotFoundError(path=str(path), detail="no *.yar")
    files = tuple(found)
    compiled(files)
    return files


def rules_unusable() -> RulesLibraryMissingError | None:
    """Why no rules can be used in this installation; None where they can."""
    return missing_library()


@lru_cache(maxsize=2)
def compiled(files: tuple[RuleFile, ...]) -> bytes:
    """The rules in the form that workers take; nothing for no files. Raises as compile_rules."""
    return compile_rules(files) if files else b""


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.rglob("*") if p.suffix.lower() in ENDINGS and p.is_file())


def _of_words(text: str, name: str) -> str:
    try:
        return word_rules(text)
    except WordListError as e:
        raise RulesDamagedError(path=name, line=e.line, detail=str(e)) from e


def _text(data: bytes, name: str) -> str:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # as Windows' editors save it
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        raise RulesDamagedError(path=name, line=line, detail="not UTF-8") from e
