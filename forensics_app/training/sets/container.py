"""One file of a class set or a submission: a ZIP in the strict form of bundles, with a signed text in it.

`set.json` or `submission.json`, its signature beside it, the encrypted answers and, of a class set, evidence.
A strict reader means that nothing can stand in it that one program shows and another doesn't.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from forensics_app.bundle.reading.random_access import FileBytes
from forensics_app.bundle.reading.tree import READ_BYTES, FileUnreadableError, Problem, read_whole
from forensics_app.bundle.reading.zip_reader import ZipTree
from forensics_app.bundle.writing.zip_writer import ZipWriter
from forensics_app.errors import ZipRuleError

SET_TEXT, SET_SIGNATURE, ANSWERS = "set.json", "set.p7s", "answers.p7m"
SUBMISSION_TEXT, SUBMISSION_SIGNATURE = "submission.json", "submission.p7s"
EVIDENCE = "evidence/"
MAX_TEXT_BYTES = 16 << 20
_MAX_ENTRIES = 20_000


class ContainerError(Exception):
    """Not such a file; the argument is a short code."""


class Container:
    """An open container. Close it after use."""

    def __init__(self, path: Path) -> None:
        """Raises ContainerError, OSError."""
        problems: list[Problem] = []
        self._problems = problems
        source = FileBytes(path)
        try:
            self._tree = ZipTree(source, with_top=False, add=problems.append, max_entries=_MAX_ENTRIES)
        except ZipRuleError as e:
            source.close()
            raise ContainerError(e.rule) from e
        if problems:
            self._tree.close()
            raise ContainerError(problems[0].code)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._tree.table.paths)

    def text(self, name: str, limit_bytes: int = MAX_TEXT_BYTES) -> bytes | None:
        """A small file whole, None where there is none. Raises ContainerError."""
        position = self._tree.table.position(name)
        if position is None:
            return None
        try:
            data = read_whole(self._tree, position, limit_bytes, self._problems.append)
        except FileUnreadableError as e:
            raise ContainerError("unreadable") from e
        if data is None:
            raise ContainerError("too-large")
        self._check()
        return data

    def pieces(self, name: str) -> Iterator[bytes]:
        """A file piece by piece. Raises ContainerError, also at the end where its checksum is another."""
        position = self._tree.table.position(name)
        if position is None:
            raise ContainerError("missing")
        buffer = memoryview(bytearray(READ_BYTES))
        try:
            for chunk in self._tree.chunks(position, buffer, self._problems.append):
                yield bytes(chunk)
        except FileUnreadableError as e:
            raise ContainerError("unreadable") from e
        self._check()

    def _check(self) -> None:
        if self._problems:
            raise ContainerError(self._problems[0].code)

    def close(self) -> None:
        self._tree.close()

    def __enter__(self) -> Container:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def write_container(
    out: BinaryIO, texts: Iterable[tuple[str, bytes]], files: Iterable[tuple[str, Path]] = ()
) -> None:
    """Small files, then those of the disk. Raises OSError."""
    writer = ZipWriter(out)
    for name, data in texts:
        writer.add(name, data)
    for name, path in files:
        writer.begin(name, path.stat().st_size)
        with path.open("rb") as source:
            while piece := source.read(READ_BYTES):
                writer.write(piece)
        writer.end()
    writer.finish()
