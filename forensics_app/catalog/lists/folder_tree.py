"""The tree of folders with how many artifacts of a filter lie in each or below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forensics_app.catalog.database import Database
from forensics_app.catalog.lists.counting import count_by_folder
from forensics_app.catalog.lists.filters import where
from forensics_app.catalog.rows import fold
from forensics_app.model.case import Folder
from forensics_app.model.names import display
from forensics_app.model.selection import ArtifactFilter

CLIMBED = 5000  # folders; where more hold something all are read, which takes 0.1 s for each 100,000
_AT_ONCE = 500
_Read = tuple[int, int, int, bytes]  # number, parent, layer, name


class FolderTree:
    """Counted once for a filter; asking for children costs nothing. Folders without a match are left out."""

    def __init__(self, database: Database, chosen: ArtifactFilter) -> None:
        with database.errors():
            counts = count_by_folder(database, where(database, chosen))
            self._layers = dict(database.connection.execute("SELECT number, layer_id FROM layers").fetchall())
            found = _with_parents(database, counts) if len(counts) <= CLIMBED else _all(database)
        self._children: dict[int, list[tuple[_Read, int]]] = {}
        # a folder is made after its parent: going down the numbers, a count is final when it is passed up
        for folder in found:
            number, parent, _, _ = folder
            count = counts.get(number, 0)
            if count == 0:
                continue
            counts[parent] = counts.get(parent, 0) + count
            self._children.setdefault(parent, []).append((folder, count))
        self.total = counts.get(0, 0)

    def roots(self) -> tuple[Folder, ...]:
        """The root folder of each layer that holds a match; its name is empty."""
        return tuple(sorted(self._folders_in(0), key=lambda f: f.number))

    def children(self, folder: int) -> tuple[Folder, ...]:
        """The folders in a folder, by name."""
        return tuple(sorted(self._folders_in(folder), key=lambda f: (fold(display(f.name)), f.name)))

    def _folders_in(self, folder: int) -> Iterator[Folder]:
        for (number, parent, layer, name), count in self._children.get(folder, ()):
            yield Folder(
                number=number,
                parent=parent or None,
                layer_id=self._layers[layer],
                name=name,
                count=count,
                has_folders=number in self._children,
            )


def _all(database: Database) -> Iterable[_Read]:
    """All folders, the latest first."""
    return database.connection.execute(
        "SELECT number, parent, layer, name FROM folders ORDER BY number DESC"
    ).fetchall()


def _with_parents(database: Database, numbers: Iterable[int]) -> Iterable[_Read]:
    """These folders and those that they lie in, up to the roots; the latest first."""
    known: dict[int, _Read] = {}
    wanted = list(numbers)
    while wanted:
        part, wanted = wanted[:_AT_ONCE], wanted[_AT_ONCE:]
        marks = ", ".join("?" * len(part))
        found: list[_Read] = database.connection.execute(
            f"SELECT number, parent, layer, name FROM folders WHERE number IN ({marks})",  # noqa: S608 - bound
            part,
        ).fetchall()
        known |= {folder[0]: folder for folder in found}
        wanted += {folder[1] for folder in found} - known.keys() - {0}
    return sorted(known.values(), reverse=True)
