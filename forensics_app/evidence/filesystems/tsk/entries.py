"""One name of a file system, made into the entries of the catalogue."""

from __future__ import annotations

import stat
from functools import lru_cache

import msgspec

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.contents.extents import Place, resident_extents, run_extents
from forensics_app.evidence.contents.nodes import (
    EXTENDED_ATTRIBUTE,
    UNIX_DATA,
    Attribute,
    Name,
    Node,
    NodeType,
)
from forensics_app.evidence.decompression.wof_format import WOF_STREAM
from forensics_app.evidence.filesystems.kinds import EXT_KINDS, FAT_KINDS, FileSystemKind
from forensics_app.evidence.filesystems.tsk.details import NO_TRAITS, Details, Traits
from forensics_app.evidence.omission_codes import NotReadReason
from forensics_app.model.artifact import ArtifactKind, Entry, Extent, ExtentClass
from forensics_app.model.locator import Locator
from forensics_app.model.names import Components
from forensics_app.model.times import EvidenceTime

NTFS_DATA, NTFS_INDEX_ROOT = 128, 144
_MOST = (1 << 63) - 1
DEFAULT_DATA = (UNIX_DATA, NTFS_DATA)
# members of enumerations that every name asks for, looked up once
_VIRTUAL = (NodeType.VIRTUAL, NodeType.VIRTUAL_DIRECTORY)
_WITHOUT_EXTENTS = (ArtifactKind.DIRECTORY, ArtifactKind.LINK)
_NO_EXTENTS, _LOST = ExtentClass.NONE, NotReadReason.LOST.value
_DIRECTORY, _FILE, _AREA = ArtifactKind.DIRECTORY, ArtifactKind.FILE, ArtifactKind.AREA
_OF_FILES = (NodeType.REGULAR, NodeType.UNKNOWN)
_UNKNOWN, _REGULAR, _OTHER = NodeType.UNKNOWN, NodeType.REGULAR, ArtifactKind.OTHER

_KINDS = {
    NodeType.REGULAR: ArtifactKind.FILE,
    NodeType.DIRECTORY: ArtifactKind.DIRECTORY,
    NodeType.VIRTUAL_DIRECTORY: ArtifactKind.DIRECTORY,
    NodeType.VIRTUAL: ArtifactKind.AREA,
    NodeType.LINK: ArtifactKind.LINK,
}


class FoundName(msgspec.Struct, frozen=True, gc=False):
    """A name, where it was found, and what it leads to.

    `reallocated`: the node belongs to something else by now. `ordinal` tells equal names apart. `problem`:
    why a name in use leads to nothing, in technical words.
    """

    name: Name
    components: Components
    directory: int
    node: Node | None
    attributes: tuple[Attribute, ...]
    reallocated: bool
    orphan: bool
    ordinal: int
    problem: str | None = None


_STREAMS = {NTFS_DATA: ArtifactKind.STREAM, EXTENDED_ATTRIBUTE: ArtifactKind.ATTRIBUTE}


