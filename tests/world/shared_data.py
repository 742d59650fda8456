"""Where the shared test data lie: a folder beside the project, or $SEALWRIGHT_SHARED."""

from __future__ import annotations

import os
from pathlib import Path

from tests.judging.judges import shared_data_missing

PROJECT = Path(__file__).resolve().parent.parent.parent


def shared_root() -> Path | None:
    """The shared folder, or None where there is none."""
    root = Path(os.environ.get("SEALWRIGHT_SHARED") or PROJECT.parent / "shared")
    return root if (root / "testdata").is_dir() else None


def shared(relative: str) -> Path:
    """A file or folder of the shared data, such as `testdata/FACTS.tsv`.

    Skips the test with one line where the whole folder is absent; where it is there and lacks the file,
    the test has to fail: FileNotFoundError.
    """
    root = shared_root()
    if root is None:
        shared_data_missing("set SEALWRIGHT_SHARED or put the folder beside the project")
    path = root / relative
    if not path.exists():
        raise FileNotFoundError(path)
    return path
