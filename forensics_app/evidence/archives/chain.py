"""The archives on the way down to a member, kept open for the next member of the same ones."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from forensics_app.errors import ReadFailedError, SourceChangedError
from forensics_app.evidence.archives.content_source import archive_source, file_archive
from forensics_app.evidence.archives.formats import HEAD_BYTES, ArchiveFormat, archive_format
from forensics_app.evidence.archives.members.content import MemberContent
from forensics_app.evidence.archives.members.member import Archive, ArchiveError
from forensics_app.evidence.archives.opening import open_archive
from forensics_app.evidence.contents.layer_files import LayerFiles
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target
from forensics_app.model.names import Components


@dataclass(frozen=True, slots=True)
class _Address:
    """`file` in the layer beneath, whose path has `components`; then a place in each archive."""

    file: str | None
    components: int
    places: tuple[int, ...]


class ArchiveChain:
    """Contents by their addresses (nested_archives.py). One way down is open at a time."""

    def __init__(self, beneath: LayerFiles, beneath_id: str, alive: Callable[[int], None]) -> None:
        self._beneath = beneath
        self._beneath_id = beneath_id
        self._alive = alive
        self._root: tuple[str | None, Components] | None = None
        self._file: StoredContent | None = None
        self._archives: list[Archive] = []
        self._places: tuple[int, ...] = ()

    def content(self, target: Target) -> MemberContent:
        """The content of a member. Raises ReadFailedError, TskError, and what the layer beneath raises."""
        address = _parsed(target.address)
        try:
            return self._content(address, target.path[: address.components])
        except ArchiveError as e:
            self._close()
            raise ReadFailedError(layer=target.layer_id, detail=e.detail) from e

    def _content(self, address: _Address, path: Components) -> MemberContent:
        root = (address.file, path)
        if root != self._root or self._file is None:
            self._close()
            beneath = Target(self._beneath_id, address.file, path, -1, "")
            self._file = self._beneath.content(beneath)
            self._root = root
        way = address.places[:-1]
        same = 0
        while same < min(len(way), len(self._places)) and way[same] == self._places[same]:
            same += 1
        self._shorten(same + 1)
        while len(self._archives) < len(address.places):
            level = len(self._archives)
            if level == 0:
                self._archives.append(_opened(self._file, file_archive(self._file), self._alive))
            else:
                inner = self._archives[-1].content(way[level - 1])
                kind = archive_format(inner.read(0, min(HEAD_BYTES, inner.size_bytes)))
                self._archives.append(_opened(inner, kind, self._alive))
            self._places = way[:level]
        content = self._archives[-1].content(address.places[-1])
        file = self._file
        content.on_close(lambda: file.check_unchanged())
        return content

    def _shorten(self, levels: int) -> None:
        while len(self._archives) > levels:
            self._archives.pop().close()
        self._places = self._places[: max(0, levels - 1)]

    def _close(self) -> None:
        self._shorten(0)
        self._root = None
        if self._file is not None:
            with suppress(SourceChangedError):  # told by the content that was read from it
                self._file.close()
            self._file = None


def _opened(container: StoredContent, kind: ArchiveFormat | None, alive: Callable[[int], None]) -> Archive:
    if kind is None:
        raise ReadFailedError(detail="no archive any more")
    return open_archive(archive_source(container, kind), kind, b"", alive=alive)


def _parsed(address: str | None) -> _Address:
    """Raises ReadFailedError for what is no address of a member."""
    file, at, rest = (address or "").rpartition("@")
    numbers = rest.split("/")
    if not at or len(numbers) < 2 or not all(n.isascii() and n.isdigit() for n in numbers):
        raise ReadFailedError(detail=f"no address: {address!r}")
    return _Address(file or None, int(numbers[0]), tuple(map(int, numbers[1:])))
