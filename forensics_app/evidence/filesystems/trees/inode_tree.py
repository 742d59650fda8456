"""File systems that this program reads by itself (XFS, APFS, HFS+, ISO 9660, UDF), in one shape.

What differs between them stays behind `InodeTree`; `tree_walk` makes entries from it, `tree_files` contents.
Every read of a tree is exact or raises. A structure that contradicts its own format raises MalformedError and
costs what it belongs to: an inode, a directory, the attributes of a file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol, TypeAlias

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.contents.extents import Place
from forensics_app.evidence.contents.nodes import NodeType
from forensics_app.evidence.contents.stored_content import ExactRead
from forensics_app.evidence.format_errors import MalformedError, NotSupportedError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import Extent, ExtentClass
from forensics_app.model.times import EvidenceTime

Alive = Callable[[str, int], None]


def omission_code_of(e: MalformedError) -> OmissionCode:
    supported = not isinstance(e, NotSupportedError)
    return OmissionCode.FILE_SYSTEM_DAMAGED if supported else OmissionCode.FILE_SYSTEM_NOT_SUPPORTED


MOST_BYTES = (1 << 63) - 1  # no place and no size is larger


Problem: TypeAlias = Callable[[OmissionCode, str], None]
"""Told of damage that doesn't end the work in hand: the code for the ledger, and technical words."""


def no_problem(code: OmissionCode, text: str) -> None:
    """A Problem for whom the same damage was told already, when the walk came by."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`length_bytes` bytes of a content, at `offset_bytes` of the file system; None reads as zeros.

    `lost`: where they are is not known, although they should be somewhere; reading them fails.
    """

    offset_bytes: int | None
    length_bytes: int
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """How a content is stored. The pieces follow each other from byte 0 on and cover `size_bytes` exactly.

    `decoded` opens a content that is stored in another form (compressed); then the pieces are empty.
    `lacking` says why there is nothing to read, such as a device that isn't part of the image.
    """

    size_bytes: int
    pieces: tuple[Piece, ...] = ()
    extent_class: ExtentClass = ExtentClass.RUNS
    decoded: Callable[[], ExactRead] | None = None
    lacking: str | None = None


@dataclass(frozen=True, slots=True)
class TreeName:
    """A name in a directory, and the number of the inode that it leads to. `type` as the name says it.

    `reused`: the name is deleted, and the inode belongs to something else by now. `linked`: a hard link to a
    directory, which may have several names.
    """

    name: bytes
    number: int
    type: NodeType = NodeType.UNKNOWN
    deleted: bool = False
    reused: bool = False
    linked: bool = False


@dataclass(frozen=True, slots=True)
class TreeNode:
    """An inode. Mode and owner are None where the file system keeps none."""

    number: int
    type: NodeType
    mode: int | None
    uid: int | None
    gid: int | None
    size_bytes: int
    times: tuple[EvidenceTime, ...]


@dataclass(frozen=True, slots=True)
class TreeAttribute:
    """An extended attribute with its full name, as getfattr shows it, or a named stream.

    `address`: type and number within its inode, as The Sleuth Kit counts them where it does.
    """

    name: bytes
    stored: Stored
    is_stream: bool = False
    address: tuple[int, int] | None = None


class InodeTree(Protocol):
    """One file system. Numbers of inodes; every method raises MalformedError or ReadFailedError.

    `problem` hears of what was read although it may be wrong (its checksum differs), and of what is missing
    from a list that goes on.
    """

    @property
    def root(self) -> int:
        """The root directory's inode."""
        ...

    def names(self, number: int, problem: Problem) -> Iterator[TreeName]:
        """The names in a directory without `.` and `..`, in the order in which they are stored."""
        ...

    def node(self, number: int, problem: Problem) -> TreeNode:
        """An inode by its number."""
        ...

    def content(self, number: int, problem: Problem) -> Stored:
        """The content of a regular file."""
        ...

    def attributes(self, number: int, problem: Problem) -> tuple[TreeAttribute, ...]:
        """Extended attributes, in the order in which they are stored."""
        ...

    def link_target(self, number: int, problem: Problem) -> bytes:
        """Where a symbolic link leads."""
        ...


