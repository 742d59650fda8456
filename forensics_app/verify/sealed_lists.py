"""Reading sealed JSON (docs/bundle-format.md, section 3):
every line in its one form, or a finding that says where.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from forensics_app.verify.collector import Findings
from forensics_app.verify.reading import DigestedFile
from forensics_app.verify.records import NotSealedFormError, Reader

MAX_OBJECT_BYTES = 16 << 20
_T = TypeVar("_T")


def read_lines(
    file: DigestedFile, reader: Reader[_T], findings: Findings
) -> Iterator[tuple[bytes, _T | None]]:
    """Each line of a `.jsonl` file without its LF, and its value; None where it isn't in its form.

    Raises FileUnreadableError, LineTooLongError.
    """
    for _, lines, values in read_batches(file, reader, findings):
        yield from zip(lines, values, strict=True)


def read_batches(
    file: DigestedFile, reader: Reader[_T], findings: Findings
) -> Iterator[tuple[int, list[bytes], list[_T | None]]]:
    """The same, many lines at once; with the number of lines before these.

    Raises FileUnreadableError, LineTooLongError.
    """
    before = 0
    for lines in file.batches():
        values: list[_T | None]
        together = reader.read_all(lines)
        if together is not None:
            values = list(together)
        else:
            values = _one_by_one(file.path, lines, before, reader, findings)
        yield before, lines, values
        before += len(lines)
    if file.unfinished:
        findings.code("list-not-canonical", f"{file.path}:{before}", "LF", None)


def _one_by_one(
    path: str, lines: list[bytes], before: int, reader: Reader[_T], findings: Findings
) -> list[_T | None]:
    values: list[_T | None] = []
    for number, line in enumerate(lines, start=before + 1):
        try:
            values.append(reader.read(line))
        except NotSealedFormError as e:
            findings.code("list-not-canonical", f"{path}:{number}", None, str(e))
            values.append(None)
    return values


def read_object(file: DigestedFile, reader: Reader[_T], findings: Findings) -> _T | None:
    """The value of a `.json` file, or None where it isn't in its form. Raises FileUnreadableError."""
    data = file.whole(MAX_OBJECT_BYTES)
    if data is None:
        findings.code("list-too-large", file.path, str(MAX_OBJECT_BYTES), str(file.size_bytes))
        return None
    if not data.endswith(b"\n"):
        findings.code("list-not-canonical", f"{file.path}:1", "LF", None)
        return None
    try:
        return reader.read(data[:-1])
    except NotSealedFormError as e:
        findings.code("list-not-canonical", f"{file.path}:1", None, str(e))
        return None
