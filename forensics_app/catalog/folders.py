"""The folders that artifacts lie in: one row each, made when first met, found again by their raw names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from forensics_app.catalog.database import Database
from forensics_app.catalog.rows import fold
from forensics_app.model.names import Components, display_path

CACHED_FOLDERS = 20_000
_STEP = 100


class FolderTable:
    """Numbers of folders, remembered for the next entry of the same folder."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cached = lru_cache(maxsize=CACHED_FOLDERS)(self._find_or_make)

    def number(self, layer: int, components: Components) -> int:
        """The number of a folder, made within the transaction that is open where it isn't there yet."""
        for depth in range(_STEP, len(components), _STEP):  # no deeper at once than calls may be nested
            self._cached(layer, components[:depth])
        return self._cached(layer, components)

    @contextmanager
    def as_stored(self) -> Iterator[None]:
        """Around a transaction: when it is rolled back, the numbers given out in it are forgotten."""
        try:
            yield
        except BaseException:
            self._cached.cache_clear()
            raise

    def _find_or_make(self, layer: int, components: Components) -> int:
        parent = self._cached(layer, components[:-1]) if components else 0
        name = components[-1] if components else b""
        connection = self._database.connection
        key = (layer, parent, name)
        found = connection.execute(
            "SELECT number FROM folders WHERE layer = ? AND parent = ? AND name = ?", key
        ).fetchone()
        if found is not None:
            return int(found[0])
        path = display_path(components) if components else ""
        made = connection.execute(
            "INSERT INTO folders (layer, parent, name, path, folded) VALUES (?, ?, ?, ?, ?)",
            (*key, path, fold(path)),
        ).lastrowid
        if made is None:
            raise RuntimeError("no row number")
        return made
