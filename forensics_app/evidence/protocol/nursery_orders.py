"""What the nursery of workers is told, and what it answers: one packet of msgpack each."""

from __future__ import annotations

import msgspec

MOST_BYTES = 16 << 10
MOST_DESCRIPTORS = 16


class Fork(msgspec.Struct, tag="fork", array_like=True, frozen=True):
    """Fork a worker with these arguments; each descriptor that comes along gets its number of `numbers`."""

    arguments: tuple[str, ...]
    numbers: tuple[int, ...]


class Reap(msgspec.Struct, tag="reap", array_like=True, frozen=True):
    """Say how a worker that has ended did so; until then its process id stays taken."""

    pid: int


class Forked(msgspec.Struct, array_like=True, frozen=True):
    """The process id, of the nursery itself once it is ready, or the exit code as subprocess.Popen tells it.

    0 where the system has no room for another process.
    """

    number: int


Order = Fork | Reap
