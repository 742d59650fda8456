"""The nursery seen from its parent: workers are asked of it, and waited for through it."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

import msgspec

from forensics_app.evidence.protocol.nursery_orders import MOST_BYTES, Fork, Forked, Order, Reap
from forensics_app.system.child_processes import start_child
from forensics_app.system.children import child_command

_READY_S = 20.0  # for loading its modules, on a machine that does many other things
_ANSWER_S = 5.0


class NurseryLost(Exception):
    """The nursery ended, or does not answer."""


class ForkedProcess:
    """A worker forked from the nursery, which is its parent. As subprocess.Popen, where it is asked for."""

    def __init__(self, nursery: Nursery, pid: int, stdin: int, stdout: int) -> None:
        # its process id is its own until the nursery reaps it, so this can't be another process
        self._end = os.pidfd_open(pid)
        self._close = weakref.finalize(self, os.close, self._end)
        self.pid = pid
        self.stdin: IO[bytes] = os.fdopen(stdin, "wb", buffering=0)
        self.stdout: IO[bytes] = os.fdopen(stdout, "rb", buffering=0)
        self._nursery = nursery
        self._lock = threading.Lock()
        self._code: int | None = None

    def poll(self) -> int | None:
        """The exit code once it has ended, negative for a signal."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """The exit code. Raises subprocess.TimeoutExpired."""
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("worker", timeout or 0)
        return code

    def kill(self) -> None:
        """End it at once; nothing happens where it has ended."""
        with self._lock:
            if self._code is None:
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._end, signal.SIGKILL)

    def _ended(self, timeout: float | None) -> int | None:
        with self._lock:
            if self._code is not None:
                return self._code
        waiting = select.poll()
        waiting.register(self._end, select.POLLIN)
        if not waiting.poll(None if timeout is None else timeout * 1000):
            return None
        with self._lock:
            if self._code is None:
                self._code = self._nursery.reap(self.pid)
                self._close()
            return self._code


class Nursery:
    """Starts the process, which is waited for when it is first asked for something.

    It ends, and all that it forked, when nobody holds this any more.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        """Raises OSError."""
        self.environment = environment
        self.lost = False
        self._lock = threading.Lock()
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Forked)
        self._orders, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its:
            self._process = start_child(
                child_command("forensics_app.evidence.worker.nursery", str(its.fileno())),
                descriptors=(its.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                environment=environment,
            )
        self._ready = False
        self.close = weakref.finalize(self, _end, self._orders, self._process)

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def fork(self, arguments: Sequence[str], descriptors: Sequence[int], stderr: IO[bytes]) -> ForkedProcess:
        """A worker. Raises NurseryLost, OSError where the system has no room for it."""
        requests, stdin = os.pipe()
        stdout, answers = os.pipe()
        try:
            order = Fork(tuple(arguments), (0, 1, 2, *descriptors))
            pid = self._ask_for_one(order, [requests, answers, stderr.fileno(), *descriptors])
            return ForkedProcess(self, pid, stdin, stdout)
        except BaseException:
            os.close(stdin)
            os.close(stdout)
            raise
        finally:
            os.close(requests)
            os.close(answers)

    def _ask_for_one(self, order: Fork, descriptors: list[int]) -> int:
        pid = self._ask(order, descriptors)
        if pid == 0:
            raise OSError("no room for another process")
        return pid

    def reap(self, pid: int) -> int:
        """The exit code of a worker that has ended; that of SIGKILL where the nursery is gone, as they all
        end with it so."""
        try:
            return self._ask(Reap(pid), [])
        except NurseryLost:
            return -signal.SIGKILL

    def _ask(self, order: Order, descriptors: list[int]) -> int:
        with self._lock:
            if self.lost:
                raise NurseryLost
            if not self._ready:
                self._answer(_READY_S)
                self._ready = True
            try:
                self._orders.settimeout(_ANSWER_S)
                socket.send_fds(self._orders, [self._encoder.encode(order)], descriptors)
            except OSError as e:
                self.lost = True
                raise NurseryLost from e
            return self._answer(_ANSWER_S)

    def _answer(self, most_s: float) -> int:
        try:
            self._orders.settimeout(most_s)
            return self._decoder.decode(self._orders.recv(MOST_BYTES)).number
        except (OSError, msgspec.DecodeError) as e:
            self.lost = True
            raise NurseryLost from e


def _end(orders: socket.socket, process: subprocess.Popen[bytes]) -> None:
    orders.close()
    process.kill()  # it holds nothing; its workers are told by the system
    process.wait()
