"""catalog.jsonl against the manifest, the tree, catalog.csv and the seal's Merkle root.

The catalogue is the one authority on what the bundle holds, so whatever else tells the same is compared with
it.
"""

from __future__ import annotations

from binascii import unhexlify
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from operator import attrgetter, lt
from typing import TypeAlias

from forensics_app.bundle.merkle import LeafHashes
from forensics_app.bundle.reading.grammar import NONCE_FILE, PAYLOAD
from forensics_app.verify.collector import Findings
from forensics_app.verify.files.reading import DigestedFile
from forensics_app.verify.files.tree import Listed
from forensics_app.verify.lists.catalog_columns import Columns, columns_of
from forensics_app.verify.lists.catalog_lines import CatalogLine, read_catalog
from forensics_app.verify.lists.csv_check import Rows

OnLines: TypeAlias = (
    "Callable[[int, Sequence[CatalogLine | None], Columns | None, Sequence[list[str]]], None]"
)
_PATH, _SHA256, _SIZE, _EXHIBIT = map(attrgetter, ("data", "sha256", "size", "exhibit"))


@dataclass(slots=True)
class CatalogFacts:
    """Counts of catalog.jsonl, and the root over its lines. `octets`: of all contents, as the lines state."""

    lines: int
    without_content: int
    root: bytes
    octets: int = 0
    exhibits: Counter[str] = field(default_factory=Counter)
    found: frozenset[str] = frozenset()


def check_catalog(
    catalog: DigestedFile,
    table: DigestedFile | None,
    listed: Listed,
    findings: Findings,
    wanted: frozenset[str] = frozenset(),
    on_lines: OnLines | None = None,
) -> CatalogFacts:
    """Read the catalogue (and catalog.csv beside it) once; `found` then are those of the ids `wanted` in it.

    `on_lines` gets the number of the first of each lot of lines, the lines, their columns where all were
    read, and the rows of them where they are not simply those of the columns.

    Raises FileUnreadableError, LineTooLongError.
    """
    leaves = LeafHashes(catalog.sha256)
    facts = _Running(listed, findings, catalog.path, wanted)
    rows = None if table is None else Rows(table, findings)
    for lines, artifacts in read_catalog(catalog, findings):
        first = len(leaves) + 1
        leaves.add(lines)
        facts.take(artifacts)
        found = [artifact for artifact in artifacts if artifact is not None]
        columns = columns_of(found) if found and len(found) == len(artifacts) else None
        shown = [] if rows is None else rows.compare(artifacts, columns)
        if on_lines is not None:
            on_lines(first, artifacts, columns, shown)
    if rows is not None:
        rows.end()
    if not facts.unread:  # else what those lines name is not known
        _check_payload(listed, facts, findings)
    return CatalogFacts(
        len(leaves),
        facts.without_content,
        leaves.root(),
        facts.octets,
        facts.exhibits,
        frozenset(facts.found),
    )


class _Running:
    """What is kept from line to line."""

    def __init__(self, listed: Listed, findings: Findings, path: str, wanted: frozenset[str]) -> None:
        self.found: set[str] = set()
        self._wanted = wanted
        self.named = bytearray(len(listed.tree.table))
        self.missing_named: set[str] = set()
        self.exhibits: Counter[str] = Counter()
        self.without_content = 0
        self.octets = 0
        self.unread = 0
        self._listed = listed
        self._findings = findings
        self._path = path
        self._last_id = ""

    def take(self, artifacts: Sequence[CatalogLine | None]) -> None:
        """More lines, None for each that couldn't be read."""
        if self._take_plain(artifacts):
            return
        for artifact in artifacts:
            if artifact is None:
                self.unread += 1
                continue
            if artifact.id <= self._last_id:
                code = "artifact-repeated" if artifact.id == self._last_id else "list-order"
                self._findings.code(code, artifact.id, self._last_id, self._path)
            self._last_id = artifact.id
            if artifact.id in self._wanted:
                self.found.add(artifact.id)
            if artifact.data is None:
                self.without_content += 1
                self.exhibits[artifact.exhibit] += 0
            else:
                self.exhibits[artifact.exhibit] += 1
                self.octets += int(artifact.size or 0)
                self._check(artifact, artifact.data)

    def _take_plain(self, artifacts: Sequence[CatalogLine | None]) -> bool:
        """Take lines that were all read, stand in order and agree with files that are there, sealed and no
        other artifact's; False where any of them may not, and then none is taken.
        """
        found = [artifact for artifact in artifacts if artifact is not None]
        ids = [artifact.id for artifact in found]
        if len(found) != len(artifacts) or not all(map(lt, chain((self._last_id,), ids), ids)):
            return False
        listed = self._listed
        kept = [artifact for artifact in found if artifact.data is not None]
        paths = list(map(_PATH, kept))
        positions = [p for p in map(listed.tree.table.position, paths) if p is not None]
        digests = list(filter(None, map(_SHA256, kept)))
        if (
            not len(positions) == len(digests) == len(kept)
            or NONCE_FILE in paths
            or not all(map(str.startswith, paths, repeat(PAYLOAD)))
            or len(set(positions)) != len(positions)
            or any(map(self.named.__getitem__, positions))
            or list(map(_SIZE, kept)) != list(map(str, map(listed.tree.sizes.__getitem__, positions)))
            or not listed.have(positions, unhexlify("".join(digests)))
        ):
            return False
        for position in positions:
            self.named[position] = 1
        self.octets += sum(map(listed.tree.sizes.__getitem__, positions))
        if len(kept) < len(found):
            self.exhibits.update(dict.fromkeys(map(_EXHIBIT, found), 0))
        self.exhibits.update(map(_EXHIBIT, kept))
        self.without_content += len(found) - len(kept)
        self._last_id = ids[-1] if ids else self._last_id
        if self._wanted:
            self.found.update(self._wanted.intersection(ids))
        return True

    def _check(self, artifact: CatalogLine, path: str) -> None:
        """Compare an artifact with the payload file that it names. What the manifest says of a file holds
        where that is missing too."""
        listed, findings = self._listed, self._findings
        position = listed.tree.table.position(path)
        digest = listed.missing.get(path) if position is None else listed.digest(position)
        if not path.startswith(PAYLOAD) or path == NONCE_FILE or (digest is None and listed.have_payload):
            findings.code("artifact-without-file", artifact.id, path)
            return
        if self._is_named_before(path, position):
            findings.code("payload-twice", path, None, artifact.id)
        if digest is not None and artifact.sha256 != digest.hex():
            findings.code("artifact-differs", path, digest.hex(), artifact.sha256)
        if position is None:
            if artifact.size is not None:
                listed.missing_sizes[path] = int(artifact.size)
            return
        size = str(listed.tree.sizes[position])
        if artifact.size != size:
            findings.code("artifact-differs", path, size, artifact.size)

    def _is_named_before(self, path: str, position: int | None) -> bool:
        """Whether another artifact has this file; it is named from now on."""
        if position is None:
            before = path in self.missing_named
            self.missing_named.add(path)
            return before
        before = bool(self.named[position])
        self.named[position] = 1
        return before


def _check_payload(listed: Listed, facts: _Running, findings: Findings) -> None:
    """Every payload file that was sealed is some artifact's, but the nonce."""
    for position, path in enumerate(listed.tree.table):
        if path == NONCE_FILE or facts.named[position] or not path.startswith(PAYLOAD):
            continue
        if listed.digest(position) is not None:
            findings.code("payload-without-artifact", path)
    for path in listed.missing_payload():
        if path != NONCE_FILE and path not in facts.missing_named:
            findings.code("payload-without-artifact", path)
