"""What a volume is to hold: files with their bytes and times, and the folders they lie in."""

from __future__ import annotations

from dataclasses import dataclass, field


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
