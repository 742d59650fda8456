"""A raw disk image in a compressed file (gzip, bzip2, xz, zstd and others), or one in a ZIP, as a medium.

It is unpacked where it is read, in bounded memory, and never onto a disk: no plaintext is left behind
(docs/adr/0050). DEFLATE is gone on with from remembered states; of other methods going back begins anew, so
images in them are read up to 1 GiB.
"""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from forensics_app.errors import (
    FormatNotSupportedError,
    ReadFailedError,
    SourceDamagedError,
)
from forensics_app.evidence.archives.formats import HEAD_BYTES, PACKED, ArchiveFormat, archive_format
from forensics_app.evidence.archives.members.content import Stream
from forensics_app.evidence.archives.members.member import ArchiveError, Member
from forensics_app.evidence.archives.opening import unpacked_stream
from forensics_app.evidence.archives.zip.archive import ZipArchive
from forensics_app.evidence.bytes.byte_source import check_range, read_up_to
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.container import Container, shown_name
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.opening.packed_image import LEAST_BYTES, LOOKED_AT_BYTES, raw_image
from forensics_app.model.evidence import ContainerFormat

_CHUNK_BYTES = 256 << 10
_KEPT_CHUNKS = 256  # 64 MiB
_MOST_FORWARD_BYTES = 1 << 30
_STREAMS = 4  # places of a stream that goes forward alone
_MOST_RATIO = 250  # as of archives
_MOST_LISTED = 4096
_HASHED_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class _Packed:
    """What is known of the image before it is unpacked. `open` gives its bytes from the beginning."""

    kind: str
    open: Callable[[], Stream]
    forward_only: bool
    packed_bytes: int
    size_bytes: int | None = None
    crc32: int | None = None


def open_compressed_image(
    path: Path, incomplete: Incomplete, *, limit_bytes: int, digest: bool
) -> Container | None:
    """The one raw image in a file; None where it has none, or several.

    `limit_bytes` bounds what it may unpack to, 250 times its own size is always allowed. With `digest` the
    container's notes say the digest of the file itself. Raises the EvidenceErrors of `open_source`.
    """
    file = ReadOnlyFile(path)
    found: Container | None = None
    try:
        packed = _find(file, incomplete.alive)
        if packed is not None:
            found = _opened(file, packed, incomplete, max(limit_bytes, _MOST_RATIO * packed.packed_bytes))
            if digest:
                found.notes = (_note(file, packed.kind, incomplete.alive),)
    finally:
        if found is None:
            file.close()
    return found


def _find(file: ReadOnlyFile, alive: Callable[[], None]) -> _Packed | None:
    def heard(done_bytes: int) -> None:
        alive()

    kind = archive_format(read_up_to(file, 0, HEAD_BYTES))
    try:
        if kind is ArchiveFormat.ZIP:
            return _in_zip(file, heard)
        if kind is None or kind not in PACKED:
            return None
        stream = unpacked_stream(file, kind, heard)
        if raw_image(stream.read_at(0, LOOKED_AT_BYTES)) is None:
            return None
    except (ArchiveError, ReadFailedError):
        return None  # told where it is read as a file
    chosen = kind

    def begun() -> Stream:
        return unpacked_stream(file, chosen, heard)

    return _Packed(kind.value, begun, not stream.random, file.size_bytes)


def _in_zip(file: ReadOnlyFile, heard: Callable[[int], None]) -> _Packed | None:
    archive = ZipArchive(file, heard, limit_bytes=LOOKED_AT_BYTES)
    images = [member for member in islice(_large(archive), _MOST_LISTED) if _is_image(archive, member)]
    if len(images) != 1:
        return None
    place = images[0].place
    stored = archive.stream(place)

    def begun() -> Stream:
        return archive.stream(place).stream

    return _Packed("zip", begun, not stored.random, stored.packed_bytes, stored.size_bytes, stored.crc32)


def _large(archive: ZipArchive) -> Iterator[Member]:
    for member in archive.members():
        if isinstance(member, Member) and member.withheld is None and (member.size_bytes or 0) >= LEAST_BYTES:
            yield member


def _is_image(archive: ZipArchive, member: Member) -> bool:
    return raw_image(archive.head(member, LOOKED_AT_BYTES)) is not None


