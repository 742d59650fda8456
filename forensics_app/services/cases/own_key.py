"""What this user's program remembers of its own: a secret key of this user's folder, and marks made with it.

A case folder may have come from somebody else, or have been away. What must not be believed of such a one (a
sealing that was begun, where it was to be written) carries a mark that nobody else can make.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from forensics_app.custody.own_files import read_own
from forensics_app.errors import CaseFileRefusedError, OutputNotWritableError
from forensics_app.seal.home import home_folder, private_folder, write_private

_KEY_NAME, _KEY_BYTES = "case-marks.key", 32
_CASES = "cases"


def mark(*parts: bytes) -> str:
    """The mark of these parts (64 hex), or an empty one where this user's folder can't keep a key."""
    key = _key()
    if key is None:
        return ""
    running = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        running.update(len(part).to_bytes(8, "big") + part)
    return running.hexdigest()


def is_mark(claimed: object, *parts: bytes) -> bool:
    """Whether this user's program made this mark of these parts."""
    made = mark(*parts)
    return bool(made) and isinstance(claimed, str) and hmac.compare_digest(made.encode(), claimed.encode())


def remember_case(folder: Path, case_key: bytes) -> None:
    """Keep that this user made the case in `folder` on this computer; nothing where that can't be kept."""
    made = _case_mark(folder, case_key)
    path = home_folder() / _CASES / made[:32]
    if not made or path.exists():
        return
    with suppress(OSError, OutputNotWritableError):
        private_folder(path.parent)
        write_private(path, b"")


def is_known_case(folder: Path, case_key: bytes) -> bool:
    """Whether this user made the case on this computer, and it is the same folder still.

    A copy is none: what came back from somewhere else is what they made of it.
    """
    made = _case_mark(folder, case_key)
    return bool(made) and (home_folder() / _CASES / made[:32]).is_file()


def folder_identity(folder: Path) -> bytes:
    """What tells a folder from its copies: its number in the file system."""
    return str(folder.stat().st_ino).encode("ascii")


def _case_mark(folder: Path, case_key: bytes) -> str:
    try:
        return mark(b"case", case_key, folder_identity(folder))
    except OSError:
        return ""


def _key() -> bytes | None:
    path = home_folder() / _KEY_NAME
    with suppress(OSError, OutputNotWritableError, CaseFileRefusedError):
        if not os.path.lexists(path):
            private_folder(path.parent)
            with suppress(OutputNotWritableError):  # another process was first
                write_private(path, secrets.token_bytes(_KEY_BYTES))
        key = read_own(path)
        return key if len(key) == _KEY_BYTES else None
    return None
