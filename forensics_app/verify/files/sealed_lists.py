"""Reading sealed JSON (docs/bundle-format.md, section 3):
every line in its one form, or a finding that says where.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from forensics_app.verify.collector import Findings
from forensics_app.verify.files.reading import DigestedFile
from forensics_app.verify.files.records import NotSealedFormError, Reader

MAX_OBJECT_BYTES = 16 << 20
_T = TypeVar("_T")


def read_lines(
    file: DigestedFile, reader: Reader[_T], findings: Findings
) -> Iterator[tuple[bytes, _T | None]]:
    """Each line of a `.jsonl` file without its LF, and its value; None where it isn't in its form.

    Raises FileUnreadableError, LineTooLongError.
    """
    before = 0
    for lines in file.batches():
        together = reader.read_all(lines)
        if together is not None:
            yield from zip(lines, together, strict=True)
        else:
            for number, line in enumerate(lines, start=before + 1):
                yield line, read_one(file.path, number, line, reader, findings)
        before += len(lines)
    end_of_list(file, before, findings)


def end_of_list(file: DigestedFile, lines: int, findings: Findings) -> None:
    """The last line, of this number, has its line feed."""
    if file.unfinished:
        findings.code("list-not-canonical", f"{file.path}:{lines}", "LF", None)


def read_one(path: str, number: int, line: bytes, reader: Reader[_T], findings: Findings) -> _T | None:
    """The value of the line of this number; None, and a finding, where it isn't in its form."""
    try:
        return reader.read(line)
    except NotSealedFormError as e:
        findings.code("list-not-canonical", f"{path}:{number}", None, str(e))
        return None


def read_object(file: DigestedFile, reader: Reader[_T], findings: Findings) -> _T | None:
    """The value of a `.json` file, or None where it isn't in its form. Raises FileUnreadableError."""
    line = read_object_line(file, findings)
    return None if line is None else read_one(file.path, 1, line, reader, findings)


def read_object_line(file: DigestedFile, findings: Findings) -> bytes | None:
    """The one line of a `.json` file without its LF, or None. Raises FileUnreadableError."""
    data = file.whole(MAX_OBJECT_BYTES)
    if data is None:
        findings.code("list-too-large", file.path, str(MAX_OBJECT_BYTES), str(file.size_bytes))
        return None
    if not data.endswith(b"\n"):
        findings.code("list-not-canonical", f"{file.path}:1", "LF", None)
        return None
    return data[:-1]
