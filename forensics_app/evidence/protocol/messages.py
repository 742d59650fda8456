"""What parent and worker say to each other: msgpack frames of these types, never pickle."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from forensics_app.evidence.contents.targets import Target
from forensics_app.evidence.spaces.names import SpaceKind
from forensics_app.examine.record import Record
from forensics_app.model.artifact import Extent, Gap
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import ArchiveOptions, Omission, OpenedSource

MOST_PART_BYTES = 8 << 20


class FileFacts(msgspec.Struct, frozen=True):
    """A file of the source when it was opened; it must be the same whenever it is opened again."""

    path: bytes
    size_bytes: int
    mtime_ns: int
    inode: int


class Options(msgspec.Struct, frozen=True):
    """What examining an entry computes. `sparse_bytes` as in Limits; `double_read` as in ExamineOptions."""

    algorithms: tuple[str, ...]
    media_type: bool
    exif: bool
    sparse_bytes: int
    double_read: bool = False


# --- parent to worker ----------------------------------------------------------------------------


class Open(msgspec.Struct, tag="open", frozen=True):
    """Open a source and look at its layers. `skip`: layers that lost an earlier worker, and why; `rules`:
    compiled YARA rules for the contents that are examined.

    Credentials travel in the pipe alone; their secrets are not part of any representation.
    """

    path: bytes
    source_id: str
    exhibit: str
    accept_truncated: bool
    skip: dict[str, str]
    credentials: tuple[Credential, ...] = ()
    shadow_copies: bool = False
    archives: ArchiveOptions = ArchiveOptions()
    rules: bytes = b""


class Attach(msgspec.Struct, tag="attach", frozen=True):
    """Open a source that another worker has looked at already. `keys`: what opened its decrypted layers."""

    path: bytes
    source: OpenedSource
    files: tuple[FileFacts, ...]
    keys: dict[str, Credential] = {}
    archives: ArchiveOptions = ArchiveOptions()
    rules: bytes = b""


class Prepare(msgspec.Struct, tag="prepare", frozen=True):
    """Open a source that another worker is looking at meanwhile; Attach follows. There is no answer.

    `accept_truncated` and `archives` as of Open.
    """

    path: bytes
    source_id: str
    accept_truncated: bool
    archives: ArchiveOptions = ArchiveOptions()


class Walk(msgspec.Struct, tag="walk", frozen=True):
    """`stops`: number of a directory -> how many of its names to give; `careful`: tell each name first."""

    layer_id: str
    stops: dict[int, int]
    careful: bool


class Examine(msgspec.Struct, tag="examine", frozen=True):
    """Examine these entries, packed as they came in a Batch."""

    task: int
    entries: tuple[bytes, ...]
    options: Options


class ExamineSpace(msgspec.Struct, tag="space", frozen=True):
    """Examine what no file of a layer's file system uses, or its slack, as one artifact; none where there is
    no telling."""

    layer_id: str
    kind: SpaceKind
    options: Options


class Digest(msgspec.Struct, tag="digest", frozen=True):
    """Digest a layer; None is the whole medium. `around`: what can't be read counts as zeros.

    With `until_bytes` the worker stops there, answers Done, and goes on when it is asked the same again.
    """

    layer_id: str | None
    algorithms: tuple[str, ...]
    around: bool
    until_bytes: int | None = None


class ReadContent(msgspec.Struct, tag="content", frozen=True):
    target: Target


class ReadExtents(msgspec.Struct, tag="extents", frozen=True):
    extents: tuple[Extent, ...]


class OpenMedium(msgspec.Struct, tag="open-medium", frozen=True):
    """Open an image for its medium alone: no partition table and no file system is looked at."""

    path: bytes
    source_id: str
    exhibit: str


class DeriveItem(msgspec.Struct, frozen=True, array_like=True):
    """A content by its extents alone; `gaps` of it count as zeros. `number` is the asker's."""

    number: int
    size_bytes: int
    extents: tuple[Extent, ...]
    gaps: tuple[Gap, ...]


class Derive(msgspec.Struct, tag="derive", frozen=True):
    """Digest contents by their extents."""

    task: int
    items: tuple[DeriveItem, ...]


class CopyItem(msgspec.Struct, frozen=True, array_like=True):
    """A content that goes into a bundle. `by_extents`: it is what they give; `prove`: compare with that, too.

    `gaps` are those of the reading at ingest; they count as zeros in the comparison.
    """

    number: int
    target: Target
    size_bytes: int
    by_extents: bool
    prove: bool
    extents: tuple[Extent, ...]
    gaps: tuple[Gap, ...]


class Copy(msgspec.Struct, tag="copy", frozen=True):
    """Fill a slot of the shared memory with whole contents, one behind the other; or, where `length_bytes`
    isn't 0, with that part of the only item."""

    task: int
    slot: int
    items: tuple[CopyItem, ...]
    offset_bytes: int = 0
    length_bytes: int = 0


