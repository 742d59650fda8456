"""What can be demanded of the answer to a damaged image, whatever the damage was.

* One of our errors, or layers; never a process that ends otherwise, and never a Python exception.
* An image that had files and lists none has an error or an omission.
* Damage to the content of files alone changes no name, and the digests of touched files alone.
* A container that checks its chunks gives no other bytes as complete.
* Names that fls lists on the damaged medium are listed, or the ledger says where some are missing.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

from tests.fuzzing.bases import Base
from tests.fuzzing.damage import Damage
from tests.fuzzing.outcome import Outcome
from tests.judging.judges import find_judge

_MOST_ITEMS = 200_000
_HARMLESS = {
    "segment-stray",
    "snapshots-not-read",
    "deleted-entries-not-listed",
    "type-not-detected",
    "exif-not-read",
}


def complaints(base: Base, damage: Damage, whole: Outcome, found: Outcome) -> list[str]:
    """Everything that is wrong with `found`; `whole` is what the undamaged image gives."""
    if found.lost:
        return [f"lost: {found.lost}"]
    if found.error:
        return [] if found.error != "worker-lost" else [f"worker lost while opening: {found.detail}"]
    problems = [
        f"unhandled in the worker at {where}: {detail}"
        for code, where, detail in found.omissions
        if code == "worker-crashed" and "Error" in detail and "MemoryError" not in detail
    ]
    if len(found.items) > _MOST_ITEMS:
        problems.append(f"{len(found.items)} items")
    left = damage.apply(base.data()) if base.raw else b"container"
    if whole.items and not found.items and not set(found.codes()) - _HARMLESS and left.strip(b"\x00"):
        problems.append("files are gone without an omission")
    if base.raw:
        problems += _content_only(damage, whole, found)
    if base.name.endswith(".E01"):
        problems += _checked(whole, found)
    return problems


def _content_only(damage: Damage, whole: Outcome, found: Outcome) -> list[str]:
    """Where only files' own bytes were touched, nothing else may have changed."""
    if damage.size is not None or not damage.patches:
        return []
    content = [
        span
        for item in whole.items
        if item.kind == "file" and not item.path.startswith("$")  # $MFT, $Bitmap: metadata
        for span in item.ranges
    ]
    if not all(
        any(at <= offset and offset + len(patch) <= at + length for at, length in content)
        for offset, patch in damage.patches
    ):
        return []
    if _names(whole) != _names(found):
        return ["content was touched, and names differ"]
    return [
        f"{was.path}: another digest, and it wasn't touched"
        for was, now in zip(whole.items, found.items, strict=True)
        if was.sha256 != now.sha256 and not any(damage.touches(*span) for span in was.ranges)
    ]


def _checked(whole: Outcome, found: Outcome) -> list[str]:
    """E01 has a checksum for every chunk: what is called complete is what it was."""
    before = {(item.path, item.address): item for item in whole.items}
    return [
        f"{item.path}: complete with other bytes"
        for item in found.items
        if item.read == "complete"
        and (was := before.get((item.path, item.address))) is not None
        and was.read == "complete"
        and (was.size, was.sha256) != (item.size, item.sha256)
    ]


def _names(outcome: Outcome) -> list[tuple[str, str, str, bool]]:
    return [(item.layer, item.path, item.address, item.allocated) for item in outcome.items]


def missing_names(raw: Path, found: Outcome) -> list[str]:
    """Names of fls that are neither listed nor covered by an omission; for raw media only."""
    fls = find_judge("fls")
    if fls is None or found.lost or found.error:
        return []
    problems = []
    for layer, state, offset in found.layers:
        covered = any(
            where.split(":")[0] == layer for code, where, _ in found.omissions if code not in _HARMLESS
        )
        if state != "walked" or offset % 512 or covered:
            continue
        names = _by_fls(fls, raw, offset)
        if _is_disc(raw, offset):  # where we read by ourselves, with numbers of our own and several trees
            listed = sum(allocated for _, allocated in names or ()) - 1  # without its folder of orphans
            more = listed - len(found.items)
            problems += [f"fls lists {more} files more in {layer}"] if more > 0 else []
            continue
        ours = Counter(
            (item.address.partition("-")[0], item.allocated)
            for item in found.items
            if item.layer == layer and item.kind != "attribute"
        )
        lost = set(names or ()) - set(ours)
        if _is_fat(raw, offset):  # what stands behind the end of a directory is deleted, and not so to fls
            lost = {(address, used) for address, used in lost if (address, False) not in ours}
        if lost:
            problems.append(f"fls lists {len(lost)} inodes more in {layer}: {sorted(lost)[:3]}")
    return problems


def _is_fat(raw: Path, offset: int) -> bool:
    with raw.open("rb") as file:
        file.seek(offset)
        head = file.read(90)
    return head[3:8] == b"EXFAT" or head[54:57] == b"FAT" or head[82:85] == b"FAT"


def _is_disc(raw: Path, offset: int) -> bool:
    with raw.open("rb") as file:
        file.seek(offset + (32 << 10) + 1)
        return file.read(5) == b"CD001"


# by inode alone: the fls of a distribution is older than our libtsk (4.11 and 4.15), which reads more streams
def _by_fls(fls: str, raw: Path, offset: int) -> Counter[tuple[str, bool]] | None:
    command = [fls, "-r", "-p", "-o", str(offset // 512), str(raw)]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=5)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    found: Counter[tuple[str, bool]] = Counter()
    for line in done.stdout.splitlines():
        head, tab, name = line.partition(b":\t")
        words = head.replace(b"(realloc)", b"").decode("ascii", "replace").split()
        if not tab or b"/.:" in name or len(words) < 2 or len(words) > 3 or not words[-1][0].isdigit():
            continue  # streams of directories come twice; a name with a line break makes lines that are none
        found[words[-1].partition("-")[0], "*" not in words] += 1
    return found
