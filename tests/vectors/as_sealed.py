"""Whether every file of a bundle has the digest that its seal states: by zipfile and hashlib alone."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path

MANIFESTS = ("manifest-sha256.txt", "tagmanifest-sha256.txt")
_STATED = re.compile(rb"^tagmanifest-sha256: ([0-9a-f]{64})$", re.MULTILINE)


def as_sealed(received: Path) -> bool:
    """As `sha256sum -c` of both manifests says, and the seal of the second of them; nothing else is there."""
    files = _files(received)
    if not files.keys() >= set(MANIFESTS):
        return False
    seals = [path for path in files if path.startswith("seal/")]
    with zipfile.ZipFile(io.BytesIO(files[seals[0]])) as seal:
        stated = _STATED.search(seal.read("seal-info.txt"))
    lines = [line for name in MANIFESTS for line in files[name].decode().splitlines()]
    listed = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    return (
        stated is not None
        and stated[1].decode() == hashlib.sha256(files[MANIFESTS[1]]).hexdigest()
        and listed.keys() == files.keys() - {MANIFESTS[1], *seals}
        and all(hashlib.sha256(files[path]).hexdigest() == digest for path, digest in listed.items())
    )


def _files(received: Path) -> dict[str, bytes]:
    """By their paths in the bag."""
    if received.is_dir():
        found = [p for p in received.rglob("*") if p.is_file()]
        return {p.relative_to(received).as_posix(): p.read_bytes() for p in found}
    with zipfile.ZipFile(received) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
