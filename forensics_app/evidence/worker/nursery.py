"""The process that workers are forked from, on a Unix socket: `python -m` with the name of this module.

A worker needs some 300 modules, a third of a second's work; a fork of a process that has them takes
milliseconds. This one has loaded them and done nothing else: it holds no source, parses nothing and has one
thread, so that a fork copies nothing in an unknown state. It ends when its parent lets go of the socket, and
every worker ends with it.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import os
import signal
import socket
import sys
from collections.abc import Sequence

import msgspec

from forensics_app.evidence.protocol.nursery_orders import (
    MOST_BYTES,
    MOST_DESCRIPTORS,
    Fork,
    Forked,
    Order,
    Reap,
)
from forensics_app.evidence.worker import process as worker

_PR_SET_PDEATHSIG = 1


def serve(orders: socket.socket) -> None:
    """Until the parent is gone. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    decoder = msgspec.msgpack.Decoder(Order)
    encoder = msgspec.msgpack.Encoder()
    orders.send(encoder.encode(Forked(os.getpid())))
    while True:
        data, descriptors, _, _ = socket.recv_fds(orders, MOST_BYTES, MOST_DESCRIPTORS)
        if not data:
            return
        order = decoder.decode(data)
        if isinstance(order, Reap):
            _, status = os.waitpid(order.pid, 0)
            number = os.waitstatus_to_exitcode(status)
        else:
            number = _fork(order, descriptors, orders.fileno(), libc)
        for descriptor in descriptors:
            os.close(descriptor)
        orders.send(encoder.encode(Forked(number)))


def _fork(order: Fork, descriptors: Sequence[int], orders: int, libc: ctypes.CDLL) -> int:
    nursery = os.getpid()
    try:
        pid = os.fork()
    except OSError:
        return 0
    if pid == 0:
        _become_worker(order, descriptors, orders, libc, nursery)
    return pid


def _become_worker(
    order: Fork, descriptors: Sequence[int], orders: int, libc: ctypes.CDLL, nursery: int
) -> None:
    """Never returns: what a worker leaves is its exit code, and a traceback where its parent looks."""
    code = 1
    try:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != nursery:  # it ended before
            os._exit(1)
        os.setsid()  # Ctrl-C is the parent's to handle
        _take(descriptors, order.numbers, closing=orders)
        worker.main(order.arguments)
        code = 0
    finally:
        if code:  # as the interpreter does at the end of a program
            sys.excepthook(*sys.exc_info())
        os._exit(code)  # whatever happened: a second nursery must not come back from here


def _take(descriptors: Sequence[int], numbers: Sequence[int], *, closing: int) -> None:
    """Give each descriptor its number, and close every other one, that of the nursery's orders too."""
    above = max(*numbers, *descriptors, closing) + 1
    aside = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, above) for descriptor in descriptors]
    os.closerange(3, above)
    for moved, number in zip(aside, numbers, strict=True):
        os.dup2(moved, number, inheritable=False)
        os.close(moved)


def main() -> None:
    """The one argument is the descriptor of the socket."""
    orders = socket.socket(fileno=int(sys.argv[1]))
    gc.collect()
    gc.freeze()  # looked through by no worker, so that its pages stay shared
    serve(orders)


if __name__ == "__main__":
    main()
