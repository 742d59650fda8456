"""Apple disk images (UDIF) by an own reader. One that lost its trailer alone is read by its property list.

libmodi 20260902 refuses valid bzip2 blocks ("invalid run length value out of bounds", for what Python's bz2
and hdiutil read) and knows no LZMA; and it takes an image whose property list is overwritten for zeros. It
reads what has a resource fork instead of the list.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import pymodi  # type: ignore[import-not-found]

from forensics_app.errors import (
    FormatNotSupportedError,
    ReadFailedError,
    SourceDamagedError,
)
from forensics_app.evidence.bytes.byte_source import ByteSource, check_range
from forensics_app.evidence.bytes.libyal_medium import LibyalMedium
from forensics_app.evidence.bytes.read_only_file import FileObject, ReadOnlyFile
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.dmg.blocks import (
    ADC,
    BZIP2,
    IGNORED,
    LZFSE,
    LZMA,
    RAW,
    SECTOR,
    ZEROS,
    ZLIB,
    Block,
    Trailer,
    UdifError,
    has_trailer,
    problems_of,
    read_blocks,
    read_trailer,
)
from forensics_app.evidence.containers.dmg.without_trailer import found_list
from forensics_app.evidence.containers.incomplete import REFUSED, Incomplete
from forensics_app.evidence.decompression.adc import unpack_adc
from forensics_app.evidence.decompression.lzfse import lzfse_chunk
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.model.evidence import ContainerFormat

_KEPT_BYTES = 64 << 20


def _unzip(stored: bytes, size: int) -> bytes:
    return zlib.decompressobj().decompress(stored, size)


def _unbzip2(stored: bytes, size: int) -> bytes:
    return bz2.BZ2Decompressor().decompress(stored, size)


def _unlzma(stored: bytes, size: int) -> bytes:
    return lzma.LZMADecompressor(memlimit=256 << 20).decompress(stored, size)


def _unlzfse(stored: bytes, size: int) -> bytes:
    if not stored.startswith(b"bvx"):
        raise ValueError("no LZFSE stream")
    try:
        return lzfse_chunk(stored, size)
    except MalformedError as e:
        raise ValueError(str(e)) from e


_UNPACK: dict[int, Callable[[bytes, int], bytes]] = {
    ADC: unpack_adc,
    ZLIB: _unzip,
    BZIP2: _unbzip2,
    LZFSE: _unlzfse,
    LZMA: _unlzma,
}


class UdifMedium:
    """The medium of one image. Sectors that no block describes can't be read."""

    def __init__(self, file: ReadOnlyFile, blocks: tuple[Block, ...], size_bytes: int) -> None:
        self._file = file
        self._blocks = blocks
        self._starts = [block.start_bytes for block in blocks]
        self._size_bytes = size_bytes
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self._kept_bytes = 0

    @property
    def size_bytes(self) -> int:
        """Size of the medium."""
        return self._size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        parts: list[bytes] = []
        end = offset_bytes + size_bytes
        while offset_bytes < end:
            index = bisect_right(self._starts, offset_bytes) - 1
            block = self._blocks[index] if index >= 0 else None
            within = offset_bytes - block.start_bytes if block else 0
            if block is None or within >= block.size_bytes:
                raise ReadFailedError(
                    offset_bytes=offset_bytes, size_bytes=size_bytes, detail="no block is there"
                )
            length = min(block.size_bytes - within, end - offset_bytes)
            parts.append(self._part(index, block, within, length))
            offset_bytes += length
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _part(self, index: int, block: Block, within: int, length: int) -> bytes:
        if block.kind in (ZEROS, IGNORED):
            return bytes(length)
        if block.kind == RAW:
            # a stored block may leave out zeros at its end
            there = max(0, min(length, block.stored_bytes - within))
            return self._file.read(block.position_bytes + within, there) + bytes(length - there)
        return self._unpacked(index, block)[within : within + length]

    def _unpacked(self, index: int, block: Block) -> bytes:
        kept = self._kept.get(index)
        if kept is not None:
            self._kept.move_to_end(index)
            return kept
        unpack = _UNPACK.get(block.kind)
        if unpack is None:
            raise self._broken(block, f"compression {block.kind:#x} is not known")
        stored = self._file.read(block.position_bytes, block.stored_bytes)
        try:
            data = unpack(stored, block.size_bytes)
        except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError, MemoryError) as e:
            raise self._broken(block, f"compressed block: {e}") from e
        if len(data) != block.size_bytes:
            raise self._broken(block, f"{len(data)} bytes instead of {block.size_bytes}")
        self._kept[index] = data
        self._kept_bytes += len(data)
        while self._kept_bytes > _KEPT_BYTES and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._kept_bytes -= len(dropped)
        return data

    def _broken(self, block: Block, detail: str) -> ReadFailedError:
        return ReadFailedError(
            path=str(self._file.path),
            offset_bytes=block.start_bytes,
            size_bytes=block.size_bytes,
            detail=detail,
        )


