"""What a worker of a cluster is asked of one picture: a value with all that the thumbnail depends on."""

from __future__ import annotations

import msgspec

from forensics_app.evidence.cluster.work import Bounds, SeenFile
from forensics_app.evidence.contents.targets import Target
from forensics_app.evidence.protocol.messages import Attach
from forensics_app.services.thumbnails.messages import Answer


class PictureWork(msgspec.Struct, frozen=True):
    """One content of one source. `program`: name and version of all that reads and decodes; `files`: what of
    the source the worker has to see; `listed`: of a folder, the entry as it was packed, else empty. `edge` as
    of Decode.
    """

    program: dict[str, str]
    files: tuple[SeenFile, ...]
    bounds: Bounds
    attach: Attach
    target: Target
    listed: bytes
    edge: int


encode = msgspec.msgpack.Encoder().encode
decode_work = msgspec.msgpack.Decoder(PictureWork).decode
decode_answer: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)