class EntryMaker:
    """Makes entries of one layer; numbers them in the order they are made."""

    def __init__(
        self, source_id: str, layer_id: str, *, kind: FileSystemKind, place: Place, details: Details
    ) -> None:
        self.source_id = source_id
        self.layer_id = layer_id
        self._ntfs = kind is FileSystemKind.NTFS
        self._fat = kind in FAT_KINDS
        self._ext = kind in EXT_KINDS
        self._place = place
        self._details = details
        self._sequence = 0

    def entries(self, found: FoundName, *, lost: bool = False) -> list[Entry]:
        """The entries of one name, the name itself first: what fls prints, line by line.

        `lost`: content is missing from what was found, so that a file without any isn't one that has none.
        """
        if found.node is None or found.reallocated:
            return [self._entry(found, None, None, _kind_of(found))]
        if self._ntfs:
            return self._ntfs_entries(found, lost=lost)
        data: Attribute | None = None
        further: list[Attribute] = []
        for attribute in found.attributes:
            if data is None and attribute.type in DEFAULT_DATA:
                data = attribute
            elif attribute.type == EXTENDED_ATTRIBUTE:
                further.append(attribute)
        made = [self._entry(found, data, None, _kind_of(found), lost=lost and data is None)]
        for attribute in further:
            made.append(self._entry(found, attribute, attribute.name or b"", ArtifactKind.ATTRIBUTE))
        return made

    def streams(self, found: FoundName) -> list[Entry]:
        """The streams and attributes of a directory that has no name of its own: the root."""
        return [
            self._entry(found, attribute, attribute.name, kind)
            for attribute in found.attributes
            if attribute.name and (kind := _STREAMS.get(attribute.type)) is not None
        ]

    def _ntfs_entries(self, found: FoundName, *, lost: bool) -> list[Entry]:
        """fls prints one line for each $DATA and each index root, and one where there is neither."""
        kind = _kind_of(found)
        made: list[Entry] = []
        for attribute in found.attributes:
            if attribute.type == NTFS_DATA and not attribute.name:
                made.append(self._entry(found, attribute, None, kind))
            elif attribute.type == NTFS_INDEX_ROOT and attribute.name in (None, b"$I30"):
                made.append(self._entry(found, attribute, None, ArtifactKind.DIRECTORY))
            elif attribute.type in (NTFS_DATA, NTFS_INDEX_ROOT):
                made.append(self._entry(found, attribute, attribute.name, ArtifactKind.STREAM))
        return made or [self._entry(found, None, None, kind, lost=lost)]

    def _entry(
        self,
        found: FoundName,
        attribute: Attribute | None,
        stream: bytes | None,
        kind: ArtifactKind,
        *,
        lost: bool = False,
    ) -> Entry:
        name, node = found.name, None if found.reallocated else found.node
        traits = NO_TRAITS if node is None or stream is not None else self._details.traits(node)
        extents: tuple[Extent, ...] = ()
        extent_class = _NO_EXTENTS
        if node is not None and kind not in _WITHOUT_EXTENTS:
            extents, extent_class = self._extents(node, attribute, found.attributes, traits)
        sequence = self._sequence
        self._sequence += 1
        inode = str(name.address)
        return Entry(  # by place: it is made for every name
            Locator(
                self.source_id,
                self.layer_id,
                found.components,
                stream,
                self._address(inode, attribute),
                found.ordinal,
            ),
            kind,
            name.allocated,
            _size(node, attribute, kind),
            self._times(found, node),
            sequence,
            inode,
            found.reallocated,
            found.orphan,
            extents,
            extent_class,
            self._link_target(node, traits),
            None if node is None else _mode_text(name.type, node.type, node.mode),
            None if node is None else str(node.uid),
            None if node is None else str(node.gid),
            _LOST if lost or (node is not None and self._is_lost(node, attribute)) else None,
        )

    def _link_target(self, node: Node | None, traits: Traits) -> bytes | None:
        """What fscrypt encrypted of ext is no path, and nothing that anybody saw."""
        if node is None or (self._ext and traits.encrypted):
            return traits.link_target
        return node.link_target or traits.link_target

    def _is_lost(self, node: Node, attribute: Attribute | None) -> bool:
        """Whether nothing says any more where the content of a file was.

        Linux cuts a file of ext to 0 bytes when it deletes it: that it was empty before, nothing says.
        """
        if self._ext:  # of no known type: the inode was wiped
            data = attribute is None or attribute.type == UNIX_DATA
            return data and node.type in _OF_FILES and not node.allocated and not node.size_bytes
        if node.type is not _REGULAR:
            return False
        return self._fat and attribute is None and node.size_bytes > 0

    def _times(self, found: FoundName, node: Node | None) -> tuple[EvidenceTime, ...]:
        if node is None or node.type in _VIRTUAL:
            return ()
        return self._details.times(found.name, node, found.directory)

    def _address(self, inode: str, attribute: Attribute | None) -> str:
        """`inode-type-id` as fls prints it: type and id on NTFS, and where the attribute isn't the data."""
        if attribute is None or (not self._ntfs and attribute.type in DEFAULT_DATA):
            return inode
        return f"{inode}-{attribute.type}-{attribute.id}"

    def _extents(
        self, node: Node, attribute: Attribute | None, attributes: tuple[Attribute, ...], traits: Traits
    ) -> tuple[tuple[Extent, ...], ExtentClass]:
        packed = None if attribute is None else stream_of_packed(attribute, attributes, traits)
        extents, extent_class = extents_of(
            node, packed or attribute, place=self._place, details=self._details, traits=traits
        )
        if packed is None:
            return extents, extent_class
        # a resident one lies in the MFT, as the stream itself says; as of what NTFS compresses, none is given
        return () if packed.resident else extents, ExtentClass.NTFS_COMPRESSED


