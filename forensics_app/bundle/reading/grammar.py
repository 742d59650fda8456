"""Which paths may stand in a bundle (docs/bundle-format.md, section 2), as the reader judges them.

A path that breaks a rule is never used to open anything: the rules are what keeps `..`, absolute paths,
device names and look-alikes out before a byte is unpacked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

MAX_PATH_CHARACTERS = 240
MAX_REFERENCE_CHARACTERS = 80
PAYLOAD = "data/"
SEAL_FOLDER = "seal/"
NONCE_FILE = "data/seal-nonce.bin"

_SEGMENT = r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?"
_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*\Z")
_REFERENCE = re.compile(rf"{_SEGMENT}\Z")
_DEVICE_NAME = r"(?:CON|PRN|AUX|NUL|COM[1-9]|LPT[1-9])(?=[./]|\Z)"
_DEVICE = re.compile(rf"(?:^|/){_DEVICE_NAME}", re.IGNORECASE)
_OTHER_SEGMENT = rf"(?!(?i:{_DEVICE_NAME})){_SEGMENT}"
_ALLOWED = re.compile(rf"{_OTHER_SEGMENT}(?:/{_OTHER_SEGMENT})*\Z")  # _PATH without what _DEVICE finds
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", ".directory", ".localized"})
_TWIN_BATCH = 100_000


def path_fault(path: str) -> str | None:
    """Why this path may not stand in a bundle: `grammar`, `length`, `device-name`; None where it may."""
    if len(path) <= MAX_PATH_CHARACTERS and _ALLOWED.match(path):
        return None
    if len(path) > MAX_PATH_CHARACTERS:
        return "length"
    if not _PATH.match(path):
        return "grammar"
    if _DEVICE.search(path):
        return "device-name"
    return None


def faulty_paths(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Those of very many paths that may not stand in a bundle, each with its `path_fault`."""
    allowed = _ALLOWED.match
    for path in paths:
        if len(path) > MAX_PATH_CHARACTERS or not allowed(path):
            yield path, path_fault(path) or "grammar"


def is_reference(name: str) -> bool:
    """Whether `name` can be a bundle's reference: one segment of at most 80 characters."""
    return len(name) <= MAX_REFERENCE_CHARACTERS and bool(_REFERENCE.match(name)) and not _DEVICE.search(name)


def is_litter(path: str) -> bool:
    """Whether this is a file that operating systems leave behind in folders they show."""
    name = path.rsplit("/", 1)[-1].lower()
    return name in _LITTER or name.startswith("._")


def case_twins(paths: Sequence[str]) -> list[str]:
    """Paths that repeat an earlier one, or differ from it only in the case of ASCII letters.

    Done in batches by hash, so that a million paths don't need a second million strings at once.
    """
    batches = 1 + len(paths) // _TWIN_BATCH
    twins: list[str] = []
    if batches == 1 and len(set(map(str.lower, paths))) == len(paths):
        return twins
    for batch in range(batches):
        seen: set[str] = set()
        for path in paths:
            lowered = path.lower()
            if batches > 1 and hash(lowered) % batches != batch:
                continue
            if lowered in seen:
                twins.append(path)
            seen.add(lowered)
    return twins


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that the paths imply, at each depth."""
    folders: set[str] = set()
    last = ""
    for path in paths:
        folder = path.rpartition("/")[0]
        if folder == last:
            continue
        last = folder
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders
