"""Which kind of archive bytes are, told by their beginning alone."""

from __future__ import annotations

import struct
from enum import StrEnum

from forensics_app.evidence.archives.tar.header import is_tar_header
from forensics_app.model.evidence import ContainerFormat

HEAD_BYTES = 512
ZIP_END_BYTES = 22  # without a comment


class ArchiveFormat(StrEnum):
    """Kinds of archives and of packed streams, as the catalogue names them."""

    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    LZMA = "lzma"
    ZSTD = "zstd"
    LZ4 = "lz4"
    LZIP = "lzip"
    COMPRESS = "compress"
    SEVEN_ZIP = "7z"
    RAR = "rar"
    CAB = "cab"
    LHA = "lha"
    AR = "ar"
    CPIO = "cpio"


PACKED = frozenset(
    {
        ArchiveFormat.GZIP,
        ArchiveFormat.BZIP2,
        ArchiveFormat.XZ,
        ArchiveFormat.LZMA,
        ArchiveFormat.ZSTD,
        ArchiveFormat.LZ4,
        ArchiveFormat.LZIP,
        ArchiveFormat.COMPRESS,
    }
)
"""One stream, packed: a tar in it is opened as such, anything else is one member."""

_SIGNATURES = (
    (b"PK\x03\x04", ArchiveFormat.ZIP),
    (b"PK\x05\x06", ArchiveFormat.ZIP),  # an empty one
    (b"PK\x07\x08PK\x03\x04", ArchiveFormat.ZIP),  # split once, and joined again
    (b"\x1f\x8b\x08", ArchiveFormat.GZIP),
    (b"\xfd7zXZ\x00", ArchiveFormat.XZ),
    (b"\x28\xb5\x2f\xfd", ArchiveFormat.ZSTD),
    (b"\x04\x22\x4d\x18", ArchiveFormat.LZ4),
    (b"LZIP\x01", ArchiveFormat.LZIP),
    (b"\x1f\x9d", ArchiveFormat.COMPRESS),
    (b"7z\xbc\xaf\x27\x1c", ArchiveFormat.SEVEN_ZIP),
    (b"Rar!\x1a\x07", ArchiveFormat.RAR),
    (b"MSCF\x00\x00\x00\x00", ArchiveFormat.CAB),
    (b"!<arch>\n", ArchiveFormat.AR),
    (b"070701", ArchiveFormat.CPIO),
    (b"070702", ArchiveFormat.CPIO),
    (b"070707", ArchiveFormat.CPIO),
)
_UNREAD = ((b"MSWIM\x00\x00\x00", "WIM"), (b"ANDROID BACKUP\n", "Android backup"))
_BZIP2 = b"BZh"
_BZIP2_BLOCK, _BZIP2_END = b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90"
_USTAR = slice(257, 262)
_LZMA_ALONE = b"\x5d\x00\x00"
_CARRIERS = (b"MZ", b"\x7fELF", b"#!", b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"%PDF-", b"RIFF", b"BM")
# documents and programs that are ZIPs by their making: single files where they are the source
_DOCUMENT_NAMES = (b"[Content_Types].xml", b"mimetype", b"META-INF/", b"AndroidManifest.xml", b"_rels/.rels")


def archive_format(head: bytes) -> ArchiveFormat | None:
    """The kind of archive that begins with `head` (HEAD_BYTES where there are so many), or None."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(_BZIP2) and head[4:10] in (_BZIP2_BLOCK, _BZIP2_END):
        return ArchiveFormat.BZIP2
    # where its first header is damaged, the members behind it are still there
    if is_tar_header(head) or head[_USTAR] == b"ustar":
        return ArchiveFormat.TAR
    if head[2:7] in (b"-lh0-", b"-lh1-", b"-lh5-", b"-lh6-", b"-lh7-", b"-lhd-", b"-lzs-"):
        return ArchiveFormat.LHA
    return ArchiveFormat.LZMA if _is_lzma_alone(head) else None


def may_carry_zip(head: bytes) -> bool:
    """Whether a file that begins so may have a ZIP behind it and still be what it seems: a program that
    unpacks itself, or a picture in which somebody hid one. Of other files the end is not looked at.
    """
    return head.startswith(_CARRIERS)


def ends_as_zip(tail: bytes, size_bytes: int) -> bool:
    """Whether the last ZIP_END_BYTES of a file are the end record of a ZIP that the file has room for."""
    if len(tail) != ZIP_END_BYTES or not tail.startswith(b"PK\x05\x06\x00\x00\x00\x00"):
        return False
    count, length, offset, comment = map(int, struct.unpack_from("<2xHLLH", tail, 8))
    return comment == 0 and count > 0 and length + ZIP_END_BYTES <= size_bytes and offset < size_bytes


def unread_archive(head: bytes, tail: bytes) -> str | None:
    """The name of an archive that is recognised and not read; None for any other file.

    `tail`: the last bytes, ZIP_END_BYTES or more.
    """
    for signature, name in _UNREAD:
        if head.startswith(signature):
            return name
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + ZIP_END_BYTES > len(tail):
        return None
    number, first, here, count = struct.unpack_from("<4H", tail, at + 4)
    if number in (0, 0xFFFF) or first > number or here > count:
        return None
    return f"the last of {number + 1} parts of a ZIP"


def is_document(head: bytes) -> bool:
    """Whether a ZIP's first member says that it is an office document, a book or a program."""
    length = int.from_bytes(head[26:28], "little")
    return head[30 : 30 + length].startswith(_DOCUMENT_NAMES)


def container_format(kind: ArchiveFormat) -> ContainerFormat:
    """How a source of that kind is named."""
    if kind is ArchiveFormat.ZIP:
        return ContainerFormat.ZIP
    if kind is ArchiveFormat.TAR or kind in PACKED:
        return ContainerFormat.TAR
    return ContainerFormat.ARCHIVE


def _is_lzma_alone(head: bytes) -> bool:
    """The old .lzma has no signature: usual properties, a power of two as dictionary, a plausible size."""
    if not head.startswith(_LZMA_ALONE) or len(head) < 14:
        return False
    dictionary = int.from_bytes(head[1:5], "little")
    size = int.from_bytes(head[5:13], "little")
    return dictionary.bit_count() == 1 and (size == (1 << 64) - 1 or size < 1 << 40) and head[13] == 0
