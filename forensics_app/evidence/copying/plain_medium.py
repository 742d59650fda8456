"""The files of a raw image, opened by the parent for a process that reads them: nothing of them is parsed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile


class PlainMedium:
    """The files of a raw image, one behind the other. Raises what ReadOnlyFile raises."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._files = tuple(ReadOnlyFile(path) for path in paths)

    @property
    def size_bytes(self) -> int:
        """Of the medium."""
        return sum(file.size_bytes for file in self._files)

    @property
    def descriptors(self) -> tuple[tuple[int, int], ...]:
        """Of each file, with its size in bytes."""
        return tuple((file.fileno(), file.size_bytes) for file in self._files)

    def check_unchanged(self) -> None:
        """Raises SourceChangedError when one of the files moved since they were opened."""
        for file in self._files:
            file.check_unchanged()

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.close()
