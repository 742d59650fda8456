"""Images for the benchmark, the same on every machine but for the files of /usr that they borrow from.

`many`: 2.1 GB ext4 with 100,000 small files, some deleted. `big`: 4.3 GB ext4 with 200 large files.
`mixed`: 1.6 GB NTFS with 10,000 files, streams, fragments and deleted folders (through ntfs-3g on the image
file; needs /dev/fuse). `bige`: the E01 of `big`. An image that is there already is kept.
"""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
from contextlib import ExitStack
from pathlib import Path

MIB = 1 << 20
_UUID = "11111111-2222-3333-4444-555555555555"


def make(name: str, folder: Path) -> Path:
    """The image called `name`, made in `folder` unless it is there. Raises CalledProcessError or OSError."""
    makers = {"many": _many, "big": _big, "mixed": _mixed, "bige": _bige}
    path = folder / ("bige.E01" if name == "bige" else f"{name}.img")
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            makers[name](path, folder)
        except (OSError, subprocess.CalledProcessError):
            path.unlink(missing_ok=True)
            raise
    return path


def _many(path: Path, folder: Path) -> None:
    with ExitStack() as stack:
        tree = _tree(folder, stack)
        _fill_many(tree)
        _ext4(path, tree, 2048, 120_000)
    commands = "".join(
        f"rm /d{d // 50:02d}/s{d:04d}/f{k:06d}.{ending}\n"
        for d in range(0, 1000, 10)
        for k in range(d * 100, d * 100 + 100, 20)
        for ending in ("txt", "jpg", "bin")
    )
    subprocess.run(
        ["debugfs", "-w", "-f", "-", path], input=commands.encode(), check=True, capture_output=True
    )


def _fill_many(tree: Path) -> None:
    rng = random.Random(11)
    texts = [p.read_bytes() for p in _borrowed(200, 60_000, 4000)]
    number = 0
    for d in range(1000):
        directory = tree / f"d{d // 50:02d}" / f"s{d:04d}"
        directory.mkdir(parents=True)
        for _ in range(100):
            kind = rng.random()
            if kind < 0.6:
                data, ending = rng.choice(texts) + b"%d" % number, "txt"
            elif kind < 0.7:
                data, ending = _jpeg(rng, rng.randint(2000, 40_000)), "jpg"
            else:
                data, ending = rng.randbytes(min(120_000, int(rng.lognormvariate(8.6, 1.1)))), "bin"
            file = directory / f"f{number:06d}.{ending}"
            file.write_bytes(data)
            os.utime(file, (1.6e9 + number, 1.6e9 + 2 * number))
            number += 1


def _big(path: Path, folder: Path) -> None:
    rng = random.Random(12)
    borrowed = [p.read_bytes() for p in _borrowed(300_000, 20 * MIB, 30)]
    with ExitStack() as stack:
        tree = _tree(folder, stack)
        for number in range(200):
            directory = tree / f"case{number // 20:02d}"
            directory.mkdir(exist_ok=True)
            left = 50_000_000 if number == 0 else int(rng.triangular(5e6, 46e6, 8e6))
            with (directory / f"v{number:03d}.dat").open("wb") as file:
                while left > 0:
                    data = (
                        rng.choice(borrowed)[:left]
                        if rng.random() < 0.3
                        else rng.randbytes(min(left, 4 * MIB))
                    )
                    file.write(data)
                    left -= len(data)
        _ext4(path, tree, 4096, 4096)


def _mixed(path: Path, folder: Path) -> None:
    mount = folder / "mount"
    mount.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.truncate(1536 * MIB)
    options = ["-F", "-q", "-Q", "-s", "512", "-p", "0", "-H", "16", "-S", "63", "-L", "MIXED"]
    subprocess.run(["mkntfs", *options, path], check=True, capture_output=True)
    options = "streams_interface=windows,noatime,big_writes"
    subprocess.run(["ntfs-3g", "-o", options, path, mount], check=True)
    try:
        _fill_mixed(mount)
    finally:
        subprocess.run(["umount", mount], check=True)


