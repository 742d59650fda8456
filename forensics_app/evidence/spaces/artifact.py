"""The unallocated space of a volume, or its slack, as one artifact: an area behind all names of its layer."""

from __future__ import annotations

from collections.abc import Callable

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.spaces.names import NAMES, SEQUENCES, VOLUME_NAME, SpaceKind
from forensics_app.evidence.spaces.space import Space
from forensics_app.model.artifact import ArtifactKind, Entry, Extent, ExtentClass
from forensics_app.model.locator import Locator

_MOST_EXTENTS = 10_000


def space_entry(
    kind: SpaceKind,
    space: Space,
    *,
    source_id: str,
    layer_id: str,
    place: tuple[str, int],
    whole: bytes | None,
) -> Entry:
    """The entry. `place`: the layer that extents refer to, and where in it the volume begins. `whole`: its
    name, of a layer without files.

    Of more than 10,000 runs no extents are kept: the content is then found again by the file system alone.
    """
    extents = _extents(space, place)
    return Entry(
        locator=Locator(source_id, layer_id, (whole or NAMES[kind],), None, kind.value),
        kind=ArtifactKind.AREA,
        allocated=kind is SpaceKind.SLACK or whole == VOLUME_NAME,
        size_bytes=space.size_bytes,
        times=(),
        sequence=SEQUENCES[kind],
        extents=extents,
        extent_class=ExtentClass.RUNS if extents else ExtentClass.NONE,
    )


def space_content(
    space: Space, *, place: tuple[str, int], layers: Callable[[str], ByteSource]
) -> StoredContent:
    """Its content, as that of a file."""

    def extents() -> tuple[tuple[Extent, ...], ExtentClass]:
        return _extents(space, place), ExtentClass.RUNS

    return StoredContent(space.size_bytes, space.read, extents=extents, layers=layers)


def _extents(space: Space, place: tuple[str, int]) -> tuple[Extent, ...]:
    if len(space) > _MOST_EXTENTS:
        return ()
    layer_id, begin = place
    return tuple(Extent(layer_id, begin + offset, length) for offset, length in space.runs())
