"""Fills a mounted XFS with what the tests look for. Usage: fill_xfs.py FOLDER (as root)."""

from __future__ import annotations

import ctypes
import os
import random
import socket
import sys
from pathlib import Path

KEEP_SIZE = 1  # FALLOC_FL_KEEP_SIZE
ATTRIBUTES = {
    b"user.small": b"v1",
    b"user.bin": bytes(range(256)),
    b"user.big": bytes(range(250)) * 30,
    b"trusted.t": b"tt",
    b"security.s": b"ss",
    b"user.empty": b"",
    b"user.n\xff": b"nonutf8 name",
}
TIMES = {b"t1960": -315_619_200 * 10**9 + 5, b"t2100": 4_102_444_800 * 10**9 + 123_456_789, b"t0": 0}


def write(path: bytes, data: bytes) -> None:
    with Path(os.fsdecode(path)).open("wb") as file:
        file.write(data)


def names(plain: bytes) -> None:
    """Names of every kind, and all types of inodes."""
    write(plain + b"/hello.txt", b"hello xfs\n")
    write(plain + b"/empty", b"")
    write(plain + b"/deep/er/rnd.bin", random.Random(7).randbytes(20001))
    write(plain + b"/bad-\xff\xfe-name", b"not utf8")
    write(plain + "/nämé 日本.txt".encode(), b"utf8")
    write(plain + b"/new\nline", b"nl")
    write(plain + b"/" + b"L" * 255, b"long")
    os.symlink(b"hello.txt", plain + b"/link")
    os.symlink(b"x/" * 450, plain + b"/longlink")
    os.symlink(b"bad\xff", plain + b"/badlink")
    os.link(plain + b"/hello.txt", plain + b"/hard")
    os.mkfifo(plain + b"/fifo")
    os.mknod(plain + b"/null", 0o20666, os.makedev(1, 3))
    os.mknod(plain + b"/blk", 0o60660, os.makedev(259, 700))
    os.chdir(plain)
    socket.socket(socket.AF_UNIX).bind("sock")
    os.chdir("/")


def layouts(plain: bytes) -> None:
    """Holes, blocks that are reserved over old data, many extents, blocks beyond the end."""
    with Path(os.fsdecode(plain + b"/sparse")).open("wb") as file:
        file.write(b"A" * 5000)
        file.seek(1 << 20)
        file.write(b"B" * 5000)
        file.truncate(3 << 20)
    write(plain + b"/allsparse", b"")
    os.truncate(plain + b"/allsparse", 1 << 20)
    write(plain + b"/old", b"OLDSECRET" * 100_000)
    os.sync()
    os.unlink(plain + b"/old")
    os.sync()
    fd = os.open(plain + b"/unwritten", os.O_RDWR | os.O_CREAT)
    os.posix_fallocate(fd, 0, 800_000)
    os.pwrite(fd, b"written" * 1000, 400_000)
    fd = os.open(plain + b"/frag", os.O_RDWR | os.O_CREAT)
    for number in range(120):
        os.pwrite(fd, bytes([number]) * 4096, number * 8192)
    fd = os.open(plain + b"/pasteof", os.O_RDWR | os.O_CREAT)
    os.write(fd, b"q" * 100)
    assert ctypes.CDLL(None).fallocate(fd, KEEP_SIZE, ctypes.c_long(0), ctypes.c_long(1 << 18)) == 0
    os.sync()


def attributes(plain: bytes) -> None:
    """Extended attributes in the inode, in leaves, in blocks of their own."""
    write(plain + b"/xa", b"xattrs")
    for name, value in ATTRIBUTES.items():
        os.setxattr(plain + b"/xa", name, value)
    write(plain + b"/xmany", b"many")
    for number in range(60):
        os.setxattr(plain + b"/xmany", b"user.attr%03d" % number, b"value%d" % number * 10)
    os.mkdir(plain + b"/xdir")
    os.setxattr(plain + b"/xdir", b"user.d", b"dir")


def directories(root: bytes) -> None:
    """Directories in the inode, in one block, with a leaf, with a tree; and one with many holes."""
    for count in (3, 15, 80, 400):
        os.mkdir(root + b"/d%d" % count)
        for number in range(count):
            write(root + b"/d%d/name-%04d" % (count, number), b"" if number % 50 else b"%d" % number)
    os.mkdir(root + b"/holes")
    for number in range(300):
        write(root + b"/holes/f%05d" % number, b"")
    for number in range(300):
        if number % 7:
            os.unlink(root + b"/holes/f%05d" % number)


def main() -> None:
    root = os.fsencode(sys.argv[1])
    plain = root + b"/plain"
    os.makedirs(plain + b"/deep/er")
    names(plain)
    layouts(plain)
    attributes(plain)
    for name, nanoseconds in TIMES.items():
        write(plain + b"/" + name, b"t")
        os.utime(plain + b"/" + name, ns=(nanoseconds, nanoseconds + 1))
    directories(root)
    os.chown(plain + b"/hello.txt", 1000, 70000)
    os.chmod(plain + b"/hello.txt", 0o4751)
    os.sync()


if __name__ == "__main__":
    main()
