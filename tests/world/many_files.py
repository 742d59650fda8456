"""An image with many small files, for tests that want an ingest to take a while."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

from tests.judging.judges import require_judge


def image_of_many_files(path: Path, files: int, size: str) -> None:
    """ext4 with `files` files of up to 5 kB of noise in forty folders, and one of 3 MiB."""
    mke2fs = require_judge("mke2fs")
    tree = path.parent / "tree"
    chance = random.Random(11)
    for number in range(files):
        folder = tree / f"d{number % 40}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"file {number}.txt").write_bytes(chance.randbytes(chance.randrange(5000)))
    (tree / "large").write_bytes(chance.randbytes(3 << 20))
    (tree / os.fsdecode(b"caf\xe9")).write_bytes(b"x")
    command = [mke2fs, "-q", "-t", "ext4", "-d", str(tree), "-N", str(files * 2 + 100), str(path), size]
    subprocess.run(command, check=True, capture_output=True)
    shutil.rmtree(tree)
