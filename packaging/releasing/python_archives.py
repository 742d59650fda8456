"""Wheel and source archive, the same bytes from the same tree whenever they are built."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

_BUILD = "import setuptools.build_meta as b, sys; getattr(b, 'build_' + sys.argv[1])(sys.argv[2])"


def version_of(source: Path) -> str:
    """What `forensics_app/__init__.py` says."""
    text = (source / "forensics_app" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([0-9][0-9A-Za-z.]*)"$', text, re.MULTILINE)
    if found is None:
        raise ValueError(f"{source} states no version")
    return found[1]


def build_python_archives(source: Path, out: Path, work: Path, epoch: int) -> Path:
    """Both into `out`; the path of the wheel."""
    for kind in ("sdist", "wheel"):
        command = [sys.executable, "-P", "-c", _BUILD, kind, str(work)]
        subprocess.run(command, cwd=source, check=True, stdout=subprocess.DEVNULL)
    (packed,) = work.glob("*.tar.gz")
    _packed_again(packed, out / packed.name, epoch)
    (wheel,) = work.glob("*.whl")
    kept = out / wheel.name
    kept.write_bytes(wheel.read_bytes())
    return kept


def _packed_again(packed: Path, target: Path, epoch: int) -> None:
    """Setuptools writes the time of day and the builder's name into a source archive: neither is kept."""
    with (
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", 9, raw, mtime=epoch) as stream,
        tarfile.open(packed) as old,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted(old.getmembers(), key=lambda m: m.name):
            member.mtime, member.uid, member.gid, member.uname, member.gname = epoch, 0, 0, "", ""
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.pax_headers = {}
            new.addfile(member, old.extractfile(member) if member.isfile() else None)


def files_in(path: Path) -> dict[str, bytes]:
    """What a wheel or a source archive holds, by its path there."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist() if not name.endswith("/")}
    with tarfile.open(path) as packed:
        members = [member for member in packed.getmembers() if member.isfile()]
        return {m.name: file.read() for m in members if (file := packed.extractfile(m)) is not None}
