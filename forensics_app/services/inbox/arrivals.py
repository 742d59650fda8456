"""What lies in an inbox, as arrivals: the files that belong to one bundle, parcel, seal or addendum.

Folders are looked through down to `MAX_DEPTH`; the first one below the inbox names the sender. Links and
special files are nobody's arrival and are passed over: they are reported, and never followed.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from forensics_app.bundle.reading.adjacent_addenda import bundle_of
from forensics_app.bundle.reading.adjacent_containers import reference_in
from forensics_app.bundle.reading.opening import SEAL_SUFFIX, is_bag_folder
from forensics_app.model.bundle import ZIP_SUFFIX, bundle_stem
from forensics_app.parcel.layout import PARCEL_SUFFIX

MAX_DEPTH = 6
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
    """What one look at the inbox found. `passed_over` are links and special files."""

    arrivals: list[Arrival] = field(default_factory=list)
    passed_over: list[Path] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    main: str
    kind: ArrivalKind
    files: list[ArrivedFile]


def scan(inbox: Path) -> Scan:
    """Every arrival below `inbox`, by place. Raises OSError where the inbox itself can't be listed."""
    found = Scan()
    _look(inbox, "", 0, found)
    found.arrivals.sort(key=lambda a: a.place)
    return found


def _look(folder: Path, sender: str, depth: int, found: Scan) -> None:
    files: dict[str, ArrivedFile] = {}
    groups: list[_Group] = []
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda e: e.name)
    for entry in ordered:
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
            found.passed_over.append(path)
        elif is_bag_folder(path):
            inside = tuple(_inside(path, entry.name, found))
            groups.append(_Group(entry.name, ArrivalKind.BUNDLE, list(inside)))
        elif depth < MAX_DEPTH:
            try:
                _look(path, sender or entry.name, depth + 1, found)
            except OSError:  # it went away, or may not be listed yet
                continue
    groups += _grouped(folder, files, groups, alone=depth > 0)
    found.arrivals += [
        Arrival(sender, folder, g.main, g.kind, tuple(sorted(g.files, key=_path))) for g in groups
    ]


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
    for name in parcels:
        stem = name.removesuffix(PARCEL_SUFFIX)
        group = new(name, ArrivalKind.PARCEL)
        own = [n for n in files if (m := _VOLUME.match(n)) and m["name"] == stem]
        own += [n for n in files if len(parcels) == 1 and _OPEN_TEXT.match(n)]
        group.files += [files.pop(n) for n in own]
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
    volumes = {n for n in files if _VOLUME.match(n)}  # of a parcel whose list is still to come
    parcels_made = [g for g in made if g.kind is ArrivalKind.PARCEL]
    everything = {id(g): g for g in (*named.values(), *parcels_made)}  # a bundle has up to two names
    only = next(iter(everything.values())) if alone and len(everything) == 1 else None
    for name in [n for n in files if n not in volumes]:
        owner = only or next((g for stem, g in named.items() if name.startswith(f"{stem}.")), None)
        if owner is not None:  # a letter, a cover sheet: filed with what it came with
            owner.files.append(files.pop(name))
    for name in list(files):
        new(name, ArrivalKind.OTHER)
    return made


def _inside(folder: Path, below: str, found: Scan) -> Iterator[ArrivedFile]:
    """Every plain file of an unpacked bundle."""
    try:
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda e: e.name)
    except OSError:
        return
    for entry in ordered:
        name = f"{below}/{entry.name}"
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        if stat.S_ISREG(status.st_mode):
            yield _file(name, status)
        elif stat.S_ISDIR(status.st_mode):
            yield from _inside(folder / entry.name, name, found)
        else:
            found.passed_over.append(folder / entry.name)


def _file(path: str, status: os.stat_result) -> ArrivedFile:
    return ArrivedFile(path, status.st_size, status.st_mtime_ns, status.st_ino)


def _path(one: ArrivedFile) -> str:
    return one.path


def _is_being_copied(name: str) -> bool:
    """Whether a program that copies gives such names to what it has not finished."""
    return name.startswith((".", "~")) or name.lower().endswith(_BEING_COPIED)


def _reference(path: Path) -> str | None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            return reference_in(file.read(_LOOKED_AT))
    except OSError:
        return None
