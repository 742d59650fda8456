"""Deleted inodes that no name leads to, where libtsk can't list them itself.

libtsk 4.15 gives up its folder `$OrphanFiles` as a whole when one deleted folder can't be opened, or the root
can't; those of ext2, ext3 and ext4 can't once Linux has cut them to 0 bytes. What is given here is what `fls`
of 4.11 lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.contents.nodes import Name, NodeType
from forensics_app.evidence.filesystems.kinds import EXT_KINDS, FileSystemKind
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.format_errors import TskError


def has_own_orphans(file_system: FileSystem, address: int) -> bool:
    """True where `address` is libtsk's folder of orphans, and inodes can be asked for one by one instead."""
    one_by_one = file_system.kind in EXT_KINDS or file_system.kind is FileSystemKind.NTFS
    return one_by_one and address == file_system.orphans_address


def orphans(file_system: FileSystem, named: Collection[int]) -> Iterator[Name]:
    """Every deleted inode without a name, by its number; not those that a deleted folder among them names.

    `named`: inodes that a name was found for. An inode that can't be read is passed over, as libtsk does.
    """
    found = {name.address: name for name in file_system.deleted_nodes() if name.address not in named}
    children = {number: _children(file_system, name) & found.keys() for number, name in found.items()}
    below = set().union(*children.values()) if children else set()
    reached: set[int] = set()
    # the second round is for folders that name one another and so have nothing above them
    for number in [*(n for n in found if n not in below), *found]:
        if number not in reached:
            reached |= _reach(number, children)
            yield found[number]


def _children(file_system: FileSystem, name: Name) -> set[int]:
    if name.node is None or name.node.type is not NodeType.DIRECTORY:
        return set()
    found = set()
    try:
        for child in file_system.names(name.address):
            if child.name not in (b".", b".."):
                found.add(child.address)
    except (TskError, ReadFailedError):
        pass  # said when the walk enters it
    return found - {name.address}


def _reach(number: int, children: dict[int, set[int]]) -> set[int]:
    reached, left = set[int](), [number]
    while left:
        one = left.pop()
        if one not in reached:
            reached.add(one)
            left.extend(children[one])
    return reached
