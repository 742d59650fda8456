"""Contents of a case that shows a received bundle: out of the bundle, each compared with its digest."""

from __future__ import annotations

import hashlib
import tempfile
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from forensics_app.bundle.reading.opening import UnverifiedBundle, open_bundle
from forensics_app.errors import (
    BundleError,
    ContentNotReadError,
    ForensicsError,
    SourceChangedError,
    SourceNotFoundError,
)
from forensics_app.evidence.protocol.messages import MOST_PART_BYTES
from forensics_app.model.artifact import Artifact, Gap
from forensics_app.model.contents import ContentPart, Needle, SearchStep
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.progress import IsCancelled, never_cancelled
from forensics_app.model.thumbnails import NoThumbnail, NoThumbnailReason
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.received import Received, received_in
from forensics_app.services.clusters.connecting import ReadingCluster
from forensics_app.services.contents.contents import STEP_BYTES, Contents, why_not_read
from forensics_app.services.sealed_bundles.unacquired_parts import unacquired_parts
from forensics_app.services.sources.opening import AskCredential
from forensics_app.services.thumbnails.cluster_thumbnails import ClusterThumbnails
from forensics_app.services.thumbnails.thumbnails import Thumbnails

_KEPT = 4
_BUFFER_BYTES = 1 << 20
_NOT_SEALED = "content-not-in-bundle"


def contents_of(case: Case, *, cancelled: IsCancelled = never_cancelled) -> Contents:
    """What is in the artifacts of a case, one's own or one that shows a bundle. Raises CaseDamagedError."""
    received = received_in(case.path)
    return (
        Contents(case, cancelled=cancelled)
        if received is None
        else ReceivedContents(case, received, cancelled=cancelled)
    )


def thumbnails_of(
    case: Case,
    credentials: tuple[Credential, ...] = (),
    cluster: ReadingCluster | None = None,
    *,
    ask: AskCredential | None = None,
) -> Thumbnails:
    """The small pictures of a case, one's own (its encrypted volumes opened with `credentials`, or what `ask`
    gives; the others read by a `cluster` if given) or one that shows a bundle. Raises CaseDamagedError.
    """
    received = received_in(case.path)
    if received is not None:
        return ReceivedThumbnails(case, received)
    if cluster is not None:
        return ClusterThumbnails(case, cluster, credentials=credentials, ask=ask)
    return Thumbnails(case, credentials=credentials, ask=ask)


class ReceivedThumbnails(Thumbnails):
    """Small pictures with their contents out of the bundle."""

    def __init__(self, case: Case, received: Received) -> None:
        super().__init__(case)
        self._contents = ReceivedContents(case, received)

    def close(self) -> None:
        super().close()
        self._contents.close()

    def content(self, artifact: Artifact) -> bytes | NoThumbnail:
        try:
            found = self._contents.whole(artifact, most_bytes=artifact.entry.size_bytes or 0)
        except ForensicsError as e:
            return NoThumbnail(NoThumbnailReason.CONTENT_NOT_READ, e.code)
        return b"" if found is None else found.data


