"""What a worker does with one layer that holds files: list them, and open their contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics_app.evidence.bytes.byte_source import ByteSource, TriedTwice
from forensics_app.evidence.contents.extent_reader import ExtentReader
from forensics_app.evidence.contents.extents import Place, holes_of, missing_of
from forensics_app.evidence.contents.layer_files import WalkPlace
from forensics_app.evidence.contents.nodes import EXTENDED_ATTRIBUTE, Attribute, Node
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target
from forensics_app.evidence.decompression.wof_content import WofContent
from forensics_app.evidence.decompression.wof_format import WofFormat
from forensics_app.evidence.filesystems.details_of import details_of
from forensics_app.evidence.filesystems.kinds import EXT_KINDS, FileSystemKind
from forensics_app.evidence.filesystems.tsk.details import NO_TRAITS
from forensics_app.evidence.filesystems.tsk.entries import (
    DEFAULT_DATA,
    EntryMaker,
    FoundName,
    extents_of,
    lacks_holes,
    stream_of_packed,
)
from forensics_app.evidence.filesystems.tsk.file_system import Content, FileSystem
from forensics_app.evidence.filesystems.tsk.reused_space import ReusedSpace
from forensics_app.evidence.filesystems.tsk.slack import SLACK_KINDS, SlackRuns
from forensics_app.evidence.filesystems.tsk.walk import Walk
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.spaces.free_runs import Run
from forensics_app.evidence.spaces.space import Space
from forensics_app.model.artifact import Entry, Extent, ExtentClass, Gap
from forensics_app.model.evidence import Omission
from forensics_app.model.names import Components

_NOWHERE = "nothing says where these bytes are"


class TskFiles:
    """Files of a file system that libtsk reads.

    `place`: the layer that extents refer to, and where in it the file system begins; `layers` gives the bytes
    of such a layer, `free` what no file of this one uses.
    """

    def __init__(
        self,
        file_system: FileSystem,
        source: ByteSource,
        *,
        source_id: str,
        layer_id: str,
        place: tuple[str, int],
        layers: Callable[[str], ByteSource],
        free: Callable[[], Space],
    ) -> None:
        self._file_system = file_system
        self._source_id = source_id
        self._layer_id = layer_id
        self._place = Place(place[0], place[1], file_system.block_size_bytes)
        self._details_source = TriedTwice(source)
        self._details = details_of(file_system, self._details_source)
        self._layers = layers
        self._reused = ReusedSpace(self._place, free)

    def walk(
        self, stops: dict[int, int], at: Callable[[WalkPlace, Components], None]
    ) -> Iterator[tuple[list[Entry], list[Omission]]]:
        """Every name, in an order that is always the same, with omissions; `stops` leaves out directories."""
        return self._walk(stops, at, reused=self._reused).run()

    def slack(self) -> Iterator[Run]:
        """Bytes of the file system behind the contents of its files, in what is allocated to them.

        Raises TskError for a kind of which libtsk doesn't say how much that is.
        """
        if self._file_system.kind not in SLACK_KINDS:
            raise TskError(self._file_system.kind.value)
        found = SlackRuns(self._details, block_size_bytes=self._place.block_size_bytes)
        for _ in self._walk({}, lambda place, components: None, found=found.add).run():
            pass
        return found.runs()

    def _walk(
        self,
        stops: dict[int, int],
        at: Callable[[WalkPlace, Components], None],
        *,
        reused: ReusedSpace | None = None,
        found: Callable[[FoundName], None] | None = None,
    ) -> Walk:
        maker = EntryMaker(
            self._source_id,
            self._layer_id,
            kind=self._file_system.kind,
            place=self._place,
            details=self._details,
        )
        return Walk(
            self._file_system,
            self._details,
            maker,
            failures=self._details_source.failures,
            stops=stops,
            at=at,
            reused=reused,
            found=found,
        )

    def content(self, target: Target) -> StoredContent:
        """The content of an entry. Raises TskError or a ForensicsError where it can't be opened at all."""
        inode, attribute_type, attribute_id = _parts(target.address)
        if attribute_type == EXTENDED_ATTRIBUTE and self._file_system.kind in EXT_KINDS:
            return self._extended(inode, attribute_id)
        own = self._details.own(inode, refused=False)
        if own is not None:
            return self._own_content(*own)
        try:
            handle = self._file_system.content(inode)
        except TskError:
            own = self._details.own(inode, refused=True)
            if own is None:
                raise
            return self._own_content(*own)
        attribute = handle.first(lambda kind, number: _is_chosen(kind, number, attribute_type, attribute_id))
        if attribute is None or (handle.node.allocated and self._missing(handle.node, attribute)):
            own = self._details.own(inode, refused=True)  # as far as it goes
            if own is not None and own[1] and attribute_type is None:
                return self._own_content(*own)
        if attribute is None:
            raise TskError("no such attribute")

        traits = self._details.traits(handle.node) if _is_content(attribute) else NO_TRAITS
        if traits.packed is not None:
            stream = stream_of_packed(attribute, self._file_system.attributes(inode), traits)
            if stream is not None:
                return _unpacked(handle, stream, attribute.size_bytes, traits.packed)

        def extents() -> tuple[tuple[Extent, ...], ExtentClass]:
            return extents_of(
                handle.node,
                attribute,
                place=self._place,
                details=self._details,
                traits=traits,
            )

        exfat = self._file_system.kind is FileSystemKind.EXFAT
        if exfat and self._details.valid_length(handle.node, attribute) is not None:
            # libtsk reads what stands behind the valid length, which no system shows
            reader = ExtentReader(extents()[0], self._layers)
            return StoredContent(attribute.size_bytes, reader.read, extents=extents, layers=self._layers)

        def read(offset_bytes: int, size_bytes: int) -> bytes:
            return handle.read(attribute, offset_bytes, size_bytes)

        missing = self._missing(handle.node, attribute)
        # of a deleted file whose runs end too early they are no more than supposed
        known = None if missing and not handle.node.allocated else extents
        content = StoredContent(attribute.size_bytes, read, extents=known, layers=self._layers)
        if lacks_holes(attribute, traits):
            content.lacks(holes_of(attribute, self._place.block_size_bytes), traits.placeholder or "")
        elif missing:
            content.lacks(missing, _NOWHERE)
        return content

    def _missing(self, node: Node, attribute: Attribute) -> tuple[Gap, ...]:
        """What of a content nothing says where it is. Raises ReadFailedError."""
        block = self._place.block_size_bytes
        if attribute.resident or not missing_of(attribute, block, attribute.size_bytes):
            return ()
        valid = self._details.valid_length(node, attribute)
        size = attribute.size_bytes
        return missing_of(attribute, block, size if valid is None else min(size, valid))

    def _extended(self, inode: int, number: int | None) -> StoredContent:
        """An extended attribute of ext, which libtsk doesn't give."""
        node = self._file_system.node(inode)[0]
        found = tuple(a for a in self._details.extra_attributes(node)[0] if a.id == number)
        if not found:
            raise TskError("no such attribute")
        return self._own_content(node, found)

    def _own_content(self, node: Node, attributes: tuple[Attribute, ...]) -> StoredContent:
        """The content of a node that isn't libtsk's, by its runs."""
        if not attributes:
            raise TskError("no cluster of this volume holds it")
        extents, extent_class = extents_of(
            node,
            attributes[0],
            place=self._place,
            details=self._details,
        )
        reader = ExtentReader(extents, self._layers)
        content = StoredContent(
            attributes[0].size_bytes,
            reader.read,
            extents=lambda: (extents, extent_class),
            layers=self._layers,
        )
        if missing := self._missing(node, attributes[0]):
            content.lacks(missing, _NOWHERE)
        return content


