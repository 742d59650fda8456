"""Fills a mounted file system so that its last changes are in its journal alone, and stops it there.

Usage: leave_dirty.py FOLDER ROUNDS (as root, of a mounted ext4 or XFS; unmount it afterwards). More rounds
than the journal has room for make it begin anew at its first block.
"""

from __future__ import annotations

import fcntl
import os
import struct
import sys
from pathlib import Path

SHUT_DOWN = 0x8004587D  # FS_IOC_SHUTDOWN of ext4, XFS_IOC_GOINGDOWN of XFS
WRITE_THE_JOURNAL = 1
JOURNAL_MAGIC = b"\xc0\x3b\x39\x98"  # what ext's journal puts zeros in the place of


def text(name: str, size: int) -> bytes:
    return (f"{name}\n".encode() * (size // len(name) + 1))[:size]


def fill(root: Path, rounds: int) -> None:
    keep = root / "keep"
    keep.mkdir()
    for turn in range(rounds):
        folder = root / f"round-{turn}"
        folder.mkdir()
        for number in range(70):
            name = f"n{number:03}" + "y" * (number % 60)
            (folder / name).write_bytes(text(name, number * 23 % 1400))
        os.sync()
        for number in range(0, 70, 2):
            (folder / (f"n{number:03}" + "y" * (number % 60))).unlink()
        if turn > 1:
            old = root / f"round-{turn - 2}"
            for index, path in enumerate(sorted(old.iterdir())):
                if index % 3:
                    path.rename(keep / f"{turn}-{path.name}")
                else:
                    path.unlink()
            old.rmdir()
        with (keep / f"pieces-{turn}").open("wb") as file:
            for index in range(12):
                file.seek(index * 9000)
                file.write(b"piece %03d" % index)
        (keep / f"magic-{turn}").write_bytes((JOURNAL_MAGIC + text("magic", 1020)) * (turn % 5 + 1))
        os.symlink("target/" * (turn * 11 % 120 + 1), keep / f"link-{turn}")
        for index in range(turn % 4):
            os.setxattr(keep / f"magic-{turn}", f"user.attribute{index}", text("value", 30 + index * 400))
    os.link(keep / "magic-1", root / "hard")
    os.chmod(keep / "magic-0", 0o640)
    os.truncate(keep / "pieces-0", 20_000)
    os.sync()


def main() -> None:
    root = Path(sys.argv[1])
    fill(root, int(sys.argv[2]))
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.ioctl(folder, SHUT_DOWN, struct.pack("I", WRITE_THE_JOURNAL))
    finally:
        os.close(folder)


if __name__ == "__main__":
    main()