class ReceivedContents(Contents):
    """Each content is copied out and digested before any byte of it is given; the latest few are kept."""

    def __init__(self, case: Case, received: Received, *, cancelled: IsCancelled = never_cancelled) -> None:
        super().__init__(case, cancelled=cancelled)
        self._received, self._case = received, case
        self._of_last: tuple[str, tuple[tuple[Gap, ...], bool]] | None = None
        self._bundle: UnverifiedBundle | None = None
        self._kept: OrderedDict[str, tuple[IO[bytes], int]] = OrderedDict()
        self._stopped = cancelled

    def close(self) -> None:
        super().close()
        while self._kept:
            self._kept.popitem()[1][0].close()
        if self._bundle is not None:
            self._bundle.close()
            self._bundle = None

    def part(self, artifact: Artifact, offset_bytes: int, length_bytes: int) -> ContentPart:
        file, size = self._content(artifact)
        file.seek(min(offset_bytes, size))
        return self._part(artifact, offset_bytes, file.read(min(length_bytes, MOST_PART_BYTES)), size)

    def _part(self, artifact: Artifact, offset_bytes: int, data: bytes, size: int) -> ContentPart:
        unacquired, told = self._unacquired(artifact)
        gaps = artifact.examination.read.gaps
        return ContentPart(offset_bytes, data, gaps, size, unacquired=unacquired, told=told)

    def find(
        self, artifact: Artifact, needle: Needle, at_bytes: int, *, backwards: bool = False
    ) -> SearchStep:
        file, size = self._content(artifact)
        longest = max(map(len, needle.alternatives), default=1)
        start = max(0, at_bytes - STEP_BYTES) if backwards else at_bytes
        end = at_bytes if backwards else min(size, at_bytes + STEP_BYTES)
        file.seek(start)
        data = file.read(end - start + longest - 1)
        if needle.fold:
            data = data.lower()
        unread = self._part(artifact, start, data, size).unread
        places, missing = [], sum(gap.length_bytes for gap in unread)
        for one in needle.alternatives:
            wanted = one.lower() if needle.fold else one
            found = data.rfind(wanted) if backwards else data.find(wanted)
            while found >= 0 and (gap := _touched(unread, start + found, len(wanted))) is not None:
                begin = gap.offset_bytes - start
                behind = begin + gap.length_bytes
                found = data.rfind(wanted, 0, begin) if backwards else data.find(wanted, behind)
            if found >= 0:
                places.append((start + found, len(wanted)))
        if places:
            at, length = max(places) if backwards else min(places)
            return SearchStep(at, None, missing, length)
        left = start > 0 if backwards else end < size
        return SearchStep(None, (start if backwards else end) if left else None, missing, 0)

    def locked(self, artifact: Artifact) -> LockedVolume | None:
        return None

    def locked_volumes(self, layer_ids: Iterable[str]) -> tuple[LockedVolume, ...]:
        return ()

    def unlock(self, credential: Credential) -> None:
        """Nothing in a bundle is locked."""

    def try_key(self, volume: LockedVolume, credential: Credential) -> bool:
        return False

    def _unacquired(self, artifact: Artifact) -> tuple[tuple[Gap, ...], bool]:
        if self._of_last is None or self._of_last[0] != artifact.artifact_id:
            source_id = artifact.entry.locator.source_id
            opened, ledger = self._sources.source(source_id), self._case.store.queries.omissions(source_id)
            self._of_last = artifact.artifact_id, unacquired_parts(artifact, opened, ledger)
        return self._of_last[1]

    def _content(self, artifact: Artifact) -> tuple[IO[bytes], int]:
        """The content as a file, and its size."""
        artifact_id = artifact.artifact_id
        if artifact_id in self._kept:
            self._kept.move_to_end(artifact_id)
            return self._kept[artifact_id]
        name = self._received.contents.get(artifact_id)
        if name is None:
            reason = why_not_read(artifact.entry) or _NOT_SEALED
            raise ContentNotReadError(path=artifact.entry.locator.path_display(), reason=reason)
        self._kept[artifact_id] = made = self._copied(artifact, name)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)[1][0].close()
        return made

    def _copied(self, artifact: Artifact, name: str) -> tuple[IO[bytes], int]:
        path = self._received.bundle
        if self._bundle is None:
            try:
                self._bundle = open_bundle(Path(path), _passed_over)
            except BundleError as e:
                raise SourceNotFoundError(path=path) from e
        tree = self._bundle.tree
        position = None if tree is None else tree.table.position(name)
        if tree is None or position is None:
            raise SourceChangedError(path=path)
        digest, size = hashlib.sha256(), 0
        file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - kept, and closed by `close`
        try:
            for chunk in tree.chunks(position, memoryview(bytearray(_BUFFER_BYTES)), _passed_over):
                digest.update(chunk)
                size += file.write(chunk)
        except BaseException:
            file.close()
            raise
        if digest.hexdigest() != artifact.examination.digests.sha256:
            file.close()
            raise SourceChangedError(path=path)
        return file, size


def _passed_over(*_: object, **__: object) -> None:
    """What is wrong with a bundle is told when it is verified; here the digest of each content decides."""


def _touched(gaps: tuple[Gap, ...], at: int, length: int) -> Gap | None:
    """The first gap that lies over any of these bytes."""
    over = (g for g in gaps if at < g.offset_bytes + g.length_bytes and g.offset_bytes < at + length)
    return next(over, None)
