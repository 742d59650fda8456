"""Lists line by line: hashdeep 1.0, and what sha256sum, md5sum, BagIt and BSD's digests write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TextIO

from forensics_app.examine.hash_lists import HASHDEEP_MARK, digest_of
from forensics_app.exchange.manifest_paths import plain_path
from forensics_app.model.comparison import ComparedItem
from forensics_app.model.digests import DigestAlgorithm

_LONGEST_LINE = 1 << 20
_COLUMNS = {"md5": DigestAlgorithm.MD5, "sha1": DigestAlgorithm.SHA1, "sha256": DigestAlgorithm.SHA256}
_SUM = re.compile(r"(\\?)([0-9A-Fa-f]{32,64})(?:[ \t]+\*?(.*))?\Z", re.DOTALL)
_BSD = re.compile(
    r"(\\?)(?:MD5|SHA-?1|SHA-?256|SHA2-256)\s*\((.*)\)\s*=\s*([0-9A-Fa-f]+)\s*\Z", re.IGNORECASE | re.DOTALL
)
_OWN_VOLUME = re.compile(r"s[0-9]+(?:\.[a-z]+[0-9]*)*/")
_ESCAPES = {"n": "\n", "r": "\r", "\\": "\\"}


def read_hashdeep(file: TextIO) -> Iterator[ComparedItem | None]:
    """What follows the first line: the names of the columns, then a line a file; another such may follow."""
    columns: list[str] = []
    ours = False
    while text := file.readline(_LONGEST_LINE):
        if text.startswith("%%%% ") and not text.startswith(HASHDEEP_MARK):
            columns = [c.strip().lower() for c in text.lstrip("%").split(",")]
        elif text.startswith(("#", "%")):
            ours = ours or text.startswith("## Invoked from: Sealwright ")
        elif text.strip():
            yield _hashdeep_item(text.rstrip("\r\n"), columns, ours=ours)


def read_sums(leading: Iterable[str], file: TextIO) -> Iterator[ComparedItem | None]:
    """A digest and a name a line; `leading` are lines that were read already."""
    for text in chain(leading, iter(lambda: file.readline(_LONGEST_LINE), "")):
        line = text.strip("\r\n")
        if line.strip() and not line.startswith(("#", ";", "//")):
            yield _sum_item(line)


def _hashdeep_item(line: str, columns: list[str], *, ours: bool) -> ComparedItem | None:
    cells = line.split(",", max(0, len(columns) - 1))
    if len(cells) != len(columns):
        return None
    row = dict(zip(columns, cells, strict=True))
    name, place = row.get("filename", ""), ""
    own = _OWN_VOLUME.match(name) if ours else None
    if own is not None:  # our own lists say the volume first
        place, name = own[0][:-1], name[own.end() :]
    digests = {}
    for column, algorithm in _COLUMNS.items():
        found = digest_of(row.get(column, ""))
        if found is not None and found[0] is algorithm:
            digests[algorithm.value] = found[1]
    size = row.get("size", "").strip()
    if not digests:
        return None
    return ComparedItem(
        plain_path(name),
        size_of(size),
        md5=digests.get("md5"),
        sha1=digests.get("sha1"),
        sha256=digests.get("sha256"),
        place=place,
    )


def _sum_item(line: str) -> ComparedItem | None:
    match = _BSD.match(line)
    if match is not None:
        marked, name, digest = match[1], match[2], match[3]
    else:
        match = _SUM.match(line.lstrip())
        if match is None:
            return None
        marked, digest, name = match[1], match[2], match[3] or ""
    found = digest_of(digest)
    if found is None:
        return None
    if marked:  # coreutils marks a name with a line feed or backslash in it
        name = re.sub(r"\\([nr\\])", lambda m: _ESCAPES[m[1]], name)
    digests = {found[0].value: found[1]}
    return ComparedItem(
        plain_path(name, posix=bool(marked)),
        md5=digests.get("md5"),
        sha1=digests.get("sha1"),
        sha256=digests.get("sha256"),
    )


def size_of(text: str) -> int | None:
    """A size in bytes; None for anything else."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None
