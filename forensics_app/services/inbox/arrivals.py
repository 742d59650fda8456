"""What lies in an inbox, as arrivals: the files that belong to one bundle, parcel, seal or addendum.

Folders are looked through down to `MAX_DEPTH`; the first one below the inbox names the sender. Links and
special files are nobody's arrival and are passed over: they are reported, and never followed. What one
sender has is bounded, so that a look costs the others no more than that.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from pathlib import Path

from forensics_app.bundle.reading.adjacent_addenda import bundle_of
from forensics_app.bundle.reading.adjacent_containers import reference_in
from forensics_app.bundle.reading.opening import is_bag_folder
from forensics_app.model.bundle import SEAL_SUFFIX, ZIP_SUFFIX, bundle_stem
from forensics_app.parcel.layout import PARCEL_SUFFIX
from forensics_app.services.inbox.share_files import list_folder, open_file

MAX_DEPTH = 6
MAX_BAG_DEPTH = 120
"""A path of a bundle has at most 240 characters, so no more than 120 names."""
MAX_BAG_PATH = 1024
MAX_FILES = 1_000_000
"""Files and folders of one sender; of more than that none is looked at."""
MAX_PASSED_OVER = 100
_VOLUME = re.compile(r"(?P<name>.+)\.(?:key|v[0-9]{5})\.p7m\Z")
_OPEN_TEXT = re.compile(r"OPEN\.[A-Za-z-]{2,12}\.txt\Z")
_BEING_COPIED = (".part", ".partial", ".filepart", ".crdownload", ".download", ".opdownload", ".tmp")
_LOOKED_AT = 64 << 10


class ArrivalKind(StrEnum):
    """`other` is what is neither a bundle, a parcel, a seal nor an addendum."""

    BUNDLE = "bundle"
    PARCEL = "parcel"
    SEAL = "seal"
    ADDENDUM = "addendum"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """One file of an arrival: its path below the arrival's folder, and what moves when it is written."""

    path: str
    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """Files of `folder` that belong together. `main` is the one that is verified: a file, or the folder of an
    unpacked bundle. `sender` is the first folder below the inbox, empty for what lies in the inbox itself.
    """

    sender: str
    folder: Path
    main: str
    kind: ArrivalKind
    files: tuple[ArrivedFile, ...]

    @property
    def place(self) -> tuple[str, str]:
        """Where it lies, as a key."""
        return str(self.folder), self.main

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(f.size for f in self.files)

    @property
    def stamp(self) -> str:
        """A digest (64 hex) of names, sizes, times and inodes: it differs as soon as anything was written."""
        running = hashlib.sha256(os.fsencode(self.folder / self.main))
        for one in self.files:
            running.update(os.fsencode(f"\0{one.path}\0{one.size}\0{one.mtime_ns}\0{one.inode}"))
        return running.hexdigest()