def _fill_mixed(root: Path) -> None:
    rng = random.Random(13)
    borrowed = _borrowed(200, 600_000, 6000)
    number = 0
    deleted: list[Path] = []
    for d in range(120):
        directory = root / "Users" / f"u{d // 30}" / f"dir{d:03d}"
        directory.mkdir(parents=True)
        for _ in range(100):
            kind = rng.random()
            if kind < 0.55:
                data = rng.choice(borrowed).read_bytes()
            elif kind < 0.7:
                data = _jpeg(rng, rng.randint(20_000, 150_000))
            elif kind < 0.75:
                data = rng.randbytes(rng.randint(300_000, 1_500_000))
            elif kind < 0.85:
                data = rng.randbytes(rng.randint(1, 600))
            else:
                data = rng.randbytes(rng.randint(1000, 100_000))
            file = directory / f"file{number:05d}.dat"
            file.write_bytes(data)
            if number % 20 == 0:
                Path(f"{file}:Zone.Identifier").write_bytes(b"[ZoneTransfer]\r\nZoneId=3\r\n")
            if number % 6 == 5:
                deleted.append(file)
            number += 1
    for file in deleted:
        file.unlink()
    with ExitStack() as stack:  # grown in turn, so that every one of them is in pieces
        pieces = [
            stack.enter_context((root / "Users" / f"frag{i:02d}.bin").open("wb", buffering=0))
            for i in range(24)
        ]
        for _ in range(60):
            for piece in pieces:
                piece.write(rng.randbytes(65536))
    for d in (7, 33, 71):
        shutil.rmtree(root / "Users" / f"u{d // 30}" / f"dir{d:03d}")


def _bige(path: Path, folder: Path) -> None:
    big = make("big", folder)
    options = ["-u", "-q", "-c", "deflate:fast", "-S", "20G", "-d", "sha1"]
    subprocess.run(["ewfacquire", *options, "-t", path.with_suffix(""), big], check=True, capture_output=True)


def _tree(folder: Path, stack: ExitStack) -> Path:
    tree = folder / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir()
    stack.callback(shutil.rmtree, tree)
    return tree


def _ext4(path: Path, tree: Path, mib: int, inodes: int) -> None:
    extended = f"hash_seed={_UUID},lazy_itable_init=0,lazy_journal_init=0"
    options = f"-q -t ext4 -b 4096 -N {inodes} -U {_UUID} -E {extended}".split()
    subprocess.run(["mke2fs", *options, "-d", tree, path, f"{mib}M"], check=True, capture_output=True)


def _borrowed(low: int, high: int, most: int) -> list[Path]:
    """Files of /usr between two sizes, shuffled the same way each time."""
    found = []
    for directory, names, files in os.walk("/usr"):
        names.sort()
        paths = (Path(directory) / name for name in sorted(files))
        found += [p for p in paths if not p.is_symlink() and p.is_file() and low <= p.stat().st_size <= high]
    random.Random(1).shuffle(found)
    return found[:most]


def _jpeg(rng: random.Random, size: int) -> bytes:
    """A JPEG's frame with EXIF, and noise for a picture."""
    tags = (
        (0x010F, "Canon Cameras"),
        (0x0110, f"EOS 5D Mark {rng.randint(1, 4)}"),
        (0x0132, f"2024:0{rng.randint(1, 9)}:1{rng.randint(0, 9)} 10:11:12"),
    )
    start = 8 + 2 + 12 * len(tags) + 4
    entries, values = struct.pack("<H", len(tags)), b""
    for tag, text in tags:
        value = text.encode() + b"\0"
        entries += struct.pack("<HHII", tag, 2, len(value), start + len(values))
        values += value
    tiff = b"II*\0" + struct.pack("<I", 8) + entries + struct.pack("<I", 0) + values
    exif = b"Exif\0\0" + tiff
    quantisation = b"\xff\xdb\x00\x43\x00" + bytes(range(1, 65))
    head = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    return head + quantisation + rng.randbytes(size) + b"\xff\xd9"
