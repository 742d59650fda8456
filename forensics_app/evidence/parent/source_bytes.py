"""The bytes of an opened source: digests of the medium and its layers, contents, and what lies at extents.

One worker is kept for them, and answers one request at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forensics_app.errors import HollowMediumError, WorkerLostError
from forensics_app.evidence.contents.targets import member_extents, target_of
from forensics_app.evidence.parent.attached_source import AttachedSource
from forensics_app.evidence.parent.serial_worker import to_the_end
from forensics_app.evidence.protocol.messages import (
    Answer,
    Chunk,
    Derivations,
    Derive,
    Derived,
    DeriveItem,
    Digest,
    FindBytes,
    Part,
    ReadContent,
    ReadExtents,
    ReadPart,
    Sought,
)
from forensics_app.model.artifact import Entry, Gap
from forensics_app.model.digests import MEDIA_ALGORITHMS, DigestAlgorithm, Digests
from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent

_HOLLOW_FACTOR = 1 << 16  # a medium of which its files store less than this part is all but a hole


@dataclass(frozen=True, slots=True)
class ContentChunk:
    """Part of an entry's content; `gap` where some of it could not be read and is zeros."""

    data: bytes
    gap: bool


class SourceBytes(AttachedSource):
    """Requests for bytes of a source, each exact or with its gaps told."""

    def digest_medium(
        self,
        algorithms: tuple[DigestAlgorithm, ...] = MEDIA_ALGORITHMS,
        *,
        report: Report = silent,
        cancelled: IsCancelled = never_cancelled,
        unread: Callable[[Gap], None] | None = None,
        pace: Callable[[int], int | None] = to_the_end,
    ) -> Digests:
        """Digests of the whole medium of an image. Progress has stage `digest-medium`.

        With `unread`, what can't be read counts as zeros and is told to it, as offsets of the medium;
        without, the first such read raises ReadFailedError. Also raises it for a logical source;
        HollowMediumError as Limits.hollow_medium_bytes says; SourceChangedError, WorkerLostError,
        CancelledError. `pace` is asked with the bytes done how far to go
        on (None: to the end), and may wait before it answers.
        """
        self._check_stored(None)
        request = self._digest_request(None, algorithms, unread)
        return self._kept.digest(request, self._size_of(None), report, cancelled, unread, pace)

    def digest_layer(
        self,
        layer_id: str,
        algorithms: tuple[DigestAlgorithm, ...] = MEDIA_ALGORITHMS,
        *,
        report: Report = silent,
        cancelled: IsCancelled = never_cancelled,
        unread: Callable[[Gap], None] | None = None,
    ) -> Digests:
        """Digests of one layer's bytes, as digest_medium; progress has stage `digest-areas`."""
        self._check_stored(layer_id)
        request = self._digest_request(layer_id, algorithms, unread)
        report = self._naming(layer_id, report)
        return self._kept.digest(request, self._size_of(layer_id), report, cancelled, unread)

    def _check_stored(self, layer_id: str | None) -> None:
        """A few bytes of a container can claim zeros for hours. A disk that was only formatted stores a
        ten-thousandth of its size or more, and is hashed."""
        size_bytes, medium_bytes = self._size_of(layer_id), self._size_of(None)
        stored_bytes = sum(file.size_bytes for file in self._files)
        if size_bytes > self._limits.hollow_medium_bytes and stored_bytes * _HOLLOW_FACTOR < medium_bytes:
            raise HollowMediumError(
                path=self._spec.path,
                layer=layer_id or "",
                size_bytes=size_bytes,
                detail=f"{stored_bytes} of {medium_bytes} bytes stored",
            )

    @staticmethod
    def _digest_request(
        layer_id: str | None,
        algorithms: tuple[DigestAlgorithm, ...],
        unread: Callable[[Gap], None] | None,
    ) -> Digest:
        return Digest(layer_id, tuple(algorithm.value for algorithm in algorithms), unread is not None)

    def content(self, entry: Entry) -> Iterator[ContentChunk]:
        """The content of an entry: exactly its size, what can't be read as zeros, with `gap` set.

        Raises ReadFailedError where it can't be opened, SourceChangedError, WorkerLostError.
        """
        for answer in self._kept.ask(ReadContent(target_of(entry)), never_cancelled):
            if isinstance(answer, Chunk):
                yield ContentChunk(answer.data, answer.gap)

    def through_extents(self, entry: Entry) -> Iterator[bytes]:
        """The bytes at an entry's extents, read from the medium without any file system.

        Equal to `content` for every class but `ntfs-compressed` and `short`. Raises ReadFailedError,
        SourceChangedError, WorkerLostError.
        """
        for answer in self._kept.ask(ReadExtents(entry.extents), never_cancelled):
            if isinstance(answer, Chunk):
                yield answer.data

    def part(
        self, entry: Entry, offset_bytes: int, length_bytes: int, cancelled: IsCancelled = never_cancelled
    ) -> Part:
        """Bytes of an entry's content, as ContentWindow.part. Raises ReadFailedError, SourceChangedError,
        WorkerLostError, CancelledError (which costs the worker)."""
        request = ReadPart(target_of(entry), offset_bytes, length_bytes, member_extents(entry))
        for answer in self._looking(request, cancelled):
            if isinstance(answer, Part):
                return answer
        raise WorkerLostError(path=self._spec.path, reason="no bytes came")

    def find(self, request: FindBytes, cancelled: IsCancelled = never_cancelled) -> Sought:
        """Where bytes stand in a content, as ContentWindow.find. Raises as `part`."""
        for answer in self._looking(request, cancelled):
            if isinstance(answer, Sought):
                return answer
        raise WorkerLostError(path=self._spec.path, reason="no bytes came")

    def _looking(self, request: ReadPart | FindBytes, cancelled: IsCancelled) -> list[Answer]:
        """Every answer, to the last: a worker whose answers are left unread is given up."""
        walker = self._walk.hand_over()  # the worker that opened the source goes on to read from it
        if walker is not None and not self._kept.adopt(walker):
            self._walk.adopt(walker)
        return list(self._kept.ask(request, cancelled))

    def derive(self, item: DeriveItem) -> Derived:
        """SHA-256 of one content by its extents alone. Raises SourceChangedError, WorkerLostError."""
        found: Derived | None = None
        for answer in self._kept.ask(Derive(0, (item,)), never_cancelled):
            if isinstance(answer, Derivations) and answer.results:
                found = answer.results[0]
        if found is None:
            raise WorkerLostError(path=self._spec.path, reason="no digest came")
        return found
