"""ISO 9660 as layers: the names of the disc, names that its other trees have, and what it starts from.

The disc itself lists the tree of the session at sector 16 with the fullest names: Rock Ridge's, else those of
UDF beside it, else Joliet's. Each other tree that has something of its own is a layer with just that,
`s1.tree17` by the sector of its volume descriptor, or `s1.udf`. The boot catalogue is `s1.bootcat1`, its
images are `s1.boot1`, ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.metadata_source import MetadataSource
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.iso9660.descriptors import (
    Names,
    Session,
    Tree,
    other_sessions,
    session_at,
)
from forensics_app.evidence.filesystems.iso9660.el_torito import CATALOGUE, IMAGE, BootImage, boot_catalogue
from forensics_app.evidence.filesystems.iso9660.other_trees import Side, only_in_each
from forensics_app.evidence.filesystems.iso9660.records import SECTOR_BYTES
from forensics_app.evidence.filesystems.iso9660.tree import IsoTree
from forensics_app.evidence.filesystems.kinds import FileSystemKind
from forensics_app.evidence.filesystems.signatures import udf
from forensics_app.evidence.filesystems.trees.inode_tree import InodeTree, Problem, TreeName, no_problem
from forensics_app.evidence.filesystems.udf.layers import UDF_SUFFIX, opened_udf, walked_udf
from forensics_app.evidence.filesystems.udf.tree import UdfTree
from forensics_app.evidence.format_errors import MalformedError, malformed
from forensics_app.evidence.omission_codes import OmissionCode, Omit
from forensics_app.model.evidence import Layer, LayerKind, LayerState

ISO9660 = FileSystemKind.ISO9660.value
OTHER_TREES = {
    Names.ROCK_RIDGE: "Rock Ridge names alone",
    Names.JOLIET: "Joliet names alone",
    Names.PLAIN: "ISO 9660 names alone",
    Names.UDF: "UDF names alone",
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
    udf_layer = _udf(layer, source, reach, omit)
    wrong = "no volume descriptor" if session is None else _unreadable(source, session, reach)
    if session is None or wrong is not None:
        problem(OmissionCode.FILE_SYSTEM_DAMAGED, f"ISO 9660: {wrong}")
        if udf_layer is not None:
            return (walked_udf(layer, udf_layer),)
        return (replace(layer, file_system=ISO9660, state=LayerState.OMITTED),)
    sessions = [session, *other_sessions(kept, session, problem)]
    with malformed():
        sides = _sides(source, sessions, reach, udf=udf_layer is not None)
        more = [
            *_boot_layers(layer, kept, sessions, omit),
            *_side_layers(layer, sides, sessions, udf_layer, omit),
        ]
    if udf_layer is not None and sides[0].names is Names.UDF:
        session_at(kept, problem)  # its own names are not the ones that are listed
        return (walked_udf(layer, udf_layer), *more)
    return (replace(layer, file_system=ISO9660, state=LayerState.WALKED), *more)


def _unreadable(source: ByteSource, session: Session, alive: Callable[[int], None]) -> str | None:
    """Why the root of a session's first tree can't be read; None where it can. Raises ReadFailedError."""
    try:
        with malformed():
            tree = IsoTree(source, session.trees[0].sector, alive)
            tree.node(tree.root, no_problem)
    except MalformedError as e:
        return str(e)
    return None


def disc_tree(layer: Layer, source: ByteSource, alive: Callable[[int], None]) -> InodeTree:
    """The tree of a layer of a disc. Raises MalformedError, ReadFailedError."""
    _, suffix, sector = layer.layer_id.rpartition(_SUFFIX)
    if suffix and sector.isdigit():
        own = IsoTree(source, int(sector), alive)
        return _Alone(own, lambda: _only_there(source, int(sector), alive))
    if layer.layer_id.endswith(UDF_SUFFIX):
        return _Alone(UdfTree(source, alive, no_problem), lambda: _only_there(source, 0, alive))
    problems: list[tuple[OmissionCode, str]] = []
    session = session_at(MetadataSource(source, alive), lambda code, text: problems.append((code, text)))
    if session is None:
        raise MalformedError("no volume descriptor")
    return IsoTree(source, session.trees[0].sector, alive, problems)


class _Alone:
    """A tree that lists what none before it does; that is looked up when names are asked for."""

    def __init__(self, tree: InodeTree, look_up: Callable[[], frozenset[int]]) -> None:
        self._tree = tree
        self._look_up = look_up
        self._kept: frozenset[int] | None = None
        self._deleted: set[int] = set()
        self.node, self.content = tree.node, tree.content
        self.attributes, self.link_target = tree.attributes, tree.link_target

    @property
    def root(self) -> int:
        """The root directory's inode."""
        return self._tree.root

    def names(self, number: int, problem: Problem) -> Iterator[TreeName]:
        """The names in a directory without `.` and `..`, in the order in which they are stored."""
        kept = self._kept = self._look_up() if self._kept is None else self._kept
        for name in self._tree.names(number, problem):
            if name.deleted or number in self._deleted:
                self._deleted.add(name.number)  # all that is in it was deleted with it
                yield name
            elif name.number in kept:
                yield name


