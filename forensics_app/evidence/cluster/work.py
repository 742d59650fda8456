"""What goes to a worker of a cluster and comes back: values in msgpack, with everything that the answer
depends on, so that it may be asked for twice, of anybody."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from forensics_app.evidence.protocol.messages import Attach, Derive, Digest, Examine, ExamineSpace

Readable: TypeAlias = Examine | ExamineSpace | Digest | Derive
"""What a cluster is asked for."""


class SeenFile(msgspec.Struct, frozen=True, array_like=True):
    """A file of the evidence as the computer with the case sees it. `ends`: SHA-256 of its first and last
    MiB, one behind the other."""

    path: bytes
    size_bytes: int
    mtime_ns: int
    ends: bytes


class Bounds(msgspec.Struct, frozen=True, array_like=True):
    """Of Limits, what a worker process is held to."""

    silence_s: float
    stall_s: float
    memory_bytes: int


class Work(msgspec.Struct, frozen=True):
    """One request about one source. `program`: name and version of everything that reads, which must be the
    same there. The inodes in `attach` are those of this computer."""

    program: dict[str, str]
    files: tuple[SeenFile, ...]
    bounds: Bounds
    attach: Attach
    request: Readable


class Answered(msgspec.Struct, tag="answered", frozen=True):
    """Every frame of the answer."""

    worker: str
    frames: tuple[bytes, ...]


class Lost(msgspec.Struct, tag="lost", frozen=True):
    """The worker process that read was lost after these frames: an omission's code, and its detail."""

    worker: str
    frames: tuple[bytes, ...]
    code: str
    detail: str


class Refused(msgspec.Struct, tag="refused", frozen=True):
    """Nothing was read there. `reason` is `program`, `unseen` or `differs`; `detail` what of it."""

    worker: str
    address: str
    reason: str
    detail: str


Outcome: TypeAlias = Answered | Lost | Refused

encode = msgspec.msgpack.Encoder().encode
decode_work = msgspec.msgpack.Decoder(Work).decode
decode_outcome = msgspec.msgpack.Decoder(Outcome).decode
