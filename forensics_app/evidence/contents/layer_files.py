"""What every kind of file tree gives a worker: its names in their order, and the content of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target
from forensics_app.model.artifact import Entry
from forensics_app.model.evidence import Omission
from forensics_app.model.names import Components


class WalkPlace(NamedTuple):
    """How far a walk got: the `directory`-th directory opened, `names` names of it done."""

    directory: int
    names: int


class LayerFiles(Protocol):
    """Files of one layer."""

    def walk(
        self, stops: dict[int, int], at: Callable[[WalkPlace, Components], None]
    ) -> Iterator[tuple[list[Entry], list[Omission]]]:
        """Every name, in an order that is always the same. `stops` as Walk."""
        ...

    def content(self, target: Target) -> StoredContent:
        """The content of an entry. Raises TskError or a ForensicsError where it can't be opened at all."""
        ...
