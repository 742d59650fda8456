"""VHD and VHDX through libvhdi. Whether a file is whole is read from its own tables first.

Formats: Microsoft's "Virtual Hard Disk Image Format Specification" and [MS-VHDX]. Differencing disks, and a
VHDX whose log was not played back, are refused by name: their bytes alone are not the medium.
"""

from __future__ import annotations

import struct
from pathlib import Path

import pyvhdi  # type: ignore[import-not-found]

from forensics_app.errors import FormatNotSupportedError, SourceDamagedError, SourceTruncatedError
from forensics_app.evidence.byte_source import read_up_to
from forensics_app.evidence.container import Container
from forensics_app.evidence.libyal_medium import LibyalMedium
from forensics_app.evidence.read_only_file import FileObject, ReadOnlyFile
from forensics_app.model.evidence import ContainerFormat

_DYNAMIC, _DIFFERENCING = 3, 4
_UNUSED = 0xFFFFFFFF
_BAT_REGION = bytes.fromhex("6677c22d23f600429d64115e9bfd4a08")  # 2DC27766-F623-4200-9D64-115E9BFD4A08
_MIB = 1 << 20
_PRESENT = (6, 7)  # payload block fully, partially present
_MOST_TABLE_BYTES = 256 << 20


def open_vhd(path: Path) -> Container:
    """A fixed or dynamic VHD. Raises FormatNotSupportedError, SourceTruncatedError, SourceDamagedError."""
    file = ReadOnlyFile(path)
    head, tail = read_up_to(file, 0, 512), read_up_to(file, max(0, file.size_bytes - 512), 512)
    if b"conectix" not in (tail[:8], tail[1:9]):
        # only the copy in front is left: the end of the file, with its footer, is missing
        raise _truncated(file, "VHD", _dynamic_end(file, head) + 512)
    footer = tail if tail.startswith(b"conectix") else b"\x00" + tail
    kind = struct.unpack_from(">I", footer, 60)[0]
    if kind == _DIFFERENCING:
        raise FormatNotSupportedError(
            path=str(path), format=f"VHD differencing disk{_vhd_parent(file, footer)}"
        )
    if kind == _DYNAMIC and _dynamic_end(file, footer) > file.size_bytes:
        raise _truncated(file, "VHD", _dynamic_end(file, footer))
    return _container(file, ContainerFormat.VHD, "VHD")


def open_vhdx(path: Path) -> Container:
    """A fixed or dynamic VHDX. Raises FormatNotSupportedError, SourceTruncatedError, SourceDamagedError."""
    file = ReadOnlyFile(path)
    headers = [read_up_to(file, offset, 4096) for offset in (64 << 10, 128 << 10)]
    current = max((h for h in headers if h.startswith(b"head")), key=lambda h: h[8:16][::-1], default=b"")
    if len(current) < 80:
        raise SourceDamagedError(path=str(path), format="VHDX", detail="no header")
    if current[48:64] != bytes(16):
        raise FormatNotSupportedError(path=str(path), format="VHDX with a log that was not played back")
    needed = _vhdx_end(file)
    if needed > file.size_bytes:
        raise _truncated(file, "VHDX", needed)
    return _container(file, ContainerFormat.VHDX, "VHDX")


def _container(file: ReadOnlyFile, container: ContainerFormat, name: str) -> Container:
    handle = pyvhdi.file()
    try:
        handle.open_file_object(FileObject(file))
        parent = handle.get_parent_filename()
        sector_size = int(handle.get_bytes_per_sector())
        medium = LibyalMedium(handle)
    except (OSError, MemoryError) as e:
        raise SourceDamagedError(path=str(file.path), format=name, detail=str(e)) from e
    if parent:
        raise FormatNotSupportedError(path=str(file.path), format=f"{name} differencing disk of {parent}")
    return Container(container, medium, (file,), sector_size_bytes=sector_size)


def _vhd_parent(file: ReadOnlyFile, footer: bytes) -> str:
    """` of NAME` from the dynamic header's UTF-16 name of the parent."""
    header = read_up_to(file, struct.unpack_from(">Q", footer, 16)[0], 1024)
    name = header[64:576].decode("utf-16-be", "replace").split("\x00")[0]
    return f" of {name}" if name else ""


def _dynamic_end(file: ReadOnlyFile, footer: bytes) -> int:
    """Where the last block of a dynamic VHD ends; the end of the table at least."""
    header_at = struct.unpack_from(">Q", footer, 16)[0]
    header = read_up_to(file, header_at, 1024)
    if len(header) < 1024 or not header.startswith(b"cxsparse"):
        return int(min(header_at, 1 << 62)) + 1024
    numbers: tuple[int, ...] = struct.unpack_from(">QIII", header, 16)
    table_at, _, count, block_bytes = numbers
    end = table_at + count * 4
    if end > file.size_bytes or count * 4 > _MOST_TABLE_BYTES:
        return end
    sectors: tuple[int, ...] = struct.unpack(f">{count}I", file.read(table_at, count * 4))
    used = [sector for sector in sectors if sector != _UNUSED]
    if not used:
        return end
    bitmap_bytes = -(-(block_bytes // 512 // 8) // 512) * 512
    return max(end, max(used) * 512 + bitmap_bytes + block_bytes)


def _vhdx_end(file: ReadOnlyFile) -> int:
    """Where the last block that the allocation table of a VHDX names begins, plus one byte."""
    for table_at in (192 << 10, 256 << 10):
        table = read_up_to(file, table_at, 64 << 10)
        if not table.startswith(b"regi") or len(table) < 16:
            continue
        for index in range(min(struct.unpack_from("<I", table, 8)[0], 2047)):
            entry = table[16 + 32 * index : 48 + 32 * index]
            if entry[:16] == _BAT_REGION:
                at, length = struct.unpack_from("<QI", entry, 16)
                return _bat_end(file, at, length)
    raise SourceDamagedError(path=str(file.path), format="VHDX", detail="no region table")


def _bat_end(file: ReadOnlyFile, at: int, length: int) -> int:
    if at + length > file.size_bytes or length > _MOST_TABLE_BYTES:
        return at + length
    entries: tuple[int, ...] = struct.unpack(f"<{length // 8}Q", file.read(at, length // 8 * 8))
    return max((((entry >> 20) * _MIB) + 1 for entry in entries if entry & 7 in _PRESENT), default=0)


def _truncated(file: ReadOnlyFile, name: str, needed: int) -> SourceTruncatedError:
    return SourceTruncatedError(
        path=str(file.path), format=name, expected_bytes=needed, actual_bytes=file.size_bytes
    )
