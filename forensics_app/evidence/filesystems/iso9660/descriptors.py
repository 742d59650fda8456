"""Volume descriptors of ISO 9660: which trees of names a disc has, in its sessions, and where it starts from.

Each session has descriptors of its own, 16 sectors behind its beginning. What stands at sector 16 of the
image is the first session of a disc that was copied whole, and the last one where a program keeps it up to
date (on media that can be written again). Others are looked for where they can be: before the root folder of
those at sector 16, and behind the end of each session. Sources: ECMA-119 8; El Torito 1.0.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.filesystems.iso9660.records import SECTOR_BYTES, SELF, record_at, sharing_protocol
from forensics_app.evidence.filesystems.trees.inode_tree import Problem
from forensics_app.evidence.omission_codes import OmissionCode

FIRST_DESCRIPTOR = 16
_MOST_DESCRIPTORS = 64
_BOOT, _PRIMARY, _SUPPLEMENTARY, _LAST = 0, 1, 2, 255
_JOLIET = (b"%/@", b"%/C", b"%/E")
_EL_TORITO = b"EL TORITO SPECIFICATION"
_PATH_TABLE, _ROOT_RECORD = 132, 156
_MOST_CANDIDATES = 4096
_WINDOW = 1 << 20
# within which the next session begins: lead-out, lead-in and gaps of a CD are 23 MB, borders of a DVD 96
_REACH_BYTES = 256 << 20


class Names(StrEnum):
    """What kind of names a tree has."""

    ROCK_RIDGE = "Rock Ridge"
    UDF = "UDF"
    JOLIET = "Joliet"
    PLAIN = "ISO 9660"


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree of names. `sector`: of its volume descriptor; `path_*`: its list of folders; `skip`: as of
    rock_ridge.
    """

    sector: int
    names: Names
    root_block: int
    block_bytes: int
    path_block: int
    path_bytes: int
    skip: int = 0

    @property
    def root(self) -> int:
        """The byte of the volume at which the root's record in the descriptor begins."""
        return self.sector * SECTOR_BYTES + _ROOT_RECORD


@dataclass(frozen=True, slots=True)
class Session:
    """One session: its trees, the one with the fullest names first, and the blocks of its boot catalogues."""

    trees: tuple[Tree, ...]
    catalogues: tuple[int, ...]
    descriptors_end_bytes: int
    end_bytes: int
    first_used_bytes: int


def tree_at(source: ByteSource, sector: int) -> Tree | None:
    """The tree of the volume descriptor in this sector; None where none is. Raises ReadFailedError."""
    data = read_up_to(source, sector * SECTOR_BYTES, SECTOR_BYTES)
    if len(data) < SECTOR_BYTES or data[1:6] != b"CD001" or data[0] not in (_PRIMARY, _SUPPLEMENTARY):
        return None
    root = record_at(data, _ROOT_RECORD)
    block_bytes = int.from_bytes(data[128:130], "little")
    if root is None or block_bytes not in (512, 1024, SECTOR_BYTES):
        return None
    path_bytes, path_block = struct.unpack_from("<I4xI", data, _PATH_TABLE)
    if data[0] == _SUPPLEMENTARY and data[88:91] in _JOLIET:
        return Tree(sector, Names.JOLIET, root.block, block_bytes, path_block, path_bytes)
    fields, skip = False, 0
    with suppress(ReadFailedError):  # told where the root is listed
        own = record_at(read_up_to(source, root.block * block_bytes, 255), 0)
        if own is not None:
            fields, skip = sharing_protocol(own, lambda at, size: read_up_to(source, at, size))
    names = Names.ROCK_RIDGE if fields else Names.PLAIN
    return Tree(sector, names, root.block, block_bytes, path_block, path_bytes, skip)


