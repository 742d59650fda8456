"""Entries on their way from the walk to the examination: packed one by one, with what is asked of each."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from forensics_app.evidence.protocol.messages import Batch
from forensics_app.model.artifact import Entry
from forensics_app.model.evidence import Omission

pack = msgspec.msgpack.Encoder().encode
unpack = msgspec.msgpack.Decoder(Entry).decode


def batch_of(entries: Iterable[Entry], omissions: Iterable[Omission]) -> Batch:
    """What a walk gives next."""
    found = tuple(entries)
    return Batch(
        tuple([pack(entry) for entry in found]),
        tuple([entry.sequence for entry in found]),
        tuple([entry.size_bytes or 0 for entry in found]),
        tuple([_place(entry) for entry in found]),
        tuple(omissions),
    )


def _place(entry: Entry) -> int:
    for extent in entry.extents:
        if extent.offset_bytes is not None:
            return extent.offset_bytes
    return 0
