"""The user's own folder: identities and trusted certificates, readable by this user alone."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

from forensics_app.errors import OutputNotWritableError
from forensics_app.system.opening import WRITE_NEW

ENVIRONMENT = "SEALWRIGHT_HOME"
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


def home_folder() -> Path:
    """Where this user's identities and trust lie: $SEALWRIGHT_HOME, else the platform's data folder."""
    chosen = os.environ.get(ENVIRONMENT)
    return Path(chosen) if chosen else user_data_path("sealwright", appauthor=False)


def private_folder(path: Path) -> Path:
    """`path` as a folder of ours, made for its owner alone where absent. Raises OutputNotWritableError.

    A folder that is there already keeps its permissions: it may be the user's, and shared on purpose.
    """
    try:
        for folder in (*reversed(path.parents), path):
            if not folder.exists():
                folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    except OSError as e:
        raise OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0)) from e
    return path


def write_private(path: Path, data: bytes) -> None:
    """A new file that only its owner can read, on the disk before this returns.

    Raises OutputNotWritableError, also where the file exists.
    """
    try:
        handle = os.open(path, WRITE_NEW, PRIVATE_FILE)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as e:
        raise OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0)) from e
