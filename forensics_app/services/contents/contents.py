"""What is in an artifact: its bytes, part by part, for whoever looks into it. Nothing here writes.

All of it comes from a worker process that has the source open and stays warm; whatever a source does to it
costs an answer. Belongs to the thread that opened the case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import TypeVar

from forensics_app.errors import ContentNotReadError, WorkerLostError
from forensics_app.evidence.contents.targets import member_extents, not_read, target_of
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.protocol.messages import MOST_PART_BYTES, FindBytes
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import Artifact, Entry, Gap
from forensics_app.model.contents import ContentPart, Needle, SearchStep, WholeContent
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.progress import IsCancelled, never_cancelled
from forensics_app.services.cases.case import Case
from forensics_app.services.contents.places import ContentPlaces
from forensics_app.services.sources.content_sources import ContentSources

STEP_BYTES = 32 << 20  # how much one step of a search reads: about a second from a slow disk
_LIMITS = Limits(silence_s=15.0, stall_s=120.0)
_ANY_SIZE = 1 << 62
_R = TypeVar("_R")


def why_not_read(entry: Entry) -> str | None:
    """The reason (as in `Read.reason`) why an entry has no content to look into; None where it has some.

    A file that is all but a hole can be looked into, although it isn't read as a whole.
    """
    if entry.withheld == OmissionCode.CONTENT_SPARSE_TOO_LARGE:
        return None
    without = not_read(entry, _ANY_SIZE)
    return None if without is None else without[0].read.reason


class Contents:
    """Contents of the artifacts of one case; a context manager."""

    def __init__(
        self, case: Case, *, limits: Limits = _LIMITS, cancelled: IsCancelled = never_cancelled
    ) -> None:
        """`cancelled` gives up whatever is being read, such as when the window closes."""
        self._sources = ContentSources(case, limits)
        self._cancelled = cancelled

    def __enter__(self) -> Contents:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes and forget every key."""
        self._sources.close()

    def part(self, artifact: Artifact, offset_bytes: int, length_bytes: int) -> ContentPart:
        """Bytes from `offset_bytes` on: at most 8 MiB, none beyond the end, gaps as zeros.

        Raises ContentNotReadError, ContentLockedError, SourceNotFoundError and the other EvidenceErrors of
        opening, SourceChangedError, ReadFailedError, WorkerLostError, CancelledError.
        """
        entry = artifact.entry
        part = self._ask(entry, lambda r: r.part(entry, offset_bytes, length_bytes, self._cancelled))
        return ContentPart(
            offset_bytes, part.data, part.gaps, part.size_bytes, unacquired=part.unacquired, told=part.told
        )

    def whole(self, artifact: Artifact, *, most_bytes: int) -> WholeContent | None:
        """All of a content, compared with the digest that the catalogue has; None where it is larger than
        `most_bytes`. Raises as `part`."""
        if (artifact.entry.size_bytes or 0) > most_bytes:
            return None
        found, gaps, at, size = [], list[Gap](), 0, 1
        unacquired, told = list[Gap](), True
        while at < size:
            part = self.part(artifact, at, MOST_PART_BYTES)
            found.append(part.data)
            gaps += part.gaps
            unacquired += part.unacquired
            told = told and part.told
            size = min(part.size_bytes, most_bytes)
            if not part.data:
                break
            at += len(part.data)
        data = b"".join(found)
        sha256 = artifact.examination.digests.sha256
        same = None if sha256 is None else hashlib.sha256(data).hexdigest() == sha256
        return WholeContent(data, tuple(gaps), same, unacquired=tuple(unacquired), told=told)

    def find(
        self, artifact: Artifact, needle: Needle, at_bytes: int, *, backwards: bool = False
    ) -> SearchStep:
        """One step of a search that begins at `at_bytes`: the first place from there on, or going back the
        last before it. Raises as `part`."""
        size = artifact.entry.size_bytes or 0
        start = max(0, at_bytes - STEP_BYTES) if backwards else at_bytes
        end = at_bytes if backwards else min(size, at_bytes + STEP_BYTES)
        entry = artifact.entry
        request = FindBytes(
            target_of(entry),
            needle.alternatives,
            needle.fold,
            start,
            end,
            backwards=backwards,
            extents=member_extents(entry),
        )
        sought = self._ask(entry, lambda reader: reader.find(request, self._cancelled))
        left = start > 0 if backwards else end < size
        following = (start if backwards else end) if left and sought.at_bytes is None else None
        return SearchStep(sought.at_bytes, following, sought.unread_bytes, sought.length_bytes)

    def places(self, artifact: Artifact) -> ContentPlaces:
        """Where the bytes lie on the medium; needs no source. Raises ReadFailedError."""
        return ContentPlaces(artifact.entry, self._sources.source(artifact.entry.locator.source_id))

    def locked(self, artifact: Artifact) -> LockedVolume | None:
        """After ContentLockedError: the volume whose key would help, if any would."""
        return self._sources.locked(artifact.entry)

    def locked_volumes(self, layer_ids: Iterable[str]) -> tuple[LockedVolume, ...]:
        """The volumes without whose keys contents of these layers can't be read now."""
        return self._sources.locked_volumes(layer_ids)

    def unlock(self, credential: Credential) -> None:
        """Open sources with this key too, from now on. It stays in memory alone."""
        self._sources.add(credential)

    def try_key(self, volume: LockedVolume, credential: Credential) -> bool:
        """The same with one that may not be right: whether it opens the volume. One that does not is
        forgotten. Raises the EvidenceErrors of opening."""
        return self._sources.try_key(volume, credential)

    def _ask(self, entry: Entry, work: Callable[[EvidenceReader], _R]) -> _R:
        """The answer, asked for once more where the worker was lost: not every one dies by what it reads."""
        reason = why_not_read(entry)
        if reason is not None:
            raise ContentNotReadError(path=entry.locator.path_display(), reason=reason)
        reader = self._sources.reader(entry)
        try:
            return work(reader)
        except WorkerLostError:
            return work(reader)
