"""The content of a file as the bytes of an archive: what can't be read raises, where contents give zeros."""

from __future__ import annotations

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.archives.formats import (
    HEAD_BYTES,
    PACKED,
    ZIP_END_BYTES,
    ArchiveFormat,
    archive_format,
    ends_as_zip,
    may_carry_zip,
    unread_archive,
)
from forensics_app.evidence.archives.members.content import MemberContent
from forensics_app.evidence.archives.members.member import ArchiveError
from forensics_app.evidence.bytes.byte_source import ByteSource, check_range
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import Gap

_IN_MEMORY_BYTES = 32 << 20
_WINDOW_BYTES = 256 << 10


class ContentSource:
    """A ByteSource over the content of a file."""

    def __init__(self, content: StoredContent) -> None:
        self._content = content

    @property
    def size_bytes(self) -> int:
        """Size of the content."""
        return self._content.size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self.size_bytes)
        data = self._content.read(offset_bytes, size_bytes)
        _check_gaps(self._content.gaps, offset_bytes, size_bytes, self._content.error)
        return data


class MemorySource:
    """A ByteSource over content that was read whole."""

    def __init__(self, content: StoredContent) -> None:
        parts = []
        for offset in range(0, content.size_bytes, _WINDOW_BYTES):
            parts.append(content.read(offset, min(_WINDOW_BYTES, content.size_bytes - offset)))
        self._data = b"".join(parts)
        self._gaps = content.gaps
        self._error = content.error

    @property
    def size_bytes(self) -> int:
        """Size of the content."""
        return len(self._data)

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, len(self._data))
        _check_gaps(self._gaps, offset_bytes, size_bytes, self._error)
        return self._data[offset_bytes : offset_bytes + size_bytes]


def file_archive(content: StoredContent) -> ArchiveFormat | None:
    """The archive that a file is, or has behind it; None for any other file."""
    head = content.read(0, min(HEAD_BYTES, content.size_bytes))
    kind = archive_format(head)
    if kind is not None or content.size_bytes < ZIP_END_BYTES or not may_carry_zip(head):
        return kind
    tail = content.read(content.size_bytes - ZIP_END_BYTES, ZIP_END_BYTES)
    return ArchiveFormat.ZIP if ends_as_zip(tail, content.size_bytes) else None


def unread_file(content: StoredContent, name: bytes) -> str | None:
    """The name of an archive that is recognised and not read; the end of a file is read whose name ends in
    .zip."""
    head = content.read(0, min(HEAD_BYTES, content.size_bytes))
    size = min(ZIP_END_BYTES, content.size_bytes) if name.lower().endswith(b".zip") else 0
    return unread_archive(head, content.read(content.size_bytes - size, size))


def archive_source(content: StoredContent, kind: ArchiveFormat) -> ByteSource:
    """The bytes of an archive in a file.

    Raises ArchiveError where the kind jumps about, the content only goes forward, and is too large to keep.
    """
    if not isinstance(content, MemberContent):
        return ContentSource(content)
    if content.size_bytes <= _IN_MEMORY_BYTES:
        return MemorySource(content)
    if content.random or kind is ArchiveFormat.TAR or kind in PACKED:
        return ContentSource(content)
    detail = f"{content.size_bytes} bytes packed so that they can only be read in one go"
    raise ArchiveError(OmissionCode.ARCHIVE_TOO_LARGE, detail)


def _check_gaps(gaps: tuple[Gap, ...], offset: int, size: int, error: str | None) -> None:
    for gap in gaps:
        if gap.offset_bytes < offset + size and offset < gap.offset_bytes + gap.length_bytes:
            raise ReadFailedError(
                offset_bytes=gap.offset_bytes, size_bytes=gap.length_bytes, detail=error or "unreadable"
            )
