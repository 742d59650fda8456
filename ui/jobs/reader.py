"""One thread that reads the case, so that the window never waits for SQLite.

Requests are answered newest first: when someone scrolls fast, what is in sight now comes before what was in
sight a second ago. A request under the same key replaces an older one that has not begun.
"""

from __future__ import annotations

import threading
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QMetaMethod, QObject, Qt, Signal
from shiboken6 import isValid

from forensics_app.errors import ForensicsError

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Request:
    work: Callable[[Any], Any]
    deliver: Callable[[Any], None]
    fail: Callable[[ForensicsError], None]


class Reader(QObject, Generic[R]):
    """Owns one resource (an opened case), which lives and dies in its thread.

    `work` runs in the thread and gets the resource; `deliver` and `fail` run in the window's thread. Nothing
    is delivered after `close`. If the resource can't be opened, every question is answered with that error.
    `broken` carries an error nobody waits for; `lost` the details of a fault of the program that ended the
    thread, after which every question would wait in vain, and of an error that nobody would hear otherwise.
    """

    _answered = Signal(object)
    broken = Signal(object)
    lost = Signal(str)

    def __init__(
        self,
        open_resource: Callable[[], R],
        close_resource: Callable[[R], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open, self._close = open_resource, close_resource
        self._waiting: OrderedDict[object, _Request] = OrderedDict()
        self._wake = threading.Condition()
        self._closed = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="case-reader", daemon=True)
        self._thread.start()

    def ask(
        self,
        key: object,
        work: Callable[[R], Any],
        deliver: Callable[[Any], None],
        fail: Callable[[ForensicsError], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Queue a request; it goes before all that wait. Not answered once `owner`, if named, is gone."""
        request = _Request(work, _while(owner, deliver), _while(owner, fail or self._break))
        with self._wake:
            if self._closed:
                return
            self._waiting.pop(key, None)
            self._waiting[key] = request
            self._wake.notify()

    def forget(self, key: object) -> None:
        """Withdraw a request that has not begun."""
        with self._wake:
            self._waiting.pop(key, None)

    def forget_all(self, belongs: Callable[[object], bool]) -> None:
        """Withdraw every waiting request whose key `belongs`."""
        with self._wake:
            for key in [k for k in self._waiting if belongs(k)]:
                del self._waiting[key]

    def close(self, timeout_s: float = 5.0) -> None:
        """Finish the request at work, drop the rest, close the resource."""
        with self._wake:
            self._closed = True
            self._waiting.clear()
            self._wake.notify()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        ended = False
        try:
            self._serve()
            ended = True
        finally:
            if not ended:
                self._emit((self.lost.emit, traceback.format_exc()))

    def _serve(self) -> None:
        try:
            resource = self._open()
        except ForensicsError as e:
            self._refuse(e)
            return
        try:
            while (request := self._next()) is not None:
                self._emit(_answer(request, resource))
                del request  # else whoever asked last would be kept until somebody asks again
        finally:
            self._close(resource)

    def _refuse(self, error: ForensicsError) -> None:
        """Answer every question with the error of opening, also those that are asked later."""
        self._emit((self.broken.emit, error))
        while (request := self._next()) is not None:
            self._emit((request.fail, error))
            del request

    def _break(self, error: ForensicsError) -> None:
        """The error of a question without `fail`: whoever listens hears it."""
        if self.isSignalConnected(QMetaMethod.fromSignal(self.broken)):
            self.broken.emit(error)
        else:
            self.lost.emit("".join(traceback.format_exception(error)))

    def _next(self) -> _Request | None:
        with self._wake:
            while not self._waiting and not self._closed:
                self._wake.wait()
            return None if self._closed else self._waiting.popitem(last=True)[1]

    def _emit(self, answer: tuple[Callable[[Any], None], Any]) -> None:
        with self._wake:
            if self._closed:
                return
        self._answered.emit(answer)

    def _deliver(self, answer: tuple[Callable[[Any], None], Any]) -> None:
        if not self._closed:
            answer[0](answer[1])


def _answer(request: _Request, resource: Any) -> tuple[Callable[[Any], None], Any]:
    try:
        return request.deliver, request.work(resource)
    except ForensicsError as e:
        return request.fail, e


def _while(owner: QObject | None, receive: Callable[[Any], None]) -> Callable[[Any], None]:
    """`receive`, for as long as `owner` is there."""
    if owner is None:
        return receive

    def guarded(answer: Any) -> None:
        if isValid(owner):
            receive(answer)

    return guarded