@dataclass(slots=True)
class Scan:
    """What one look at the inbox found. `passed_over` are links and special files, and folders with more in
    them than is looked at, each with the reason: `link`, `too-many-files`, `too-deep`. Of more links than
    `MAX_PASSED_OVER` in one sender's folder the others are counted, in `more_links`.
    """

    arrivals: list[Arrival] = field(default_factory=list)
    passed_over: dict[Path, str] = field(default_factory=dict)
    more_links: dict[Path, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Group:
    main: str
    kind: ArrivalKind
    files: list[ArrivedFile]


class _TooManyFilesError(Exception):
    """One sender's folder holds more than is looked at."""


class _TooDeepError(Exception):
    """No bundle has such paths."""


def scan(inbox: Path) -> Scan:
    """Every arrival below `inbox`, by place. Raises OSError where the inbox itself can't be listed."""
    found = Scan()
    handle = os.open(inbox, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _Look(inbox, "").folder(handle, inbox, 0, found)
    except _TooManyFilesError:
        found.passed_over[inbox] = "too-many-files"
    finally:
        os.close(handle)
    found.arrivals.sort(key=lambda a: a.place)
    return found


class _Look:
    """One look at what one sender has: in the inbox itself (`sender` empty), or in a folder of it."""

    def __init__(self, top: Path, sender: str) -> None:
        self._top, self._sender = top, sender
        self._files, self._links = 0, 0

    def folder(self, handle: int, folder: Path, depth: int, found: Scan) -> None:
        """Raises OSError, _TooManyFilesError."""
        files: dict[str, ArrivedFile] = {}
        groups: list[_Group] = []
        for entry in self._entries(handle):
            if _is_being_copied(entry.name):
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:  # it went away meanwhile
                continue
            path = folder / entry.name
            if stat.S_ISREG(status.st_mode):
                files[entry.name] = _file(entry.name, status)
            elif not stat.S_ISDIR(status.st_mode):
                self._pass_over(path, found)
            else:
                try:
                    below = list_folder(entry.name, dir_fd=handle)
                except OSError:  # it went away, is a link by now, or may not be listed yet
                    continue
                try:
                    if is_bag_folder(path):
                        groups += self._bundle(below, path, entry.name, found)
                    elif depth < MAX_DEPTH:
                        self._below(below, path, entry.name, depth, found)
                    else:
                        found.passed_over[path] = "too-deep"
                finally:
                    os.close(below)
        groups += _grouped(folder, files, groups, alone=depth > 0)
        found.arrivals += [
            Arrival(self._sender, folder, g.main, g.kind, tuple(sorted(g.files, key=_path))) for g in groups
        ]

    def _below(self, handle: int, path: Path, name: str, depth: int, found: Scan) -> None:
        """The first folder is a sender's: what is too much in it costs nobody else anything."""
        try:
            if self._sender:
                self.folder(handle, path, depth + 1, found)
                return
            its_own = Scan()
            _Look(path, name).folder(handle, path, depth + 1, its_own)
        except _TooManyFilesError:
            if self._sender:
                raise
            found.passed_over[path] = "too-many-files"
        except OSError:  # it went away, or may not be listed yet
            return
        else:
            found.arrivals += its_own.arrivals
            found.passed_over |= its_own.passed_over
            found.more_links |= its_own.more_links

    def _bundle(self, handle: int, path: Path, name: str, found: Scan) -> list[_Group]:
        """The unpacked bundle at `path`; none where it can't be one, and has more than is looked at."""
        look = self if self._sender else _Look(path, name)
        inside: list[ArrivedFile] = []
        try:
            look._inside(handle, path, name, 0, inside, found)
        except _TooDeepError:
            found.passed_over[path] = "too-deep"
            return []
        except _TooManyFilesError:
            if self._sender:
                raise
            found.passed_over[path] = "too-many-files"
            return []
        return [_Group(name, ArrivalKind.BUNDLE, inside)]

    def _inside(
        self, handle: int, folder: Path, below: str, depth: int, inside: list[ArrivedFile], found: Scan
    ) -> None:
        """Every plain file. Raises _TooDeepError, _TooManyFilesError."""
        if depth > MAX_BAG_DEPTH or len(below) > MAX_BAG_PATH:
            raise _TooDeepError
        for entry in self._entries(handle):
            name = f"{below}/{entry.name}"
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISREG(status.st_mode):
                inside.append(_file(name, status))
            elif not stat.S_ISDIR(status.st_mode):
                self._pass_over(folder / entry.name, found)
            else:
                try:
                    deeper = list_folder(entry.name, dir_fd=handle)
                except OSError:
                    continue
                try:
                    self._inside(deeper, folder / entry.name, name, depth + 1, inside, found)
                finally:
                    os.close(deeper)

    def _entries(self, handle: int) -> list[os.DirEntry[str]]:
        listed: list[os.DirEntry[str]] = []
        with os.scandir(handle) as entries:
            for entry in entries:
                self._files += 1
                if self._files > MAX_FILES:
                    raise _TooManyFilesError
                listed.append(entry)
        return sorted(listed, key=lambda e: e.name)

    def _pass_over(self, path: Path, found: Scan) -> None:
        self._links += 1
        if self._links <= MAX_PASSED_OVER:
            found.passed_over[path] = "link"
        else:
            found.more_links[self._top] = self._links - MAX_PASSED_OVER


def _grouped(
    folder: Path, files: dict[str, ArrivedFile], bags: Iterable[_Group], *, alone: bool
) -> list[_Group]:
    """The plain files of a folder, each in one group; some join a bundle that is a folder."""
    named = {g.main: g for g in bags}  # what a seal or an addendum may name
    made: list[_Group] = []

    def new(main: str, kind: ArrivalKind) -> _Group:
        group = _Group(main, kind, [files.pop(main)])
        made.append(group)
        return group

    parcels = [n for n in files if n.endswith(PARCEL_SUFFIX)]
    texts = [n for n in files if len(parcels) == 1 and _OPEN_TEXT.match(n)]
    volumes_of: dict[str, list[str]] = {}
    for name in files:
        if (match := _VOLUME.match(name)) is not None:
            volumes_of.setdefault(match["name"], []).append(name)
    for name in parcels:
        group = new(name, ArrivalKind.PARCEL)
        own = volumes_of.get(name.removesuffix(PARCEL_SUFFIX), [])
        group.files += [files.pop(n) for n in (*own, *texts)]
    for name in [n for n in files if n.lower().endswith(ZIP_SUFFIX)]:
        group = new(name, ArrivalKind.BUNDLE)
        for stem in (bundle_stem(name), Path(name).stem):
            named.setdefault(stem, group)
    for name in [n for n in files if n.lower().endswith(SEAL_SUFFIX)]:
        stem = bundle_of(name) or Path(name).stem
        owner = named.get(stem) or named.get(_reference(folder / name) or "")
        if owner is not None:
            owner.files.append(files.pop(name))
        elif bundle_of(name) is None:
            named[stem] = new(name, ArrivalKind.SEAL)
        else:
            new(name, ArrivalKind.ADDENDUM)
    # what is left belongs to a bundle by its name, or to the only thing in a folder below the inbox
    volumes = set(chain.from_iterable(volumes_of.values()))  # those left are of a list still to come
    parcels_made = [g for g in made if g.kind is ArrivalKind.PARCEL]
    everything = {id(g): g for g in (*named.values(), *parcels_made)}  # a bundle has up to two names
    only = next(iter(everything.values())) if alone and len(everything) == 1 else None
    for name in [n for n in files if n not in volumes]:
        owner = only or _owner(name, named)
        if owner is not None:  # a letter, a cover sheet: filed with what it came with
            owner.files.append(files.pop(name))
    for name in list(files):
        new(name, ArrivalKind.OTHER)
    return made


def _owner(name: str, named: dict[str, _Group]) -> _Group | None:
    """The group that `name` begins with the name of, the longest one."""
    at = len(name)
    while (at := name.rfind(".", 0, at)) >= 0:
        if name[:at] in named:
            return named[name[:at]]
    return None


def _file(path: str, status: os.stat_result) -> ArrivedFile:
    return ArrivedFile(path, status.st_size, status.st_mtime_ns, status.st_ino)


def _path(one: ArrivedFile) -> str:
    return one.path


def _is_being_copied(name: str) -> bool:
    """Whether a program that copies gives such names to what it has not finished."""
    return name.startswith((".", "~")) or name.lower().endswith(_BEING_COPIED)


def _reference(path: Path) -> str | None:
    try:
        with os.fdopen(open_file(path), "rb") as file:
            return reference_in(file.read(_LOOKED_AT))
    except OSError:
        return None
