"""Hash sets as text: hashdeep files, one hash a line, CSV tables. Read line by line; nothing is guessed
twice.

What a hash is follows from its length (32, 40 or 64 hexadecimal digits: MD5, SHA-1, SHA-256) or from its
column's name. Byte order marks, upper case, comments and the output of md5sum and its kin are all taken. A
line that holds no hash is counted as rejected, never passed over. Each physical line stands for itself, so
that one stray quote in a CSV table can't swallow the rest of it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.hash_sets import HashSetEntry, HashSetFormat

Entries = Iterator[HashSetEntry | None]
"""None stands for a line or record without a hash."""

HASHDEEP_MARK = "%%%% HASHDEEP-"
_LENGTHS = {32: DigestAlgorithm.MD5, 40: DigestAlgorithm.SHA1, 64: DigestAlgorithm.SHA256}
_NAMES = {"md5": DigestAlgorithm.MD5, "sha1": DigestAlgorithm.SHA1, "sha256": DigestAlgorithm.SHA256}
_NAMES |= {"sha2256": DigestAlgorithm.SHA256}
_CATEGORY_NAMES = frozenset(
    {"category", "cat", "categorie", "catégorie", "categoria", "categoría", "kategorie"}
)
_COMMENTS = ("#", ";", "//")
_DELIMITERS = ",;\t|"
_HEX = re.compile(r"[0-9A-Fa-f]+\Z")
ANY_DIGEST = frozenset({"hash", "hashvalue", "digest", "checksum", "empreinte", "condensat"})
_NOISE = re.compile("hashvalue|hash|digest|checksum|value|sum|hex|file|empreinte|condensat")
_BSD_STYLE = re.compile(r"(?:MD5|SHA-?1|SHA-?256|SHA2-256)\s*\(.*\)\s*=\s*([0-9A-Fa-f]+)\s*\Z", re.IGNORECASE)
_LONGEST_LINE = 1 << 20
_AT_THE_END = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{1,64}\Z")
_TITLE_LINES = 50


@dataclass(frozen=True, slots=True)
class HashList:
    """A list that was recognised; `entries` are read from the file as they are asked for."""

    format: HashSetFormat
    version: str | None
    entries: Entries


def open_text(path: Path) -> TextIO:
    """A text file as tools on any system write it: UTF-16 by its mark, else UTF-8 with or without one."""
    with path.open("rb") as file:
        start = file.read(4)
    utf16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return path.open("r", encoding="utf-16" if utf16 else "utf-8-sig", errors="replace", newline=None)


def read_hash_list(file: TextIO) -> HashList:
    """What form an open text has, and its entries."""
    first = file.readline(_LONGEST_LINE)
    if first.startswith(HASHDEEP_MARK):
        version = first[len(HASHDEEP_MARK) :].strip()
        return HashList(HashSetFormat.HASHDEEP, f"HASHDEEP-{version}", _hashdeep(file))
    lines = _lines(first, file)
    leading: list[str] = []
    for line in lines:
        if not _means_something(line):
            continue
        delimiter = _delimiter(line)
        if delimiter is not None:
            return HashList(HashSetFormat.CSV, None, _table(leading, line, lines, delimiter))
        leading.append(line)
        if _of_line(line.strip()) is not None or len(leading) == _TITLE_LINES:
            break
    return HashList(HashSetFormat.LIST, None, _plain(leading, lines))


def entry_of(values: dict[DigestAlgorithm, bytes], category: str = "") -> HashSetEntry | None:
    """An entry with these digests; None without any."""
    if not values:
        return None
    return HashSetEntry(
        md5=values.get(DigestAlgorithm.MD5),
        sha1=values.get(DigestAlgorithm.SHA1),
        sha256=values.get(DigestAlgorithm.SHA256),
        category=category,
    )


def digest_of(text: str) -> tuple[DigestAlgorithm, bytes] | None:
    """The digest that stands in a cell or token, by its length."""
    text = text.strip().strip("\"'")
    algorithm = _LENGTHS.get(len(text))
    if algorithm is None or not _HEX.match(text):
        return None
    return algorithm, bytes.fromhex(text)


def digest_column(head: str) -> DigestAlgorithm | None:
    """The digest that a column is called after: `SHA-1`, `MD5 hash`, `File SHA2-256`."""
    return _NAMES.get(_NOISE.sub("", _plain_name(head)))


def _is_head(cell: str) -> bool:
    return digest_column(cell) is not None or _plain_name(cell) in ANY_DIGEST


def _lines(first: str, file: TextIO) -> Iterator[str]:
    """The lines of a text; a longer one in pieces, none of which ends inside of what may be a hash."""
    line = first or file.readline(_LONGEST_LINE)
    while line:
        cut = _AT_THE_END.search(line) if len(line) >= _LONGEST_LINE else None
        rest = "" if cut is None else cut[0]
        if rest:
            line = line[: -len(rest)]
        yield line
        line = rest + file.readline(_LONGEST_LINE)


def _means_something(line: str) -> bool:
    text = line.strip()
    return bool(text) and not text.startswith(_COMMENTS)


# --- hashdeep ---------------------------------------------------------------------------------------------


def _hashdeep(file: TextIO) -> Entries:
    """Version 1.0 (hashdeep's FILEFORMAT): the second line names the columns, the file's name is the last.

    In files that were put behind one another each part names its own.
    """
    columns: list[str] = []
    for line in _lines("", file):
        if line.startswith("%%%% ") and not line.startswith(HASHDEEP_MARK):
            columns = [_plain_name(c) for c in line.lstrip("%").strip().split(",")]
            continue
        if line.startswith(("#", "%")) or not line.strip():
            continue
        cells = line.rstrip("\r\n").split(",", max(0, len(columns) - 1))
        values = {}
        for column, cell in zip(columns, cells, strict=False):
            found = digest_of(cell)
            if found is not None and _NAMES.get(column) is found[0]:
                values[found[0]] = found[1]
        yield entry_of(values)


# --- one a line -------------------------------------------------------------------------------------------


def _plain(leading: list[str], rest: Iterator[str]) -> Entries:
    for lines in (iter(leading), rest):
        for line in lines:
            if _means_something(line):
                yield _of_line(line.strip())


def _of_line(text: str) -> HashSetEntry | None:
    """`HASH`, `HASH  name`, `HASH *name` (coreutils; a backslash marks an odd name), `MD5 (name) = HASH`."""
    if match := _BSD_STYLE.match(text):
        found = digest_of(match[1])
    else:
        found = digest_of(text.removeprefix("\\").partition(" ")[0].partition("\t")[0])
    return None if found is None else entry_of(dict([found]))


# --- CSV --------------------------------------------------------------------------------------------------


def _delimiter(line: str) -> str | None:
    """What parts the columns of a table, judged by its first line; None for a plain list."""
    if _of_line(line.strip()) is not None and digest_of(_cells(line, ",")[0]) is None:
        return None  # a hash and a name that may hold anything
    for delimiter in _DELIMITERS:
        cells = _cells(line, delimiter)
        if len(cells) > 1 and any(digest_of(c) or _is_head(c) for c in cells):
            return delimiter
    return "," if digest_column(line) else None


def _table(titles: list[str], first: str, rest: Iterator[str], delimiter: str) -> Entries:
    """Columns by the names in the first row where it has any, else by the length of what stands in them.

    `titles` are lines before it (`sep=;`, a heading): they hold no hash, and are told as such.
    """
    yield from (None for _ in titles)
    heads = _cells(first, delimiter)
    named: dict[int, DigestAlgorithm | None] = {}
    category = None
    if any(digest_of(cell) for cell in heads):  # a row, whatever stands beside: `"SHA256","..."`
        yield from _of_row(heads)
    else:
        named = {place: digest_column(head) for place, head in enumerate(heads) if _is_head(head)}
        category = next((p for p, head in enumerate(heads) if _plain_name(head) in _CATEGORY_NAMES), None)
    for line in rest:
        cells = _cells(line, delimiter)
        entries = [_of_named(cells, named, category)] if named else _of_row(cells)
        if _means_something(line):
            yield from entries
        elif line.strip() and any(
            entries
        ):  # a row all the same: `#recycle/a.jpg,...`, or an empty first cell
            is_row = named or line.lstrip(" ").startswith(delimiter)
            yield from entries if is_row else (None,)


def _of_named(
    cells: list[str], named: dict[int, DigestAlgorithm | None], category: int | None
) -> HashSetEntry | None:
    values: dict[DigestAlgorithm, bytes] = {}
    for place, algorithm in named.items():
        found = digest_of(cells[place]) if place < len(cells) else None
        if found is not None and algorithm in (None, found[0]):
            values.setdefault(*found)
    within = category is not None and category < len(cells)
    return entry_of(values, cells[category].strip() if within and category is not None else "")


def _of_row(cells: list[str]) -> list[HashSetEntry | None]:
    """The digests of a row without names by their lengths; two of one length are those of two files."""
    found = [digest for cell in cells if (digest := digest_of(cell)) is not None]
    values = dict(found)
    if len(values) == len(set(found)):
        return [entry_of(values)]
    return [entry_of(dict([one])) for one in dict.fromkeys(found)]


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line), delimiter=delimiter), [""])
    except csv.Error:
        return line.rstrip("\r\n").split(delimiter)


def _plain_name(text: str) -> str:
    """`SHA-1`, ` "sha_1" ` -> `sha1`."""
    return "".join(c for c in text.lower() if c.isalnum())
