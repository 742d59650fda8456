"""Contents of the open case for the window: read in one thread, decoded in another, never in the window's.

Both only pass questions to worker processes; the newest question is answered first.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from forensics_app.errors import ForensicsError
from forensics_app.model.credentials import Credential, LockedVolume
from forensics_app.model.thumbnails import NoThumbnail, NoThumbnailReason
from forensics_app.model.times import Clock
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.contents.contents import Contents
from forensics_app.services.sealed_bundles.received_contents import contents_of
from forensics_app.services.thumbnails.messages import Answer, Decode, Made
from forensics_app.services.thumbnails.process import DecoderLost, ThumbnailProcess
from ui.jobs.reader import Reader

_PATIENCE_S = 1.0  # a source that is just being opened can't be stopped: its thread ends by itself later


@dataclass(frozen=True, slots=True)
class Reading:
    """What lives in the thread that reads."""

    case: Case
    contents: Contents


class ContentDesk(QObject):
    """`lost` with the details where a fault of the program ended a thread; `unlocked` when keys came that may
    open what was locked before, `locked` when all were forgotten. Threads start with the first question."""

    lost = Signal(str)
    unlocked = Signal()
    locked = Signal()

    def __init__(self, path: Path, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path, self._clock = path, clock
        self._closing = threading.Event()
        self._credentials: tuple[Credential, ...] = ()
        self._reader: Reader[Reading] | None = None
        self._decoder: Reader[ThumbnailProcess] | None = None
        self._process = ThumbnailProcess()

    def ask(
        self,
        key: object,
        work: Callable[[Contents], Any],
        deliver: Callable[[Any], None],
        fail: Callable[[ForensicsError], None],
        *,
        owner: QObject,
    ) -> None:
        """Something of the contents, answered in the window's thread while `owner` is there."""
        if self._reader is None:
            self._reader = Reader(partial(self._begin, self._closing, self._credentials), _end, self)
            self._reader.lost.connect(self.lost)
        self._reader.ask(key, lambda reading: work(reading.contents), deliver, fail, owner=owner)

    def give(self, credentials: tuple[Credential, ...]) -> None:
        """Keys that are known to open volumes; those given before stay, in memory alone, until `close`."""
        new = tuple(one for one in credentials if one not in self._credentials)
        self._credentials = (*self._credentials, *new)
        if new and self._reader is not None:
            self._reader.ask(
                (self, "keys", len(self._credentials)),
                lambda reading: _unlock(reading.contents, new),
                lambda _: self.unlocked.emit(),
                owner=self,
            )

    def try_key(
        self,
        volume: LockedVolume,
        credential: Credential,
        deliver: Callable[[bool], None],
        fail: Callable[[ForensicsError], None],
        *,
        owner: QObject,
    ) -> None:
        """Whether a key opens a volume; one that does stays, in memory alone, until `close`."""

        def tried(fits: bool) -> None:
            if fits and credential not in self._credentials:
                self._credentials = (*self._credentials, credential)
            deliver(fits)
            if fits:
                self.unlocked.emit()

        self.ask(
            (self, "key"),
            lambda contents: contents.try_key(volume, credential),
            tried,
            fail,
            owner=owner,
        )

    def lock(self) -> None:
        """Forget every key, and end the processes that opened something with one: what they were asked is
        answered no more, and has to be asked again.
        """
        self._credentials = ()
        before, self._reader = self._reader, None
        if before is not None:
            self._closing.set()
            before.close(timeout_s=_PATIENCE_S)
            before.deleteLater()
            self._closing = threading.Event()
        self.locked.emit()

    def forget(self, belongs: Callable[[object], bool]) -> None:
        """Withdraw questions that have not begun."""
        if self._reader is not None:
            self._reader.forget_all(belongs)

    def decode(
        self, data: bytes, edge: int, deliver: Callable[[Made | NoThumbnail], None], *, owner: QObject
    ) -> None:
        """A picture, or the first page of a PDF, neither side longer than `edge` pixels; else why not."""
        if self._decoder is None:
            self._decoder = Reader(lambda: self._process, lambda process: process.close(), self)
            self._decoder.lost.connect(self.lost)
        self._decoder.ask(
            "decode",
            lambda process: _decoded(process, Decode(data, edge)),
            deliver,
            owner=owner,
        )

    def close(self) -> None:
        """End the threads and their processes; nothing is delivered any more."""
        self._closing.set()
        pid = self._process.pid
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)  # whatever it decodes: nobody waits for it
        for thread in (self._reader, self._decoder):
            if thread is not None:
                thread.close(timeout_s=_PATIENCE_S)

    def _begin(self, closing: threading.Event, credentials: tuple[Credential, ...]) -> Reading:
        case = open_case(self._path, write=False, clock=self._clock)
        contents = contents_of(case, cancelled=closing.is_set)
        _unlock(contents, credentials)
        return Reading(case, contents)


def _unlock(contents: Contents, credentials: tuple[Credential, ...]) -> None:
    for credential in credentials:
        contents.unlock(credential)


def _end(reading: Reading) -> None:
    reading.contents.close()
    reading.case.close()


def _decoded(process: ThumbnailProcess, request: Decode) -> Made | NoThumbnail:
    try:
        answer: Answer = process.ask(request)
    except DecoderLost as e:
        return NoThumbnail(NoThumbnailReason.DECODER_LOST, str(e))
    if isinstance(answer, Made):
        return answer
    return NoThumbnail(NoThumbnailReason(answer.reason), answer.detail)
