"""What `samples/making/make_ntfs_index.py` makes: every name, and which of them it deletes again."""

from __future__ import annotations

MANY, RECENT = "many", "recent"
LONG_FOLDER = "папка" * 30
FOLDERS = [MANY, RECENT, LONG_FOLDER]

_MANY = [f"{MANY}/file number {n:03d} long enough name.txt" for n in range(200)]
_RECENT = [f"{RECENT}/recent {n:02d} of a name that is longer.txt" for n in range(40)]
_LONG = ["漢" * 255, "漢" * 100, "字" * 200, f"{LONG_FOLDER}/" + "名" * 180]
_LONG_DELETED = ["絵" * 90, f"{LONG_FOLDER}/" + "画" * 250]

MADE = [*_RECENT, *_MANY, *_LONG, *_LONG_DELETED]
DELETED = [*(path for n, path in enumerate(_MANY) if n % 10 or 60 < n < 140), *_RECENT[3:], *_LONG_DELETED]
LATER = [f"later {n:02d}.txt" for n in range(60)]
"""They take the first records of files that are deleted by then: those of `recent`, then some of `many`."""

LIVE = sorted({*FOLDERS, *MADE, *LATER} - set(DELETED))


def content_of(path: str) -> bytes:
    """What a file holds."""
    return b"content of " + path.encode()[:80]