def _only_there(source: ByteSource, sector: int, alive: Callable[[int], None]) -> frozenset[int]:
    """The numbers that the tree of this sector (0: UDF) has alone."""
    texts: list[str] = []
    udf = opened_udf(source, alive, lambda code, text: texts.append(text)) is not None
    sides = _sides(source, _sessions(MetadataSource(source, alive)), alive, udf=udf)
    until = [side.sector for side in sides].index(sector) + 1
    return [found.kept for found in only_in_each(sides[:until])][-1]


def _udf(layer: Layer, source: ByteSource, reach: Callable[[int], None], omit: Omit) -> UdfTree | None:
    """UDF beside ISO 9660; where it can't be opened, that is told."""
    if udf(source) is None:
        return None
    return opened_udf(source, reach, lambda code, text: omit(code, layer.layer_id, text))


def _sides(
    source: ByteSource, sessions: list[Session], alive: Callable[[int], None], *, udf: bool
) -> list[Side]:
    """The trees of a disc: those of its first session with the fullest names first, then of each other."""

    def iso(tree: Tree) -> Side:
        return Side(tree.names, tree.sector, lambda: IsoTree(source, tree.sector, alive))

    first, *others = ([iso(tree) for tree in session.trees] for session in sessions)
    if udf:
        first.append(Side(Names.UDF, 0, lambda: UdfTree(source, alive, no_problem)))
        first.sort(key=lambda side: tuple(Names).index(side.names))
    return [side for session in (first, *others) for side in session]


def _sessions(source: ByteSource) -> list[Session]:
    session = session_at(source, no_problem)
    return [] if session is None else [session, *other_sessions(source, session, no_problem)]


def _side_layers(
    layer: Layer, sides: list[Side], sessions: list[Session], udf: UdfTree | None, omit: Omit
) -> Iterator[Layer]:
    own = {0, *(tree.sector for tree in sessions[0].trees)}
    for found in only_in_each(sides):
        side = found.side
        if found.other_count:
            place = f", sector {side.sector}" if side.sector else ""
            detail = f"{side.names}{place}: {', '.join(found.others)}"
            omit(OmissionCode.SECOND_NAMES_NOT_LISTED, layer.layer_id, detail, found.other_count)
        if not found.kept:
            continue
        inner = Layer(
            f"{layer.layer_id}{f'{_SUFFIX}{side.sector}' if side.sector else UDF_SUFFIX}",
            layer.layer_id,
            LayerKind.FILE_SYSTEM,
            0,
            layer.length_bytes,
            layer.sector_size_bytes,
            description=OTHER_TREES[side.names] if side.sector in own else OTHER_SESSION,
            file_system=ISO9660,
            state=LayerState.WALKED,
        )
        yield inner if udf is None or side.sector else walked_udf(inner, udf)


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
