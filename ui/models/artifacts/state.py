"""What is chosen on the Artifacts page; it outlives the page when that is built anew."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from forensics_app.model.selection import EVERYTHING, ArtifactFilter, Sort
from ui.models.artifacts.folder_model import EVERYWHERE, PlaceKey

MOST_KEPT = 20


@dataclass(slots=True)
class ArtifactsState:
    """`chosen` without the place, which the tree keeps; `row` of the current artifact. `system`: whether
    files that a file system keeps for itself are in this list, None as the user wants it in general. `before`
    are the lists that one came from, the latest at the end.
    """

    chosen: ArtifactFilter = EVERYTHING
    place: PlaceKey = EVERYWHERE
    sort: Sort = Sort.ORDER
    descending: bool = False
    row: int = 0
    system: bool | None = None
    before: list[ArtifactsState] = field(default_factory=list)

    def listed(self, chosen: ArtifactFilter, *, shows_system: bool) -> ArtifactFilter:
        """`chosen` as the list has it: without system files where those are folded away. Whoever searches for
        names, or asks for single artifacts or hits, has them all."""
        shown = shows_system if self.system is None else self.system
        folds = not shown and not asks_for_single(chosen)
        return replace(chosen, system=False) if folds else chosen

    def show_exactly(self, chosen: ArtifactFilter) -> None:
        """Be the list of this filter in the whole case, system files included: who leads there has counted it
        so."""
        self.keep()
        self.chosen, self.place, self.row, self.system = chosen, EVERYWHERE, 0, True

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
        self.descending, self.row, self.system = last.descending, last.row, last.system
        return True


def asks_for_single(chosen: ArtifactFilter) -> bool:
    """Whether a filter leaves no choice of system files: it names what it wants, or asks for what somebody
    tagged, withheld, searched for or could not read, of which none may be missing.
    """
    named = chosen.system is not None or chosen.ids or chosen.text
    marked = chosen.tag or chosen.tagged or chosen.mark or chosen.marked or chosen.omission or chosen.unread
    return bool(named or marked or chosen.rule or chosen.hash_set or chosen.category)
