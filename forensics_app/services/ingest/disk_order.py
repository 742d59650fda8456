"""Entries of a walk, put aside and given back in the order in which their contents lie on the medium.

A disk read from end to end is read at its full speed, a disk read here and there is not. Entries are kept
packed in a temporary file without a name (in the case's folder, since names of files are evidence), and
beside each of them only numbers in memory: about forty bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType

from forensics_app.evidence.protocol.messages import Batch
from forensics_app.services.files.new_files import disk_errors

_READ_BYTES = 1 << 20


class DiskOrder:
    """Add batches, then take the entries once. Closed on leaving the `with` block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with disk_errors(folder):
            self._file = TemporaryFile(dir=folder, buffering=_READ_BYTES)  # noqa: SIM115 - closed in __exit__
        self._places = array("Q")
        self._sizes = array("Q")
        self._offsets = array("Q", [0])
        self.total_bytes = 0

    def __len__(self) -> int:
        return len(self._sizes)

    def __enter__(self) -> DiskOrder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # what a full disk could not take is of no use any more
            self._file.close()

    def add(self, batch: Batch, stored: Container[int]) -> None:
        """Put aside the entries of a batch whose place in the walk isn't in `stored`.

        Raises DiskFullError, OutputNotWritableError.
        """
        with disk_errors(self._folder):
            for entry, sequence, size, place in zip(
                batch.entries, batch.sequences, batch.sizes, batch.places, strict=True
            ):
                if sequence not in stored:
                    self._file.write(entry)
                    self._offsets.append(self._offsets[-1] + len(entry))
                    self._sizes.append(size)
                    self._places.append(place)
                    self.total_bytes += size

    def __iter__(self) -> Iterator[tuple[bytes, int, int]]:
        """Each entry with its size and the place of its first byte, in ascending order of place."""
        with disk_errors(self._folder):
            self._file.flush()
        at = -1
        for index in sorted(range(len(self)), key=self._places.__getitem__):
            offset, end = self._offsets[index], self._offsets[index + 1]
            if at != offset:  # asked of the file, it would cost a call of the system each time
                self._file.seek(offset)
            at = end
            yield self._file.read(end - offset), self._sizes[index], self._places[index]
