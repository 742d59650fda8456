"""Walking a file system: every name that `fls -r` counts, in its order, as entries.

Depth first, each directory right after its name. A directory that is already open above itself is not entered
again. Streams of NTFS are entries of their own; what a file system attaches beyond the names that fls counts
(extended attributes) has kind `attribute`. libtsk's virtual files ($MBR, $FAT1) are areas.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from forensics_app.errors import ForensicsError, ReadFailedError
from forensics_app.evidence.contents.layer_files import WalkPlace
from forensics_app.evidence.contents.nodes import Attribute, Name, Node, NodeType
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.kinds import EXT_KINDS, FileSystemKind
from forensics_app.evidence.filesystems.tsk.details import Details
from forensics_app.evidence.filesystems.tsk.entries import EntryMaker, FoundName
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.filesystems.tsk.orphans import has_own_orphans, orphans
from forensics_app.evidence.filesystems.tsk.reused_space import ReusedSpace
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ArtifactKind, Entry
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.names import Components, display_path

_DIRECTORIES = (NodeType.DIRECTORY, NodeType.VIRTUAL_DIRECTORY)
_MOST_SHOWN = 20  # damaged records
_DEEPEST = 4096  # components; a legal path is far shorter, a malformed one may not end


@dataclass(slots=True)
class _Frame:
    address: int
    components: Components
    names: Iterator[Name]
    number: int
    orphans: bool
    ordinal: int
    done: int = 0
    failures_before: int = 0
    inexact: bool = False
    own: bool = False  # names are those of `orphans`
    seen: dict[tuple[bytes, int], int] = field(default_factory=dict)


class Walk:
    """One walk of one file system.

    `failures` grows when `details` could not read something. `stops` ends a directory after so many names:
    where a worker was lost; `reused` looks up the space of deleted files; `found` is given each name.
    """

    def __init__(
        self,
        file_system: FileSystem,
        details: Details,
        maker: EntryMaker,
        *,
        failures: list[ForensicsError],
        stops: dict[int, int],
        at: Callable[[WalkPlace, Components], None],
        reused: ReusedSpace | None = None,
        found: Callable[[FoundName], None] | None = None,
    ) -> None:
        self._file_system = file_system
        self._details = details
        self._maker = maker
        self._failures = failures
        self._stops = stops
        self._at = at
        self._reused = reused
        self._on_found = found
        self._ntfs = file_system.kind is FileSystemKind.NTFS
        self._ext = file_system.kind in EXT_KINDS
        self._opened = 0
        self._paths: Counter[Components] = Counter()
        self._entered_deleted: set[int] = set()
        self._named: set[int] = set()  # deleted inodes that a name was found for
        self._unreadable: set[int] = set()  # nodes of names that are told already
        self._stack: list[_Frame] = []
        self._omissions: list[Omission] = []
        self._orphans_listed = False

    def run(self) -> Iterator[tuple[list[Entry], list[Omission]]]:
        """Entries and omissions, one name at a time. Never raises for evidence that can't be read."""
        self._enter(self._file_system.root_address, (), orphans=False)
        while self._stack:
            frame = self._stack[-1]
            entries = self._next(frame)
            if entries is None:
                self._stack.pop()
            omissions, self._omissions = self._omissions, []
            yield entries or [], omissions
        yield [], self._lost_names()
        yield [], self._doubts()
        if self._reused is not None and (shared := list(self._reused.shared(self._file_system.alive))):
            yield [], shared

    def _lost_names(self) -> list[Omission]:
        """What is told of damaged nodes that no name was found for."""
        lost = []
        for address in self._details.damaged():
            self._file_system.alive()
            if address not in self._unreadable:
                lost.append(address)
        if not lost:
            return []
        shown = ", ".join(map(str, lost[:_MOST_SHOWN])) + (", ..." if len(lost) > _MOST_SHOWN else "")
        self._omit(OmissionCode.NAME_UNREADABLE, (), f"damaged records: {shown}", len(lost))
        omissions, self._omissions = self._omissions, []
        return omissions

    def _doubts(self) -> list[Omission]:
        """What of the structures that were read doesn't agree with itself."""
        for detail, count in self._details.doubts():
            self._omit(OmissionCode.CHECKSUM_DIFFERS, (), detail, count)
        omissions, self._omissions = self._omissions, []
        return omissions

    @property
    def place(self) -> WalkPlace | None:
        """Where the walk is: its directory and the names of it that were given."""
        return WalkPlace(self._stack[-1].number, self._stack[-1].done) if self._stack else None

    def _enter(self, address: int, components: Components, *, orphans: bool) -> None:
        if any(frame.address == address for frame in self._stack) or len(components) >= _DEEPEST:
            return
        number = self._opened
        self._opened += 1
        self._at(WalkPlace(number, 0), components)
        if self._stops.get(number) == 0:
            return
        self._paths[components] += 1
        self._stack.append(
            _Frame(
                address=address,
                components=components,
                names=self._details.names(address, self._file_system.names(address)),
                number=number,
                orphans=orphans,
                ordinal=self._paths[components] - 1,
                failures_before=len(self._file_system.failures),
            )
        )

    def _next(self, frame: _Frame) -> list[Entry] | None:
        """Entries of the next name; None at the end of the directory."""
        if self._stops.get(frame.number, -1) == frame.done:
            return None
        try:
            name = next(frame.names, None)
        except (TskError, ReadFailedError) as e:
            if (
                isinstance(e, TskError)
                and not frame.own
                and has_own_orphans(self._file_system, frame.address)
            ):
                frame.names, frame.own = orphans(self._file_system, self._named), True
                return self._next(frame)
            code = OmissionCode.DIRECTORY_INCOMPLETE if frame.done else OmissionCode.DIRECTORY_UNREADABLE
            self._omit(code, frame.components, detail_of(e))
            return self._orphans_of_root(frame)
        if len(self._file_system.failures) > frame.failures_before:
            # libtsk went on without bytes that it could not get: what it lists may lack names
            self._omit(
                OmissionCode.DIRECTORY_INCOMPLETE, frame.components, detail_of(self._file_system.failures[-1])
            )
            frame.failures_before = len(self._file_system.failures)
        if name is None:
            return None
        frame.done += 1
        self._at(WalkPlace(frame.number, frame.done), frame.components)
        try:
            return self._name(frame, name)
        except (ValueError, IndexError, OverflowError, struct.error) as e:
            # a malformed structure that is read here and not by libtsk costs its name, not its directory
            self._omit(
                OmissionCode.NAME_UNREADABLE, (*frame.components, name.name), f"{type(e).__name__}: {e}"
            )
            return []

    def _orphans_of_root(self, frame: _Frame) -> list[Entry] | None:
        """What has no name any more, which libtsk lists in the root, where the rest of that can't be read."""
        address = self._file_system.orphans_address
        if frame.address != self._file_system.root_address or self._orphans_listed:
            return None
        try:
            node, none = self._file_system.node(address)
        except (TskError, ReadFailedError):
            return None
        if node.type is not NodeType.VIRTUAL_DIRECTORY:
            return None
        frame.names = iter(())
        name = Name(b"$OrphanFiles", NodeType.VIRTUAL_DIRECTORY, True, address, 0, node, none)
        return self._name(frame, name)

    def _name(self, frame: _Frame, name: Name) -> list[Entry]:
        self._orphans_listed |= name.address == self._file_system.orphans_address
        if name.name == b".." or (name.name == b"." and not self._is_root(frame, name)):
            return []
        found = self._found(frame, name)
        node = found.node
        if self._on_found is not None:
            self._on_found(found)
        if name.name == b".":  # the root, whose streams and attributes have no other name
            return self._maker.streams(found)
        lacking = None if node is None or found.reallocated else self._details.lacking(node, found.attributes)
        entries = self._maker.entries(found, lost=lacking is not None)
        if found.problem is None and name.allocated and any(entry.withheld for entry in entries):
            found = replace(found, problem=lacking or "nothing says where the content is")
        elif lacking is not None and name.allocated and found.problem is None:
            self._omit(OmissionCode.CONTENT_UNREADABLE, found.components, lacking)
        if self._ext and found.problem is None and _is_lost_link(name, entries):
            if found.node is not None and self._details.traits(found.node).encrypted:
                code = OmissionCode.CONTENT_ENCRYPTED
                self._omit(code, found.components, "where this link leads is encrypted")
            else:
                found = replace(found, problem="nothing says where it leads")
        if found.problem is not None:
            self._omit(OmissionCode.INODE_UNREADABLE, found.components, found.problem)
            self._unreadable.add(name.address)
        if not name.allocated and self._reused is not None:
            self._report_reused(self._reused, found, entries)
        self._check_details(frame)
        if (
            node is not None
            and not found.reallocated
            and node.type in _DIRECTORIES
            and self._is_to_enter(name, node)
        ):
            if self._details.traits(node).encrypted:
                code = OmissionCode.CONTENT_ENCRYPTED
                self._omit(code, found.components, "the names in this folder are encrypted")
            virtual = node.type is NodeType.VIRTUAL_DIRECTORY
            self._enter(node.address, found.components, orphans=frame.orphans or virtual)
        return entries

    def _is_root(self, frame: _Frame, name: Name) -> bool:
        """Whether `.` is the root's own name, and of a kind whose root may have streams or attributes."""
        if frame.components or not (self._ntfs or self._ext):
            return False
        return self._ntfs or (name.allocated and name.address == self._file_system.root_address)

    def _report_reused(self, reused: ReusedSpace, found: FoundName, entries: list[Entry]) -> None:
        omissions = [reused.problem_of(entry, found.attributes) for entry in entries]
        node = found.node
        if node is not None and node.type is NodeType.DIRECTORY and not found.reallocated and entries:
            omissions.append(reused.problem_of_folder(entries[0], node, found.attributes))
        self._omissions.extend(omission for omission in omissions if omission is not None)

    def _check_details(self, frame: _Frame) -> None:
        """Say once for a directory that names or times in it are only what libtsk makes of them."""
        if self._failures and not frame.inexact:
            frame.inexact = True
            self._omit(OmissionCode.DETAILS_UNREADABLE, frame.components, detail_of(self._failures[-1]))
        self._failures.clear()

    def _found(self, frame: _Frame, name: Name) -> FoundName:
        raw = self._details.name(name, frame.address)
        node, attributes, reallocated, problem = self._resolve(frame, name)
        key = raw, name.address
        before = frame.seen.get(key, 0)
        frame.seen[key] = before + 1
        if node is None or not node.allocated:
            self._named.add(name.address)
        if self._ext and node is not None and not reallocated:
            attributes += self._extra_attributes(frame, raw, node)
        return FoundName(
            name,
            () if name.name == b"." else (*frame.components, raw),
            frame.address,
            node,
            attributes,
            reallocated,
            frame.orphans,
            (frame.ordinal << 20) + before,
            problem,
        )

    def _extra_attributes(self, frame: _Frame, raw: bytes, node: Node) -> tuple[Attribute, ...]:
        """Extended attributes of a node; what is wrong with them is told."""
        found, problem = self._details.extra_attributes(node)
        if problem is not None:
            self._omit(OmissionCode.ATTRIBUTES_UNREADABLE, (*frame.components, raw), problem)
        return found

    def _resolve(
        self, frame: _Frame, name: Name
    ) -> tuple[Node | None, tuple[Attribute, ...], bool, str | None]:
        """The node behind a name, whether it has come to belong to something else since, and why a name that
        is in use leads to none.
        """
        if name.node is not None:
            if self._ext and name.allocated and name.node.type is NodeType.UNKNOWN:
                return None, (), False, f"inode {name.address} is not in use"
            used = not name.allocated and (name.node.allocated or (self._ext and _is_other(name, name.node)))
            return name.node, name.attributes, used, None
        if name.address == 0 and not self._ntfs:
            return None, (), False, None
        try:
            node, attributes = self._file_system.node(name.address)
        except (TskError, ReadFailedError) as e:
            return None, (), False, detail_of(e) if name.allocated else None
        steps = (node.sequence - name.sequence) & 0xFFFF if self._ntfs and name.sequence else 0
        if node.allocated and name.allocated and steps:
            problem = f"record {node.address} has sequence number {node.sequence}, the name {name.sequence}"
            return None, (), False, problem
        if node.allocated:
            return node, attributes, not name.allocated, None
        # deleting an NTFS record raises its sequence number by one; two or more, and it was used again
        return node, attributes, not frame.orphans and steps not in (0, 1), None

    def _is_to_enter(self, name: Name, node: Node) -> bool:
        if node.type is NodeType.VIRTUAL_DIRECTORY:
            return True
        if name.node is None:
            # deleting an NTFS folder counted it up, so libtsk gave its name alone. Each once: an old name may
            # lead to the same folder, and folders that list one another would multiply
            if node.allocated or node.address in self._entered_deleted:
                return False
            self._entered_deleted.add(node.address)
            return True
        return name.allocated == node.allocated

    def _omit(self, code: OmissionCode, components: Components, detail: str, count: int = 1) -> None:
        self._omissions.append(
            Omission(
                code,
                self._maker.source_id,
                f"{self._maker.layer_id}:{display_path(components)}",
                count,
                OmissionStage.WALK,
                detail,
            )
        )


def _is_other(name: Name, node: Node) -> bool:
    """Whether an inode of ext is of another type than a name of it: it was used again since."""
    return NodeType.UNKNOWN not in (name.type, node.type) and name.type is not node.type


def _is_lost_link(name: Name, entries: list[Entry]) -> bool:
    return name.allocated and any(e.kind is ArtifactKind.LINK and e.link_target is None for e in entries)
