"""Disk images that are packed (gzip, xz, zstd, ZIP and others): hashed as files are, and told.

What is in such an image is listed nowhere; unpacked, it is a source like any other. Only the beginning of a
stream and of the first large members of an archive is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from forensics_app.errors import ForensicsError
from forensics_app.evidence.archives.formats import (
    HEAD_BYTES,
    PACKED,
    ZIP_END_BYTES,
    archive_format,
    unread_archive,
)
from forensics_app.evidence.archives.members.member import ArchiveError, Note
from forensics_app.evidence.archives.opening import open_archive, unpacked_head
from forensics_app.evidence.bytes.byte_source import ByteSource, check_range, read_up_to
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.signatures import recognise
from forensics_app.evidence.filesystems.signatures import encryption, hint, unsupported
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.volumes.partitions.reading import read_partition_table
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.names import display_path

LOOKED_AT_BYTES = 72 << 10  # every signature of a volume but those of a few lies in them
LEAST_BYTES = 1 << 20  # of a member: no disk image worth its name is smaller
_MOST_MEMBERS, _MOST_LISTED = 64, 4096


def packed_images(source: ByteSource, source_id: str, name: bytes) -> Iterator[Omission]:
    """What is told of a source that is an archive or a packed file, where disk images are in it."""
    kind = archive_format(read_up_to(source, 0, HEAD_BYTES))
    if kind is None:
        begin = max(0, source.size_bytes - ZIP_END_BYTES)
        unread = unread_archive(read_up_to(source, 0, HEAD_BYTES), read_up_to(source, begin, ZIP_END_BYTES))
        if unread is not None:
            yield _omission(source_id, source_id, unread)
        return
    try:
        if kind in PACKED:
            found = _image(unpacked_head(source, kind, LOOKED_AT_BYTES, _unheard))
            if found is not None:
                yield _packed(source_id, source_id, f"{found}, packed with {kind.value}")
            return  # of a packed tar nothing can be looked at without unpacking it
        archive = open_archive(source, kind, name, limit_bytes=LOOKED_AT_BYTES, alive=_unheard)
        looked_at = 0
        for member in islice(archive.members(), _MOST_LISTED):
            if isinstance(member, Note) or (member.size_bytes or 0) < LEAST_BYTES:
                continue
            looked_at += 1
            if looked_at > _MOST_MEMBERS:
                return
            found = _image(archive.head(member, LOOKED_AT_BYTES))
            if found is not None:
                place = f"{source_id}:{display_path(member.components)}"
                yield _packed(source_id, place, f"{found}, in an archive ({kind.value})")
    except (ArchiveError, ForensicsError):
        return  # told where it is listed or read


def packed_image_file(path: Path, source_id: str) -> tuple[Omission, ...]:
    """The same of a single file. Raises what opening it raises."""
    file = ReadOnlyFile(path)
    try:
        return tuple(packed_images(file, source_id, path.name.encode("utf-8", "surrogateescape")))
    finally:
        file.close()


def _packed(source_id: str, place: str, what: str) -> Omission:
    return _omission(source_id, place, f"{what}: add it with --compressed-image, or unpack it first")


def _omission(source_id: str, place: str, detail: str) -> Omission:
    return Omission(OmissionCode.ARCHIVE_NOT_SUPPORTED, source_id, place, 1, OmissionStage.OPEN, detail)


def _image(head: bytes) -> str | None:
    """What an image is that begins so; None for what is none."""
    container = recognise(_Beginning(head))
    return raw_image(head) if container is None else f"disk image ({container.name})"


def raw_image(head: bytes) -> str | None:
    """The same of a raw image alone."""
    begin = _Beginning(head)
    if recognise(begin) is not None:
        return None
    volume = encryption(begin) or unsupported(begin)
    if volume is not None:
        return f"disk image ({volume.name})"
    if (family := hint(begin)) is not None:
        return f"disk image ({family})"
    table = read_partition_table(begin) if head[510:512] == b"\x55\xaa" else None
    return None if table is None or not table.partitions else f"disk image ({table.scheme.value})"


class _Beginning:
    """The first bytes of something larger, as a ByteSource."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size_bytes(self) -> int:
        return len(self._data)

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        check_range(offset_bytes, size_bytes, len(self._data))
        return self._data[offset_bytes : offset_bytes + size_bytes]


def _unheard(done: int) -> None:
    """The beginning of a stream takes no time worth telling."""