def _opened(file: ReadOnlyFile, packed: _Packed, incomplete: Incomplete, limit: int) -> Container:
    """Unpacks it once, to know its size and what its checksum says."""
    stream, size, crc, problems = packed.open(), 0, 0, []
    path, most = str(file.path), min(limit, _MOST_FORWARD_BYTES) if packed.forward_only else limit
    while True:
        try:
            data = stream.read_at(size, _CHUNK_BYTES)
        except ReadFailedError as e:
            detail = f"{packed.kind}: damaged behind {size} bytes: {detail_of(e)}"
            incomplete.accept(SourceDamagedError(path=path, format=packed.kind, detail=detail), detail)
            break
        if not data:
            break
        size += len(data)
        if size > most:
            raise FormatNotSupportedError(
                path=path, format=f"disk image of more than {most} bytes in {packed.kind}"
            )
        crc = zlib.crc32(data, crc)
        incomplete.alive()
    whole = not incomplete.missing
    if whole and packed.size_bytes not in (None, size):
        problems.append(f"{packed.kind}: {size} bytes, {packed.size_bytes} stated")
    if whole and packed.crc32 not in (None, crc):
        problems.append(f"{packed.kind}: the checksum of the image differs")
    problems += [f"{packed.kind}: {complaint}" for complaint in getattr(stream, "complaints", ())]
    if not size:
        raise SourceDamagedError(path=path, format=packed.kind, detail=f"a medium of {size} bytes")
    return Container(
        ContainerFormat.COMPRESSED,
        CompressedMedium(packed.open, stream, size, forward_only=packed.forward_only),
        (file,),
        problems=tuple(problems),
        missing=tuple(incomplete.missing),
    )


def _note(file: ReadOnlyFile, kind: str, alive: Callable[[], None]) -> str:
    found = hashlib.sha256()
    for at in range(0, file.size_bytes, _HASHED_BYTES):
        found.update(file.read(at, min(_HASHED_BYTES, file.size_bytes - at)))
        alive()
    name = shown_name(file.name)
    return f"compressed file {name} ({kind}), {file.size_bytes} bytes, SHA-256 {found.hexdigest()}"


class CompressedMedium:
    """What a compressed file unpacks to, by chunks of which the last used ones are kept.

    `opened` begins the stream anew; `stream` is one that was opened already.
    """

    def __init__(
        self, opened: Callable[[], Stream], stream: Stream, size_bytes: int, *, forward_only: bool
    ) -> None:
        self._open = opened
        self._size_bytes = size_bytes
        self._most_streams = _STREAMS if forward_only else 1
        self._streams: list[tuple[int, Stream]] = [(size_bytes, stream)]  # how far each has come
        self._chunks: OrderedDict[int, bytes] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def size_bytes(self) -> int:
        """Size of the image."""
        return self._size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """As ByteSource.read."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        if not size_bytes:
            return b""
        end = offset_bytes + size_bytes
        first, last = offset_bytes // _CHUNK_BYTES, (end - 1) // _CHUNK_BYTES
        with self._lock:
            data = b"".join(self._chunk(number) for number in range(first, last + 1))
        begin = offset_bytes - first * _CHUNK_BYTES
        return data[begin : begin + size_bytes]

    def _chunk(self, number: int) -> bytes:
        known = self._chunks.get(number)
        if known is not None:
            self._chunks.move_to_end(number)
            return known
        at = number * _CHUNK_BYTES
        wanted = min(_CHUNK_BYTES, self._size_bytes - at)
        stream = self._stream_before(at)
        data = stream.read_at(at, wanted)
        self._streams.append((at + len(data), stream))
        if len(data) != wanted:
            raise ReadFailedError(offset_bytes=at, size_bytes=wanted, detail="the data end")
        self._chunks[number] = data
        if len(self._chunks) > _KEPT_CHUNKS:
            self._chunks.popitem(last=False)
        return data

    def _stream_before(self, at: int) -> Stream:
        """The stream that has the shortest way there, taken from the list; its caller puts it back."""
        ahead = [entry for entry in self._streams if entry[0] <= at]
        if ahead or len(self._streams) >= self._most_streams:
            chosen = max(ahead, key=lambda entry: entry[0]) if ahead else self._streams[0]
            self._streams.remove(chosen)
            return chosen[1]
        return self._open()
