"""Files of a file system that this program reads by itself: XFS, the volumes of APFS, ISO 9660, UDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.contents.extents import Place
from forensics_app.evidence.contents.layer_files import WalkPlace
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target
from forensics_app.evidence.filesystems.trees.inode_tree import (
    InodeTree,
    Piece,
    PieceReader,
    Stored,
    extents_of_stored,
    no_problem,
)
from forensics_app.evidence.filesystems.trees.walk import TreeWalk, address_of
from forensics_app.evidence.format_errors import MalformedError, malformed
from forensics_app.model.artifact import Entry, Extent, ExtentClass, Gap
from forensics_app.model.evidence import Omission
from forensics_app.model.names import Components


class TreeFiles:
    """`place` as of TskFiles: the layer that extents refer to, and where in it the file system begins."""

    def __init__(
        self,
        tree: InodeTree,
        source: ByteSource,
        *,
        source_id: str,
        layer_id: str,
        place: tuple[str, int],
        layers: Callable[[str], ByteSource],
    ) -> None:
        self._tree = tree
        self._source = source
        self._source_id = source_id
        self._layer_id = layer_id
        self._place = Place(place[0], place[1], 1)
        self._layers = layers
        self._last: tuple[int, dict[tuple[int, int], Stored]] = (-1, {})

    def walk(
        self, stops: dict[int, int], at: Callable[[WalkPlace, Components], None]
    ) -> Iterator[tuple[list[Entry], list[Omission]]]:
        """Every name, in an order that is always the same, with omissions; `stops` leaves out directories."""
        return TreeWalk(
            self._tree,
            source_id=self._source_id,
            layer_id=self._layer_id,
            place=self._place,
            stops=stops,
            at=at,
        ).run()

    def content(self, target: Target) -> StoredContent:
        """The content of an entry. Raises MalformedError, ReadFailedError."""
        stored = self._stored(target.address)
        if stored.lacking is not None:
            raise MalformedError(stored.lacking)
        if stored.decoded is not None:
            return StoredContent(stored.size_bytes, stored.decoded())

        def extents() -> tuple[tuple[Extent, ...], ExtentClass]:
            return extents_of_stored(stored, self._place)

        pieces, gaps = _without_lost(stored.pieces)
        reader = PieceReader(self._source, pieces)
        content = StoredContent(stored.size_bytes, reader.read, extents=extents, layers=self._layers)
        if gaps:
            content.lacks(gaps, "no extent covers these bytes")
        return content

    def _stored(self, address: str | None) -> Stored:
        """What an entry's address means: `inode`, or `inode-type-number` of an extended attribute."""
        numbers = (address or "").split("-")
        if not all(number.isascii() and number.isdigit() for number in numbers) or len(numbers) not in (1, 3):
            raise MalformedError(f"no address: {address!r}")
        inode = int(numbers[0])
        with malformed():
            if len(numbers) == 1:
                return self._tree.content(inode, no_problem)
            if self._last[0] != inode:  # thousands may belong to one
                found = self._tree.attributes(inode, no_problem)
                self._last = inode, {address_of(a, index): a.stored for index, a in enumerate(found)}
            stored = self._last[1].get((int(numbers[1]), int(numbers[2])))
        if stored is None:
            raise MalformedError(f"inode {inode} has no attribute {numbers[1]}-{numbers[2]}")
        return stored


def _without_lost(pieces: tuple[Piece, ...]) -> tuple[tuple[Piece, ...], tuple[Gap, ...]]:
    """Pieces with zeros for those of which nobody knows where they are, and these as gaps."""
    found: list[Piece] = []
    gaps: list[Gap] = []
    position = 0
    for piece in pieces:
        if piece.lost:
            gaps.append(Gap(position, piece.length_bytes))
        found.append(Piece(None, piece.length_bytes) if piece.lost else piece)
        position += piece.length_bytes
    return tuple(found), tuple(gaps)
