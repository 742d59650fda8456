"""UDF as a layer, alone or beside ISO 9660 (`iso_layers`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.trees.inode_tree import Problem, no_problem
from forensics_app.evidence.filesystems.udf.tree import UdfTree
from forensics_app.evidence.format_errors import MalformedError, NotSupportedError, malformed
from forensics_app.evidence.omission_codes import OmissionCode, Omit
from forensics_app.model.evidence import Layer, LayerState
from forensics_app.model.names import display

UDF_NAME, UDF = "UDF", "udf"  # as signatures.udf names it, and of layers that are walked
UDF_SUFFIX = ".udf"  # of what UDF has alone on a disc with ISO 9660


def look_into_udf(
    layer: Layer, source: ByteSource, *, alive: Callable[[str, int], None], omit: Omit
) -> Layer:
    """The layer with what it is. What can't be read is noted as an omission."""

    def problem(code: OmissionCode, text: str) -> None:
        omit(code, layer.layer_id, text)

    tree = opened_udf(source, lambda reach: alive(layer.layer_id, reach), problem)
    if tree is None:
        return replace(layer, file_system=UDF_NAME, state=LayerState.OMITTED)
    return walked_udf(layer, tree)


def opened_udf(source: ByteSource, alive: Callable[[int], None], problem: Problem) -> UdfTree | None:
    """The tree; None where it can't be opened. `problem` hears of that, and of what is wrong with it."""
    try:
        with malformed():
            tree = UdfTree(source, alive, problem)
            tree.node(tree.root, no_problem)  # told when its names are listed
    except (MalformedError, ReadFailedError) as e:
        code = OmissionCode.FILE_SYSTEM_DAMAGED
        if isinstance(e, NotSupportedError):
            code = OmissionCode.FILE_SYSTEM_NOT_SUPPORTED
        problem(code, f"{UDF_NAME}: {detail_of(e)}")
        return None
    if tree.volume.is_open:
        problem(OmissionCode.NOT_CLOSED, UDF_NAME)
    return tree


def walked_udf(layer: Layer, tree: UdfTree) -> Layer:
    """A layer whose files are those of the tree."""
    label = display(tree.volume.label) or layer.label
    description = layer.description or _description(tree)
    return replace(layer, file_system=UDF, label=label, description=description, state=LayerState.WALKED)


def _description(tree: UdfTree) -> str:
    """Revision, and the names that stand beside that of the logical volume, as they are stored."""
    revision = tree.volume.revision
    words = [UDF_NAME if revision is None else f"{UDF_NAME} {revision >> 8:x}.{revision & 0xFF:02x}"]
    for what, name in (("volume set", tree.volume.volume_set), ("file set", tree.file_set.name)):
        if name:
            words.append(f"{what} {display(name)}")
    return ", ".join(words)
