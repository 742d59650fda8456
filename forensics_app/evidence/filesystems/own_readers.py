"""File systems that this program reads by itself, as layers: XFS, HFS+, the volumes of an APFS container,
ISO 9660, UDF.

A volume of APFS is a layer of its own, `s1.p2.apfs1` by its place in the container's list: a view of all the
container's bytes, in which its files lie. XFS, HFS+ and APFS list nothing that was deleted, which is said.
`iso_layers` tells of the layers of a disc, `udf_layers` of UDF without ISO 9660 beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

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

Reach: TypeAlias = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A layer whose signature names a file system that is read here; the rest as Scanner has it."""

    layer: Layer
    source: ByteSource
    alive: Alive
    omit: Omit
    skip: dict[str, str]


@dataclass(frozen=True, slots=True)
class OwnReader:
    """One file system that this program reads by itself.

    `name` as `signatures` recognises it; `look_into` makes its layers, the volumes in it among them; `is_of`
    knows a walked layer of it again, and `tree` opens that. Both may raise MalformedError, ReadFailedError.
    """

    name: str
    look_into: Callable[[_Seen], tuple[Layer, ...]]
    is_of: Callable[[Layer], bool]
    tree: Callable[[Layer, ByteSource, Reach], InodeTree]


READERS = (
    OwnReader(
        XFS,
        lambda seen: (look_into_xfs(seen.layer, seen.source, seen.alive, seen.omit),),
        lambda layer: layer.file_system == XFS_FILES,
        lambda layer, source, reach: XfsTree(source, reach, no_problem),
    ),
    OwnReader(
        HFS,
        lambda seen: (look_into_hfs(seen.layer, seen.source, seen.alive, seen.omit),),
        lambda layer: layer.file_system == HFS,
        lambda layer, source, reach: HfsTree(source, reach),
    ),
    OwnReader(
        APFS_CONTAINER,
        lambda seen: look_into_apfs(seen.layer, seen.source, seen.alive, seen.omit, seen.skip),
        lambda layer: layer.file_system == APFS_FILES,
        lambda layer, source, reach: ApfsTree(source, _apfs_number(layer), reach, no_problem),
    ),
    OwnReader(
        ISO9660,
        lambda seen: look_into_iso(seen.layer, seen.source, alive=seen.alive, omit=seen.omit),
        lambda layer: layer.file_system == ISO9660 or layer.layer_id.endswith(UDF_SUFFIX),
        disc_tree,
    ),
    OwnReader(
        UDF_NAME,
        lambda seen: (look_into_udf(seen.layer, seen.source, alive=seen.alive, omit=seen.omit),),
        lambda layer: layer.file_system == UDF and not layer.layer_id.endswith(UDF_SUFFIX),
        lambda layer, source, reach: UdfTree(source, reach, no_problem),
    ),
)


def look_into(
    layer: Layer, source: ByteSource, name: str, *, alive: Alive, omit: Omit, skip: dict[str, str]
) -> tuple[Layer, ...] | None:
    """The layer with what it holds, and the volumes in it; None for a name that isn't read here.

    What can't be opened is noted as an omission. Raises ReadFailedError where the layer's own head can't be
    read. `alive`, `omit`, `skip` as Scanner.
    """
    for reader in READERS:
        if reader.name == name:
            return reader.look_into(_Seen(layer, source, alive, omit, skip))
    return None


def tree_of(layer: Layer, source: ByteSource, alive: Reach) -> InodeTree | None:
    """The tree of a walked layer of a kind that is read here. Raises MalformedError, ReadFailedError."""
    with malformed():
        for reader in READERS:
            if reader.is_of(layer):
                return reader.tree(layer, source, alive)
    return None


def _apfs_number(layer: Layer) -> int:
    """The place of a volume in its container's list."""
    return int(layer.layer_id.rpartition(VOLUME_SUFFIX)[2]) - 1
