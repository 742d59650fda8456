"""What reading an image gave, in a form that can cross a pipe and be compared."""

from __future__ import annotations

import msgspec

from forensics_app.model.artifact import Entry, Examination
from forensics_app.model.evidence import Omission
from tests.reading.evidence_reading import Reading, path_of


class Item(msgspec.Struct, frozen=True, array_like=True):
    """One entry. `ranges`: (offset, length) of its bytes in the medium."""

    layer: str
    path: str
    address: str
    allocated: bool
    kind: str
    size: int | None
    read: str
    sha256: str | None
    ranges: tuple[tuple[int, int], ...]


class Outcome(msgspec.Struct, frozen=True):
    """`error`: code of the error that opening ended with. `lost`: how a process was lost, where one was."""

    error: str = ""
    detail: str = ""
    medium_bytes: int = 0
    layers: tuple[tuple[str, str, int], ...] = ()  # id, state, offset in the medium
    items: tuple[Item, ...] = ()
    omissions: tuple[tuple[str, str, str], ...] = ()  # code, locator, detail
    lost: str = ""
    seconds: float = 0.0
    peak_kib: int = 0

    def codes(self) -> list[str]:
        return [code for code, _, _ in self.omissions]


def item_of(entry: Entry, examination: Examination) -> Item:
    return Item(
        layer=entry.locator.layer_id,
        path=path_of(entry),
        address=entry.locator.address or "",
        allocated=entry.allocated,
        kind=entry.kind.value,
        size=entry.size_bytes,
        read=examination.read.outcome.value,
        sha256=examination.digests.sha256,
        ranges=tuple(
            (extent.offset_bytes, extent.length_bytes)
            for extent in entry.extents
            if extent.layer_id == "s1" and extent.offset_bytes is not None
        ),
    )


def omission_of(omission: Omission) -> tuple[str, str, str]:
    return omission.code, omission.locator or "", omission.detail or ""


def outcome_of(found: Reading) -> Outcome:
    """What EvidenceReader gave."""
    return Outcome(
        medium_bytes=found.source.size_bytes,
        layers=tuple((la.layer_id, la.state.value, la.offset_bytes) for la in found.source.layers),
        items=tuple(item_of(entry, examination) for entry, examination in found.found),
        omissions=tuple(omission_of(omission) for omission in found.omissions),
    )
