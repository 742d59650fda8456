"""Looking at one piece of content once: digests, type, EXIF, rules. A function of its bytes alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from forensics_app.examine.content import Content, SharedChunk, shared_chunk_of
from forensics_app.examine.entropy import LEAST_BYTES, UNNAMED, byte_spread
from forensics_app.examine.filetype import extension_disagrees, media_type_of
from forensics_app.examine.options import ExamineOptions
from forensics_app.examine.yara_rules import MOST_BYTES, RuleScan, RuleScanner
from forensics_app.model.artifact import ByteSpread, Examination, Read, ReadOutcome, RuleMatch
from forensics_app.model.digests import DigestAlgorithm, Digests

WINDOW_BYTES = 256 << 10
_SHARED_BYTES = 2 << 20
_CONSTRUCTORS = {
    DigestAlgorithm.MD5: hashlib.md5,
    DigestAlgorithm.SHA1: hashlib.sha1,
    DigestAlgorithm.SHA256: hashlib.sha256,
}
_COMPLETE = Read(ReadOutcome.COMPLETE)
_Hashes: TypeAlias = "dict[str, hashlib._Hash]"
_REMEMBERED = 65536  # media types by SHA-256, the oldest forgotten first


class Problem(StrEnum):
    """What examining could not find out although the bytes were there: omission codes."""

    TYPE_NOT_DETECTED = "type-not-detected"
    EXIF_NOT_READ = "exif-not-read"
    YARA_NOT_SCANNED = "yara-not-scanned"


@dataclass(slots=True)
class TypeMemory:
    """Media types by SHA-256 of the content: libmagic costs more than hashing a small file."""

    types: dict[str, str | None] = field(default_factory=dict)
    spreads: dict[str, ByteSpread] = field(default_factory=dict)

    def remember(self, sha256: str, media_type: str | None) -> None:
        """Keep one answer."""
        if len(self.types) >= _REMEMBERED:
            oldest = next(iter(self.types))
            self.types.pop(oldest)
            self.spreads.pop(oldest, None)
        self.types[sha256] = media_type


def examine(
    content: Content,
    extension: str,
    options: ExamineOptions,
    memory: TypeMemory,
    *,
    alive: Callable[[int], None],
    scanner: RuleScanner | None = None,
) -> tuple[Examination, tuple[Problem, ...]]:
    """Digest `content` and say what it is. `extension` is the name's, lower-case, without the dot.

    `alive` is called with the bytes done after each window of a large one. With `scanner` the content is
    compared with its rules: whole up to MOST_BYTES, of a larger one the first MOST_BYTES, with a Problem.
    """
    scan = None if scanner is None else RuleScan(scanner, MOST_BYTES)
    digests, head = _digest(content, options.algorithms, alive, scan)
    gaps = content.gaps
    read = _COMPLETE
    if gaps:
        missing = sum(gap.length_bytes for gap in gaps)
        if missing and missing >= content.size_bytes:
            return Examination(Digests(), Read(ReadOutcome.UNREADABLE, gaps)), ()
        read = Read(ReadOutcome.PARTIAL, gaps)
    # what would have named the content may lie in a gap: that says nothing against the file's name
    unseen = bool(gaps) and gaps[0].offset_bytes < len(head)
    problems: list[Problem] = []
    media_type = _media_type(head, digests, memory) if options.media_type else None
    if options.media_type and media_type is None:
        problems.append(Problem.TYPE_NOT_DETECTED)
    entropy = None
    if media_type == UNNAMED and not gaps and content.size_bytes >= LEAST_BYTES:
        entropy = _entropy(head, digests, memory)
    picture = None
    if options.exif and media_type is not None and media_type.startswith("image/"):
        # most workers never need it, and all would wait for it
        from forensics_app.examine.exif import is_picture, picture_facts

        picture = picture_facts(content, head) if is_picture(media_type) else None
        if picture is not None and picture.failed:
            problems.append(Problem.EXIF_NOT_READ)
    rules: tuple[RuleMatch, ...] = ()
    if scan is not None:
        rules, complete = scan.result(digests.sha256)
        if not complete:
            problems.append(Problem.YARA_NOT_SCANNED)
    found = Examination(
        digests=digests,
        read=read,
        media_type=media_type,
        extension_mismatch=extension_disagrees(extension, media_type)
        and not (unseen and media_type == UNNAMED),
        exif=() if picture is None else picture.tags,
        latitude=None if picture is None else picture.latitude,
        longitude=None if picture is None else picture.longitude,
        entropy=entropy,
        rules=rules,
    )
    return found, tuple(problems)


def _digest(
    content: Content,
    algorithms: tuple[DigestAlgorithm, ...],
    alive: Callable[[int], None],
    scan: RuleScan | None,
) -> tuple[Digests, bytes]:
    """The digests, and the first window. All windows are given to `scan`."""
    size = content.size_bytes
    head = content.read(0, min(size, WINDOW_BYTES))
    if size <= WINDOW_BYTES:  # the common case: at once, and over before anyone could wonder
        if scan is not None:
            scan.add(head)
        asked = _constructors(algorithms)
        whole = {name: new(head, usedforsecurity=False).hexdigest() for name, new in asked}
        return Digests(**whole), head
    hashes = {name: new(usedforsecurity=False) for name, new in _constructors(algorithms)}
    for running in hashes.values():
        running.update(head)
    if scan is not None:
        scan.add(head)
    done = len(head)
    alive(done)
    while done < size:
        if (
            scan is None
            and (shared := shared_chunk_of(content, done, min(_SHARED_BYTES, size - done))) is not None
        ):
            after = _with_shared(hashes, shared)
            if after is not None:
                hashes = after
                done += sum(map(len, shared.parts))
                alive(done)
                continue
        window = content.read(done, min(WINDOW_BYTES, size - done))
        for running in hashes.values():
            running.update(window)
        if scan is not None:
            scan.add(window)
        done += len(window)
        alive(done)
    found = {name: running.hexdigest() for name, running in hashes.items()}
    return Digests(**found), head


@lru_cache(maxsize=8)
def _constructors(
    algorithms: tuple[DigestAlgorithm, ...],
) -> tuple[tuple[str, Callable[..., hashlib._Hash]], ...]:
    """By the names that Digests has."""
    return tuple([(name.value, _CONSTRUCTORS[name]) for name in algorithms])


def _with_shared(hashes: _Hashes, shared: SharedChunk) -> _Hashes | None:
    """The digests with the lent bytes added; None, and `hashes` as they were, where those did not hold."""
    after = {name: running.copy() for name, running in hashes.items()}
    for running in after.values():
        for part in shared.parts:
            running.update(part)
    return after if shared.held() else None


def _media_type(head: bytes, digests: Digests, memory: TypeMemory) -> str | None:
    if digests.sha256 is None:
        return media_type_of(head)
    if digests.sha256 not in memory.types:
        memory.remember(digests.sha256, media_type_of(head))
    return memory.types[digests.sha256]


def _entropy(head: bytes, digests: Digests, memory: TypeMemory) -> ByteSpread:
    if digests.sha256 is None:
        return byte_spread(head)
    if digests.sha256 not in memory.spreads:
        memory.spreads[digests.sha256] = byte_spread(head)
    return memory.spreads[digests.sha256]
