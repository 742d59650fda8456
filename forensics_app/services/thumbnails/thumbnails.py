"""Small pictures of artifacts, made when they are asked for and kept in memory alone.

Contents come through EvidenceReader, so from a worker; they are decoded in another process that may do
nothing else. Whatever a picture does to it, the answer is "no thumbnail" and why.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import TypeAlias

from forensics_app.errors import CancelledError, EvidenceError, ForensicsError
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import Artifact, ReadOutcome
from forensics_app.model.credentials import Credential
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.thumbnails import NoThumbnail, NoThumbnailReason, Thumbnail
from forensics_app.services.cases.case import Case
from forensics_app.services.sources.opening import AskCredential
from forensics_app.services.sources.sealing_sources import SealingSources
from forensics_app.services.thumbnails.messages import MOST_BYTES, Decode, Made
from forensics_app.services.thumbnails.messages import Answer as Decoded
from forensics_app.services.thumbnails.process import DecoderLost, ThumbnailProcess

EDGE_PIXELS = 256
STAGE = "thumbnails"
_MOST_KEPT_BYTES = 64 << 20
_KEPT_WITHOUT = 200  # what an entry of the cache counts beside its picture
# they say something about this moment, not about the picture
_PASSING = (
    NoThumbnailReason.SOURCE_NOT_READ, NoThumbnailReason.VOLUME_LOCKED, NoThumbnailReason.CONTENT_NOT_READ,
)  # fmt: skip

Answer: TypeAlias = Thumbnail | NoThumbnail
Key: TypeAlias = tuple[str, int]
"""SHA-256 of a content, or else the artifact's id; and the longer side of the picture in pixels."""


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
        ask: AskCredential | None = None,
        decoder: ThumbnailProcess | None = None,
    ) -> None:
        self._sources = SealingSources(case, credentials, ask)
        self._decoder = decoder or ThumbnailProcess()
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
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

    def ask_first(self, layer_ids: Iterable[str], report: Report) -> None:
        """Ask for the keys of the encrypted volumes in which pictures of these layers lie, before the first
        of them is wanted. A source that can't be opened is passed over: each of its pictures says so."""
        by_source: dict[str, set[str]] = {}
        for layer_id in layer_ids:
            by_source.setdefault(layer_id.partition(".")[0], set()).add(layer_id)
        for layers in by_source.values():
            with suppress(EvidenceError):
                self._sources.ask_first(layers, report)

    def thumbnail(self, artifact: Artifact, *, edge: int = EDGE_PIXELS) -> Answer:
        """A picture of the artifact, or why there is none.

        Neither side is longer than `edge` pixels (16 to 1024). Contents that are equal by SHA-256 share their
        picture.
        """
        key = key_of(artifact, edge)
        found = self._known(key)
        return self._remembered(key, self._look(artifact, edge)) if found is None else found

    def each(
        self,
        artifacts: Iterable[Artifact],
        *,
        edge: int = EDGE_PIXELS,
        report: Report = silent,
        cancelled: IsCancelled = never_cancelled,
    ) -> Iterator[tuple[Artifact, Answer]]:
        """Each artifact once with its picture, or why there is none, as they come. Raises CancelledError."""
        wanted = list(artifacts)
        for done, artifact in enumerate(wanted):
            if cancelled():
                raise CancelledError
            report(Progress(STAGE, items=done, total_items=len(wanted)))
            yield artifact, self.thumbnail(artifact, edge=edge)

    def _look(self, artifact: Artifact, edge: int) -> Answer:
        refused = refused_unread(artifact)
        if refused is not None:
            return refused
        data = self.content(artifact)
        return data if isinstance(data, NoThumbnail) else self._decode(data, edge)

    def content(self, artifact: Artifact) -> bytes | NoThumbnail:
        """All of a content, or why it can't be had."""
        reader = self._opened(artifact)
        if isinstance(reader, NoThumbnail):
            return reader
        try:
            return b"".join([chunk.data for chunk in reader.content(artifact.entry)])
        except ForensicsError as e:
            return NoThumbnail(NoThumbnailReason.CONTENT_NOT_READ, e.code)

    def _decode(self, data: bytes, edge: int) -> Answer:
        try:
            return answer_of(self._decoder.ask(Decode(data, edge)))
        except DecoderLost as e:
            return NoThumbnail(NoThumbnailReason.DECODER_LOST, str(e))

    def _opened(self, artifact: Artifact) -> EvidenceReader | NoThumbnail:
        """The artifact's source with the volume that it lies in."""
        try:
            reader = self._reader(artifact)
        except EvidenceError as e:
            return NoThumbnail(NoThumbnailReason.SOURCE_NOT_READ, e.code)
        layer_id = artifact.entry.locator.layer_id
        if self._sources.is_closed(layer_id):
            return NoThumbnail(NoThumbnailReason.VOLUME_LOCKED, layer_id)
        return reader

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

    def _known(self, key: Key) -> Answer | None:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def _remembered(self, key: Key, found: Answer) -> Answer:
        """The same, kept if it says something about the picture."""
        if not (isinstance(found, NoThumbnail) and found.reason in _PASSING):
            self._kept[key] = found
            self._kept_bytes += _weight(found)
            while self._kept_bytes > _MOST_KEPT_BYTES:
                _, oldest = self._kept.popitem(last=False)
                self._kept_bytes -= _weight(oldest)
        return found


def refused_unread(artifact: Artifact) -> NoThumbnail | None:
    """Why the content of an artifact need not be read for a picture; None where it has to be."""
    media_type = artifact.examination.media_type
    if media_type is not None and not media_type.startswith("image/"):
        return NoThumbnail(NoThumbnailReason.NOT_A_PICTURE, media_type)
    if artifact.examination.read.outcome in (ReadOutcome.NOT_READ, ReadOutcome.UNREADABLE):
        return NoThumbnail(NoThumbnailReason.CONTENT_NOT_READ, artifact.examination.read.reason or "")
    size = artifact.entry.size_bytes or 0
    return NoThumbnail(NoThumbnailReason.TOO_LARGE, f"{size} bytes") if size > MOST_BYTES else None


def answer_of(decoded: Decoded) -> Answer:
    """What a process that decodes pictures said."""
    if isinstance(decoded, Made):
        sizes = (decoded.width, decoded.height, decoded.full_width, decoded.full_height)
        return Thumbnail(decoded.png, *sizes)
    return NoThumbnail(NoThumbnailReason(decoded.reason), decoded.detail)


def key_of(artifact: Artifact, edge: int) -> Key:
    """Artifacts with the same key have the same picture."""
    return artifact.examination.digests.sha256 or artifact.artifact_id, edge


def _weight(found: Answer) -> int:
    return _KEPT_WITHOUT + (len(found.png) if isinstance(found, Thumbnail) else 0)
