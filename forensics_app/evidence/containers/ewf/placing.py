"""Which chunks of a damaged E01 have a place on the medium: those counted from its begin, or from its end."""

from __future__ import annotations

from dataclasses import dataclass, field

from forensics_app.evidence.containers.ewf.sections import ChunkTable


@dataclass(slots=True)
class Placing:
    """Chunks come in their order: `add` the next ones, or tell a `hole` of nobody knows how many.

    `problems` are damages without a loss, or those that the losses explain; `damaged` what is lost beside
    chunks; `holes` why chunks are missing.
    """

    front: ChunkTable = field(default_factory=ChunkTable)
    back: ChunkTable = field(default_factory=ChunkTable)
    problems: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    holes: list[str] = field(default_factory=list)
    _unplaced: int = 0

    def add(self, chunks: ChunkTable) -> None:
        """The chunks that come next."""
        (self.back if self.holes else self.front).extend(chunks)

    def hole(self, reason: str) -> None:
        """From here on, how many chunks come before isn't known."""
        self._unplaced += len(self.back)
        self.back = ChunkTable()
        self.holes.append(reason)

    def settle(self, wanted: int) -> None:
        """Now that all have come: `wanted` chunks make the medium."""
        if len(self.front) + len(self.back) > wanted:
            if len(self.front) < wanted:
                self.problems.append("the segments hold more chunks than the medium has")
            self._unplaced += len(self.back)
            self.back = ChunkTable()
        if not self.holes and len(self.front) < wanted:
            self.holes.append(f"the tables lead to {len(self.front)} of {wanted} chunks")
        if self._unplaced and len(self.front) < wanted:
            self.holes.append(f"{self._unplaced} chunks behind the first gap have no certain place")

    @property
    def there(self) -> int:
        """How many chunks can be read."""
        return sum(map(bool, self.front.sizes)) + sum(map(bool, self.back.sizes))

    def lacks(self, wanted: int) -> bool:
        """Whether chunks are missing, once settled."""
        there = len(self.front) + len(self.back)
        return there < wanted or 0 in self.front.sizes[:wanted] or 0 in self.back.sizes
