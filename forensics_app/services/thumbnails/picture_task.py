"""What a worker of a cluster runs for one picture: one confined process reads it, another decodes it.

They are those of a local thumbnail. It keeps nothing that a later answer depends on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

import msgspec

from forensics_app.errors import ForensicsError, WorkerLostError
from forensics_app.evidence.cluster.kept import Kept
from forensics_app.evidence.cluster.local_reader import LocalReader
from forensics_app.evidence.cluster.program import reading_program, versions_of
from forensics_app.evidence.cluster.refused_task import unless_refused
from forensics_app.evidence.cluster.seen_files import check_listed, files_here
from forensics_app.evidence.cluster.this_task import ThisTask, this_task
from forensics_app.evidence.cluster.work import Answered, Outcome
from forensics_app.evidence.cluster.work import encode as encode_outcome
from forensics_app.evidence.protocol.errors_by_code import error_of
from forensics_app.evidence.protocol.messages import Chunk, Done, Failed, ReadContent
from forensics_app.model.thumbnails import NoThumbnailReason
from forensics_app.services.thumbnails.messages import Answer, Decode
from forensics_app.services.thumbnails.messages import Refused as NoPicture
from forensics_app.services.thumbnails.picture_work import PictureWork, decode_work, encode
from forensics_app.services.thumbnails.process import DecoderLost, ThumbnailProcess

_MOST_READINGS = 4
_DECODES_PDF = "pypdfium2"
_ANY = b""

_readers: Kept[LocalReader] = Kept()  # the next task is nearly always about the same source
_decoders: Kept[ThumbnailProcess] = Kept()


@cache
def picture_program() -> dict[str, str]:
    """Name to version of all that a thumbnail depends on; one that is not there has the version `-`."""
    return reading_program() | versions_of((_DECODES_PDF,))


_here = picture_program()  # of the files that are loaded, not of those that an upgrade puts there


def answer(work: bytes) -> bytes:
    """An encoded Outcome to an encoded PictureWork."""
    asked, task = decode_work(work), this_task()
    return encode_outcome(unless_refused(task, asked.program, _here, lambda: _answered(asked, task)))


def _answered(work: PictureWork, task: ThisTask) -> Outcome:
    """Raises NotSeenError."""
    content = _agreed(work, task)
    return Answered(task.worker, (encode(_decoded(content, work.edge)),))


@dataclass(frozen=True, slots=True)
class _Content:
    """All of a content, `gaps` counting as zeros; or, where `failed` isn't empty, the code of the error."""

    data: bytes
    gaps: bool = False
    failed: str = ""

    @property
    def is_doubtful(self) -> bool:
        return self.gaps or bool(self.failed)


def _agreed(work: PictureWork, task: ThisTask) -> _Content:
    """A share that goes away for a moment is no damaged disk: what can't be read counts once the evidence is
    seen to be there and another process has read the same. Raises NotSeenError.
    """
    key = hashlib.sha256(encode((work.attach, work.files, work.bounds))).digest()
    _look(work)
    content = _read(work, _readers.take(key), key, task)
    for _ in range(_MOST_READINGS):
        if not content.is_doubtful or not task.wanted():
            break
        before, content = content, _read(work, None, key, task)
        if content == before:
            files_here(work.files)
            _look(work)
            break
    return content


def _look(work: PictureWork) -> None:
    """Of a folder, the file itself: others of it may be anything. Raises NotSeenError."""
    if work.listed:
        check_listed(work.attach.path, work.attach.source.source_id, (work.listed,))


def _read(work: PictureWork, kept: LocalReader | None, key: bytes, task: ThisTask) -> _Content:
    """Raises NotSeenError."""
    reader = _new_reader(work) if kept is None else kept
    whole = False
    try:
        answers, lost = reader.ask(ReadContent(work.target), task.wanted)
        last = answers[-1].answer if answers else None
        whole = lost is None and isinstance(last, Done)
    finally:
        if not whole:
            reader.close()
    if not whole:
        error: ForensicsError = WorkerLostError()
        return _Content(b"", failed=error_of(last, "").code if isinstance(last, Failed) else error.code)
    _readers.keep(key, reader)
    chunks = [one.answer for one in answers if isinstance(one.answer, Chunk)]
    return _Content(b"".join([one.data for one in chunks]), any(one.gap for one in chunks))


def _new_reader(work: PictureWork) -> LocalReader:
    attach, here = work.attach, files_here(work.files)
    if attach.files:  # inodes are each computer's own
        attach = msgspec.structs.replace(attach, files=here)
    return LocalReader(attach, work.bounds)


def _decoded(content: _Content, edge: int) -> Answer:
    if content.failed:
        return NoPicture(NoThumbnailReason.CONTENT_NOT_READ, content.failed)
    decoder = _decoders.take(_ANY) or ThumbnailProcess()
    try:
        made = decoder.ask(Decode(content.data, edge))
    except DecoderLost as e:
        return NoPicture(NoThumbnailReason.DECODER_LOST, str(e))
    _decoders.keep(_ANY, decoder)
    return made
