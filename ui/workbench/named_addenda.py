"""The addenda that the user named for bundles they don't lie beside: remembered while the window runs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path


class NamedAddenda:
    """By the path of the bundle: each is passed again whenever that path is verified, and for no other."""

    def __init__(self) -> None:
        self._named: dict[Path, tuple[Path, ...]] = {}

    def name(self, bundle: Path, addenda: Sequence[Path]) -> None:
        """Add to those of a bundle; each once."""
        if addenda:
            key = bundle.absolute()
            before = self._named.get(key, ())
            self._named[key] = tuple(dict.fromkeys((*before, *(path.absolute() for path in addenda))))

    def forget(self, bundle: Path, addendum: Path) -> None:
        """One that is no addendum, or can't be read at all: no check of the bundle could end with it."""
        key = bundle.absolute()
        self._named[key] = tuple(path for path in self._named.get(key, ()) if path != addendum.absolute())

    def of(self, bundle: Path, new: Sequence[Path] = ()) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        """Those to be passed, and those that are no longer there. A `new` one is passed in any case: the
        check says what is wrong with it.
        """
        named = self._named.get(bundle.absolute(), ())
        given = {path.absolute() for path in new}
        gone = tuple(path for path in named if path not in given and not _readable(path))
        return tuple(path for path in named if path not in gone), gone


def _readable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.R_OK)
