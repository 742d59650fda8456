"""From bytes to an opened archive."""

from __future__ import annotations

from collections.abc import Callable

from forensics_app.evidence.archives.formats import HEAD_BYTES, PACKED, ArchiveFormat
from forensics_app.evidence.archives.libarchive.archive import LibarchiveArchive
from forensics_app.evidence.archives.libarchive.stream import UnpackedByLibarchive
from forensics_app.evidence.archives.members.content import Unpacked
from forensics_app.evidence.archives.members.member import Archive, ArchiveError
from forensics_app.evidence.archives.members.runs import SourceStream
from forensics_app.evidence.archives.streams.decoders import Decoder, GzipDecoder, bzip2_decoder, xz_decoder
from forensics_app.evidence.archives.streams.gzip_header import MAGIC as GZIP_MAGIC
from forensics_app.evidence.archives.streams.packed_stream import PackedStream
from forensics_app.evidence.archives.tar.archive import TarArchive
from forensics_app.evidence.archives.tar.header import is_tar_header
from forensics_app.evidence.archives.tar.packed import PackedFile, PackedTar
from forensics_app.evidence.archives.zip.archive import ZipArchive
from forensics_app.evidence.archives.zip.salvage import SalvagedZip
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.omission_codes import OmissionCode

_NO_LIMIT = 1 << 62
_DECODERS: dict[ArchiveFormat, tuple[Callable[[], Decoder], bytes | None]] = {
    # the decoder of one member, and what another one that follows begins with
    ArchiveFormat.GZIP: (GzipDecoder, GZIP_MAGIC),
    ArchiveFormat.BZIP2: (bzip2_decoder, b"BZh"),
    ArchiveFormat.XZ: (xz_decoder, b"\xfd7zXZ\x00"),
    ArchiveFormat.LZMA: (xz_decoder, None),
}


def open_archive(
    source: ByteSource,
    kind: ArchiveFormat,
    name: bytes,
    *,
    limit_bytes: int = _NO_LIMIT,
    alive: Callable[[int], None],
) -> Archive:
    """The archive in `source`. `name` is its file's, for what has no name of its own inside.

    `limit_bytes` bounds what listing may unpack. Raises ArchiveError, ReadFailedError.
    """
    if kind is ArchiveFormat.ZIP:
        return _zip(source, limit_bytes, alive)
    if kind is ArchiveFormat.TAR:
        return TarArchive(
            SourceStream(source), kind=kind.value, size_bytes=source.size_bytes, plain=True, alive=alive
        )
    if kind not in PACKED:
        return LibarchiveArchive(source, kind.value, limit_bytes=limit_bytes, alive=alive)
    stream = _unpacked(source, kind, alive)
    if is_tar_header(stream.read_at(0, HEAD_BYTES)):
        return PackedTar(stream, kind.value, limit_bytes, alive)
    return PackedFile(stream, kind.value, limit_bytes, source=source, name=name)


def is_packed_tar(source: ByteSource, kind: ArchiveFormat, alive: Callable[[int], None]) -> bool:
    """Whether what a packed stream unpacks to begins as a tar. Raises ArchiveError, ReadFailedError."""
    return is_tar_header(_unpacked(source, kind, alive).read_at(0, HEAD_BYTES))


def unpacked_head(
    source: ByteSource, kind: ArchiveFormat, size_bytes: int, alive: Callable[[int], None]
) -> bytes:
    """The first bytes that a packed stream unpacks to. Raises ArchiveError, ReadFailedError."""
    return _unpacked(source, kind, alive).read_at(0, size_bytes)


def unpacked_stream(source: ByteSource, kind: ArchiveFormat, alive: Callable[[int], None]) -> Unpacked:
    """What a packed stream unpacks to, at any offset. Raises ArchiveError, ReadFailedError."""
    return _unpacked(source, kind, alive)


def _zip(source: ByteSource, limit_bytes: int, alive: Callable[[int], None]) -> Archive:
    """By its directory; without one (cut off while it was written or copied) by its local headers."""
    try:
        return ZipArchive(source, alive, limit_bytes=limit_bytes)
    except ArchiveError as e:
        if e.code is not OmissionCode.ARCHIVE_DAMAGED:
            raise
        return SalvagedZip(source, e.detail, limit_bytes=limit_bytes, alive=alive)


def _unpacked(source: ByteSource, kind: ArchiveFormat, alive: Callable[[int], None]) -> Unpacked:
    found = _DECODERS.get(kind)
    if found is None:
        return UnpackedByLibarchive(source, kind.value, alive=alive)
    make, magic = found
    return PackedStream(
        source,
        0,
        source.size_bytes,
        make,
        again=None if magic is None else lambda head: head.startswith(magic),
        alive=alive,
    )
