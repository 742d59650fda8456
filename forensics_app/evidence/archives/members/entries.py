"""Members as entries of the catalogue, with what is to be said of them in the ledger."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from forensics_app.evidence.archives.members.budget import Budget
from forensics_app.evidence.archives.members.member import Member, Note
from forensics_app.model.artifact import ArtifactKind, Entry, Extent, ExtentClass
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.locator import Locator
from forensics_app.model.names import Components, display_path


@dataclass(frozen=True, slots=True)
class Place:
    """Where an archive lies: its own path, what comes before a member's place in an address, its extents.

    `extents` None where the archive's bytes lie nowhere by themselves (packed, or in a folder).
    """

    components: Components
    address: str
    extents: tuple[Extent, ...] | None
    allocated: bool = True
    orphan: bool = False


class MemberEntries:
    """Makes the entries of one layer, numbered in the order they are made."""

    def __init__(self, source_id: str, layer_id: str) -> None:
        self.source_id = source_id
        self.layer_id = layer_id
        self._sequence = 0

    def entry(self, place: Place, member: Member, budget: Budget) -> tuple[Entry, list[Omission]]:
        """The entry of a member, counted against the budget."""
        withheld = member.withheld
        if withheld is None and member.size_bytes is not None:
            withheld = budget.content(member.size_bytes)
        extents = None if withheld else _extents(place.extents, member)
        components = (*place.components, *member.components)
        entry = Entry(
            locator=Locator(
                self.source_id,
                self.layer_id,
                components,
                stream=member.stream,
                address=f"{place.address}{member.place}",
            ),
            kind=member.kind,
            allocated=place.allocated and member.allocated,
            size_bytes=member.size_bytes,
            times=member.times,
            sequence=self._sequence,
            orphan=place.orphan,
            extents=extents or (),
            extent_class=_class(extents),
            link_target=member.link_target,
            mode=member.mode,
            uid=member.uid,
            gid=member.gid,
            withheld=withheld.code.value if withheld is not None else None,
        )
        self._sequence += 1
        omissions = [self.omission(note, components) for note in member.notes]
        if withheld is not None and member.kind is ArtifactKind.FILE:
            omissions.append(self.omission(withheld, components))
        return entry, omissions

    def omission(self, note: Note, components: Components | None = None) -> Omission:
        """A line for the ledger about a member, an archive, or the layer as a whole."""
        locator = self.layer_id if components is None else f"{self.layer_id}:{display_path(components)}"
        return Omission(note.code, self.source_id, locator, 1, OmissionStage.WALK, note.detail)


def slice_extents(extents: tuple[Extent, ...], offset: int, length: int) -> tuple[Extent, ...] | None:
    """The part of a content's extents that holds these bytes of it; None where they don't reach."""
    starts = [0, *accumulate(extent.length_bytes for extent in extents)]
    found = []
    end = offset + length
    if end > starts[-1]:
        return None
    while offset < end:
        index = bisect_right(starts, offset) - 1
        extent = extents[index]
        inside = offset - starts[index]
        taken = min(end - offset, extent.length_bytes - inside)
        at = None if extent.offset_bytes is None else extent.offset_bytes + inside
        found.append(Extent(extent.layer_id, at, taken))
        offset += taken
    return tuple(found)


def _extents(container: tuple[Extent, ...] | None, member: Member) -> tuple[Extent, ...] | None:
    if container is None or member.runs is None:
        return None
    found: list[Extent] = []
    for offset, length in member.runs:
        if offset is None:
            found.append(Extent(None, None, length))
            continue
        part = slice_extents(container, offset, length)
        if part is None:
            return None
        found.extend(part)
    return tuple(found)


def _class(extents: tuple[Extent, ...] | None) -> ExtentClass:
    if extents is None:
        return ExtentClass.NONE
    if extents and all(extent.layer_id is None for extent in extents):
        return ExtentClass.ALL_SPARSE
    return ExtentClass.RUNS
