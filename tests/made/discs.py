"""Optical discs for tests, made by genisoimage and xorriso, and what other programs read of them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.judging.judges import require_judge

SECTOR = 2048
TIME = 1_100_000_000  # 2004-11-09T11:33:20Z
_ENVIRONMENT = {**os.environ, "TZ": "UTC0", "LC_ALL": "C.UTF-8"}


def tree(folder: Path, files: dict[str, bytes]) -> Path:
    """A folder with these files, all of one time."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (TIME, TIME))
    return folder


def genisoimage(image: Path, *options: str | Path) -> Path:
    """A disc made by genisoimage."""
    names = () if "-hfs" in options else ("-input-charset", "utf-8")  # HFS has other ideas of characters
    run("genisoimage", "-quiet", *names, "-o", image, *options)
    return image


def xorriso(image: Path, *options: str | Path) -> Path:
    """A disc made by xorriso in its form of mkisofs."""
    run("xorriso", "-as", "mkisofs", "-quiet", "-o", image, *options)
    return image


def add_session(image: Path, folder: Path) -> None:
    """One session more on a disc that can be written again, as xorriso keeps it up to date."""
    run("xorriso", "-dev", f"stdio:{image}", "-joliet", "on", "-map", folder, "/", "-commit")


def names_by_isoinfo(image: Path, *options: str) -> set[str]:
    """Every path of one tree: `-R` Rock Ridge, `-J` Joliet, neither of them the plain names."""
    shown = run("isoinfo", "-i", image, "-f", *options).decode().splitlines()
    return {line.lstrip("/").removesuffix(";1").removesuffix(".") for line in shown if line.startswith("/")}


def run(program: str, *arguments: str | Path) -> bytes:
    """What a program prints."""
    command = [require_judge(program), *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, env=_ENVIRONMENT).stdout
