"""Comparing what two sides hold: cases, bundles, or lists of another laboratory."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forensics_app.model.digests import DigestAlgorithm


class SideKind(StrEnum):
    """What a side is."""

    CASE = "case"
    BUNDLE = "bundle"
    DFXML = "dfxml"
    HASHDEEP = "hashdeep"
    CSV = "csv"
    LIST = "list"


class Side(StrEnum):
    A = "a"
    B = "b"


class Relation(StrEnum):
    """What became of an item. Each has one; FOLDER to NO_DIGEST can't be compared, nothing is passed over."""

    SHARED = "shared"
    ONLY = "only"
    NOT_COMPARABLE = "not-comparable"  # no kind of digest that the other side has too
    EMPTY = "empty"
    ZEROS = "zeros"  # nothing but zero bytes
    NO_DIGEST = "no-digest"
    FOLDER = "folder"


class Show(StrEnum):
    """Which rows a list shows: SHARED and DIFFERS from the side of A; APART is empty content and zeros."""

    SHARED = "shared"
    ONLY_A = "only-a"
    ONLY_B = "only-b"
    DIFFERS = "differs"
    APART = "apart"
    UNCOMPARED = "uncompared"


@dataclass(frozen=True, slots=True)
class ComparedItem:
    """`path` is in its volume, without a slash in front, None where none is known; `place` the volume's id.

    `has_content` is False for folders. Digests are raw bytes, None where not known.
    """

    path: str | None
    size_bytes: int | None = None
    md5: bytes | None = None
    sha1: bytes | None = None
    sha256: bytes | None = None
    deleted: bool = False
    has_content: bool = True
    place: str = ""
    item_id: str = ""
    exhibit: str = ""


@dataclass(frozen=True, slots=True)
class SideCounts:
    """Items of one side. `contents` = shared + only + not_comparable; `same_path` and `differing` are of the
    items with content: shared under the same path, and other content under a path that both have.

    `uncertain`: of `only`, those that may still be equal to an item of the other side that has only other
    kinds of digest. `unread`: lines or records that held nothing that could be read.
    """

    items: int = 0
    folders: int = 0
    without_digest: int = 0
    empty: int = 0
    zeros: int = 0
    contents: int = 0
    shared: int = 0
    same_path: int = 0
    only: int = 0
    only_contents: int = 0
    not_comparable: int = 0
    uncertain: int = 0
    differing: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """`name` is the path that was given; `verdict` that of a bundle; `algorithms` those its contents have."""

    name: str
    kind: SideKind
    counts: SideCounts
    verdict: str | None = None
    sentence: str | None = None
    algorithms: tuple[DigestAlgorithm, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """`shared_contents` counts different contents, `shared_bytes` theirs where the size is known; `by` by
    which digest items of A were found in B; `differing_paths` paths with other content on both sides.
    """

    a: ComparedSide
    b: ComparedSide
    shared_contents: int
    shared_bytes: int
    by: tuple[tuple[DigestAlgorithm, int], ...]
    differing_paths: int


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One item. `algorithm` and `digest` (hex) by which it was compared, or the strongest it has.

    `other_path` is a path of the same content on the other side, or for what differs the same path there,
    with `other_digest` and `other_size_bytes`.
    """

    number: int
    side: Side
    relation: Relation
    path: str | None
    place: str
    item_id: str
    size_bytes: int | None
    deleted: bool
    algorithm: DigestAlgorithm | None
    digest: str | None
    same_path: bool
    differs: bool
    other_path: str | None = None
    other_size_bytes: int | None = None
    other_digest: str | None = None
    exhibit: str = ""

    @property
    def shown_place(self) -> str:
        """The exhibit that it is in, as people call it; the id of the volume where there is none."""
        return self.exhibit or self.place
