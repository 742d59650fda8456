"""The lines of catalog.jsonl and catalog.csv, made as each artifact's fate is known and written out by id.

Until then they wait in an unnamed file of the case's folder; what stands in memory of each is its id, its
leaf in the Merkle tree and where it lies.
"""

from __future__ import annotations

import secrets
import tempfile
import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from forensics_app.bundle.merkle import LeafHashes
from forensics_app.bundle.reading.packed_texts import PackedTexts
from forensics_app.bundle.writing.catalog_export import artifact_line, csv_header, csv_line
from forensics_app.model.artifact import Artifact, Derivable
from forensics_app.model.bundle import SealedArtifact
from forensics_app.services.files.new_files import disk_errors
from forensics_app.services.selection.labels import SealedLabels
from forensics_app.system.reads import read_exactly_at

_SALT_BYTES = 16
_SALTS = 1024
_HELD_BYTES = 1 << 20
_TOGETHER = 256
_READ_AT_ONCE_BYTES = 32 << 20


class Made(NamedTuple):
    """The id of an artifact, its line of catalog.jsonl without a line feed, and its row of catalog.csv."""

    artifact_id: bytes
    line: bytes
    row: bytes


class CatalogueLines:
    """`add` every artifact once, from any thread; then `lines` and `rows`, as often as wanted."""

    def __init__(self, folder: Path, labels: SealedLabels) -> None:
        """`folder` takes the file; `labels` says which tags and notes are told.

        Raises DiskFullError, OutputNotWritableError, as `add` does.
        """
        self._folder = folder
        self._labels = labels
        with disk_errors(folder):
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed by `close`
        self._lock = threading.Lock()
        self._salts: list[bytes] = []
        self._held = bytearray()
        self._written = 0
        self._leaves = LeafHashes()
        self._ids = PackedTexts()
        self._offsets = array("Q")
        self._line_sizes = array("I")
        self._row_sizes = array("I")

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, artifact: Artifact, *, data: str | None, derivable: Derivable | None = None) -> None:
        """An artifact, with the path of its content in the bag and what was found out of its extents."""
        self.enter([self.make(artifact, data, derivable)])

    def make(self, artifact: Artifact, data: str | None, derivable: Derivable | None) -> Made:
        """An artifact's lines, as `add`; whoever does not `enter` them leaves no trace of it."""
        sealed = SealedArtifact(self._labels.of(artifact), self._salt(), data, derivable)
        return Made(artifact.artifact_id.encode("ascii"), artifact_line(sealed), csv_line(sealed))

    def enter(self, made: Sequence[Made]) -> None:
        """Artifacts whose lines are made already."""
        with self._lock:
            self._leaves.add([line for _, line, _ in made])
            at = self._written + len(self._held)
            for artifact_id, line, row in made:
                self._ids.append(artifact_id)
                self._offsets.append(at)
                self._line_sizes.append(len(line) + 1)
                self._row_sizes.append(len(row))
                at += len(line) + 1 + len(row)
            self._held += b"".join([b"%b\n%b" % (line, row) for _, line, row in made])
            if len(self._held) >= _HELD_BYTES:
                self._write()

    def _salt(self) -> bytes:
        """Fresh random bytes, many of which are got at once: each call lets other threads go first."""
        with self._lock:
            if not self._salts:
                self._salts = [
                    more[i : i + _SALT_BYTES]
                    for more in [secrets.token_bytes(_SALT_BYTES * _SALTS)]
                    for i in range(0, len(more), _SALT_BYTES)
                ]
            return self._salts.pop()

    @property
    def total_bytes(self) -> int:
        """Of catalog.jsonl and catalog.csv together, but for the latter's first row."""
        return self._written + len(self._held)

    @property
    def line_bytes(self) -> int:
        """Of catalog.jsonl alone."""
        return sum(self._line_sizes)

    def root(self) -> bytes:
        """The Merkle root over all lines."""
        return self._leaves.root()

    def lines(self) -> Iterator[bytes]:
        """catalog.jsonl, many lines at a time."""
        return self._in_order(rows=False)

    def rows(self) -> Iterator[bytes]:
        """catalog.csv, many rows at a time."""
        yield csv_header()
        yield from self._in_order(rows=True)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _in_order(self, *, rows: bool) -> Iterator[bytes]:
        with self._lock:
            self._write()
        offsets, line_sizes, row_sizes = self._offsets, self._line_sizes, self._row_sizes
        piece = self._pieces()
        order = self._ids.in_order()
        while indices := list(islice(order, _TOGETHER)):
            if rows:
                found = [piece(row_sizes[i], offsets[i] + line_sizes[i]) for i in indices]
            else:
                found = [piece(line_sizes[i], offsets[i]) for i in indices]
            yield b"".join(found)

    def _pieces(self) -> Callable[[int, int], bytes | memoryview]:
        """So many bytes from a place of the file; where it is small all of it is read once."""
        handle = self._file.fileno()
        if self._written > _READ_AT_ONCE_BYTES:
            return partial(read_exactly_at, handle)
        whole = memoryview(read_exactly_at(handle, self._written, 0))
        return lambda size, at: whole[at : at + size]

    def _write(self) -> None:
        with disk_errors(self._folder):
            view = memoryview(self._held)
            while view:
                view = view[self._file.write(view) :]
        self._written += len(self._held)
        self._held = bytearray()