def _unpacked(handle: Content, stream: Attribute, size_bytes: int, form: WofFormat) -> StoredContent:
    """The content that a stream of the same file holds packed. Raises MalformedError."""

    def stored(offset_bytes: int, length_bytes: int) -> bytes:
        return handle.read(stream, offset_bytes, length_bytes)

    content = WofContent(stored, stream.size_bytes, size_bytes, form)
    return StoredContent(size_bytes, content.read, piece_bytes=form.chunk_bytes)


def _parts(address: str | None) -> tuple[int, int | None, int | None]:
    """`inode[-type-id]` as numbers. Raises TskError for anything else."""
    numbers = (address or "").split("-")
    if not all(number.isascii() and number.isdigit() for number in numbers) or len(numbers) not in (1, 3):
        raise TskError(f"no address: {address!r}")
    if len(numbers) == 1:
        return int(numbers[0]), None, None
    return int(numbers[0]), int(numbers[1]), int(numbers[2])


def _is_content(attribute: Attribute) -> bool:
    return attribute.type in DEFAULT_DATA and not attribute.name


def _is_chosen(kind: int, number: int, attribute_type: int | None, attribute_id: int | None) -> bool:
    """Whether an address means the attribute of this type and id; without any it means the content."""
    if attribute_type is None:
        return kind in DEFAULT_DATA
    return (kind, number) == (attribute_type, attribute_id)
