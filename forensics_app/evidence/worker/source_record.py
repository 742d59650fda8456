"""What opening tells the parent about a source, and whether an image is as long as it should be."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from forensics_app.errors import SourceTruncatedError
from forensics_app.evidence.bytes.bad_sectors import joined
from forensics_app.evidence.bytes.byte_source import ByteSource, known_gaps
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile, list_names
from forensics_app.evidence.containers.container import Container, shown_name
from forensics_app.evidence.folders.files import FolderFiles
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.protocol.messages import Open, OpenMedium
from forensics_app.evidence.scanning.scan_result import Scan
from forensics_app.model.artifact import Gap
from forensics_app.model.digests import NO_DIGESTS
from forensics_app.model.evidence import (
    AcquisitionFacts,
    ContainerFormat,
    Layer,
    LayerKind,
    LayerState,
    Omission,
    OmissionStage,
    OpenedSource,
)
from forensics_app.model.incomplete import ALL_SECTORS_HERE

RAW_FORMATS = (ContainerFormat.RAW, ContainerFormat.SPLIT_RAW)
_SECTOR_BYTES = 512
_MOST_SHOWN = 20
_STRETCH_BYTES = 16 << 30
_MOST_STRETCHES = 4096


def logical_source(request: Open, root: Path) -> OpenedSource:
    """A folder or a single file. Raises SourcePermissionError and its kin where it can't be looked into."""
    size, single = 0, not root.is_dir()
    if single:
        file = ReadOnlyFile(root)
        size = file.size_bytes
        file.close()
    else:
        list_names(root)  # a folder that may not be looked into is an error, not an empty source
    layer = Layer(request.source_id, None, LayerKind.FOLDER, 0, size, state=LayerState.WALKED)
    return OpenedSource(
        source_id=request.source_id,
        exhibit=request.exhibit,
        path=shown_name(request.path),
        format=ContainerFormat.FILE if single else ContainerFormat.FOLDER,
        size_bytes=size,
        sector_size_bytes=None,
        segments=(),
        stored_digests=NO_DIGESTS,
        acquisition=AcquisitionFacts(),
        layers=(layer,),
        atime_kept=FolderFiles(root, source_id=request.source_id, layer_id=layer.layer_id).keeps_atime(),
    )


def image_source(
    request: Open, container: Container, scan: Scan, alive: Callable[[int], None]
) -> tuple[OpenedSource, tuple[Omission, ...]]:
    """An image with its layers; `alive` hears how far gaps are looked for.

    Raises SourceTruncatedError unless a cut image was accepted.
    """
    omissions = list(scan.omissions)
    if container.missing:
        omissions.append(_missing_parts(request, container, alive))
    missing = _missing_end(request, container, scan)
    if missing is not None:
        omissions.append(missing)
    omissions += [
        Omission(OmissionCode.SEGMENT_STRAY, request.source_id, stray, 1, OmissionStage.OPEN)
        for stray in container.strays
    ]
    locator = request.source_id
    omissions += [
        Omission(OmissionCode.CONTAINER_DAMAGED, locator, locator, 1, OmissionStage.OPEN, problem)
        for problem in container.problems
    ]
    if container.acquisition_errors:
        omissions.append(container.acquisition_errors.of_image(locator))
        omissions += container.acquisition_errors.of_layers(scan.layers, locator)
    if container.unread_snapshots:
        code, count = OmissionCode.SNAPSHOTS_NOT_READ, container.unread_snapshots
        detail = f"internal snapshots of {container.format.value}"
        omissions.append(Omission(code, locator, locator, count, OmissionStage.OPEN, detail))
    source = OpenedSource(
        source_id=request.source_id,
        exhibit=request.exhibit,
        path=shown_name(request.path),
        format=container.format,
        size_bytes=container.medium.size_bytes,
        sector_size_bytes=container.sector_size_bytes or scan.sector_size_bytes,
        segments=container.segments,
        stored_digests=container.stored_digests,
        acquisition=container.acquisition,
        layers=tuple(scan.layers),
        atime_kept=container.atime_kept,
        notes=container.notes,
    )
    return source, tuple(omissions)


def medium_source(request: OpenMedium, container: Container) -> OpenedSource:
    """An image as its medium alone: one layer, whatever is in it."""
    size = container.medium.size_bytes
    sector_size = container.sector_size_bytes
    layer = Layer(request.source_id, None, LayerKind.MEDIUM, 0, size, sector_size)
    return OpenedSource(
        source_id=request.source_id,
        exhibit=request.exhibit,
        path=shown_name(request.path),
        format=container.format,
        size_bytes=size,
        sector_size_bytes=sector_size,
        segments=container.segments,
        stored_digests=container.stored_digests,
        acquisition=container.acquisition,
        layers=(layer,),
        atime_kept=container.atime_kept,
        notes=container.notes,
    )


def _missing_parts(request: Open, container: Container, alive: Callable[[int], None]) -> Omission:
    """What is not in the image although its medium has it: as sectors, and why."""
    size = container.sector_size_bytes or _SECTOR_BYTES
    gaps = _gaps_of(container.medium, alive)
    shown = ", ".join(
        f"{g.offset_bytes // size}-{(g.offset_bytes + g.length_bytes - 1) // size}"
        for g in gaps[:_MOST_SHOWN]
    )
    more = f" and {len(gaps) - _MOST_SHOWN} more ranges" if len(gaps) > _MOST_SHOWN else ""
    where = f"sectors {shown}{more} of {container.medium.size_bytes // size}"
    if not gaps:  # of a raw image without its last segments nothing says how large it was
        where = "" if container.format in RAW_FORMATS else ALL_SECTORS_HERE
    missing = sum(gap.length_bytes for gap in gaps)
    much = f"{missing} bytes missing" if missing else ""  # as model.incomplete reads it
    why = "; ".join(filter(None, (where, *container.missing[:_MOST_SHOWN], much)))
    code, locator = OmissionCode.IMAGE_TRUNCATED, request.source_id
    return Omission(code, locator, locator, max(1, len(gaps)), OmissionStage.OPEN, why)


def _gaps_of(medium: ByteSource, alive: Callable[[int], None]) -> tuple[Gap, ...]:
    """All that is known to be missing; `alive` hears how far into the medium that is known."""
    stretch = max(_STRETCH_BYTES, medium.size_bytes // _MOST_STRETCHES)
    found: list[Gap] = []
    for at in range(0, medium.size_bytes, stretch):
        alive(at)
        found += known_gaps(medium, at, min(stretch, medium.size_bytes - at))
    return joined(tuple(found))


def _missing_end(request: Open, container: Container, scan: Scan) -> Omission | None:
    """An image that ends before its own file system does was cut off: refused, or accepted and told."""
    there = container.medium.size_bytes
    if scan.needed_bytes <= there:
        return None
    if not request.accept_truncated:
        raise SourceTruncatedError(
            path=os.fsdecode(request.path),
            format=container.format.value,
            expected_bytes=scan.needed_bytes,
            actual_bytes=there,
        )
    detail = f"{there} of {scan.needed_bytes} bytes"
    locator = request.source_id
    return Omission(OmissionCode.IMAGE_TRUNCATED, locator, locator, 1, OmissionStage.OPEN, detail)
