"""The programs that make file systems: whether they are there, and one run of one, its clock held still."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from forensics_app.errors import BuildFailedError, BuildToolsMissingError

PACKAGES = {  # of Debian and Ubuntu; packaging/apt-packages.txt has them in the group `training`
    "mkntfs": "ntfs-3g",
    "ntfscp": "ntfs-3g",
    "mke2fs": "e2fsprogs",
    "debugfs": "e2fsprogs",
    "mkfs.fat": "dosfstools",
    "mmd": "mtools",
    "mcopy": "mtools",
    "mdel": "mtools",
}
_PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
_LONGEST_S = 120


def missing_tools(names: Iterable[str]) -> list[str]:
    """Those of the programs that are not installed."""
    return [name for name in names if shutil.which(name, path=_PATH) is None]


def need_tools(names: Iterable[str]) -> None:
    """Raises BuildToolsMissingError, with the packages that have what is missing."""
    if missing := missing_tools(names):
        packages = dict.fromkeys(PACKAGES.get(name, name) for name in missing)
        raise BuildToolsMissingError(tools=", ".join(missing), packages=" ".join(packages))


def run(*arguments: str | bytes | Path, now: int, script: bytes | None = None) -> None:
    """Run a tool whose clock stands at `now` (seconds since 1970), where it has one to set. It can ask
    nobody.

    Raises BuildFailedError.
    """
    tool = os.fsdecode(arguments[0])
    environment = {
        "PATH": _PATH,
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": str(now),
        "E2FSPROGS_FAKE_TIME": str(now),
        "MTOOLS_SKIP_CHECK": "1",
        "MTOOLSRC": os.devnull,
    }
    try:
        done = subprocess.run(
            arguments,
            env=environment,
            input=script or b"",
            capture_output=True,
            check=False,
            timeout=_LONGEST_S,
        )
    except (OSError, subprocess.TimeoutExpired) as e:
        raise BuildFailedError(tool=tool, detail=str(e)) from e
    if done.returncode:
        words = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise BuildFailedError(tool=tool, detail=words.splitlines()[-1] if words else str(done.returncode))
