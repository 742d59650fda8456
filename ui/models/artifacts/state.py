"""What is chosen on the Artifacts page; it outlives the page when that is built anew."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from forensics_app.model.selection import EVERYTHING, ArtifactFilter, Sort
from ui.models.artifacts.folder_model import EVERYWHERE, PlaceKey

MOST_KEPT = 20


@dataclass(slots=True)
class ArtifactsState:
    """`chosen` without the place, which the tree keeps; `row` of the current artifact. `before` are the lists
    that one came from, the latest at the end.
    """

    chosen: ArtifactFilter = EVERYTHING
    place: PlaceKey = EVERYWHERE
    sort: Sort = Sort.ORDER
    descending: bool = False
    row: int = 0
    before: list[ArtifactsState] = field(default_factory=list)

    def keep(self) -> None:
        """Remember this list before another is shown."""
        self.before.append(replace(self, before=[]))
        del self.before[:-MOST_KEPT]

    def go_back(self) -> bool:
        """Be the list that was shown before; False where there is none."""
        if not self.before:
            return False
        last = self.before.pop()
        self.chosen, self.place, self.sort = last.chosen, last.place, last.sort
        self.descending, self.row = last.descending, last.row
        return True
