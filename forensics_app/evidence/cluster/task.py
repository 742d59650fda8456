"""What a worker of a cluster runs: one request, read by a confined process of its own and answered.

It keeps nothing that a later answer depends on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import msgspec

from forensics_app.evidence.cluster.faults import Doubtful, doubtful_part, doubtful_records
from forensics_app.evidence.cluster.kept import Kept
from forensics_app.evidence.cluster.local_reader import LocalReader, Unopened
from forensics_app.evidence.cluster.program import reading_program
from forensics_app.evidence.cluster.refused_task import unless_refused
from forensics_app.evidence.cluster.seen_files import (
    check_listed,
    files_here,
)
from forensics_app.evidence.cluster.this_task import ThisTask, this_task
from forensics_app.evidence.cluster.work import (
    Answered,
    Lost,
    Outcome,
    Readable,
    Work,
    decode_work,
    encode,
)
from forensics_app.evidence.parent.reading_worker import WorkerLost
from forensics_app.evidence.protocol.messages import Answer, Examine
from forensics_app.model.evidence import ContainerFormat

_MOST_READINGS = 4
_opened = msgspec.msgpack.Decoder(Answer).decode
_kept: Kept[LocalReader] = Kept()  # the next task is nearly always about the same source
_here = reading_program()  # of the files that are loaded, not of those that an upgrade puts there


def answer(work: bytes) -> bytes:
    """An encoded Outcome to an encoded Work."""
    asked, task = decode_work(work), this_task()
    return encode(unless_refused(task, asked.program, _here, lambda: _answered(asked, task)))


def _answered(work: Work, task: ThisTask) -> Outcome:
    """Raises NotSeenError."""
    answers, lost = _Reading(work, task.wanted).agreed()
    frames = tuple([one.frame for one in answers])
    if lost is None:
        return Answered(task.worker, frames)
    return Lost(task.worker, frames, lost.code.value, lost.detail)


class _Reading:
    """A share that goes away for a moment is no damaged disk: what can't be read counts once the evidence is
    seen to be there and another process has said the same of it.
    """

    def __init__(self, work: Work, wanted: Callable[[], bool]) -> None:
        self._work = work
        self._wanted = wanted
        self._key = hashlib.sha256(encode((work.attach, work.files, work.bounds))).digest()

    def agreed(self) -> tuple[list[Unopened], WorkerLost | None]:
        """An answer without doubts, or one that was given twice. Raises NotSeenError."""
        self._look()
        answers, lost = self._read(self._work.request)
        for _ in range(_MOST_READINGS):
            looked = [one.answer for one in answers]
            part = None if lost is not None else doubtful_part(self._work.request, looked)
            if lost is None and part is None:
                break
            self._look()  # raises where there is nothing to read
            if part is None or not self._wanted():
                break  # a loss is repeated by whoever asked, who asks more closely
            again, lost_again = self._read(part, anew=True)
            if lost_again is None and _said(part, again) == _said(part, answers):
                self._look()
                break
            answers, lost = self._read(self._work.request, anew=True)
        return answers, lost

    def _look(self) -> None:
        """Raises NotSeenError where the evidence isn't here, or not as the computer with the case sees it."""
        work = self._work
        if work.attach.source.format is ContainerFormat.FOLDER and isinstance(work.request, Examine):
            check_listed(work.attach.path, work.attach.source.source_id, work.request.entries)

    def _read(self, request: Readable, *, anew: bool = False) -> tuple[list[Unopened], WorkerLost | None]:
        reader = None if anew else _kept.take(self._key)
        if reader is None:
            reader = self._new_reader()
        whole = False
        try:
            answers, lost = reader.ask(request, self._wanted)
            whole = lost is None and self._wanted()
        finally:
            if not whole:
                reader.close()
        if whole:
            _kept.keep(self._key, reader)
        return answers, lost

    def _new_reader(self) -> LocalReader:
        attach = self._work.attach
        here = files_here(self._work.files)
        if attach.files:  # inodes are each computer's own
            attach = msgspec.structs.replace(attach, files=here)
        return LocalReader(attach, self._work.bounds)


def _said(part: Readable, answers: list[Unopened]) -> Doubtful:
    return doubtful_records(part, [_opened(one.frame) for one in answers])
