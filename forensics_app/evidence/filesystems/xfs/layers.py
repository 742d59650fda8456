"""XFS as a layer."""

from __future__ import annotations

from dataclasses import replace

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.kinds import XFS, XFS_FILES
from forensics_app.evidence.filesystems.trees.inode_tree import Alive, omission_code_of
from forensics_app.evidence.filesystems.xfs.tree import XfsTree
from forensics_app.evidence.format_errors import MalformedError, malformed
from forensics_app.evidence.omission_codes import OmissionCode, Omit
from forensics_app.model.evidence import Layer, LayerState
from forensics_app.model.names import display


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
    problem(OmissionCode.DELETED_ENTRIES_NOT_LISTED, XFS)
    label = display(tree.geometry.label) or layer.label
    return replace(layer, file_system=XFS_FILES, label=label, state=LayerState.WALKED)
