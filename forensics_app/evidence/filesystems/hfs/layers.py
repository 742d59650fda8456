"""HFS+ and HFSX as a layer."""

from __future__ import annotations

from dataclasses import replace

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.hfs.journal import left_in_hfs_journal, unapplied_hfs_journal
from forensics_app.evidence.filesystems.hfs.tree import HfsTree
from forensics_app.evidence.filesystems.kinds import HFS
from forensics_app.evidence.filesystems.trees.inode_tree import Alive
from forensics_app.evidence.format_errors import MalformedError, malformed
from forensics_app.evidence.omission_codes import OmissionCode, Omit
from forensics_app.model.evidence import Layer, LayerState


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
