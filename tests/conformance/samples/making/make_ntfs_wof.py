"""NTFS with files that the Windows Overlay Filter would unpack, by ntfs-3g's library and wimlib; not mounted.

    python3 make_ntfs_wof.py IMAGE

Needs mkntfs, libntfs-3g.so.89 and libwim.so.15 (Debian: wimtools). What the files hold stands in
tests/made/wof_contents.py.
"""

from __future__ import annotations

import ctypes
import os
import struct
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from make_ntfs_lists import (
    DATA,
    FILE,
    FOLDER,
    Volume,
    _add,
    _create,
    _function,
    _must,
    _open,
    _shut,
    _units,
    _write,
)
from wof_contents import ALGORITHMS, BLOCKS, CHUNK_BYTES, RAW_CHUNK, contents, text

from forensics_app.training.making.ntfs_edit import NtfsVolume

_TAG, _WIM, _PROVIDER_FILE = 0x80000017, 1, 2
_STREAM = "WofCompressedData"
_truncate = _function("ntfs_attr_truncate", ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_set_reparse = _function(
    "ntfs_set_ntfs_reparse_data",
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_char_p,
    ctypes.c_size_t,
    ctypes.c_int,
)
_close_in = _function("ntfs_inode_close_in_dir", ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_WIMLIB = ctypes.CDLL("libwim.so.15")
_WIMLIB.wimlib_compress.restype = ctypes.c_size_t
_WIMLIB.wimlib_create_compressor.argtypes = (
    ctypes.c_int, ctypes.c_size_t, ctypes.c_uint, ctypes.POINTER(ctypes.c_void_p),
)  # fmt: skip
_WIMLIB.wimlib_create_decompressor.argtypes = (
    ctypes.c_int, ctypes.c_size_t, ctypes.POINTER(ctypes.c_void_p),
)  # fmt: skip
_WIMLIB.wimlib_decompress.argtypes = (
    ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p,
)  # fmt: skip
_WIMLIB.wimlib_compress.argtypes = (
    ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p,
)  # fmt: skip


def _compressor(name: str) -> ctypes.c_void_p:
    found = ctypes.c_void_p()
    kind = 2 if name == "lzx" else 1
    _must(_WIMLIB.wimlib_create_compressor(kind, CHUNK_BYTES[name], 100, ctypes.byref(found)) == 0)
    return found


def _chunk(data: bytes, compressor: ctypes.c_void_p) -> bytes:
    room = ctypes.create_string_buffer(len(data))
    size = _WIMLIB.wimlib_compress(data, len(data), room, len(data) - 1, compressor)
    return room.raw[:size] if size else data


def _uncompressed(data: bytes) -> tuple[str, bytes]:
    """A block that no encoder at hand makes: the bits of its head, and what follows at the next word."""
    return f"0110{len(data):016b}", struct.pack("<III", 1, 1, 1) + data + bytes(len(data) % 2)


def _words(bits: str) -> bytes:
    """Bits up to a whole word; that the last word is filled takes a bit at least."""
    bits += "0" * (16 - len(bits) % 16)
    return b"".join(int(bits[at : at + 16], 2).to_bytes(2, "little") for at in range(0, len(bits), 16))


def _three_blocks(compressor: ctypes.c_void_p) -> bytes:
    """One compressed block between two that are not. Where its bits end is tried: wimlib says what fits."""
    first, second, third = BLOCKS
    head, body = _uncompressed(first)
    begin, middle = _words(head) + body, _chunk(second, compressor)
    bits = "".join(f"{word:016b}" for (word,) in struct.iter_unpack("<H", middle))
    head, body = _uncompressed(third)
    decompressor, room = ctypes.c_void_p(), ctypes.create_string_buffer(CHUNK_BYTES["lzx"])
    _must(_WIMLIB.wimlib_create_decompressor(2, CHUNK_BYTES["lzx"], ctypes.byref(decompressor)) == 0)
    whole = b"".join(BLOCKS)
    for unused in range(16):
        chunk = begin + _words(bits[: len(bits) - unused] + head) + body
        failed = _WIMLIB.wimlib_decompress(chunk, len(chunk), room, len(whole), decompressor)
        if not failed and room.raw[: len(whole)] == whole:
            return chunk
    raise AssertionError("no place fits")


def packed(name: str, data: bytes) -> bytes:
    """A stream WofCompressedData."""
    algorithm, _, what = name.partition("/")
    size, compressor = CHUNK_BYTES[algorithm], _compressor(algorithm)
    chunks = []
    for number, at in enumerate(range(0, len(data), size)):
        part = data[at : at + size]
        if what == "three blocks":
            chunks.append(_three_blocks(compressor))
        elif what == "many" and number == RAW_CHUNK:
            chunks.append(part)
        else:
            chunks.append(_chunk(part, compressor))
    ends = [sum(map(len, chunks[:number])) for number in range(1, len(chunks))]
    return struct.pack(f"<{len(ends)}I", *ends) + b"".join(chunks)


def _reparse(inode: int, *words: int) -> None:
    data = struct.pack(f"<{len(words)}I", *words)
    value = struct.pack("<IHH", _TAG, len(data), 0) + data
    _must(_set_reparse(inode, value, len(value), 0) == 0)


def _put(folder: int, name: str, size: int, stream: bytes | None, *words: int) -> None:
    inode = _create(folder, 0, *_units(name), FILE)
    _must(bool(inode))
    attribute = _open(inode, DATA, None, 0)
    _must(bool(attribute) and _truncate(attribute, size) == 0)
    _shut(attribute)
    if stream is not None:
        _must(_add(inode, DATA, *_units(_STREAM), stream, len(stream)) == 0)
    _reparse(inode, *words)
    _must(_close_in(inode, folder) == 0)


def _fill(image: Path) -> None:
    volume = Volume(image)
    for algorithm, number in ALGORITHMS.items():
        folder = volume.new(algorithm, FOLDER)
        for name, data in contents().items():
            if name.startswith(f"{algorithm}/"):
                what = name.partition("/")[2]
                _put(folder, what, len(data), packed(name, data), 1, _PROVIDER_FILE, 1, number)
        volume.close(folder)
    sample = packed("lzx/x", text("x", 9000))
    _put(volume.root, "in a wim", 9000, None, 1, _WIM, 2, 0, 7, 0, 0, 0, 0, 0, 0)
    _put(volume.root, "unknown algorithm", 9000, sample, 1, _PROVIDER_FILE, 1, 9)
    _put(volume.root, "unknown provider", 9000, sample, 1, 3, 1, 1)
    _put(volume.root, "without stream", 9000, None, 1, _PROVIDER_FILE, 1, 1)
    _put(volume.root, "cut short", 9000, sample, 1, _PROVIDER_FILE)
    _put(volume.root, "wrong format", 9000, sample, 1, _PROVIDER_FILE, 1, 0)
    _put(volume.root, "stored too", 9000, sample, 1, _PROVIDER_FILE, 1, 1)
    stored = volume.inode("/stored too")
    attribute = _open(stored, DATA, None, 0)
    data = text("stored", 9000)
    _must(_write(attribute, 0, len(data), data) == len(data))
    _shut(attribute)
    volume.close(stored)
    volume.end()


def main() -> None:
    image = Path(sys.argv[1])
    image.write_bytes(b"")
    os.truncate(image, 4 << 20)
    geometry = ("-c", "1024", "-s", "512", "-p", "0", "-H", "16", "-S", "63")
    subprocess.run(["mkntfs", "-q", "-F", "-f", *geometry, "-L", "overlay", image], check=True)
    _fill(image)
    volume = NtfsVolume(image.read_bytes())
    volume.delete("/lzx/gone")
    volume.finish(b"SEALOVER")
    image.write_bytes(bytes(volume))


if __name__ == "__main__":
    main()