class ReadPart(msgspec.Struct, tag="part", frozen=True):
    """Some bytes of a content, for someone who looks into it. `extents`: of a member of an archive, where it
    lies as it is."""

    target: Target
    offset_bytes: int
    length_bytes: int
    extents: tuple[Extent, ...] = ()


class FindBytes(msgspec.Struct, tag="find", frozen=True):
    """Where one of `needles` begins in [start, end) of a content; `fold`: ASCII letters in either case;
    `extents` as of ReadPart."""

    target: Target
    needles: tuple[bytes, ...]
    fold: bool
    start_bytes: int
    end_bytes: int
    backwards: bool = False
    extents: tuple[Extent, ...] = ()


Request: TypeAlias = (
    Open
    | Attach
    | Prepare
    | Walk
    | Examine
    | ExamineSpace
    | Digest
    | ReadContent
    | ReadExtents
    | OpenMedium
    | Derive
    | Copy
    | ReadPart
    | FindBytes
)


# --- worker to parent ----------------------------------------------------------------------------


class Beat(msgspec.Struct, tag="beat", frozen=True):
    """Still reading. `at`: the layer or path being looked at; `done_bytes` of a long read."""

    at: str = ""
    done_bytes: int = 0


class At(msgspec.Struct, tag="at", frozen=True):
    """A careful walk is about to look at this name."""

    directory: int
    names: int
    path: str


class Opened(msgspec.Struct, tag="opened", frozen=True):
    source: OpenedSource
    omissions: tuple[Omission, ...]
    files: tuple[FileFacts, ...]
    keys: dict[str, Credential] = {}
    locked: tuple[LockedVolume, ...] = ()


class Attached(msgspec.Struct, tag="attached", frozen=True):
    """The source is open again; the answer to Attach."""


class Batch(msgspec.Struct, tag="batch", frozen=True):
    """The next entries of a walk, each packed by itself: whoever only passes them on never unpacks them.

    Beside each of them its place in the walk, the bytes of content to read, and the first byte of the medium
    that they lie at (0 where that isn't known).
    """

    entries: tuple[bytes, ...]
    sequences: tuple[int, ...]
    sizes: tuple[int, ...]
    places: tuple[int, ...]
    omissions: tuple[Omission, ...]


class Examined(msgspec.Struct, tag="examined", frozen=True):
    """Records of the next entries of a task, in order; omissions of contents with their place in the walk."""

    task: int
    records: tuple[Record, ...]
    omissions: tuple[tuple[int, Omission], ...]


class Digested(msgspec.Struct, tag="digested", frozen=True):
    digests: Digests
    gaps: tuple[Gap, ...]


class Chunk(msgspec.Struct, tag="chunk", frozen=True):
    data: bytes
    gap: bool


class Part(msgspec.Struct, tag="piece", frozen=True):
    """Bytes of a content, gaps as zeros; `gaps` are offsets of the content, `size_bytes` is all of it.

    `unacquired`: parts that could not be read when the image was made, in `data` as the image has them; not
    `told` where which ones is not known.
    """

    data: bytes
    gaps: tuple[Gap, ...]
    size_bytes: int
    unacquired: tuple[Gap, ...] = ()
    told: bool = True


class Sought(msgspec.Struct, tag="sought", frozen=True):
    """Where which number of bytes was found, if any was; `unread_bytes` of what was searched could not be
    read."""

    at_bytes: int | None
    unread_bytes: int
    length_bytes: int = 0


class Derived(msgspec.Struct, frozen=True, array_like=True):
    """SHA-256 of a content by its extents, or why there is none: a DerivationProblem, else empty."""

    number: int
    sha256: bytes | None
    problem: str
    detail: str


class Derivations(msgspec.Struct, tag="derived", frozen=True):
    """Results of some items of a task, in any order."""

    task: int
    results: tuple[Derived, ...]


class CopiedItem(msgspec.Struct, frozen=True, array_like=True):
    """How many bytes of an item stand in the slot, None where it has to be read by itself; whether the
    extents gave the same."""

    number: int
    size_bytes: int | None
    proved: bool


class Copied(msgspec.Struct, tag="copied", frozen=True):
    """A slot is filled: its contents in the order in which they were asked for."""

    task: int
    results: tuple[CopiedItem, ...]


class Done(msgspec.Struct, tag="done", frozen=True):
    """The request is answered completely."""


class Failed(msgspec.Struct, tag="failed", frozen=True):
    """The request ended with one of our errors: its code and fields."""

    code: str
    fields: dict[str, str | int]


Answer: TypeAlias = (
    Beat
    | At
    | Opened
    | Attached
    | Batch
    | Examined
    | Digested
    | Chunk
    | Part
    | Sought
    | Derivations
    | Copied
    | Done
    | Failed
)
