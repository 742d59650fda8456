"""An APFS container as layers: itself, and each of its volumes."""

from __future__ import annotations

from dataclasses import replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.metadata_source import MetadataSource
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.apfs.container import Container, Volume
from forensics_app.evidence.filesystems.apfs.tree import ApfsTree
from forensics_app.evidence.filesystems.kinds import APFS_CONTAINER, APFS_FILES
from forensics_app.evidence.filesystems.trees.inode_tree import Alive, no_problem, omission_code_of
from forensics_app.evidence.format_errors import MalformedError, malformed
from forensics_app.evidence.omission_codes import OmissionCode, Omit
from forensics_app.model.evidence import Layer, LayerKind, LayerState
from forensics_app.model.names import display

VOLUME_SUFFIX = ".apfs"


def look_into_apfs(
    layer: Layer, source: ByteSource, alive: Alive, omit: Omit, skip: dict[str, str]
) -> tuple[Layer, ...]:
    def problem(code: OmissionCode, text: str) -> None:
        omit(code, layer.layer_id, text)

    def reach(reach_bytes: int) -> None:
        alive(layer.layer_id, reach_bytes)

    try:
        with malformed():
            container = Container(MetadataSource(source, reach), problem)
    except MalformedError as e:
        problem(omission_code_of(e), f"{APFS_CONTAINER}: {e}")
        return (replace(layer, file_system=APFS_CONTAINER, state=LayerState.OMITTED),)
    found = [replace(layer, file_system=APFS_CONTAINER, state=LayerState.AREA)]
    for index in container.volume_numbers():
        volume = Layer(
            f"{layer.layer_id}{VOLUME_SUFFIX}{index + 1}",
            layer.layer_id,
            LayerKind.FILE_SYSTEM,
            0,
            layer.length_bytes,
            layer.sector_size_bytes,
            file_system=APFS_FILES,
        )
        alive(volume.layer_id, 0)
        if volume.layer_id in skip:
            omit(OmissionCode(skip[volume.layer_id]), volume.layer_id, f"opening {APFS_CONTAINER}")
            found.append(replace(volume, state=LayerState.OMITTED))
        else:
            found.append(_volume(volume, container, index, source, alive, omit))
    return tuple(found)


def _volume(
    layer: Layer, container: Container, index: int, source: ByteSource, alive: Alive, omit: Omit
) -> Layer:
    def problem(code: OmissionCode, text: str) -> None:
        omit(code, layer.layer_id, text)

    def reach(reach_bytes: int) -> None:
        alive(layer.layer_id, reach_bytes)

    try:
        with malformed():
            volume = container.volume(index, problem)
            layer = _described(layer, volume)
            if volume.snapshots:
                omit(OmissionCode.SNAPSHOTS_NOT_READ, layer.layer_id, APFS_CONTAINER, volume.snapshots)
            if volume.encrypted:
                problem(OmissionCode.ENCRYPTED_VOLUME, APFS_CONTAINER)
                return replace(layer, state=LayerState.OMITTED)
            tree = ApfsTree(source, index, reach, no_problem)
            tree.node(tree.root, problem)
    except (MalformedError, ReadFailedError) as e:
        problem(OmissionCode.FILE_SYSTEM_DAMAGED, f"{APFS_CONTAINER}: {detail_of(e)}")
        return replace(layer, state=LayerState.OMITTED)
    problem(OmissionCode.DELETED_ENTRIES_NOT_LISTED, APFS_CONTAINER)
    return replace(layer, state=LayerState.WALKED)


def _described(layer: Layer, volume: Volume) -> Layer:
    role = f"APFS volume, role {volume.role}" if volume.role else "APFS volume"
    return replace(layer, description=role, label=display(volume.name))
