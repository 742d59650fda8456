"""File systems that this program reads by itself, as layers: XFS, HFS+, the volumes of an APFS container,
ISO 9660, UDF.

A volume of APFS is a layer of its own, `s1.p2.apfs1` by its place in the container's list: a view of all the
container's bytes, in which its files lie. XFS, HFS+ and APFS list nothing that was deleted, which is said.
`iso_layers` tells of the layers of a disc, `udf_layers` of UDF without ISO 9660 beside it.
"""

from __future__ import annotations

from collections.abc import Callable

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.apfs.layers import VOLUME_SUFFIX, look_into_apfs
from forensics_app.evidence.filesystems.apfs.tree import ApfsTree
from forensics_app.evidence.filesystems.hfs.layers import look_into_hfs
from forensics_app.evidence.filesystems.hfs.tree import HfsTree
from forensics_app.evidence.filesystems.iso9660.layers import ISO9660, disc_tree, look_into_iso
from forensics_app.evidence.filesystems.kinds import (
    APFS_CONTAINER,
    APFS_FILES,
    HFS,
    XFS,
    XFS_FILES,
)
from forensics_app.evidence.filesystems.trees.inode_tree import Alive, InodeTree, no_problem
from forensics_app.evidence.filesystems.udf.layers import UDF, UDF_NAME, UDF_SUFFIX, look_into_udf
from forensics_app.evidence.filesystems.udf.tree import UdfTree
from forensics_app.evidence.filesystems.xfs.layers import look_into_xfs
from forensics_app.evidence.filesystems.xfs.tree import XfsTree
from forensics_app.evidence.format_errors import malformed
from forensics_app.evidence.omission_codes import Omit
from forensics_app.model.evidence import Layer


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
