"""An image with many small files, for tests that want an ingest to take a while."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

from tests.judging.judges import require_judge


def image_of_many_files(path: Path, files: int, size: str) -> None:
    """ext4 with what `tree_of_many_files` makes."""
    tree = path.parent / "tree"
    tree_of_many_files(tree, files)
    image_of_tree(path, tree, files, size)
    shutil.rmtree(tree)


def tree_of_many_files(tree: Path, files: int) -> None:
    """`files` files of up to 5 kB of noise in forty folders, one of 3 MiB, and one whose name is no UTF-8."""
    chance = random.Random(11)
    for number in range(files):
        folder = tree / f"d{number % 40}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"file {number}.txt").write_bytes(chance.randbytes(chance.randrange(5000)))
    (tree / "large").write_bytes(chance.randbytes(3 << 20))
    (tree / os.fsdecode(b"caf\xe9")).write_bytes(b"x")


def image_of_tree(path: Path, tree: Path, files: int, size: str) -> None:
    """ext4 with this tree, and inodes for twice as many files."""
    mke2fs = require_judge("mke2fs")
    command = [mke2fs, "-q", "-t", "ext4", "-d", str(tree), "-N", str(files * 2 + 100), str(path), size]
    subprocess.run(command, check=True, capture_output=True)
