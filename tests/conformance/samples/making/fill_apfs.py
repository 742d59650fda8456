"""Fills an APFS mounted by the Linux driver with what the tests look for. Usage: fill_apfs.py FOLDER."""

from __future__ import annotations

import fcntl
import os
import random
import struct
import sys
import zlib
from pathlib import Path

TAKE_SNAPSHOT = 0x40000000 | 256 << 16 | 0x40 << 8 | 0x85  # APFS_IOC_TAKE_SNAPSHOT of the driver
CHUNK = 65536
ATTRIBUTES = {
    b"osx.small": b"v1",
    b"osx.bin": bytes(range(256)),
    b"osx.big": bytes(range(250)) * 120,
    b"osx.empty": b"",
    b"osx.n\xff": b"nonutf8 name",
}
TIMES = {b"t1960": -315_619_200 * 10**9 + 5, b"t2100": 4_102_444_800 * 10**9 + 123_456_789, b"t0": 0}
TEXT = b"".join(b"line %06d of a text that compresses well\n" % number for number in range(4000))
SHORT = TEXT[:1000]
LONG = b"A" * CHUNK + SHORT


def write(path: bytes, data: bytes) -> None:
    with Path(os.fsdecode(path)).open("wb") as file:
        file.write(data)


def names(plain: bytes) -> None:
    write(plain + b"/hello.txt", b"hello apfs\n")
    write(plain + b"/empty", b"")
    write(plain + b"/deep/er/rnd.bin", random.Random(11).randbytes(20001))
    write(plain + "/nämé 日本.txt".encode(), b"utf8")
    write(plain + "/e\u0301 decomposed".encode(), b"nfd")
    write(plain + b"/bad-\xff\xfe-name", b"not utf8")
    write(plain + b"/new\nline", b"nl")
    write(plain + b"/" + b"L" * 255, b"long")
    os.symlink(b"hello.txt", plain + b"/link")
    os.symlink(b"x/" * 450, plain + b"/longlink")
    os.symlink(b"bad\xff", plain + b"/badlink")
    os.link(plain + b"/hello.txt", plain + b"/hard")
    os.mkfifo(plain + b"/fifo")
    os.mknod(plain + b"/null", 0o20666, os.makedev(1, 3))


def layouts(plain: bytes) -> None:
    with Path(os.fsdecode(plain + b"/sparse")).open("wb") as file:
        file.write(b"A" * 5000)
        file.seek(1 << 20)
        file.write(b"B" * 5000)
        file.truncate(3 << 20)
    write(plain + b"/allsparse", b"")
    os.truncate(plain + b"/allsparse", 1 << 20)
    one, two = (os.open(plain + name, os.O_RDWR | os.O_CREAT) for name in (b"/frag", b"/frag2"))
    for number in range(3):
        for fd in (one, two):
            os.pwrite(fd, bytes([number]) * 4096, number * 4096)
            os.fsync(fd)


# --- compressed as macOS stores it; the flag of the inode is set by mark_compressed.py --------------------


def compressed(path: bytes, kind: int, size: int, inline: bytes = b"", fork: bytes | None = None) -> None:
    write(path, b"")
    os.setxattr(path, b"osx.com.apple.decmpfs", b"fpmc" + struct.pack("<IQ", kind, size) + inline)
    if fork is not None:
        os.setxattr(path, b"osx.com.apple.ResourceFork", fork)


def zlib_fork(parts: list[bytes]) -> bytes:
    table, body, at = struct.pack("<I", len(parts)), b"", 4 + 8 * len(parts)
    for part in parts:
        table += struct.pack("<II", at + len(body), len(part))
        body += part
    data = struct.pack(">I", len(table) + len(body)) + table + body
    return struct.pack(">IIII", 256, 256 + len(data), len(data), 50) + bytes(240) + data + bytes(50)


