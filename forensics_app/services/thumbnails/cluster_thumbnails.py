"""Thumbnails that workers of a cluster make: the very pictures that this computer makes, asked for together.

This computer opens each source, and makes what the workers can't: pictures in volumes that were unlocked,
since keys go to no cluster, and files of a folder that are no longer as they were listed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import msgspec

from forensics_app.errors import EvidenceError
from forensics_app.evidence.cluster.remote_worker import Handed, Result, WorkersDied
from forensics_app.evidence.cluster.seen_files import NotSeenError, check_listed
from forensics_app.evidence.cluster.work import Answered, Bounds, SeenFile, decode_outcome
from forensics_app.evidence.contents.targets import target_of
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.protocol.errors_by_code import error_of
from forensics_app.evidence.protocol.messages import Attach, Failed
from forensics_app.evidence.protocol.packed_entries import pack
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import Artifact
from forensics_app.model.credentials import Credential
from forensics_app.model.evidence import ContainerFormat
from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent
from forensics_app.model.thumbnails import NoThumbnail, NoThumbnailReason
from forensics_app.services.cases.case import Case
from forensics_app.services.clusters.connecting import ReadingCluster
from forensics_app.services.clusters.results import Results
from forensics_app.services.sources.opening import AskCredential
from forensics_app.services.thumbnails.picture_work import PictureWork, decode_answer, encode
from forensics_app.services.thumbnails.thumbnails import (
    EDGE_PIXELS,
    STAGE,
    Answer,
    Key,
    Thumbnails,
    answer_of,
    key_of,
    refused_unread,
)

_ROUNDS = 2  # of the scheduler's counting of dead workers; in the second a picture is alone under suspicion
_LIMITS = Limits()
_Source: TypeAlias = tuple[Attach, tuple[SeenFile, ...]]
_BOUNDS = Bounds(_LIMITS.silence_s, _LIMITS.stall_s, _LIMITS.memory_bytes)


class ClusterThumbnails(Thumbnails):
    """As Thumbnails; `each` has them made on the cluster, which must be connected as long as this is used."""

    def __init__(
        self,
        case: Case,
        cluster: ReadingCluster,
        *,
        credentials: tuple[Credential, ...] = (),
        ask: AskCredential | None = None,
    ) -> None:
        super().__init__(case, credentials=credentials, ask=ask)
        # needs the extra `cluster`, which few have
        from forensics_app.services.thumbnails.picture_task import answer, picture_program

        self._cluster = cluster
        self._task = answer
        self._program = picture_program()
        self._far: tuple[EvidenceReader, _Source | None] | None = None

    def close(self) -> None:
        super().close()
        self._far = None

    def each(
        self,
        artifacts: Iterable[Artifact],
        *,
        edge: int = EDGE_PIXELS,
        report: Report = silent,
        cancelled: IsCancelled = never_cancelled,
    ) -> Iterator[tuple[Artifact, Answer]]:
        """As Thumbnails.each. A picture that workers died of has none, and the others are not affected.

        Also raises ClusterRefusedError where no worker may read a source.
        """
        wanted = sorted(artifacts, key=lambda artifact: artifact.entry.locator.source_id)
        results: Results[Key] = Results(self._cluster, report, cancelled)
        waiting: dict[Key, list[Artifact]] = {}
        paths: dict[Key, str] = {}
        handed: list[Handed] = []
        done = 0
        try:
            for artifact in wanted:
                key = key_of(artifact, edge)
                if key in waiting:
                    waiting[key].append(artifact)
                    continue
                work = self._work(artifact, edge) if self._known(key) is None else None
                if work is None:
                    yield artifact, self.thumbnail(artifact, edge=edge)
                    done += 1
                    continue
                waiting[key], paths[key] = [artifact], os.fsdecode(work.attach.path)
                handed.append(self._hand_in(work, results.taker(key)))
            while waiting:
                key, result = results.next(STAGE, done, len(wanted))
                found = self._remembered(key, _answer(result, paths[key]))
                for artifact in waiting.pop(key):
                    yield artifact, found
                    done += 1
        finally:
            for one in handed:
                one.take_back()

    def hand_in(
        self,
        artifact: Artifact,
        deliver: Callable[[Answer | EvidenceError], None],
        *,
        edge: int = EDGE_PIXELS,
    ) -> Handed | None:
        """Have one picture made, and `deliver` called once, in any thread, with it, or with the error why no
        worker may read its source. None where this computer makes it, or knows why there is none.
        """
        work = self._work(artifact, edge)
        if work is None:
            return None
        path = os.fsdecode(work.attach.path)

        def take(result: Result) -> None:
            try:
                found: Answer | EvidenceError = _answer(result, path)
            except EvidenceError as e:
                found = e
            deliver(found)

        return self._hand_in(work, take)

    def _hand_in(self, work: PictureWork, deliver: Callable[[Result], None]) -> Handed:
        return self._cluster.hand_in(
            encode(work), work.attach.path, deliver, priority=0, rounds=_ROUNDS, task=self._task
        )

    def _work(self, artifact: Artifact, edge: int) -> PictureWork | None:
        """What a worker is asked; None where this computer answers, or says why there is no answer."""
        if refused_unread(artifact) is not None:
            return None
        try:
            far = self._source(artifact)
        except EvidenceError:
            return None
        if far is None or self._sources.is_closed(artifact.entry.locator.layer_id):
            return None
        attach, files = far
        listed = b""
        if attach.source.format is ContainerFormat.FOLDER:
            listed = pack(artifact.entry)
            try:
                check_listed(attach.path, attach.source.source_id, (listed,))
            except NotSeenError:
                return None
        return PictureWork(self._program, files, _BOUNDS, attach, target_of(artifact.entry), listed, edge)

    def _source(self, artifact: Artifact) -> _Source | None:
        """As EvidenceReader.for_cluster, of the artifact's source. Raises EvidenceErrors."""
        reader = self._reader(artifact)
        if self._far is None or self._far[0] is not reader:
            self._far = reader, reader.for_cluster()
        return self._far[1]


def _answer(result: Result, path: str) -> Answer:
    """Of the source at this path. Raises ClusterRefusedError."""
    if isinstance(result, Failed):
        raise error_of(result, path)
    if isinstance(result, WorkersDied):
        detail = f"{result.workers} workers of the cluster ended while they made it"
        return NoThumbnail(NoThumbnailReason.DECODER_LOST, detail)
    outcome = decode_outcome(result)
    try:
        return answer_of(decode_answer.decode(outcome.frames[0] if isinstance(outcome, Answered) else b""))
    except (msgspec.DecodeError, IndexError, ValueError) as e:  # no worker of ours answers so
        return NoThumbnail(NoThumbnailReason.DECODER_LOST, f"{type(e).__name__}: {e}")
