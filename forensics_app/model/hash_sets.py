"""Hash sets: lists of digests somebody published, and what matching one against a case gave.

A hit says that a file's digest is on a list, and which list that was. It never says that the file is
harmless.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forensics_app.model.digests import DigestAlgorithm


class HashSetKind(StrEnum):
    """What being on the list means. `known`: somebody published software that holds it; nothing more."""

    KNOWN = "known"
    NOTABLE = "notable"
    ILLEGAL = "illegal"


class HashSetFormat(StrEnum):
    """The form of the file that a set came in; found by content."""

    NSRL_RDS = "nsrl-rds-v3"
    HASHDEEP = "hashdeep"
    LIST = "list"
    CSV = "csv"
    PROJECT_VIC = "project-vic"


@dataclass(frozen=True, slots=True)
class HashSetEntry:
    """One entry of a set. At least one digest is there; raw bytes. `category` is '' without one."""

    md5: bytes | None = None
    sha1: bytes | None = None
    sha256: bytes | None = None
    category: str = ""

    def agrees(self, md5: bytes | None, sha1: bytes | None, sha256: bytes | None) -> bool:
        """Whether no digest that both sides have differs: an MD5 alone may be a collision."""
        pairs = ((self.md5, md5), (self.sha1, sha1), (self.sha256, sha256))
        return all(a is None or b is None or a == b for a, b in pairs)


@dataclass(frozen=True, slots=True)
class HashSetFacts:
    """A set as it was added.

    `sha256` is the digest of the whole file (hex), `entries` how many it holds; for NSRL that is the highest
    row number of its table (`entries_exact` False), since counting means reading all of it. `digests` gives
    how many entries have each algorithm, without those that none has. `rejected` counts lines or records that
    held no digest. `scheme` is the country's (or data model's) scheme of categories, `labels` what its
    categories mean.
    """

    name: str
    kind: HashSetKind
    format: HashSetFormat
    version: str | None
    file_name: str
    size_bytes: int
    sha256: str
    entries: int
    digests: tuple[tuple[DigestAlgorithm, int], ...]
    added_at: str
    entries_exact: bool = True
    rejected: int = 0
    scheme: str | None = None
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def algorithms(self) -> tuple[DigestAlgorithm, ...]:
        """The kinds of digest that the set can be asked by, strongest first."""
        return tuple(algorithm for algorithm, _ in self.digests)

    def label(self, category: str) -> str | None:
        """What a category of this set means, where that is known."""
        return dict(self.labels).get(category)


@dataclass(frozen=True, slots=True)
class MatchedHashSet:
    """A set as matched against a case.

    `hits` are artifacts on the list, `compared` artifacts that were looked up, `not_comparable` artifacts
    with content that have no digest of a kind the set has, `left` artifacts that came after the match or that
    a stopped match didn't reach. `entries_not_comparable` are entries that only have digests the case doesn't
    hold. `empty_hits`: contents of 0 bytes are among the hits.
    """

    facts: HashSetFacts
    matched_at: str
    hits: int
    compared: int
    not_comparable: int
    entries_not_comparable: int
    left: int
    empty_hits: bool = False

    @property
    def accuses_empty_files(self) -> bool:
        """Whether files are pointed out for having no content. That software has empty files is no wonder."""
        return self.empty_hits and self.facts.kind is not HashSetKind.KNOWN

    @property
    def complete(self) -> bool:
        """Whether every artifact with content was looked up, by every entry."""
        return not (self.not_comparable or self.left or self.entries_not_comparable)


@dataclass(frozen=True, slots=True)
class HashSetHit:
    """An artifact stands in a set. `algorithm` is the strongest digest that both hold."""

    hash_set: str
    kind: HashSetKind
    algorithm: DigestAlgorithm
    category: str = ""
    label: str | None = None
