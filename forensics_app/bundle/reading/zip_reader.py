"""The files of a strict ZIP as a `Tree`: content checked against local header and CRC while it is read.

Nothing is ever inflated: an entry's bytes are those that lie there, whatever its header calls the method.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from forensics_app.bundle.checksum import crc32
from forensics_app.bundle.reading.digest_helper import DigestHelper
from forensics_app.bundle.reading.grammar import case_twins
from forensics_app.bundle.reading.random_access import RandomAccess
from forensics_app.bundle.reading.tree import AddProblem, FileUnreadableError, PathTable, Problem
from forensics_app.bundle.reading.zip_contents import Places, plain_contents
from forensics_app.bundle.reading.zip_directory import Directory, read_directory
from forensics_app.bundle.zip_headers import local_header

MAX_BUNDLE_ENTRIES = 4_000_000
_TOGETHER = 4096
_OUTSIDE = "//"  # marks a name outside the top folder: no path of a bundle can begin like this


class ZipTree:
    """`top` is the one folder that holds everything, or None for a container without one."""

    def __init__(
        self,
        source: RandomAccess,
        *,
        with_top: bool,
        add: AddProblem,
        max_entries: int = MAX_BUNDLE_ENTRIES,
        helper: DigestHelper | None = None,
    ) -> None:
        """Reads the directory. `helper` is closed with this. Raises ZipRuleError where there is none, and
        OSError.
        """
        self._source = source
        self._helper = helper
        directory = read_directory(source, max_entries=max_entries, add=add)
        for twin in case_twins(directory.names):
            add(Problem("zip-duplicate", twin))
        self.top = _strip_top(directory, add) if with_top else None
        self._directory = directory
        self._places = Places(directory.offsets, directory.data_offsets, directory.sizes, directory.crcs)
        self.sizes: array[int] = directory.sizes
        self.table = PathTable(directory.names)

    def chunks(self, position: int, buffer: memoryview, add: AddProblem) -> Iterator[memoryview]:
        """The content in pieces no longer than the buffer. Raises FileUnreadableError."""
        directory = self._directory
        name = self.table.paths[position]
        size = directory.sizes[position]
        expected = self._local_header(position)
        at = directory.offsets[position]
        skip = directory.data_offsets[position] - at
        remaining, crc, first = size, 0, True
        while first or remaining:
            want = min(remaining + skip, len(buffer))
            got = self._fill(at, buffer[:want], name)
            if first:
                if buffer[: min(skip, got)] != expected:
                    add(Problem("zip-local-differs", name))
                if got < skip:
                    break
            piece = buffer[skip:got]
            first, skip = False, 0
            crc = crc32(piece, crc)
            remaining -= len(piece)
            at += got
            yield piece
            if got < want:
                break
        if remaining:
            add(Problem("zip-truncated", name, str(size), str(size - remaining)))
        elif crc != directory.crcs[position]:
            add(Problem("zip-crc", name, f"{directory.crcs[position]:08x}", f"{crc:08x}"))

    def together(self, positions: Sequence[int], buffer: memoryview) -> Iterator[tuple[int, memoryview]]:
        """Files that lie close to each other in this order, by one reading of where all of them lie."""
        header, read_into = self._local_header, self._source.read_into
        return plain_contents(positions, self._places, header, read_into, buffer)

    def digest_in_helper(self, order: array[int], starts: array[int]) -> DigestHelper | None:
        """Have a process digest the files at these positions; names not stored as they are shown are left to
        the caller."""
        if self._helper is not None and order:
            prefix = "" if self.top is None else f"{self.top}/"
            try:
                self._helper.begin(self._places, self.table.paths, prefix, order, starts)
            except OSError:
                return None
            return self._helper
        return None

    def close(self) -> None:
        if self._helper is not None:
            self._helper.close()
        self._source.close()

    def _local_header(self, position: int) -> bytes:
        """The one form that the local header of this entry may have."""
        directory = self._directory
        stored = directory.raw_names.get(position)
        if stored is None:
            stored = _stored_name(self.table.paths[position], self.top).encode("ascii")
        return local_header(stored, directory.sizes[position], directory.crcs[position])

    def _fill(self, at: int, buffer: memoryview, name: str) -> int:
        try:
            return self._source.read_into(at, buffer)
        except OSError as e:
            raise FileUnreadableError(e.strerror or name) from e


def _strip_top(directory: Directory, add: AddProblem) -> str | None:
    """Take the one top folder off every name; a name outside it is marked and reported."""
    names = directory.names
    if not names:
        return None
    top = names[0].split("/", 1)[0]
    prefix = f"{top}/"
    length = len(prefix)
    for begin in range(0, len(names), _TOGETHER):
        some = names[begin : begin + _TOGETHER]
        stripped = [name[length:] for name in some if name.startswith(prefix) and len(name) > length]
        if len(stripped) == len(some):
            names[begin : begin + _TOGETHER] = stripped
        else:
            _strip_each(names, begin, prefix, add)
    return top


def _strip_each(names: list[str], begin: int, prefix: str, add: AddProblem) -> None:
    for position, name in enumerate(names[begin : begin + _TOGETHER], start=begin):
        if name.startswith(prefix) and len(name) > len(prefix):
            names[position] = name[len(prefix) :]
        else:
            add(Problem("top-folder", name, prefix, None))
            names[position] = _OUTSIDE + name


def _stored_name(name: str, top: str | None) -> str:
    if name.startswith(_OUTSIDE):
        return name.removeprefix(_OUTSIDE)
    return name if top is None else f"{top}/{name}"
