"""What sources.jsonl says of sources and layers: what the other lists are compared with, and whether
it agrees with itself.
"""

from __future__ import annotations

from typing import NamedTuple

from forensics_app.bundle.layout import SOURCES
from forensics_app.verify.collector import Findings
from forensics_app.verify.files.records import Digests, Source

ALGORITHMS = ("sha256", "sha1", "md5")


class Layer(NamedTuple):
    """One line of the list. `source` is the id of the source that it is, or lies in; `length` in bytes."""

    source: str
    exhibit: str
    length: int
    kind: str


class Layers:
    """All lines of the list by id. `complete` is set by whoever read it to its end."""

    def __init__(self, findings: Findings) -> None:
        self.complete = False
        self._unread = False
        self.exhibits: set[str] = set()
        self._layers: dict[str, Layer] = {}
        self._digests: dict[str, tuple[Digests, Digests]] = {}
        self._findings = findings

    def take(self, number: int, source: Source | None) -> None:
        """The line of this number; None where it could not be read."""
        if source is None:
            self._unread = True
            return
        place = f"{SOURCES}:{number}"
        above = None if source.parent is None else self._layers.get(source.parent)
        if above is not None and above.exhibit != source.exhibit:
            self._findings.code("record-exhibit-differs", place, above.exhibit, source.exhibit)
        top = source.id if above is None else above.source
        self._layers[source.id] = Layer(top, source.exhibit, int(source.length), source.kind)
        self.exhibits.add(source.exhibit)
        if source.parent is None:
            self._digests[source.id] = (source.digests, source.stored_digests)
        name = source.name
        if name is not None and name.shown != name.display:
            self._findings.code("display-differs", f"{place} name", name.shown or "-", name.display or "-")
        if source.hashes not in (possible := _possible(source)):
            self._findings.code("record-hashes-differ", place, possible[0], source.hashes)

    @property
    def whole(self) -> bool:
        """Whether every line is known, so that what isn't here is nowhere."""
        return self.complete and not self._unread

    def get(self, layer_id: str) -> Layer | None:
        """The line of this id."""
        return self._layers.get(layer_id)

    def all_digests(self) -> frozenset[str]:
        """Whatever digests the list gives for sources."""
        every = (getattr(one, name) for pair in self._digests.values() for one in pair for name in ALGORITHMS)
        return frozenset(digest for digest in every if digest is not None)

    def digests(self, source_id: str) -> tuple[Digests, Digests] | None:
        """What was computed of a source without parent, and what its container stores; None for others."""
        return self._digests.get(source_id)


def _possible(source: Source) -> tuple[str, ...]:
    """What `hashes` can say beside these digests, the likeliest first."""
    pairs = [(getattr(source.digests, a), getattr(source.stored_digests, a)) for a in ALGORITHMS]
    both = [computed == stored for computed, stored in pairs if computed is not None and stored is not None]
    if not all(both):
        # not-computed: gaps count as zeros in what was computed, so it is not of the whole medium
        return ("differ", "not-computed")
    if both:
        return ("agree", "not-computed")
    if any(stored is not None for _, stored in pairs):
        return ("not-computed",)
    return ("none-stored", "not-computed")
