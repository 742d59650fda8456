"""NTFS whose attribute lists lie in clusters of their own, by ntfs-3g's library; nothing is mounted.

    python3 make_ntfs_lists.py IMAGE

Needs mkntfs and libntfs-3g.so.89. The times of the names of `linked.txt` are set in the image afterwards
(name NN: modified NN seconds after 2020), as is how much of `streams.txt:large` was ever written.
"""

from __future__ import annotations

import ctypes
import os
import struct
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))
from forensics_app.training.making.ntfs_edit import FILE_NAME, NtfsVolume

_LIBRARY = ctypes.CDLL("libntfs-3g.so.89", use_errno=True)
_POINTER, _NUMBER, _TEXT, _SIZE, _BYTE = (
    ctypes.c_void_p,
    ctypes.c_uint32,
    ctypes.c_char_p,
    ctypes.c_int64,
    ctypes.c_uint8,
)
DATA, FOLDER, FILE = 0x80, 0o040000, 0o100000
CLUSTER = 512
FILETIME_2020 = (11644473600 + 1577836800) * 10_000_000


def _function(name: str, result: object, *arguments: object):
    found = getattr(_LIBRARY, name)
    found.restype, found.argtypes = result, arguments
    return found


_mount = _function("ntfs_mount", _POINTER, _TEXT, ctypes.c_ulong)
_unmount = _function("ntfs_umount", ctypes.c_int, _POINTER, ctypes.c_int)
_inode = _function("ntfs_pathname_to_inode", _POINTER, _POINTER, _POINTER, _TEXT)
_create = _function("ntfs_create", _POINTER, _POINTER, _NUMBER, _TEXT, _BYTE, _NUMBER)
_link = _function("ntfs_link", ctypes.c_int, _POINTER, _POINTER, _TEXT, _BYTE)
_delete = _function("ntfs_delete", ctypes.c_int, _POINTER, _TEXT, _POINTER, _POINTER, _TEXT, _BYTE)
_close = _function("ntfs_inode_close", ctypes.c_int, _POINTER)
_add = _function("ntfs_attr_add", ctypes.c_int, _POINTER, _NUMBER, _TEXT, _BYTE, _TEXT, _SIZE)
_open = _function("ntfs_attr_open", _POINTER, _POINTER, _NUMBER, _TEXT, _NUMBER)
_write = _function("ntfs_attr_pwrite", _SIZE, _POINTER, _SIZE, _SIZE, _TEXT)
_shut = _function("ntfs_attr_close", None, _POINTER)


def _must(ok: bool) -> None:
    if not ok:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


class Volume:
    def __init__(self, image: Path) -> None:
        self._volume = _mount(os.fsencode(image), 0)
        _must(bool(self._volume))
        self.root = self.inode("/")

    def inode(self, path: str) -> int:
        found = _inode(self._volume, None, path.encode())
        _must(bool(found))
        return found

    def new(self, name: str, mode: int) -> int:
        found = _create(self.root, 0, *_units(name), mode)
        _must(bool(found))
        return found

    def delete(self, name: str) -> None:
        """libntfs closes both inodes."""
        _must(
            _delete(self._volume, f"/{name}".encode(), self.inode(f"/{name}"), self.root, *_units(name)) == 0
        )
        self.root = self.inode("/")

    def close(self, *inodes: int) -> None:
        for inode in inodes:
            _must(_close(inode) == 0)

    def end(self) -> None:
        self.close(self.root)
        _must(_unmount(self._volume, 0) == 0)


def _units(name: str) -> tuple[bytes, int]:
    units = name.encode("utf-16-le", "surrogatepass")
    return units, len(units) // 2


def _streams(inode: int, count: int) -> None:
    for n in range(count):
        value = f"value of stream {n} ".encode() * (1 + n % 8)
        _must(_add(inode, DATA, *_units(f"s{n:02d}"), value, len(value)) == 0)


def _fill(image: Path) -> None:
    volume = Volume(image)
    many, linked = volume.new("many", FOLDER), volume.new("linked.txt", FILE)
    for n in range(60):
        _must(_link(linked, many, *_units(f"{n:02d} link \ud800" + "x" * (n % 40))) == 0)
    volume.close(linked, many)
    streams = volume.new("streams.txt", FILE)
    _streams(streams, 40)
    content = b"".join(b"%07d\n" % n for n in range(1000))[:5003]
    _must(_add(streams, DATA, *_units("large"), content, len(content)) == 0)
    gone = volume.new("gone.txt", FILE)
    _streams(gone, 30)
    volume.close(streams, gone)
    _interleave(volume)
    volume.delete("gone.txt")
    volume.end()


def _interleave(volume: Volume) -> None:
    """Two files of even clusters first, so that holes part them; then the holes of one are filled."""
    inodes = [volume.new("fragmented.bin", FILE), volume.new("between.bin", FILE)]
    streams = [_open(inode, DATA, None, 0) for inode in inodes]
    for which, first in ((0, 0), (1, 0), (0, 1)):
        for n in range(first, 2000, 2):
            piece = (b"%d-%07d\n" % (which, n) * 52)[:CLUSTER]
            _must(_write(streams[which], CLUSTER * n, CLUSTER, piece) == CLUSTER)
    for stream in streams:
        _shut(stream)
    volume.close(*inodes)


def _edit(image: Path) -> None:
    data = bytearray(image.read_bytes())
    sizes = struct.pack("<QQ", 5003, 5003)  # real and initialised size
    assert data.count(sizes) == 1
    struct.pack_into("<Q", data, data.index(sizes) + 8, 3000)
    volume = NtfsVolume(bytes(data))
    for number in volume.records():
        record = volume._record(number)
        for attribute in volume._attributes(record):
            name = record[attribute.value_offset + 66 : attribute.value_offset + 80].decode(
                "utf-16-le", "replace"
            )
            if attribute.kind == FILE_NAME and name.endswith(" link"):
                time = FILETIME_2020 + int(name[:2]) * 10_000_000
                struct.pack_into("<Q", record, attribute.value_offset + 16, time)
        volume._put_record(number, record)
    volume.finish(b"SEALLIST")
    image.write_bytes(bytes(volume))


def main() -> None:
    image = Path(sys.argv[1])
    image.write_bytes(b"")
    os.truncate(image, 8 << 20)
    geometry = ("-c", str(CLUSTER), "-s", "512", "-p", "0", "-H", "16", "-S", "63")
    subprocess.run(["mkntfs", "-q", "-F", "-f", *geometry, "-L", "lists", image], check=True)
    _fill(image)
    _edit(image)


if __name__ == "__main__":
    main()