def extents_of(
    node: Node,
    attribute: Attribute | None,
    *,
    place: Place,
    details: Details,
    traits: Traits = NO_TRAITS,
) -> tuple[tuple[Extent, ...], ExtentClass]:
    """Extents and class of one attribute of a node; nothing for a node without one.

    `traits` are the node's where the attribute is its content: what a placeholder doesn't store is missing.
    """
    if attribute is None:
        return (), ExtentClass.NONE
    if not attribute.resident:
        try:
            valid = details.valid_length(node, attribute)
        except ReadFailedError:
            return (), ExtentClass.RUNS  # the runs alone would claim bytes that may never have been written
        extents, extent_class = run_extents(
            place, attribute, valid_bytes=valid, assumed=details.supposed(node)
        )
        if lacks_holes(attribute, traits):
            return extents, ExtentClass.SHORT
        if traits.encrypted and extent_class is ExtentClass.RUNS:
            return extents, ExtentClass.ENCRYPTED
        return extents, extent_class
    if attribute.compressed:
        return (), ExtentClass.NTFS_COMPRESSED
    if lacks_holes(attribute, traits):
        return (), ExtentClass.SHORT
    ranges = details.resident(node, attribute)
    if attribute.type == UNIX_DATA:
        extent_class = ExtentClass.EXT4_INLINE
    else:
        ntfs = attribute.type in (NTFS_DATA, NTFS_INDEX_ROOT)
        extent_class = ExtentClass.NTFS_RESIDENT if ntfs else ExtentClass.XATTR
    return ((), extent_class) if ranges is None else (resident_extents(place, ranges), extent_class)


def lacks_holes(attribute: Attribute, traits: Traits) -> bool:
    """Whether what this content doesn't store is kept elsewhere, so that it must not be taken for zeros."""
    if traits.placeholder is None or not attribute.size_bytes:
        return False
    if attribute.resident:
        return traits.overlaid
    return not attribute.runs or any(not run.stored for run in attribute.runs)


def stream_of_packed(
    attribute: Attribute, attributes: tuple[Attribute, ...], traits: Traits
) -> Attribute | None:
    """The stream that a content is packed in; None where it isn't, or where any of it is stored besides."""
    if traits.packed is None or not attribute.size_bytes or any(run.stored for run in attribute.runs):
        return None
    return next((a for a in attributes if a.type == NTFS_DATA and a.name == WOF_STREAM), None)


def _kind_of(found: FoundName) -> ArtifactKind:
    node = found.node
    if node is not None and not found.reallocated and node.type is not _UNKNOWN:
        return _KINDS.get(node.type, _OTHER)
    return _KINDS.get(found.name.type, _OTHER)


def _size(node: Node | None, attribute: Attribute | None, kind: ArtifactKind) -> int | None:
    if node is None:
        return None
    if attribute is not None and kind is not _DIRECTORY:
        return attribute.size_bytes
    # an inode without a data attribute has no content, which is not the same as an empty one
    return None if kind is _FILE or kind is _AREA else node.size_bytes


@lru_cache(maxsize=1024)
def _mode_text(name: NodeType, node: NodeType, mode: int) -> str:
    """As in a body file: types of name and inode, then the nine permission letters."""
    return f"{name}/{node}{stat.filemode(mode & 0o7777)[1:]}"