def offsets_fork(parts: list[bytes]) -> bytes:
    at = 4 * (len(parts) + 1)
    table = struct.pack("<I", at)
    for part in parts:
        at += len(part)
        table += struct.pack("<I", at)
    return table + b"".join(parts)


def lzvn_literals(data: bytes) -> bytes:
    found = b""
    for at in range(0, len(data), 200):
        part = data[at : at + 200]
        found += (bytes([0xE0, len(part) - 16]) if len(part) >= 16 else bytes([0xE0 | len(part)])) + part
    return found + b"\x06" + bytes(7)


def lzvn_of_as(size: int) -> bytes:
    """`size` times A: a literal with a match at distance 1, then matches at the same distance."""
    found, left = bytes([0x40 | 5 << 3, 1]) + b"A", size - 9
    while left:
        length = left - 16 if 271 < left < 271 + 16 else min(271, left)
        found += bytes([0xF0, length - 16])
        left -= length
    return found + b"\x06" + bytes(7)


def lzfse_stored(data: bytes) -> bytes:
    return b"bvx-" + struct.pack("<I", len(data)) + data + b"bvx$"


def lzfse_of_as(size: int) -> bytes:
    packed = lzvn_of_as(size)
    return b"bvxn" + struct.pack("<II", size, len(packed)) + packed + b"bvx$"


def compressed_files(folder: bytes) -> None:
    os.mkdir(folder)
    chunks = [zlib.compress(TEXT[at : at + CHUNK]) for at in range(0, len(TEXT), CHUNK)]
    compressed(folder + b"/zlib-inline", 3, len(SHORT), zlib.compress(SHORT))
    compressed(folder + b"/zlib-stored", 3, 12, b"\xffstored bytes")
    compressed(folder + b"/zlib-fork", 4, len(TEXT), fork=zlib_fork(chunks))
    compressed(folder + b"/raw-inline", 9, len(SHORT), b"\xcc" + SHORT)
    compressed(folder + b"/lzvn-inline", 7, len(SHORT), lzvn_literals(SHORT))
    fork = offsets_fork([lzvn_of_as(CHUNK), lzvn_literals(SHORT)])
    compressed(folder + b"/lzvn-fork", 8, len(LONG), fork=fork)
    compressed(folder + b"/lzfse-inline", 11, len(SHORT), lzfse_stored(SHORT))
    fork = offsets_fork([lzfse_of_as(CHUNK), lzfse_stored(SHORT)])
    compressed(folder + b"/lzfse-fork", 12, len(LONG), fork=fork)
    compressed(folder + b"/bomb", 3, 1000, zlib.compress(bytes(1 << 20)))
    compressed(folder + b"/unknown", 200, 1000, b"??")
    compressed(folder + b"/no-fork", 4, 1000)


def main() -> None:
    root = os.fsencode(sys.argv[1])
    plain = root + b"/plain"
    os.makedirs(plain + b"/deep/er")
    names(plain)
    layouts(plain)
    write(plain + b"/xa", b"xattrs")
    for name, value in ATTRIBUTES.items():
        os.setxattr(plain + b"/xa", name, value)
    for name, nanoseconds in TIMES.items():
        write(plain + b"/" + name, b"t")
        os.utime(plain + b"/" + name, ns=(nanoseconds, nanoseconds + 1))
    for count in (60, 150):
        os.mkdir(root + b"/d%d" % count)
        for number in range(count):
            write(root + b"/d%d/file-%06d.dat" % (count, number), b"" if number % 50 else b"%d" % number)
    os.chown(plain + b"/hello.txt", 1000, 70000)
    os.chmod(plain + b"/hello.txt", 0o4751)
    compressed_files(plain + b"/compressed")
    os.sync()
    fcntl.ioctl(os.open(root, os.O_RDONLY), TAKE_SNAPSHOT, b"before".ljust(256, b"\x00"))
    write(plain + b"/after-snapshot", b"new")
    os.unlink(root + b"/d150/file-000007.dat")
    os.sync()


if __name__ == "__main__":
    main()
