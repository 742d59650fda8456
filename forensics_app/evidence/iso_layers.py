"""ISO 9660 as layers: the names of the disc, names that its other trees have, and what it starts from.

The disc itself lists the tree of the session at sector 16 with the fullest names: Rock Ridge's, else
Joliet's. Each other tree that has something of its own is a layer, `s1.tree17` by the sector of its volume
descriptor, with just that. The boot catalogue is `s1.bootcat1`, its images are `s1.boot1`, ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.byte_source import ByteSource
from forensics_app.evidence.deriving import Omit
from forensics_app.evidence.el_torito import CATALOGUE, IMAGE, BootImage, boot_catalogue
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.file_system import FileSystemKind
from forensics_app.evidence.inode_tree import (
    InodeTree,
    MalformedError,
    Problem,
    TreeName,
    malformed,
    no_problem,
)
from forensics_app.evidence.iso_beside import beside
from forensics_app.evidence.iso_descriptors import (
    Names,
    Session,
    Tree,
    other_sessions,
    session_at,
)
from forensics_app.evidence.iso_records import SECTOR_BYTES
from forensics_app.evidence.iso_tree import IsoTree
from forensics_app.evidence.metadata_source import MetadataSource
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.evidence import Layer, LayerKind, LayerState

ISO9660 = FileSystemKind.ISO9660.value
OTHER_TREES = {
    Names.ROCK_RIDGE: "Rock Ridge names alone",
    Names.JOLIET: "Joliet names alone",
    Names.PLAIN: "ISO 9660 names alone",
}
OTHER_SESSION = "another session"
_SUFFIX = ".tree"

Alive = Callable[[str, int], None]


def look_into_iso(layer: Layer, source: ByteSource, *, alive: Alive, omit: Omit) -> tuple[Layer, ...]:
    """The layer, then those of its other trees and of what it starts from, which nobody looked into yet.

    What can't be read is noted as an omission. Raises ReadFailedError where the descriptors can't be read.
    """

    def reach(reach_bytes: int) -> None:
        alive(layer.layer_id, reach_bytes)

    def problem(code: OmissionCode, text: str) -> None:
        omit(code, layer.layer_id, text)

    kept = MetadataSource(source, reach)
    session = session_at(kept, no_problem)  # told when its names are listed
    if session is None:
        omit(OmissionCode.FILE_SYSTEM_DAMAGED, layer.layer_id, "ISO 9660: no volume descriptor")
        return (replace(layer, file_system=ISO9660, state=LayerState.OMITTED),)
    try:
        with malformed():
            tree = IsoTree(source, session.trees[0].sector, reach)
            tree.node(tree.root, no_problem)
    except MalformedError as e:
        omit(OmissionCode.FILE_SYSTEM_DAMAGED, layer.layer_id, f"ISO 9660: {e}")
        return (replace(layer, file_system=ISO9660, state=LayerState.OMITTED),)
    sessions = [session, *other_sessions(kept, session, problem)]
    with malformed():
        more = [
            *_boot_layers(layer, kept, sessions, omit),
            *_tree_layers(layer, source, sessions, reach, omit),
        ]
    return (replace(layer, file_system=ISO9660, state=LayerState.WALKED), *more)


def iso_tree(layer: Layer, source: ByteSource, alive: Callable[[int], None]) -> InodeTree:
    """The tree of a layer. Raises MalformedError, ReadFailedError."""
    _, suffix, sector = layer.layer_id.rpartition(_SUFFIX)
    if suffix and sector.isdigit():
        return _OtherTree(source, int(sector), alive)
    told: list[tuple[OmissionCode, str]] = []
    session = session_at(MetadataSource(source, alive), lambda code, text: told.append((code, text)))
    if session is None:
        raise MalformedError("no volume descriptor")
    return IsoTree(source, session.trees[0].sector, alive, told)


class _OtherTree(IsoTree):
    """A tree that lists what none before it does; that is looked up when names are asked for."""

    def __init__(self, source: ByteSource, sector: int, alive: Callable[[int], None]) -> None:
        super().__init__(source, sector, alive)
        self._disc = source
        self._alive = alive
        self._kept: frozenset[int] | None = None

    def names(self, number: int, problem: Problem) -> Iterator[TreeName]:
        """As InodeTree.names."""
        kept = self._kept = self._only_here() if self._kept is None else self._kept
        return filter(lambda name: name.number in kept, super().names(number, problem))

    def _only_here(self) -> frozenset[int]:
        trees = _trees(_sessions(MetadataSource(self._disc, self._alive)))
        until = [tree.sector for tree in trees].index(self.tree.sector) + 1
        return [found.kept for found in beside(self._disc, trees[:until], self._alive)][-1]


def _sessions(source: ByteSource) -> list[Session]:
    session = session_at(source, no_problem)
    return [] if session is None else [session, *other_sessions(source, session, no_problem)]


def _trees(sessions: list[Session]) -> list[Tree]:
    return [tree for session in sessions for tree in session.trees]


def _tree_layers(
    layer: Layer, source: ByteSource, sessions: list[Session], alive: Callable[[int], None], omit: Omit
) -> Iterator[Layer]:
    trees = _trees(sessions)
    own = {tree.sector for tree in sessions[0].trees}
    for found in beside(source, trees, alive):
        tree = found.tree
        if found.other_count:
            detail = f"{tree.names}, sector {tree.sector}: {', '.join(found.others)}"
            omit(OmissionCode.SECOND_NAMES_NOT_LISTED, layer.layer_id, detail, found.other_count)
        if found.kept:
            yield Layer(
                f"{layer.layer_id}{_SUFFIX}{tree.sector}",
                layer.layer_id,
                LayerKind.FILE_SYSTEM,
                0,
                layer.length_bytes,
                layer.sector_size_bytes,
                description=OTHER_TREES[tree.names] if tree.sector in own else OTHER_SESSION,
                file_system=ISO9660,
                state=LayerState.WALKED,
            )


def _boot_layers(layer: Layer, source: ByteSource, sessions: list[Session], omit: Omit) -> Iterator[Layer]:
    """The catalogue and the images of a disc, not looked into yet."""
    blocks = dict.fromkeys(block for session in sessions for block in session.catalogues)
    images: dict[int, BootImage] = {}
    for number, block in enumerate(blocks, start=1):
        try:
            catalogue = boot_catalogue(source, block)
        except ReadFailedError as e:
            omit(OmissionCode.BOOT_CATALOGUE_DAMAGED, layer.layer_id, detail_of(e))
            continue
        if catalogue.problems:
            detail, count = "; ".join(catalogue.problems), len(catalogue.problems)
            omit(OmissionCode.BOOT_CATALOGUE_DAMAGED, layer.layer_id, detail, count)
        for image in catalogue.images:
            images.setdefault(image.offset_bytes, image)
        if catalogue.length_bytes:
            yield Layer(
                f"{layer.layer_id}.bootcat{number}",
                layer.layer_id,
                LayerKind.TABLE,
                block * SECTOR_BYTES,
                catalogue.length_bytes,
                layer.sector_size_bytes,
                description=CATALOGUE,
            )
    for number, image in enumerate(images.values(), start=1):
        yield Layer(
            f"{layer.layer_id}.boot{number}",
            layer.layer_id,
            LayerKind.PARTITION,
            image.offset_bytes,
            image.length_bytes,
            layer.sector_size_bytes,
            description=IMAGE,
            label=image.label,
        )