def session_at(source: ByteSource, problem: Problem, first: int = FIRST_DESCRIPTOR) -> Session | None:
    """The session whose first volume descriptor is in this sector; None where there is no tree.

    `problem` hears of descriptors that can't be read.
    """
    trees: list[Tree] = []
    catalogues: list[int] = []
    end = used = 0
    for sector in range(first, first + _MOST_DESCRIPTORS):
        try:
            data = read_up_to(source, sector * SECTOR_BYTES, SECTOR_BYTES)
        except ReadFailedError as e:
            problem(OmissionCode.DETAILS_UNREADABLE, f"volume descriptor in sector {sector}: {e.detail}")
            continue
        if len(data) < SECTOR_BYTES or data[1:6] != b"CD001" or data[0] == _LAST:
            break
        if data[0] == _BOOT and data[7:].startswith(_EL_TORITO):
            catalogues.append(struct.unpack_from("<I", data, 71)[0])
        tree = tree_at(source, sector)
        if tree is None:
            continue
        # two descriptors of one root differ in what they say of the volume alone
        if not any(t.root_block == tree.root_block and _same_reading(t, tree) for t in trees):
            trees.append(tree)
        blocks = struct.unpack_from("<I", data, 80)[0]
        begin = (first - FIRST_DESCRIPTOR) * SECTOR_BYTES
        size = blocks * tree.block_bytes
        # some count from the beginning of the disc, some from that of the session
        end = max(end, size if size > begin else begin + size)
        used = min(used or end, tree.root_block * tree.block_bytes)
    if not trees:
        return None
    order = tuple(Names)
    trees.sort(key=lambda tree: (order.index(tree.names), tree.sector))
    return Session(tuple(trees), tuple(dict.fromkeys(catalogues)), sector * SECTOR_BYTES, end, used)


def _same_reading(one: Tree, other: Tree) -> bool:
    return (one.names is Names.JOLIET) == (other.names is Names.JOLIET)


def other_sessions(source: ByteSource, known: Session, problem: Problem) -> Iterator[Session]:
    """Sessions beside the one at sector 16, in their order on the disc.

    `problem` hears of sectors that can't be read, in which there could be more.
    """
    roots = {tree.root_block for tree in known.trees}
    position, reach = known.descriptors_end_bytes, known.first_used_bytes
    behind = known.end_bytes
    for _ in range(_MOST_CANDIDATES):
        sector = _next_descriptor(source, position, reach, problem)
        if sector is None:
            if position > behind or reach == behind + _REACH_BYTES:
                return
            position, reach = max(position, behind), behind + _REACH_BYTES
            continue
        position = (sector + 1) * SECTOR_BYTES
        found = session_at(source, problem, sector)
        if found is None or not any(_is_root(source, tree) for tree in found.trees):
            continue  # a disc inside a file counts its blocks from its own beginning
        if found.end_bytes > behind:
            behind, reach = found.end_bytes, max(reach, found.end_bytes + _REACH_BYTES)
        if not roots & {tree.root_block for tree in found.trees}:
            roots |= {tree.root_block for tree in found.trees}
            yield found
    problem(OmissionCode.DETAILS_UNREADABLE, f"sessions behind byte {position} are not looked for")


def _next_descriptor(source: ByteSource, position: int, reach: int, problem: Problem) -> int | None:
    """The next sector from `position` on with a primary volume descriptor; None before `reach`."""
    position += -position % SECTOR_BYTES
    reach = min(reach, source.size_bytes)
    while position < reach:
        data = _readable(source, position, min(_WINDOW, reach - position), problem)
        at = data.find(b"\x01CD001\x01")
        while at >= 0:
            if at % SECTOR_BYTES == 0:
                return (position + at) // SECTOR_BYTES
            at = data.find(b"\x01CD001\x01", at + 1)
        position += _WINDOW
    return None


def _readable(source: ByteSource, position: int, length: int, problem: Problem) -> bytes:
    """These bytes, with zeros for sectors that can't be read."""
    with suppress(ReadFailedError):
        return source.read(position, length)
    found = bytearray()
    for at in range(position, position + length, SECTOR_BYTES):
        part = min(SECTOR_BYTES, position + length - at)
        try:
            found += source.read(at, part)
        except ReadFailedError:
            problem(OmissionCode.DETAILS_UNREADABLE, f"looking for other sessions at byte {at}")
            found += bytes(part)
    return bytes(found)


def _is_root(source: ByteSource, tree: Tree) -> bool:
    """Whether the root folder's own record says that it lies where the descriptor says."""
    with suppress(ReadFailedError):
        own = record_at(read_up_to(source, tree.root_block * tree.block_bytes, 255), 0)
        return own is not None and own.identifier == SELF and own.block == tree.root_block
    return False