def covering(
    runs: Iterable[tuple[int, int, int | None]], size_bytes: int, *, lost: bool = False
) -> tuple[Piece, ...]:
    """Pieces that cover `size_bytes` from runs of (offset in the content, length, offset in the file system).

    What no run covers reads as zeros, or is `lost`; neighbours are joined; what lies beyond the size is cut.
    Raises MalformedError where runs overlap or go backwards.
    """
    pieces: list[Piece] = []
    covered = 0
    for start, length, offset in runs:
        if start < covered:
            raise MalformedError(f"runs overlap at byte {start}")
        if offset is not None and offset + length > MOST_BYTES:
            raise MalformedError(f"a run at byte {offset} of the file system")
        if start >= size_bytes:
            break
        _add(pieces, None, start - covered, lost=lost)
        used = min(length, size_bytes - start)
        _add(pieces, offset, used)
        covered = start + used
    _add(pieces, None, size_bytes - covered, lost=lost)
    return tuple(pieces)


def _add(pieces: list[Piece], offset: int | None, length: int, *, lost: bool = False) -> None:
    if length <= 0:
        return
    last = pieces[-1] if pieces else None
    if (
        last is not None
        and last.lost == lost
        and (
            (last.offset_bytes is None and offset is None)
            or (
                last.offset_bytes is not None
                and offset is not None
                and last.offset_bytes + last.length_bytes == offset
            )
        )
    ):
        pieces[-1] = Piece(last.offset_bytes, last.length_bytes + length, lost)
    else:
        pieces.append(Piece(offset, length, lost))


def stored_runs(
    runs: Iterable[tuple[int, int, int | None]], size_bytes: int, *, lost: bool = False
) -> Stored:
    """A content that lies in runs; see `covering`."""
    pieces = covering(runs, size_bytes, lost=lost)
    if any(piece.lost for piece in pieces):
        return Stored(size_bytes, pieces, ExtentClass.SHORT)
    nothing = size_bytes > 0 and all(piece.offset_bytes is None for piece in pieces)
    return Stored(size_bytes, pieces, ExtentClass.ALL_SPARSE if nothing else ExtentClass.RUNS)


def extents_of_stored(stored: Stored, place: Place) -> tuple[tuple[Extent, ...], ExtentClass]:
    """The pieces as extents of the layer that the file system lies in."""
    if stored.decoded is not None or stored.lacking is not None:
        return (), ExtentClass.NONE
    return tuple(
        Extent(None, None, piece.length_bytes)
        if piece.offset_bytes is None
        else Extent(place.layer_id, place.offset_bytes + piece.offset_bytes, piece.length_bytes)
        for piece in stored.pieces
    ), stored.extent_class


def place_of(pieces: tuple[Piece, ...]) -> int:
    """Where a content lies: its first byte if it is in one piece, else a number below zero for just these."""
    if len(pieces) == 1 and pieces[0].offset_bytes is not None:
        return pieces[0].offset_bytes
    digest = blake2b(repr(pieces).encode("ascii"), digest_size=8).digest()
    return -1 - int.from_bytes(digest, "big")


class PieceReader:
    """Exact reads of a content from its pieces."""

    def __init__(self, source: ByteSource, pieces: tuple[Piece, ...]) -> None:
        self._source = source
        self._pieces = pieces
        self._starts: list[int] = []
        position = 0
        for piece in pieces:
            self._starts.append(position)
            position += piece.length_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Bytes of the content; the range lies inside it. Raises ReadFailedError, MalformedError."""
        found: list[bytes] = []
        index = bisect_right(self._starts, offset_bytes) - 1
        while size_bytes > 0:
            piece, inside = self._pieces[index], offset_bytes - self._starts[index]
            length = min(size_bytes, piece.length_bytes - inside)
            if piece.lost:
                raise MalformedError("no extent covers these bytes")
            if piece.offset_bytes is None:
                found.append(bytes(length))
            else:
                found.append(self._source.read(piece.offset_bytes + inside, length))
            offset_bytes, size_bytes, index = offset_bytes + length, size_bytes - length, index + 1
        return found[0] if len(found) == 1 else b"".join(found)
