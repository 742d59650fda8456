"""The layers that archives are: a source that is one, and what is in the archives of other layers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from forensics_app.errors import ForensicsError
from forensics_app.evidence.archives.formats import (
    HEAD_BYTES,
    PACKED,
    ArchiveFormat,
    archive_format,
    container_format,
    is_document,
)
from forensics_app.evidence.archives.layer import ArchiveLayer
from forensics_app.evidence.archives.members.member import ArchiveError
from forensics_app.evidence.archives.nested import NestedArchives
from forensics_app.evidence.archives.opening import is_packed_tar
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.contents.layer_files import LayerFiles
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.scanning.scan_result import Scan
from forensics_app.model.evidence import ArchiveOptions, Layer, LayerKind, LayerState, OpenedSource

_SPARSE_BYTES = Limits().sparse_bytes


def source_archive(file: ByteSource) -> ArchiveFormat | None:
    """The archive that a whole file is; None for documents that are ZIPs by nature, and for packed files."""
    head = read_up_to(file, 0, HEAD_BYTES)
    kind = archive_format(head)
    if kind is None or (kind is ArchiveFormat.ZIP and is_document(head)):
        return None
    try:
        packed_file = kind in PACKED and not is_packed_tar(file, kind, _unheard)
    except (ArchiveError, ForensicsError):
        return None
    return None if packed_file else kind


def as_archive(container: Container) -> Container | None:
    """A raw file, or one cut in parts, as the archive that it is: its medium is the archive's own bytes."""
    kind = source_archive(container.medium)
    return None if kind is None else replace(container, format=container_format(kind))


def archive_scan(medium: ByteSource, source_id: str) -> Scan:
    """The one layer of an archive that is the source."""
    kind = archive_format(read_up_to(medium, 0, HEAD_BYTES))
    packed = kind in PACKED
    layer = Layer(
        source_id,
        None,
        LayerKind.ARCHIVE,
        0,
        medium.size_bytes,
        description=kind.value if kind is not None and packed else None,
        file_system=ArchiveFormat.TAR.value if packed or kind is None else kind.value,
        state=LayerState.WALKED,
    )
    return Scan(layers=[layer])


def with_archive_layers(source: OpenedSource, options: ArchiveOptions) -> OpenedSource:
    """One layer more for each that lists files, where archives inside are wanted: `s1.p2.a` for `s1.p2`."""
    if not options.inside:
        return source
    more = tuple(
        Layer(f"{layer.layer_id}.a", layer.layer_id, LayerKind.ARCHIVE, 0, 0, state=LayerState.WALKED)
        for layer in source.layers
        if layer.state is LayerState.WALKED
    )
    return replace(source, layers=source.layers + more)


def archive_files(
    layer: Layer,
    options: ArchiveOptions,
    *,
    source_id: str,
    name: bytes,
    medium: Callable[[], ByteSource],
    files: Callable[[str], LayerFiles],
    alive: Callable[[str, int], None],
) -> LayerFiles:
    """The files of a layer of kind `archive`. Raises what `medium` and `files` raise."""

    def heard(done: int) -> None:
        alive(layer.layer_id, done)

    if layer.parent_id is not None:
        return NestedArchives(
            files(layer.parent_id),
            options,
            source_id=source_id,
            layer_id=layer.layer_id,
            beneath_id=layer.parent_id,
            sparse_bytes=_SPARSE_BYTES,
            alive=heard,
        )
    source = medium()
    kind = archive_format(read_up_to(source, 0, HEAD_BYTES)) or ArchiveFormat.TAR
    return ArchiveLayer(
        source, kind, options, name=name, source_id=source_id, layer_id=layer.layer_id, alive=heard
    )


def _unheard(done: int) -> None:
    """The first block of a stream takes no time worth telling."""
