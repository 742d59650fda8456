"""What The Sleuth Kit's own programs print, as values. They are given raw media only: Debian's crash on E01.

fls and istat are those of the distribution (4.11 or 4.12), older than the libtsk that pytsk3 brings (4.15).
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from forensics_app.evidence.opening.open_source import open_source
from tests.judging.judges import require_judge

_ENVIRONMENT = {**os.environ, "TZ": "UTC0", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One line of `fls -m`: times in seconds since 1970, 0 where there is none."""

    path: bytes
    address: str
    deleted: bool
    size: int
    accessed: int
    modified: int
    changed: int
    created: int


@dataclass(frozen=True, slots=True)
class Slot:
    """One line of mmls, in bytes. `kind`: `Meta`, `-------` (unallocated), or the slot's number."""

    kind: str
    offset: int
    length: int
    description: str


def raw_of(image: Path, folder: Path) -> Path:
    """The bytes of the medium of an image, as a file."""
    opened = open_source(image)
    assert not isinstance(opened, Path)
    raw = folder / "medium.raw"
    raw.write_bytes(opened.medium.read(0, opened.medium.size_bytes))
    opened.close()
    return raw


def body_lines(raw: Path, offset_bytes: int) -> list[BodyLine]:
    """`fls -r -p -m` of one file system."""
    out = _run("fls", "-z", "UTC0", "-r", "-p", "-m", "", "-o", str(offset_bytes // 512), str(raw))
    found = []
    # a name with a line break makes lines that are none: the address and seven numbers tell the true ends
    pattern = re.compile(
        rb"^0\|(.*?)\|(\d+(?:-\d+-\d+)?)\|[^|\n]*\|\d+\|\d+\|(\d+)\|(\d+)\|(\d+)\|(\d+)\|(\d+)$", re.M | re.S
    )
    for match in pattern.finditer(out):
        path = match[1]
        deleted = path.endswith((b" (deleted)", b" (deleted-realloc)"))
        path = re.sub(rb" \(deleted(-realloc)?\)$", b"", path)
        numbers = [int(match[i]) for i in range(3, 8)]
        found.append(BodyLine(path, match[2].decode("ascii"), deleted, *numbers))
    return found


def istat(raw: Path, offset_bytes: int, inode: str) -> str:
    """What istat says of one inode."""
    return _run("istat", "-z", "UTC0", "-o", str(offset_bytes // 512), str(raw), inode).decode(
        "utf-8", "replace"
    )


def icat(raw: Path, offset_bytes: int, address: str, *options: str) -> bytes:
    """What icat gives of one attribute (`inode-type-id`) or inode."""
    return _run("icat", *options, "-o", str(offset_bytes // 512), str(raw), address)


def istat_times(text: str) -> dict[str, datetime]:
    """Label -> time, for the labels that have one."""
    found = {}
    for match in re.finditer(
        r"^([A-Z][A-Za-z ]+):\t(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d+)? \(UTC\)", text, re.M
    ):
        if not match[2].startswith("0000"):
            found.setdefault(match[1], datetime.fromisoformat(match[2]).replace(tzinfo=UTC))
    return found


def istat_blocks(text: str, attribute: str | None = None) -> list[int] | None:
    """The blocks (sectors of FAT and exFAT) of a file, or of one NTFS attribute (`128-2`), 0 for a hole."""
    if attribute is not None:
        found = re.search(rf"^Type: \S+ \({attribute}\) .*Non-Resident.*\n((?:[\d ]+\n?)*)", text, re.M)
    else:
        found = re.search(r"^(?:Direct Blocks|Sectors|Data Fork Blocks):\n((?:[\d ]+\n?)*)", text, re.M)
    return None if found is None else [int(number) for number in found[1].split()]


def block_bytes(raw: Path, offset_bytes: int, file_system: str) -> int:
    """The unit in which istat counts: fsstat's cluster, block or fragment; sectors for FAT and exFAT."""
    text = _run("fsstat", "-o", str(offset_bytes // 512), str(raw)).decode("utf-8", "replace")
    units = ("Sector Size",) if "fat" in file_system else ("Fragment Size", "Cluster Size", "Block Size")
    for unit in units:
        match = re.search(rf"^(?:Allocation )?{unit}: (\d+)$", text, re.M)
        if match:
            return int(match[1])
    raise ValueError(text)


def mmls(raw: Path, *options: str, sector: int = 512) -> list[Slot]:
    """Every line of mmls, unallocated areas and tables as well."""
    out = _run("mmls", *options, "-b", str(sector), str(raw)).decode("utf-8", "replace")
    found = []
    for line in out.splitlines():
        match = re.match(r"\d+:\s+(\S+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(.*)", line)
        if match:
            found.append(Slot(match[1], int(match[2]) * sector, int(match[4]) * sector, match[5].strip()))
    return found


def _run(program: str, *arguments: str) -> bytes:
    command = [require_judge(program), *arguments]
    return subprocess.run(command, capture_output=True, check=True, timeout=60, env=_ENVIRONMENT).stdout
