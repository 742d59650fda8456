"""Contents on their way into a bundle, in a worker: read as the catalogue names them, and proved at once.

What is proved is that the extents alone give the very bytes that were read. Whatever isn't plain (a content
that can't be opened, that has another size, or fails while it is read) is only named here: the parent reads
it by itself, where it can say exactly what is wrong.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from forensics_app.errors import ForensicsError, SourceChangedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.contents.extent_content import Piece, pieces_of
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.processes.slots import SlotMemory
from forensics_app.evidence.protocol.messages import Copied, CopiedItem, Copy, CopyItem, DeriveItem

_READ_BYTES = 1 << 20  # as EvidenceReader.content reads, so that a damaged place costs the same either way


class Copier:
    """`content` opens what a target names, `layers` gives a layer's bytes, `alive` is told of progress."""

    def __init__(
        self,
        content: Callable[[Target], StoredContent],
        layers: Callable[[str], ByteSource],
        alive: Callable[[int], None],
        memory: SlotMemory,
    ) -> None:
        self._content = content
        self._layers = layers
        self._alive = alive
        self._memory = memory
        self._large: tuple[int, StoredContent | None, list[Piece]] | None = None
        self._done_bytes = 0

    def copy(self, request: Copy) -> Copied:
        """Fill one slot. Raises SourceChangedError."""
        if request.length_bytes:
            return Copied(request.task, (self._window(request.items[0], request),))
        return Copied(request.task, self._whole(request))

    # --- several small contents ----------------------------------------------------------------------

    def _whole(self, request: Copy) -> tuple[CopiedItem, ...]:
        contents: dict[int, bytes] = {}
        at = 0
        for item in request.items:
            data = self._read_whole(item)
            if data is None:
                continue
            self._memory.put(request.slot, at, data)
            at += len(data)
            contents[item.number] = data
        wanted = [item for item in request.items if item.prove and item.number in contents]
        proved = self._proved(wanted, contents)
        return tuple(
            CopiedItem(item.number, len(contents[item.number]), item.number in proved)
            if item.number in contents
            else CopiedItem(item.number, None, False)
            for item in request.items
        )

    def _read_whole(self, item: CopyItem) -> bytes | None:
        size = item.size_bytes
        try:
            if item.by_extents:
                return b"".join(self._pieces(list(pieces_of(size, item.extents)), 0, size))
            content = self._content(item.target)
            if content.size_bytes != size:
                content.close()
                return None
            data = b"".join(
                content.read(offset, min(_READ_BYTES, size - offset))
                for offset in range(0, size, _READ_BYTES)
            )
            content.close()
        except (ForensicsError, TskError):
            return None
        self._advance(size)
        return data

    def _proved(self, items: list[CopyItem], contents: dict[int, bytes]) -> set[int]:
        """Numbers of those that their extents alone give, too. Raises SourceChangedError."""
        if not items:
            return set()
        # few workers ever prove anything
        from forensics_app.evidence.worker.extent_digests import ExtentDigester

        asked = [DeriveItem(item.number, item.size_bytes, item.extents, item.gaps) for item in items]
        derived = ExtentDigester(self._layers, lambda done: self._alive(self._done_bytes + done)).contents(
            asked
        )
        found = {n for n, data in derived if data is not None and data == contents[n]}
        self._done_bytes += sum(item.size_bytes for item in items)
        return found

    # --- a part of a large one -----------------------------------------------------------------------

    def _window(self, item: CopyItem, request: Copy) -> CopiedItem:
        begin, length = request.offset_bytes, request.length_bytes
        try:
            content, pieces = self._opened(item)
            if content is not None and content.size_bytes != item.size_bytes:
                self._large = None
                content.close()
                return CopiedItem(item.number, None, False)
            proved = item.prove
            for offset in range(begin, begin + length, _READ_BYTES):
                size = min(_READ_BYTES, begin + length - offset)
                if content is None:
                    data = b"".join(self._pieces(pieces, offset, size))
                else:
                    data = content.read(offset, size)
                self._memory.put(request.slot, offset - begin, data)
                self._advance(size)
                proved = proved and self._gives(pieces, offset, data)
            if begin + length == item.size_bytes:
                self._large = None
                if content is not None:
                    content.close()
        except (ForensicsError, TskError):
            self._large = None
            return CopiedItem(item.number, None, False)
        return CopiedItem(item.number, length, proved)

    def _opened(self, item: CopyItem) -> tuple[StoredContent | None, list[Piece]]:
        """The content (None where the extents are all that is asked for), kept from window to window."""
        if self._large is None or self._large[0] != item.number:
            wanted = item.by_extents or item.prove
            gaps = () if item.by_extents else item.gaps
            pieces = list(pieces_of(item.size_bytes, item.extents, gaps)) if wanted else []
            self._large = item.number, None if item.by_extents else self._content(item.target), pieces
        return self._large[1:]

    def _gives(self, pieces: list[Piece], offset: int, data: bytes) -> bool:
        """Whether the extents give this part of a content. Raises SourceChangedError."""
        try:
            at = 0
            for part in self._pieces(pieces, offset, len(data)):
                if data[at : at + len(part)] != part:
                    return False
                at += len(part)
        except SourceChangedError:
            raise
        except ForensicsError:
            return False
        self._advance(len(data))
        return at == len(data)

    def _pieces(self, pieces: list[Piece], offset: int, size: int) -> list[bytes]:
        """The bytes of a part of a content by its pieces. Raises ForensicsErrors."""
        found: list[bytes] = []
        first = bisect_right(pieces, offset, key=_position) - 1
        for index in range(max(first, 0), len(pieces)):
            piece = pieces[index]
            begin, end = max(offset, piece.position), min(offset + size, piece.position + piece.length)
            if begin >= end:
                break
            if piece.layer is None:
                found.append(bytes(end - begin))
            else:
                source = self._layers(piece.layer)
                found.append(source.read(piece.offset + begin - piece.position, end - begin))
        return found

    def _advance(self, more_bytes: int) -> None:
        self._done_bytes += more_bytes
        self._alive(self._done_bytes)


def _position(piece: Piece) -> int:
    return piece.position
