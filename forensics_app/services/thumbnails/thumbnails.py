"""Small pictures of artifacts, made when they are asked for and kept in memory alone.

Contents come through EvidenceReader, so from a worker; they are decoded in another process that may do
nothing else. Whatever a picture does to it, the answer is "no thumbnail" and why.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import ExitStack
from types import TracebackType
from typing import TypeAlias

from forensics_app.errors import EvidenceError, ForensicsError
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import Artifact, ReadOutcome
from forensics_app.model.credentials import Credential
from forensics_app.model.thumbnails import NoThumbnail, NoThumbnailReason, Thumbnail
from forensics_app.services.cases.case import Case
from forensics_app.services.sources.sealing_sources import SealingSources
from forensics_app.services.thumbnails.messages import MOST_BYTES, Decode, Made
from forensics_app.services.thumbnails.process import DecoderLost, ThumbnailProcess

EDGE_PIXELS = 256
_MOST_KEPT_BYTES = 64 << 20
_KEPT_WITHOUT = 200  # what an entry of the cache counts beside its picture
# they say something about this moment, not about the picture
_PASSING = (
    NoThumbnailReason.SOURCE_NOT_READ, NoThumbnailReason.VOLUME_LOCKED, NoThumbnailReason.CONTENT_NOT_READ,
)  # fmt: skip

Answer: TypeAlias = Thumbnail | NoThumbnail


class Thumbnails:
    """Thumbnails of one case; a context manager. Belongs to the thread that opened the case.

    `credentials` open encrypted volumes again. One source stays open at a time: ask for the artifacts of one
    source together.
    """

    def __init__(
        self,
        case: Case,
        *,
        credentials: tuple[Credential, ...] = (),
        decoder: ThumbnailProcess | None = None,
    ) -> None:
        self._sources = SealingSources(case, credentials, None)
        self._decoder = decoder or ThumbnailProcess()
        self._kept: OrderedDict[tuple[str, int], Answer] = OrderedDict()
        self._kept_bytes = 0
        self._stack = ExitStack()
        self._open: tuple[str, EvidenceReader] | None = None

    def __enter__(self) -> Thumbnails:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes and forget every picture."""
        self._decoder.close()
        self._close_source()
        self._kept.clear()
        self._kept_bytes = 0

    def thumbnail(self, artifact: Artifact, *, edge: int = EDGE_PIXELS) -> Answer:
        """A picture of the artifact, or why there is none.

        Neither side is longer than `edge` pixels (16 to 1024). Contents that are equal by SHA-256 share their
        picture.
        """
        key = (artifact.examination.digests.sha256 or artifact.artifact_id, edge)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        found = self._look(artifact, edge)
        if not (isinstance(found, NoThumbnail) and found.reason in _PASSING):
            self._keep(key, found)
        return found

    def _look(self, artifact: Artifact, edge: int) -> Answer:
        media_type = artifact.examination.media_type
        if media_type is not None and not media_type.startswith("image/"):
            return NoThumbnail(NoThumbnailReason.NOT_A_PICTURE, media_type)
        if artifact.examination.read.outcome in (ReadOutcome.NOT_READ, ReadOutcome.UNREADABLE):
            return NoThumbnail(NoThumbnailReason.CONTENT_NOT_READ, artifact.examination.read.reason or "")
        size = artifact.entry.size_bytes or 0
        if size > MOST_BYTES:
            return NoThumbnail(NoThumbnailReason.TOO_LARGE, f"{size} bytes")
        data = self.content(artifact)
        return data if isinstance(data, NoThumbnail) else self._decode(data, edge)

    def content(self, artifact: Artifact) -> bytes | NoThumbnail:
        """All of a content, or why it can't be had."""
        try:
            reader = self._reader(artifact)
        except EvidenceError as e:
            return NoThumbnail(NoThumbnailReason.SOURCE_NOT_READ, e.code)
        if self._sources.is_closed(artifact.entry.locator.layer_id):
            return NoThumbnail(NoThumbnailReason.VOLUME_LOCKED, artifact.entry.locator.layer_id)
        try:
            return b"".join([chunk.data for chunk in reader.content(artifact.entry)])
        except ForensicsError as e:
            return NoThumbnail(NoThumbnailReason.CONTENT_NOT_READ, e.code)

    def _decode(self, data: bytes, edge: int) -> Answer:
        try:
            answer = self._decoder.ask(Decode(data, edge))
        except DecoderLost as e:
            return NoThumbnail(NoThumbnailReason.DECODER_LOST, str(e))
        if isinstance(answer, Made):
            return Thumbnail(answer.png, answer.width, answer.height, answer.full_width, answer.full_height)
        return NoThumbnail(NoThumbnailReason(answer.reason), answer.detail)

    def _reader(self, artifact: Artifact) -> EvidenceReader:
        """The artifact's source, opened. Raises EvidenceErrors."""
        source_id = artifact.entry.locator.source_id
        if self._open is None or self._open[0] != source_id:
            self._close_source()
            reader, _ = self._sources.open(self._stack, source_id, artifact.exhibit)
            self._open = (source_id, reader)
        return self._open[1]

    def _close_source(self) -> None:
        self._open = None
        self._stack.close()

    def _keep(self, key: tuple[str, int], found: Answer) -> None:
        self._kept[key] = found
        self._kept_bytes += _weight(found)
        while self._kept_bytes > _MOST_KEPT_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= _weight(oldest)


def _weight(found: Answer) -> int:
    return _KEPT_WITHOUT + (len(found.png) if isinstance(found, Thumbnail) else 0)
