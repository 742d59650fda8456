"""What a volume is to hold: files with their bytes and times, and the folders they lie in."""

from __future__ import annotations

from dataclasses import dataclass, field

_MOST_COMPONENT, _MOST_PATH = 255, 1000  # bytes
_COMMANDS = frozenset('"\\')
"""What a script of a tool takes for something else than a part of a name, as it does control characters."""


def is_file_path(path: str) -> bool:
    """Whether a file of a scenario may have this path (or a stream this name): it goes into scripts and
    arguments of the tools that make file systems, and can be nothing but a name there.
    """
    parts = path.split("/")
    sizes = [len(part.encode("utf-8", "surrogatepass")) for part in parts]
    plain = path.isprintable() and not _COMMANDS & set(path) and not path.startswith(("-", "/"))
    within = max(sizes) <= _MOST_COMPONENT and sum(sizes) <= _MOST_PATH
    return plain and within and not any(part in ("", ".", "..") for part in parts)


@dataclass(frozen=True, slots=True)
class VolumeFile:
    """One file. `path` in bytes without a leading slash; `modified` in seconds since 1970, UTC.

    `streams` are NTFS alternate data streams. `fragmented`: on FAT, laid around another file and deleted, so
    that nothing says where its second half lies. `reused_by`: on FAT, the file is deleted and this one is
    written next, so that it begins where the deleted one began.
    """

    path: bytes
    content: bytes
    modified: int
    deleted: bool = False
    fragmented: bool = False
    streams: tuple[tuple[str, bytes], ...] = ()
    reused_by: bytes | None = None


@dataclass(frozen=True, slots=True)
class VolumeContent:
    """Folders come before what they hold. `links` are symbolic: (path, target)."""

    label: str
    folders: tuple[str, ...]
    files: tuple[VolumeFile, ...]
    links: tuple[tuple[str, str], ...] = field(default=())
