"""Logical sources: a folder, or one file. Nothing is followed, nothing is written, names are bytes.

Directories are listed in the order of their names' bytes, so that every walk gives the same order. A symbolic
link is an entry of kind `link` with its target; devices, sockets and pipes are `other` and never opened.
Logical sources have no extents: there is no medium beneath them. Extended attributes are entries too.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from forensics_app.errors import ForensicsError, SourceChangedError
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile, list_names
from forensics_app.evidence.contents.layer_files import WalkPlace
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target
from forensics_app.evidence.contents.times import unix_time
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.folders.attributes import (
    address_of,
    attribute_content,
    attributes_of,
    name_at,
)
from forensics_app.evidence.folders.hollow_files import is_all_but_a_hole
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ArtifactKind, Entry, ExtentClass
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.locator import Locator
from forensics_app.model.names import Components, display_path
from forensics_app.model.times import EvidenceTime, TimeKind

_KINDS = {
    stat.S_IFREG: ArtifactKind.FILE,
    stat.S_IFDIR: ArtifactKind.DIRECTORY,
    stat.S_IFLNK: ArtifactKind.LINK,
}
_LETTERS = {
    stat.S_IFREG: "r", stat.S_IFDIR: "d", stat.S_IFLNK: "l", stat.S_IFCHR: "c", stat.S_IFBLK: "b",
    stat.S_IFIFO: "p", stat.S_IFSOCK: "h",
}  # fmt: skip


_NO_ATTRIBUTES = (errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)


@dataclass(slots=True)
class _Frame:
    components: Components
    names: list[bytes]
    number: int
    identity: tuple[int, int]
    done: int = 0


class FolderFiles:
    """Files below a folder; for a single file, that one file."""

    def __init__(self, root: Path, *, source_id: str, layer_id: str) -> None:
        self._root = root
        self._single = not root.is_dir()
        self._source_id = source_id
        self._layer_id = layer_id
        self._sequence = 0
        self._omissions: list[Omission] = []
        self._opened = 0
        self._identity = (0, 0)  # device and inode of what was listed last

    def keeps_atime(self) -> bool:
        """Whether reading everything leaves every access time as it is.

        O_NOATIME is the owner's (and root's) to use, and there is no such flag for reading a link's target.
        Looks at every name, until the first that would be touched.
        """
        if sys.platform == "win32":  # which has no such flag
            return False
        privileged = os.geteuid() == 0
        waiting = [self._root]
        while waiting:
            path = waiting.pop()
            try:
                status = path.stat() if path == self._root else path.lstat()
                if stat.S_ISLNK(status.st_mode) or not (privileged or status.st_uid == os.geteuid()):
                    return False
                if stat.S_ISDIR(status.st_mode):
                    waiting.extend(path / os.fsdecode(name) for name in list_names(path)[0])
            except (OSError, ForensicsError):
                continue  # what can't be looked at won't be read either
        return True

    def walk(
        self, stops: dict[int, int], at: Callable[[WalkPlace, Components], None]
    ) -> Iterator[tuple[list[Entry], list[Omission]]]:
        """Every name, in an order that is always the same, with omissions; `stops` leaves out directories."""
        self._sequence = self._opened = 0
        self._identity = _identity(self._root)
        if self._single:
            yield self._one((os.fsencode(self._root.name),), self._root)
            return
        own = self._attributes((), self._root, None)
        if own or self._omissions:
            yield own, self._taken()
        stack = [self._enter((), stops, at)]
        while stack:
            frame = stack[-1]
            if frame.done >= len(frame.names) or stops.get(frame.number, -1) == frame.done:
                stack.pop()
                yield [], self._taken()
                continue
            components = (*frame.components, frame.names[frame.done])
            frame.done += 1
            at(WalkPlace(frame.number, frame.done), frame.components)
            entries, omissions = self._one(components, self._path(components))
            yield entries, omissions
            if entries and entries[0].kind is ArtifactKind.DIRECTORY:
                if any(frame.identity == self._identity for frame in stack):
                    self._omit(OmissionCode.DIRECTORY_UNREADABLE, components, "a folder inside itself")
                else:
                    stack.append(self._enter(components, stops, at))

    def content(self, target: Target) -> StoredContent:
        """The content of a file. Raises SourceChangedError when it is not the one that was listed.

        A target without a size (-1) is an archive; its members are compared instead.
        """
        if target.address is not None:
            return self._attribute(target, name_at(target.address))
        file = ReadOnlyFile(self._root if self._single else self._path(target.path), follow=self._single)
        if target.size_bytes not in (-1, file.size_bytes):
            file.close()
            raise SourceChangedError(path=str(file.path))

        def read(offset_bytes: int, size_bytes: int) -> bytes:
            return file.read(offset_bytes, size_bytes)

        return StoredContent(file.size_bytes, read, file=file)

    def _enter(
        self, components: Components, stops: dict[int, int], at: Callable[[WalkPlace, Components], None]
    ) -> _Frame:
        number = self._opened
        self._opened += 1
        at(WalkPlace(number, 0), components)
        names: list[bytes] = []
        if stops.get(number) != 0:
            try:
                names, _ = list_names(self._path(components), follow=not components)
            except ForensicsError as e:
                self._omit(OmissionCode.DIRECTORY_UNREADABLE, components, detail_of(e))
        return _Frame(components, names, number, self._identity)

    def _one(self, components: Components, path: Path) -> tuple[list[Entry], list[Omission]]:
        try:
            status = path.stat() if self._single else path.lstat()
            kind = _KINDS.get(stat.S_IFMT(status.st_mode), ArtifactKind.OTHER)
            target = _link_target(path) if kind is ArtifactKind.LINK else None
        except OSError as e:
            self._omit(OmissionCode.NAME_UNREADABLE, components, detail_of(e))
            return [], self._taken()
        self._identity = (status.st_dev, status.st_ino)
        withheld = kind is ArtifactKind.FILE and is_all_but_a_hole(path, status)
        if withheld:
            detail = f"{status.st_size} bytes, next to none stored"
            self._omit(OmissionCode.CONTENT_SPARSE_TOO_LARGE, components, detail)
        letter = _LETTERS.get(stat.S_IFMT(status.st_mode), "-")
        entry = Entry(
            locator=Locator(self._source_id, self._layer_id, components),
            kind=kind,
            allocated=True,
            size_bytes=status.st_size,
            times=_times(status),
            sequence=self._sequence,
            inode=str(status.st_ino),
            extent_class=ExtentClass.NONE,
            link_target=target,
            mode=f"{letter}/{letter}{stat.filemode(status.st_mode)[1:]}",
            uid=str(status.st_uid),
            gid=str(status.st_gid),
            withheld=OmissionCode.CONTENT_SPARSE_TOO_LARGE.value if withheld else None,
        )
        self._sequence += 1
        return [entry, *self._attributes(components, path, str(status.st_ino))], self._taken()

    def _attributes(self, components: Components, path: Path, inode: str | None) -> list[Entry]:
        """An entry for each extended attribute of a file."""
        try:
            found = attributes_of(path, follow=self._single or not components)
        except OSError as e:
            if e.errno not in _NO_ATTRIBUTES:
                self._omit(OmissionCode.ATTRIBUTES_UNREADABLE, components, detail_of(e))
            return []
        first, self._sequence = self._sequence, self._sequence + len(found)
        return [
            Entry(
                locator=Locator(
                    self._source_id, self._layer_id, components, stream=name, address=address_of(name)
                ),
                kind=ArtifactKind.ATTRIBUTE,
                allocated=True,
                size_bytes=size,
                times=(),
                sequence=sequence,
                inode=inode,
                extent_class=ExtentClass.NONE,
            )
            for sequence, (name, size) in enumerate(found, first)
        ]

    def _attribute(self, target: Target, name: bytes) -> StoredContent:
        """The content of an attribute; of an archive in one, the path has its name behind the file's."""
        path = target.path
        if target.stream is None and path:
            last = path[-1].removesuffix(b":" + name)
            path = (*path[:-1], last) if last else ()
        content = attribute_content(
            self._root if self._single else self._path(path), name, follow=self._single or not path
        )
        if target.size_bytes not in (-1, content.size_bytes):
            raise SourceChangedError(path=str(self._path(path)))
        return content

    def _path(self, components: Components) -> Path:
        return self._root.joinpath(*map(os.fsdecode, components))

    def _taken(self) -> list[Omission]:
        omissions, self._omissions = self._omissions, []
        return omissions

    def _omit(self, code: OmissionCode, components: Components, detail: str) -> None:
        locator = f"{self._layer_id}:{display_path(components)}"
        self._omissions.append(Omission(code, self._source_id, locator, 1, OmissionStage.WALK, detail))


def _identity(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return status.st_dev, status.st_ino


def _link_target(path: Path) -> bytes:
    return os.fsencode(os.readlink(path))  # noqa: PTH115 - Path.readlink tidies the target up


def _times(status: os.stat_result) -> tuple[EvidenceTime, ...]:
    """The host's times of a file, as they were before its content was read."""
    found = [
        _time(TimeKind.MODIFIED, status.st_mtime_ns),
        _time(TimeKind.ACCESSED, status.st_atime_ns),
        _time(TimeKind.CHANGED, status.st_ctime_ns),
    ]
    return tuple(found)


def _time(kind: TimeKind, nanoseconds: int) -> EvidenceTime:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return unix_time(kind, seconds, rest, "1ns")
