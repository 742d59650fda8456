"""One catalogued item of evidence, and the extents that prove where its bytes lie."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from forensics_app.model.digests import Digests
from forensics_app.model.hash_sets import HashSetHit
from forensics_app.model.locator import Locator
from forensics_app.model.marks import Marked
from forensics_app.model.names import Components
from forensics_app.model.times import EvidenceTime

HIGH_ENTROPY_BITS = 7.9
# [Linux-NTFS], "Files": $MFT keeps its first 24 records, and the last twelve never were a file's
RESERVED_NAMES: dict[Components, str] = {
    (b"$OrphanFiles", b"OrphanFile-%d" % number): str(number) for number in range(12, 24)
}
NTFS_PRECISION = "100ns"


class ArtifactKind(StrEnum):
    FILE = "file"
    STREAM = "stream"
    ATTRIBUTE = "attribute"
    DIRECTORY = "directory"
    LINK = "link"
    AREA = "area"
    DOCUMENT = "document"
    OTHER = "other"


def has_no_size(kind: str, size_bytes: int | None) -> bool:
    """Whether no size is shown: none is known, or it is a folder that takes no bytes itself, of which 0 would
    read as if nothing were in it."""
    return size_bytes is None or (size_bytes == 0 and kind == ArtifactKind.DIRECTORY)


class ExtentClass(StrEnum):
    """How content follows from the extents (docs/bundle-format.md, "Extents")."""

    RUNS = "runs"
    NTFS_RESIDENT = "ntfs-resident"
    NTFS_VALID_LENGTH = "ntfs-valid-length"
    NTFS_COMPRESSED = "ntfs-compressed"
    EXT4_INLINE = "ext4-inline"
    XATTR = "xattr"
    ENCRYPTED = "encrypted"
    SHORT = "short"
    ALL_SPARSE = "all-sparse"
    ASSUMED_CONTIGUOUS = "assumed-contiguous"
    NONE = "none"


class Derivable(StrEnum):
    """Whether the bytes read through the extents were compared with those from the file system."""

    YES = "yes"
    NO = "no"
    UNCHECKED = "unchecked"


class Extent(NamedTuple):
    """`length_bytes` bytes at `offset_bytes` of a layer; both None for a run that reads as zeros."""

    layer_id: str | None
    offset_bytes: int | None
    length_bytes: int


class ReadOutcome(StrEnum):
    COMPLETE = "complete"
    PARTIAL = "partial"
    UNREADABLE = "unreadable"
    NOT_READ = "not-read"


@dataclass(frozen=True, slots=True)
class Gap:
    """A range of the content (not of the medium) that could not be read and counts as zeros."""

    offset_bytes: int
    length_bytes: int


class Read(NamedTuple):
    """What became of reading the content. `reason` is an omission code where it isn't complete."""

    outcome: ReadOutcome
    gaps: tuple[Gap, ...] = ()
    reason: str | None = None


class ByteSpread(NamedTuple):
    """How evenly the bytes of a content are spread, by a sample of its beginning.

    `bits` is Shannon's entropy in bits a byte (at most 8); `chi_square` compares with an even spread: random
    bytes give about 255, between 170 and 360 but for one in ten thousand. Compressed bytes are as dense.
    """

    bits: float
    chi_square: float
    sampled_bytes: int

    @property
    def high(self) -> bool:
        """Possibly encrypted or compressed."""
        return self.bits >= HIGH_ENTROPY_BITS


class RuleMatch(NamedTuple):
    """A YARA rule that a content matches. `namespace` names the file of rules."""

    namespace: str
    rule: str
    tags: tuple[str, ...] = ()


class Entry(NamedTuple):
    """What walking a file system or folder tells of one name, before its content was looked at.

    A named tuple, as what it is made of: there are millions of them, and they go from process to process.
    `sequence` is the place in the walk of its layer: deterministic, so lists have one order. `withheld` is
    the omission code of content that is there and must not be read, like a bomb's; the walk has told of it.
    """

    locator: Locator
    kind: ArtifactKind
    allocated: bool
    size_bytes: int | None
    times: tuple[EvidenceTime, ...]
    sequence: int
    inode: str | None = None
    reallocated: bool = False
    orphan: bool = False
    extents: tuple[Extent, ...] = ()
    extent_class: ExtentClass = ExtentClass.NONE
    link_target: bytes | None = None
    mode: str | None = None
    uid: str | None = None
    gid: str | None = None
    withheld: str | None = None

    @property
    def deleted(self) -> bool:
        """Whether it is a deleted file, folder or the like: an area without a file was never one."""
        return not self.allocated and self.kind is not ArtifactKind.AREA and not self.reserved

    @property
    def reserved(self) -> bool:
        """Whether it is one of the records that $MFT reserves, as The Sleuth Kit lists it: no file ever was
        there. One with content is none: somebody put it there.
        """
        return (
            self.orphan
            and not self.allocated
            and not self.size_bytes
            and self.locator.stream is None
            and self.kind is ArtifactKind.FILE
            and RESERVED_NAMES.get(self.locator.components, "") == self.inode
            and any(time.precision == NTFS_PRECISION for time in self.times)
        )

    @property
    def free_space(self) -> bool:
        """Whether it is an area that nothing is allocated to."""
        return not self.allocated and self.kind is ArtifactKind.AREA


class Examination(NamedTuple):
    """What looking at the content once gave. Digests and type are None where nothing was read.

    `entropy` is there for contents whose type nobody knows and which are large enough to tell; `rules` are
    the YARA rules that the content matches, where it was compared with any.
    """

    digests: Digests
    read: Read
    media_type: str | None = None
    extension_mismatch: bool = False
    exif: tuple[tuple[str, str], ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    derivable: Derivable = Derivable.UNCHECKED
    entropy: ByteSpread | None = None
    rules: tuple[RuleMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class Artifact:
    """One line of the catalogue. `tag_notes`: the notes that `note` has in one text, each with its tag."""

    artifact_id: str
    exhibit: str
    entry: Entry
    examination: Examination
    tags: tuple[str, ...] = ()
    note: str | None = None
    hash_sets: tuple[HashSetHit, ...] = ()
    marks: tuple[Marked, ...] = ()
    tag_notes: tuple[tuple[str, str], ...] = ()