def open_dmg(path: Path, _: Incomplete = REFUSED) -> Container:
    """A UDIF image in one file: whole, or not at all. Raises FormatNotSupportedError, SourceDamagedError."""
    file = ReadOnlyFile(path)
    try:
        found = None if has_trailer(file) else found_list(file)
        trailer = found or read_trailer(file)
        _check_whole(file, trailer)
        if not trailer.xml_bytes and trailer.resources_bytes:
            return _by_libmodi(file, "DMG with a resource fork read by libmodi")
        blocks = read_blocks(file, trailer)
    except UdifError as e:
        raise SourceDamagedError(path=str(path), format="DMG", detail=str(e)) from e
    needed = max(
        (b.position_bytes + b.stored_bytes for b in blocks if b.kind not in (ZEROS, IGNORED)), default=0
    )
    if needed > file.size_bytes:
        raise _too_short(file, needed)
    size = max(trailer.sectors * SECTOR, max((b.start_bytes + b.size_bytes for b in blocks), default=0))
    if not size:
        raise SourceDamagedError(path=str(path), format="DMG", detail="the medium has no size")
    medium = UdifMedium(file, blocks, size)
    problems = problems_of(blocks, trailer)
    if trailer is found:
        _check_place(file, medium, blocks)
        problems.append("the trailer is missing, the property list before it was used")
    return Container(ContainerFormat.DMG, medium, (file,), problems=tuple(problems))


def _check_place(file: ReadOnlyFile, medium: UdifMedium, blocks: tuple[Block, ...]) -> None:
    """Without a trailer, that blocks lie where their tables say is proved by the first packed one."""
    packed = next((block for block in blocks if block.kind not in (ZEROS, RAW, IGNORED)), None)
    try:
        if packed is not None:
            medium.read(packed.start_bytes, 1)
    except ReadFailedError as e:
        raise SourceDamagedError(path=str(file.path), format="DMG", detail="no trailer") from e


def _check_whole(file: ReadOnlyFile, trailer: Trailer) -> None:
    if trailer.segments > 1:
        raise FormatNotSupportedError(path=str(file.path), format=f"DMG in {trailer.segments} segments")
    if trailer.data_at + trailer.data_bytes > file.size_bytes:
        raise _too_short(file, trailer.data_at + trailer.data_bytes)


def _by_libmodi(file: ReadOnlyFile, note: str) -> Container:
    handle = pymodi.handle()
    try:
        handle.open_file_object(FileObject(file))
        medium: ByteSource = LibyalMedium(handle)
    except (OSError, MemoryError) as e:
        raise SourceDamagedError(path=str(file.path), format="DMG", detail=str(e)) from e
    try:
        medium.read(max(0, medium.size_bytes - 1), min(1, medium.size_bytes))
    except ReadFailedError as e:
        raise SourceDamagedError(path=str(file.path), format="DMG", detail=e.detail) from e
    return Container(ContainerFormat.DMG, medium, (file,), notes=(note,))


def _too_short(file: ReadOnlyFile, needed: int) -> SourceDamagedError:
    """The trailer is there, so the end isn't what is missing: where the rest belongs, nothing tells."""
    detail = f"its blocks end at {needed}, the file at {file.size_bytes}"
    return SourceDamagedError(path=str(file.path), format="DMG", detail=detail)
