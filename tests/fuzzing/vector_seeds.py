"""What the vectors (tests/vectors) hold, sound and hostile, sorted by the target that it is an input of.

Whether a vector's own bytes are answered rightly is what tests/vectors asks; here damage begins with them.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from tests.fuzzing.targets import TARGETS
from tests.vectors.make_vectors import ALL

_MOST_BYTES = 48 << 10
_BY_NAME = {
    "META-INF/ASiCArchiveManifest.xml": ("container-ASiCArchiveManifest.xml",),
    "META-INF/timestamp001.tst": ("container-timestamp001.tst", "decode-token"),
    "seal-info.txt": ("container-seal-info.txt", "decode-info"),
    "event.json": ("event", "decode-event"),
    "before.tst": ("bag-custody/before.tst", "decode-token"),
    "custody.jsonl": ("list-custody.jsonl", "decode-ledger"),
    "catalog.jsonl": ("list-catalog.jsonl",),
    "bag-info.txt": ("bag-bag-info.txt",),
    "bagit.txt": ("bag-bagit.txt",),
    "manifest-sha256.txt": ("bag-manifest",),
    "tagmanifest-sha256.txt": ("bag-tagmanifest",),
}
_BY_ENDING = {
    ".p7s": ("container-signature001.p7s", "bag-custody/4.p7s", "decode-p7s", "decode-line-signature"),
    ".xml": ("container-ASiCManifest001.xml",),
    ".zip": ("zip", "decode-zip"),
    ".asice": ("seal", "seal-inside", "decode-container"),
}
_LINES = {
    "catalog.jsonl": "line-catalog",
    "sources.jsonl": "line-source",
    "omissions.jsonl": "line-omission",
    "selection.json": "line-selection",
    "supplement.json": "line-supplement",
    "blocks.jsonl": "line-blocks",
}


def vector_seeds() -> set[tuple[str, bytes]]:
    """Pairs of a target and bytes, each once."""
    found: set[tuple[str, bytes]] = set()
    for vector in ALL:
        for name, data in vector.make().files.items():
            found |= set(_of_file(name, data))
    return {(target, data) for target, data in found if len(data) <= _MOST_BYTES}


def _of_file(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    last = name.rpartition("/")[2]
    for key, targets in (_BY_NAME | _BY_ENDING).items():
        if name == key or last == key or (key in _BY_ENDING and name.endswith(key)):
            yield from ((target, data) for target in targets)
    if f"list-{last}" in TARGETS:
        yield f"list-{last}", data
    if last in _LINES:
        yield from ((_LINES[last], line) for line in data.split(b"\n")[:3])
    if name.endswith((".zip", ".asice")) and len(data) <= _MOST_BYTES:
        yield from _inside(data)


def _inside(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as inner:
            for info in inner.infolist():
                if info.file_size <= _MOST_BYTES:
                    yield from _of_file(info.filename, inner.read(info))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, RuntimeError, OSError, EOFError, zlib.error):
        return
