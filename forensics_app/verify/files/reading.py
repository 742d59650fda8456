"""Reading a file of the bundle and digesting it in the same pass: what is judged is what was digested."""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.bundle.reading.tree import READ_BYTES, Tree
from forensics_app.seal.certificates.arithmetic import Arithmetic
from forensics_app.verify.collector import Findings

MAX_LINE_BYTES = 64 << 20
MAX_TAG_FILE_BYTES = 1 << 30


class LineTooLongError(Exception):
    """A line that nobody writes; the argument is the file's path."""


class DigestedFile:
    """One file of the tree, read once from start to end. `unfinished`: its last line had no LF.

    `sha256` begins a digest with some bytes, by the same library that digests the file.
    """

    def __init__(self, tree: Tree, position: int, arithmetic: Arithmetic, findings: Findings) -> None:
        self.path = tree.table.paths[position]
        self.position = position
        self.size_bytes = tree.sizes[position]
        self.unfinished = False
        self._tree = tree
        self.sha256 = arithmetic.sha256
        self._running = arithmetic.sha256()
        self._findings = findings

    @property
    def digest(self) -> bytes:
        """SHA-256 of what was read so far."""
        return self._running.digest()

    def chunks(self) -> Iterator[bytes]:
        """The content, piece by piece. Raises FileUnreadableError."""
        buffer = memoryview(bytearray(min(READ_BYTES, self.size_bytes + 512)))
        for chunk in self._tree.chunks(self.position, buffer, self._findings.add):
            self._running.update(chunk)
            yield bytes(chunk)

    def whole(self, limit_bytes: int) -> bytes | None:
        """The content, or None where it is longer (it is then digested all the same).

        Raises FileUnreadableError, LineTooLongError for what is larger than any file of a bundle but a
        content.
        """
        if self.size_bytes > MAX_TAG_FILE_BYTES:
            raise LineTooLongError(self.path)
        pieces: list[bytes] = []
        kept = 0
        for chunk in self.chunks():
            kept += len(chunk)
            if kept <= limit_bytes:
                pieces.append(chunk)
        return b"".join(pieces) if kept <= limit_bytes else None

    def blocks(self) -> Iterator[bytes]:
        """Whole lines, as many at once as one reading gives, without the LF of the last one.

        Raises FileUnreadableError, LineTooLongError.
        """
        rest = b""
        for chunk in self.chunks():
            complete, found, after = (rest + chunk).rpartition(b"\n")
            if found and len(complete) > MAX_LINE_BYTES and complete.find(b"\n", 0, MAX_LINE_BYTES + 1) < 0:
                raise LineTooLongError(self.path)
            rest = after
            if found:
                yield complete
            if len(rest) > MAX_LINE_BYTES:
                raise LineTooLongError(self.path)
        if rest:
            self.unfinished = True
            yield rest

    def batches(self) -> Iterator[list[bytes]]:
        """The lines without their LF, as many at once as one reading gives.

        Raises FileUnreadableError, LineTooLongError.
        """
        for block in self.blocks():
            yield block.split(b"\n")

    def lines(self) -> Iterator[bytes]:
        """The lines without their LF. Raises FileUnreadableError, LineTooLongError."""
        for batch in self.batches():
            yield from batch
