"""MD5 and SHA-1 of the catalogue against the contents, which no manifest vouches for: a second reading of all
contents that have one.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from forensics_app.bundle.reading.tree import READ_BYTES, FileUnreadableError, Tree
from forensics_app.errors import CancelledError
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.verify.collector import Findings
from forensics_app.verify.files.reading import DigestedFile
from forensics_app.verify.lists.catalog_lines import CatalogLine, read_catalog

_TOGETHER = 256


def compare_other_digests(
    catalogue: DigestedFile,
    tree: Tree,
    findings: Findings,
    *,
    threads: int,
    report: Report,
    cancelled: IsCancelled,
) -> None:
    """Each MD5 and SHA-1 that a line gives for content in the bundle is computed again.

    Raises FileUnreadableError, LineTooLongError (of the catalogue) and CancelledError.
    """
    reading = _Reading(tree)
    done_bytes = done = 0
    with ThreadPoolExecutor(max(1, threads), thread_name_prefix="md5-sha1") as pool:
        lines = _with_other_digests(catalogue)
        while together := list(islice(lines, _TOGETHER)):
            for line, found in zip(together, pool.map(reading.digests, together), strict=True):
                for name, digest in found.items():
                    said = getattr(line, name)
                    if said is not None and said != digest:
                        findings.code("content-digest-differs", line.data, said, digest)
                done_bytes += int(line.size or 0)
                done += 1
            if cancelled():
                raise CancelledError
            report(Progress(stage="verify", done_bytes=done_bytes, items=done))


def _with_other_digests(catalogue: DigestedFile) -> Iterator[CatalogLine]:
    for _, lines in read_catalog(catalogue, Findings()):
        for line in lines:
            if line is not None and line.data is not None and (line.md5 or line.sha1):
                yield line


class _Reading:
    """Reads contents, on several threads, each with a buffer of its own."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._own = threading.local()

    def digests(self, line: CatalogLine) -> dict[str, str]:
        """MD5 and SHA-1 by name, of those that the line gives; none where the content can't be read (any
        more), which was said when its SHA-256 was compared.
        """
        position = None if line.data is None else self._tree.table.position(line.data)
        if position is None:
            return {}
        if not hasattr(self._own, "buffer"):
            self._own.buffer = memoryview(bytearray(READ_BYTES))
        running = {
            name: hashlib.new(name, usedforsecurity=False)
            for name in ("md5", "sha1")
            if getattr(line, name) is not None
        }
        try:
            for chunk in self._tree.chunks(position, self._own.buffer, Findings().add):
                for one in running.values():
                    one.update(chunk)
        except FileUnreadableError:
            return {}
        return {name: one.hexdigest() for name, one in running.items()}
