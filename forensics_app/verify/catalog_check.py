"""catalog.jsonl against the manifest, the tree, catalog.csv and the seal's Merkle root.

The catalogue is the one authority on what the bundle holds, so whatever else tells the same is compared with
it.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from forensics_app.bundle.grammar import NONCE_FILE, PAYLOAD
from forensics_app.bundle.layout import NONCE_BYTES
from forensics_app.bundle.merkle import leaf_hash, tree_root
from forensics_app.verify.collector import Findings
from forensics_app.verify.reading import DigestedFile, LineTooLongError
from forensics_app.verify.records import Artifact, Reader
from forensics_app.verify.sealed_lists import read_lines
from forensics_app.verify.tree_check import FileUnreadableError, Listed

CSV_COLUMNS = [
    "id", "exhibit", "source", "path", "kind", "allocated", "size", "modified", "sha256", "media_type",
    "tags", "data",
]  # fmt: skip
_SHOWN = ("id", "size", "sha256", "data")
_AT = [CSV_COLUMNS.index(name) for name in _SHOWN]


@dataclass(slots=True)
class CatalogFacts:
    """Counts of catalog.jsonl, and the root over its lines."""

    lines: int
    without_content: int
    root: bytes
    exhibits: Counter[str] = field(default_factory=Counter)


def check_catalog(
    catalog: DigestedFile, table: DigestedFile | None, listed: Listed, findings: Findings
) -> CatalogFacts:
    """Read the catalogue (and catalog.csv beside it) once. Raises FileUnreadableError, LineTooLongError."""
    leaves: list[bytes] = []
    exhibits: Counter[str] = Counter()
    named = bytearray(len(listed.tree.table))
    rows = None if table is None else _Rows(table, findings)
    last_id, without_content, unread = "", 0, 0
    for line, artifact in read_lines(catalog, Reader(Artifact), findings):
        leaves.append(leaf_hash(line))
        if artifact is None:
            unread += 1
            if rows is not None:
                rows.skip()
            continue
        if artifact.id <= last_id:
            code = "artifact-repeated" if artifact.id == last_id else "list-order"
            findings.code(code, artifact.id, last_id, catalog.path)
        last_id = artifact.id
        if artifact.data is None:
            without_content += 1
        else:
            exhibits[artifact.exhibit] += 1
            _check_artifact(artifact, artifact.data, listed, named, findings)
        if rows is not None:
            rows.compare(artifact)
    if rows is not None:
        rows.end()
    _check_nonce(listed, findings)
    if not unread:  # else what those lines name is not known
        _check_payload(listed, named, findings)
    return CatalogFacts(len(leaves), without_content, tree_root(leaves), exhibits)


def _check_artifact(
    artifact: Artifact, path: str, listed: Listed, named: bytearray, findings: Findings
) -> None:
    sealed = listed.names(path) or not listed.have_payload
    if not path.startswith(PAYLOAD) or path == NONCE_FILE or not sealed:
        findings.code("artifact-without-file", artifact.id, path)
        return
    position = listed.tree.table.position(path)
    if position is None:  # the manifest names it and it is missing: that is said already
        return
    if named[position]:
        findings.code("payload-twice", path, None, artifact.id)
    named[position] = 1
    digest = listed.digest(position)
    if digest is not None and artifact.digests.sha256 != digest.hex():
        findings.code("artifact-differs", path, digest.hex(), artifact.digests.sha256)
    size = str(listed.tree.sizes[position])
    if artifact.size != size:
        findings.code("artifact-differs", path, size, artifact.size)


def _check_payload(listed: Listed, named: bytearray, findings: Findings) -> None:
    """Every payload file is some artifact's, but the nonce."""
    for position, path in enumerate(listed.tree.table):
        if path == NONCE_FILE or named[position] or not path.startswith(PAYLOAD):
            continue
        if listed.digest(position) is not None:
            findings.code("payload-without-artifact", path)


def _check_nonce(listed: Listed, findings: Findings) -> None:
    position = listed.tree.table.position(NONCE_FILE)
    if position is not None and listed.tree.sizes[position] != NONCE_BYTES:
        findings.code("nonce-size", NONCE_FILE, str(NONCE_BYTES), str(listed.tree.sizes[position]))


class _Rows:
    """The rows of catalog.csv, taken one for each line of the catalogue. The first difference is reported."""

    def __init__(self, file: DigestedFile, findings: Findings) -> None:
        self._file = file
        self._findings = findings
        self._told = False
        self._number = 1
        self._source = self._lines()
        self._rows = csv.reader(self._source, strict=True)
        header = self._next()
        if header is not None and header[:1]:
            header[0] = header[0].removeprefix("\ufeff")
        if header != CSV_COLUMNS:
            self._differs()

    def _lines(self) -> Iterator[str]:
        for number, line in enumerate(self._file.lines()):
            text = line.decode("utf-8", "surrogateescape")
            if (number == 0) is not text.startswith("\ufeff"):
                self._differs()
            yield text + "\n"
        if self._file.unfinished:
            self._differs()

    def _next(self) -> list[str] | None:
        try:
            return next(self._rows, None)
        except csv.Error:
            self._differs()
            return None

    def _differs(self) -> None:
        if not self._told:
            self._findings.code("csv-differs", f"{self._file.path}:{self._number}")
        self._told = True

    def skip(self) -> None:
        """Pass over the row of a line that could not be read."""
        self._number += 1
        self._next()

    def compare(self, artifact: Artifact) -> None:
        """Take the next row and compare what must equal the catalogue's line."""
        self._number += 1
        row = self._next()
        if self._told:
            return
        wanted = [artifact.id, artifact.size or "", artifact.digests.sha256 or "", artifact.data or ""]
        if row is None or len(row) != len(CSV_COLUMNS) or [row[at] for at in _AT] != wanted:
            self._differs()

    def end(self) -> None:
        """No row is left. The file is read to its end, for its digest."""
        self._number += 1
        while (row := self._next()) is not None:
            if row:
                self._differs()
        for _ in self._source:  # whatever csv left unread after an error
            pass


__all__ = ["CSV_COLUMNS", "CatalogFacts", "FileUnreadableError", "LineTooLongError", "check_catalog"]
