"""File systems that this program reads by itself, as layers: XFS, HFS+, the volumes of an APFS container,
ISO 9660, UDF.

A volume of APFS is a layer of its own, `s1.p2.apfs1` by its place in the container's list: a view of all the
container's bytes, in which its files lie. XFS, HFS+ and APFS list nothing that was deleted, which is said.
`iso_layers` tells of the layers of a disc, `udf_layers` of UDF without ISO 9660 beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.apfs_container import Container, Volume
from forensics_app.evidence.apfs_tree import ApfsTree
from forensics_app.evidence.byte_source import ByteSource
from forensics_app.evidence.deriving import Omit
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.file_system import FileSystemKind
from forensics_app.evidence.hfs_copies import left_in_hfs_journal, unapplied_hfs_journal
from forensics_app.evidence.hfs_tree import HfsTree
from forensics_app.evidence.inode_tree import (
    InodeTree,
    MalformedError,
    NotSupportedError,
    malformed,
    no_problem,
)
from forensics_app.evidence.iso_layers import ISO9660, disc_tree, look_into_iso
from forensics_app.evidence.metadata_source import MetadataSource
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.udf_layers import UDF, UDF_NAME, UDF_SUFFIX, look_into_udf
from forensics_app.evidence.udf_tree import UdfTree
from forensics_app.evidence.xfs_journal import is_clean
from forensics_app.evidence.xfs_tree import XfsTree
from forensics_app.model.evidence import Layer, LayerKind, LayerState
from forensics_app.model.names import display

XFS, APFS_CONTAINER = "XFS", "APFS"  # as signatures.unsupported names what it recognises
HFS = FileSystemKind.HFS.value
XFS_FILES, APFS_FILES = "xfs", "apfs"  # of layers that are walked
VOLUME_SUFFIX = ".apfs"

Alive = Callable[[str, int], None]


def look_into(
    layer: Layer, source: ByteSource, name: str, *, alive: Alive, omit: Omit, skip: dict[str, str]
) -> tuple[Layer, ...] | None:
    """The layer with what it holds, and the volumes in it; None for a name that isn't read here.

    What can't be opened is noted as an omission. Raises ReadFailedError where the layer's own head can't be
    read. `alive`, `omit`, `skip` as Scanner.
    """
    if name == XFS:
        return (look_into_xfs(layer, source, alive, omit),)
    if name == HFS:
        return (look_into_hfs(layer, source, alive, omit),)
    if name == APFS_CONTAINER:
        return look_into_apfs(layer, source, alive, omit, skip)
    if name == ISO9660:
        return look_into_iso(layer, source, alive=alive, omit=omit)
    if name == UDF_NAME:
        return (look_into_udf(layer, source, alive=alive, omit=omit),)
    return None


def tree_of(layer: Layer, source: ByteSource, alive: Callable[[int], None]) -> InodeTree | None:
    """The tree of a walked layer of a kind that is read here. Raises MalformedError, ReadFailedError."""
    with malformed():
        if layer.file_system == ISO9660 or layer.layer_id.endswith(UDF_SUFFIX):
            return disc_tree(layer, source, alive)
        if layer.file_system == XFS_FILES:
            return XfsTree(source, alive, no_problem)
        if layer.file_system == HFS:
            return HfsTree(source, alive)
        if layer.file_system == APFS_FILES:
            return ApfsTree(source, int(layer.layer_id.rpartition(VOLUME_SUFFIX)[2]) - 1, alive, no_problem)
        if layer.file_system == UDF:
            return UdfTree(source, alive, no_problem)
    return None


def look_into_xfs(layer: Layer, source: ByteSource, alive: Alive, omit: Omit) -> Layer:
    def reach(reach_bytes: int) -> None:
        alive(layer.layer_id, reach_bytes)

    def problem(code: OmissionCode, text: str) -> None:
        omit(code, layer.layer_id, text)

    try:
        with malformed():
            tree = XfsTree(source, reach, problem)
            tree.node(tree.root, problem)
    except MalformedError as e:
        problem(omission_code_of(e), f"{XFS}: {e}")
        return replace(layer, file_system=XFS, state=LayerState.OMITTED)
    if tree.copies is not None:
        problem(OmissionCode.SUPERBLOCK_DAMAGED, f"superblock: the copy at byte {tree.copies.at_bytes}")
    if tree.geometry.needs_repair:
        problem(OmissionCode.CHECKSUM_DIFFERS, "the file system is marked as needing repair")
    try:
        with malformed():
            clean = is_clean(source, tree.geometry, reach)
    except (MalformedError, ReadFailedError) as e:
        problem(OmissionCode.JOURNAL_NOT_REPLAYED, f"the journal can't be read: {detail_of(e)}")
    else:
        if not clean:
            problem(OmissionCode.JOURNAL_NOT_REPLAYED, "its last record is no unmount record")
    problem(OmissionCode.DELETED_ENTRIES_NOT_LISTED, XFS)
    label = display(tree.geometry.label) or layer.label
    return replace(layer, file_system=XFS_FILES, label=label, state=LayerState.WALKED)


def look_into_hfs(layer: Layer, source: ByteSource, alive: Alive, omit: Omit) -> Layer:
    def problem(code: OmissionCode, text: str) -> None:
        omit(code, layer.layer_id, text)

    try:
        with malformed():
            tree = HfsTree(source, lambda reach: alive(layer.layer_id, reach))
            label = tree.label
    except MalformedError as e:
        problem(OmissionCode.FILE_SYSTEM_DAMAGED, f"{HFS}: {e}")
        return replace(layer, file_system=HFS, state=LayerState.OMITTED)
    if tree.copies is None:
        journal = unapplied_hfs_journal(source)
    else:
        problem(OmissionCode.SUPERBLOCK_DAMAGED, f"volume header: the copy at byte {tree.copies.at_bytes}")
        journal = left_in_hfs_journal(source, tree.copies)
    if journal is not None:
        problem(OmissionCode.JOURNAL_NOT_REPLAYED, journal)
    problem(OmissionCode.DELETED_ENTRIES_NOT_LISTED, HFS)
    return replace(layer, file_system=HFS, label=layer.label or label, state=LayerState.WALKED)


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


def omission_code_of(e: MalformedError) -> OmissionCode:
    supported = not isinstance(e, NotSupportedError)
    return OmissionCode.FILE_SYSTEM_DAMAGED if supported else OmissionCode.FILE_SYSTEM_NOT_SUPPORTED


def _described(layer: Layer, volume: Volume) -> Layer:
    role = f"APFS volume, role {volume.role}" if volume.role else "APFS volume"
    return replace(layer, description=role, label=display(volume.name))
