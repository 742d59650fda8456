"""What Linux itself shows of a mounted sample, recorded beside it: the independent reading of the tests.

Made by tests/conformance/samples/making/list_by_kernel.py, one JSON object a name.
"""

from __future__ import annotations

import gzip
import json
import lzma
import stat
from base64 import b64decode
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from forensics_app.model.artifact import ArtifactKind, Entry
from forensics_app.model.times import EvidenceTime, TimeKind
from tests.reading.evidence_reading import SAMPLES, Reading

_KINDS = {
    stat.S_IFREG: ArtifactKind.FILE,
    stat.S_IFDIR: ArtifactKind.DIRECTORY,
    stat.S_IFLNK: ArtifactKind.LINK,
}
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Listed:
    """One name as the kernel shows it; times in nanoseconds since 1970, attributes with their digests."""

    path: tuple[bytes, ...]
    kind: ArtifactKind
    mode: int
    size: int
    sha256: str | None
    link: bytes | None
    attributes: dict[bytes, str]
    times: dict[TimeKind, int]
    uid: str
    gid: str
    inode: str


def kernel_listing(sample: str) -> list[Listed]:
    """The recorded listing of `sample`."""
    with gzip.open(SAMPLES / f"{sample}.kernel.jsonl.gz", "rt") as lines:
        return [_listed(json.loads(line)) for line in lines]


def _listed(line: dict[str, object]) -> Listed:
    get: dict = line  # type: ignore[type-arg]
    modified, accessed, changed = get["times"]
    return Listed(
        path=tuple(b64decode(get["path"]).split(b"/")[1:]),
        kind=_KINDS.get(stat.S_IFMT(get["mode"]), ArtifactKind.OTHER),
        mode=get["mode"],
        size=get["size"],
        sha256=get["sha256"],
        link=None if get["link"] is None else b64decode(get["link"]),
        attributes={b64decode(name): digest for name, digest in get["xattr"].items()},
        times={TimeKind.MODIFIED: modified, TimeKind.ACCESSED: accessed, TimeKind.CHANGED: changed},
        uid=str(get["uid"]),
        gid=str(get["gid"]),
        inode=str(get["ino"]),
    )


def as_listed(reading: Reading) -> list[Listed]:
    """The same of what was read: names with their attributes."""
    names: dict[tuple[bytes, ...], tuple[Entry, str | None]] = {}
    attributes: dict[tuple[bytes, ...], dict[bytes, str]] = {}
    for entry, examination in reading.found:
        path, stream = entry.locator.components, entry.locator.stream
        if stream is None:
            assert path not in names, path
            names[path] = entry, examination.digests.sha256
        else:
            assert entry.kind is ArtifactKind.ATTRIBUTE
            attributes.setdefault(path, {})[stream] = examination.digests.sha256 or ""
    return [
        Listed(
            path=path,
            kind=entry.kind,
            mode=_mode(entry.mode or ""),
            size=entry.size_bytes or 0,
            sha256=digest,
            link=entry.link_target,
            attributes=attributes.get(path, {}),
            times={t.kind: nanoseconds(t) for t in entry.times if t.kind is not TimeKind.CREATED},
            uid=entry.uid or "",
            gid=entry.gid or "",
            inode=entry.inode or "",
        )
        for path, (entry, digest) in names.items()
    ]


def nanoseconds(time: EvidenceTime) -> int:
    """The raw value as one number."""
    return int(Decimal(time.raw) * 1_000_000_000)


def _mode(text: str) -> int:
    """`r/rrwsr-x--x` back into st_mode."""
    types = {
        "r": stat.S_IFREG, "d": stat.S_IFDIR, "l": stat.S_IFLNK, "p": stat.S_IFIFO,
        "c": stat.S_IFCHR, "b": stat.S_IFBLK, "h": stat.S_IFSOCK,
    }  # fmt: skip
    kind = types[text[2]]
    return next(m for m in range(kind, kind + 0o10000) if stat.filemode(m)[1:] == text[3:])


def unpack_sparse(sample: str, folder: Path) -> Path:
    """A sample, unpacked with holes where it holds zeros."""
    packed = next(p for p in (SAMPLES / f"{sample}.raw.gz", SAMPLES / f"{sample}.raw.xz") if p.exists())
    target = folder / f"{sample}.raw"
    opener = gzip.open if packed.suffix == ".gz" else lzma.open
    with opener(packed) as source, target.open("wb") as raw:
        while chunk := source.read(_CHUNK_BYTES):
            if chunk.strip(b"\x00"):
                raw.write(chunk)
            else:
                raw.seek(len(chunk), 1)
        raw.truncate()
    return target
