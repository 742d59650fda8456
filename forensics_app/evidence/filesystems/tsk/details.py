"""What libtsk doesn't tell truly or at all: name bytes, exact times, places of resident data.

`GenericDetails` is what is left where libtsk's own answer is good enough; the other file systems have a file
of their own. Offsets are bytes of the file system (of its window), not of the medium.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from forensics_app.evidence.contents.extents import Ranges
from forensics_app.evidence.contents.nodes import UNIX_DATA, Attribute, Name, Node, NodeType
from forensics_app.evidence.contents.times import unix_time
from forensics_app.evidence.decompression.wof_format import WofFormat
from forensics_app.evidence.filesystems.kinds import FileSystemKind
from forensics_app.model.times import EvidenceTime, TimeKind


class Traits(NamedTuple):
    """What an inode says of itself that changes what its content means.

    `placeholder`: the content is kept elsewhere, in technical words; what isn't stored is no zeros then.
    `encrypted`: by the file system, so that what is stored is no content that anybody saw.
    `overlaid`: what is shown is never what is stored, even where that is resident; `packed`: it lies in a
    stream of its own, in this format, and the placeholder speaks where that stream is missing.
    """

    link_target: bytes | None = None
    placeholder: str | None = None
    encrypted: bool = False
    overlaid: bool = False
    packed: WofFormat | None = None


NO_TRAITS = Traits()


class Details(Protocol):
    """The refinements of one file system."""

    def name(self, name: Name, directory: int) -> bytes:
        """The name's own bytes, for a name that libtsk found in the directory at that address."""
        ...

    def names(self, directory: int, listed: Iterator[Name]) -> Iterator[Name]:
        """What libtsk lists of the directory at that address, mended, then what it leaves out.

        Raises what `listed` raises, and TskError where names may be missing.
        """
        ...

    def own(self, address: int, *, refused: bool) -> tuple[Node, tuple[Attribute, ...]] | None:
        """A node that libtsk gives wrongly, or not at all (`refused`), with its content; None for any other.

        Its runs lead to the content, which libtsk doesn't give either. Raises ReadFailedError.
        """
        ...

    def extra_attributes(self, node: Node) -> tuple[tuple[Attribute, ...], str | None]:
        """Extended attributes that libtsk doesn't give, and why some of them may be missing."""
        ...

    def lacking(self, node: Node, attributes: tuple[Attribute, ...]) -> str | None:
        """Why content is missing from what libtsk gives of a node, in technical words; None where none is."""
        ...

    def doubts(self) -> Iterator[tuple[str, int]]:
        """What of all that was asked for doesn't agree with itself, in technical words, and how many."""
        ...

    def supposed(self, node: Node) -> bool:
        """Whether the runs of a node are no more than supposed: those of its content are lost."""
        ...

    def damaged(self) -> Iterator[int]:
        """Addresses of nodes that are damaged, so that nothing tells whether a name is lost with them."""
        ...

    def times(self, name: Name | None, node: Node, directory: int) -> tuple[EvidenceTime, ...]:
        """Every time that is kept for this node (and, on NTFS, for this name of it)."""
        ...

    def resident(self, node: Node, attribute: Attribute) -> Ranges | None:
        """Where a resident attribute's bytes lie, as (offset, length) in order, or None if unknown."""
        ...

    def valid_length(self, node: Node, attribute: Attribute) -> int | None:
        """How many bytes of a non-resident attribute were ever written (the rest reads as zeros), or None.

        Raises ReadFailedError where that stands in what can't be read.
        """
        ...

    def traits(self, node: Node) -> Traits:
        """What the inode says of itself. Bytes that can't be read say nothing."""
        ...


_PRECISION = {
    FileSystemKind.UFS1: "1s",
    FileSystemKind.UFS2: "1ns",
    FileSystemKind.YAFFS2: "1s",
    FileSystemKind.EXT2: "1s",
    FileSystemKind.EXT3: "1s",
    FileSystemKind.EXT4: "1ns",
    FileSystemKind.NTFS: "100ns",
}
_WITHOUT_CREATION = (FileSystemKind.EXT2, FileSystemKind.EXT3, FileSystemKind.UFS1, FileSystemKind.YAFFS2)


class GenericDetails:
    """libtsk's names and times as they are."""

    def __init__(self, kind: FileSystemKind) -> None:
        self._precision = _PRECISION.get(kind, "1s")
        self._has_creation = kind not in _WITHOUT_CREATION

    def name(self, name: Name, directory: int) -> bytes:
        """The bytes of a name that libtsk found in the directory at that address."""
        return name.name

    def names(self, directory: int, listed: Iterator[Name]) -> Iterator[Name]:
        """What libtsk lists of the directory at that address, mended, then what it leaves out."""
        return listed

    def own(self, address: int, *, refused: bool) -> tuple[Node, tuple[Attribute, ...]] | None:
        """A node that libtsk gives wrongly or, if `refused`, not at all, with its content; None for any
        other."""
        return None

    def extra_attributes(self, node: Node) -> tuple[tuple[Attribute, ...], str | None]:
        """Extended attributes that libtsk doesn't give, and why some of them may be missing."""
        return (), None

    def lacking(self, node: Node, attributes: tuple[Attribute, ...]) -> str | None:
        """Why content is missing: libtsk gives none at all, and every file has one, be it empty."""
        if node.type is not NodeType.REGULAR or any(a.type == UNIX_DATA for a in attributes):
            return None
        return "nothing says where the content is"

    def doubts(self) -> Iterator[tuple[str, int]]:
        """What doesn't agree with itself in all that was asked for, in technical words, and how many."""
        return iter(())

    def supposed(self, node: Node) -> bool:
        """Whether the runs of a node are only supposed, those of its content being lost."""
        return False

    def damaged(self) -> Iterator[int]:
        """Addresses of damaged nodes, of which nothing says whether a name is lost with them."""
        return iter(())

    def times(self, name: Name | None, node: Node, directory: int) -> tuple[EvidenceTime, ...]:
        """Every time that is kept for this node (and, on NTFS, for this name of it)."""
        found = [
            unix_time(TimeKind.MODIFIED, *node.modified, self._precision),
            unix_time(TimeKind.ACCESSED, *node.accessed, self._precision),
            unix_time(TimeKind.CHANGED, *node.changed, self._precision),
        ]
        if self._has_creation:
            found.append(unix_time(TimeKind.CREATED, *node.created, self._precision))
        return tuple(found)

    def resident(self, node: Node, attribute: Attribute) -> Ranges | None:
        """Where a resident attribute's bytes lie, as (offset, length) in order, or None if unknown."""
        return None

    def valid_length(self, node: Node, attribute: Attribute) -> int | None:
        """How many bytes of a non-resident attribute were ever written, the rest being zeros; None if
        unknown."""
        return None

    def traits(self, node: Node) -> Traits:
        """What the inode says of itself. Bytes that can't be read say nothing."""
        return NO_TRAITS
