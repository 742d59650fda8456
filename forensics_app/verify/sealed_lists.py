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
    number = 0
    for number, line in enumerate(file.lines(), start=1):
        try:
            value = reader.read(line)
        except NotSealedFormError as e:
            findings.code("list-not-canonical", f"{file.path}:{number}", None, str(e))
            value = None
        yield line, value
    if file.unfinished:
        findings.code("list-not-canonical", f"{file.path}:{number}", "LF", None)


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
