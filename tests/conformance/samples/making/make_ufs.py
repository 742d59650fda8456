"""Make ufs1-le.raw.gz and its like: UFS1 and UFS2 in either byte order, by makefs of NetBSD (Debian: makefs).

makefs puts the superblock of UFS2 where FreeBSD has it with blocks of 64 KiB alone. Run without arguments.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import tempfile
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent
KINDS = {"ufs1-le": (1, "le"), "ufs1-be": (1, "be"), "ufs2-le": (2, "le"), "ufs2-be": (2, "be")}
HOLES = (5000, 900_000)  # bytes before a hole, and where the last byte is
CONTENTS = {
    "small": b"s" * 100,
    "ends in fragments": bytes(range(250)) * 40,
    "large": bytes(range(251)) * 1000,
    "holes": b"A" * HOLES[0] + bytes(HOLES[1] - HOLES[0]) + b"B",
    **{f"folder/name {number:03d}{'n' * (number % 20)}": b"%d" % number for number in range(60)},
}
LINKS = {f"link{length}": b"x" * length for length in (1, 59, 60, 61, 119, 120, 121, 1000)}
EARLY = -1000  # when `small` was modified; the others at TIME
TIME = 1_100_000_000


def _fill(tree: Path) -> None:
    for name, data in CONTENTS.items():
        path = tree / name
        path.parent.mkdir(exist_ok=True)
        if name == "holes":
            with path.open("wb") as file:
                file.write(data[: HOLES[0]])
                file.seek(HOLES[1])
                file.write(data[HOLES[1] :])
        else:
            path.write_bytes(data)
    for name, target in LINKS.items():
        (tree / name).symlink_to(os.fsdecode(target))
    for path in [*tree.rglob("*"), tree]:
        os.utime(path, (TIME, TIME), follow_symlinks=False)
    os.utime(tree / "small", (EARLY, EARLY))


def main() -> None:
    """Write the samples."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        tree.mkdir()
        _fill(tree)
        for kind, (version, order) in KINDS.items():
            image = Path(folder) / kind
            options = f"version={version}" + (",bsize=65536,fsize=8192" if version == 2 else "")
            command = [
                "makefs",
                "-B",
                order,
                "-T",
                str(TIME),
                "-b",
                "40%",
                "-o",
                options,
                str(image),
                str(tree),
            ]
            subprocess.run(command, check=True)
            (SAMPLES / f"{kind}.raw.gz").write_bytes(gzip.compress(image.read_bytes(), 9, mtime=0))


if __name__ == "__main__":
    main()
