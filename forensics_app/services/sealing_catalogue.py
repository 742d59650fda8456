"""The lines of catalog.jsonl and catalog.csv, made as each artifact's fate is known and written out by id.

Until then they wait in an unnamed file of the case's folder; what stands in memory of each is its id, its
leaf in the Merkle tree and where it lies.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import threading
from array import array
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from forensics_app.bundle.catalog_export import artifact_line, csv_header, csv_line
from forensics_app.bundle.merkle import LeafHashes
from forensics_app.bundle.packed_texts import PackedTexts
from forensics_app.model.artifact import Artifact, Derivable
from forensics_app.model.bundle import SealedArtifact
from forensics_app.services.sealing_output import disk_errors

_SALT_BYTES = 16
_HELD_BYTES = 1 << 20
_TOGETHER = 256


class CatalogueLines:
    """`add` every artifact once, from any thread; then `lines` and `rows`, as often as wanted."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes the file. Raises DiskFullError, OutputNotWritableError, as `add` does."""
        self._folder = folder
        with disk_errors(folder):
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed by `close`
        self._lock = threading.Lock()
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
        sealed = SealedArtifact(artifact, secrets.token_bytes(_SALT_BYTES), data, derivable)
        line, row = artifact_line(sealed), csv_line(sealed)
        with self._lock:
            self._leaves.add((line,))
            self._ids.append(artifact.artifact_id.encode("ascii"))
            self._offsets.append(self._written + len(self._held))
            self._line_sizes.append(len(line) + 1)
            self._row_sizes.append(len(row))
            self._held += line
            self._held += b"\n"
            self._held += row
            if len(self._held) >= _HELD_BYTES:
                self._write()

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
        handle = self._file.fileno()
        order = self._ids.in_order()
        while indices := list(islice(order, _TOGETHER)):
            found: list[bytes] = []
            for index in indices:
                line_size = self._line_sizes[index]
                if rows:
                    found.append(os.pread(handle, self._row_sizes[index], self._offsets[index] + line_size))
                else:
                    found.append(os.pread(handle, line_size, self._offsets[index]))
            yield b"".join(found)

    def _write(self) -> None:
        with disk_errors(self._folder):
            view = memoryview(self._held)
            while view:
                view = view[self._file.write(view) :]
        self._written += len(self._held)
        self._held = bytearray()
