"""The tree of folders with how many artifacts of a filter lie in each or below it."""

from __future__ import annotations

from forensics_app.catalog.database import Database
from forensics_app.catalog.lists.counting import count_by_folder
from forensics_app.catalog.lists.filters import where
from forensics_app.catalog.rows import fold
from forensics_app.model.case import Folder
from forensics_app.model.names import display
from forensics_app.model.selection import ArtifactFilter


class FolderTree:
    """Counted once for a filter; asking for children costs nothing. Folders without a match are left out."""

    def __init__(self, database: Database, chosen: ArtifactFilter) -> None:
        with database.errors():
            counts = count_by_folder(database, where(database, chosen))
            found = database.connection.execute(
                "SELECT f.number, f.parent, l.layer_id, f.name FROM folders f"
                " JOIN layers l ON l.number = f.layer ORDER BY f.number DESC"
            ).fetchall()
        self._children: dict[int, list[Folder]] = {}
        # a folder is made after its parent: going down the numbers, a count is final when it is passed up
        for number, parent, layer_id, name in found:
            count = counts.get(number, 0)
            if count == 0:
                continue
            counts[parent] = counts.get(parent, 0) + count
            self._children.setdefault(parent, []).append(
                Folder(
                    number=number,
                    parent=parent or None,
                    layer_id=layer_id,
                    name=name,
                    count=count,
                    has_folders=number in self._children,
                )
            )
        self.total = counts.get(0, 0)

    def roots(self) -> tuple[Folder, ...]:
        """The root folder of each layer that holds a match; its name is empty."""
        return tuple(sorted(self._children.get(0, ()), key=lambda f: f.number))

    def children(self, folder: int) -> tuple[Folder, ...]:
        """The folders in a folder, by name."""
        return tuple(sorted(self._children.get(folder, ()), key=lambda f: (fold(display(f.name)), f.name)))
