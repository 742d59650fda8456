"""Which wheel of each locked package Windows (x86-64) and macOS (arm64) get: `wheels.py` writes wheels.csv.

For developers, after packaging/lock; needs a package index, downloads no wheel. The file is for the tests,
which compare its digests with those of the lock files and so need no network.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
LOCKS = ("requirements.lock", "requirements-native.lock", "requirements-frozen.lock")
PLATFORMS = {
    "win32": ["win_amd64"],
    "darwin": [
        f"macosx_{version}_{kind}"
        for version in ("11_0", "12_0", "13_0", "14_0")
        for kind in ("arm64", "universal2")
    ],
}
PYTHON = "--python-version 3.13 --implementation cp --abi cp313 --abi abi3 --abi none --only-binary :all:"


def main() -> int:
    rows = [row for lock in LOCKS for system in PLATFORMS for row in wheels(lock, system)]
    with (PROJECT / "packaging" / "frozen" / "wheels.csv").open("w", encoding="ascii", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("lock", "system", "package", "version", "wheel", "sha256"))
        writer.writerows(sorted(rows))
    return 0


def wheels(lock: str, system: str) -> list[tuple[str, ...]]:
    """Those that pip would take, one package after the other: one without a wheel costs no other."""
    found = []
    for name, version in locked(lock, system):
        row = wheel(name, version, system)
        if row is None:
            print(f"no wheel for {system}: {name} {version}")
        else:
            found.append((lock, system, name, version, *row))
    return found


def locked(lock: str, system: str) -> list[tuple[str, str]]:
    """Name and version of what the file has for this system and CPython 3.13."""
    found = re.findall(r"(?m)^([a-z0-9][a-z0-9._-]*)==([^ \\]+)(.*)\\$", (PROJECT / lock).read_text("ascii"))
    return [(name, version) for name, version, marker in found if is_wanted(marker, system)]


def is_wanted(marker: str, system: str) -> bool:
    from packaging.markers import Marker  # not there where the program alone is installed

    text = marker.partition(";")[2].strip()
    values = {"sys_platform": system, "python_version": "3.13", "python_full_version": "3.13.0"}
    values |= {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
    return not text or Marker(text).evaluate(values)


def wheel(name: str, version: str, system: str) -> tuple[str, str] | None:
    with tempfile.TemporaryDirectory() as target:
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--dry-run",
            "--no-deps",
            "--report",
            "-",
        ]
        command += ["--target", target, "--ignore-installed", *PYTHON.split()]
        command += [word for platform in PLATFORMS[system] for word in ("--platform", platform)]
        done = subprocess.run([*command, f"{name}=={version}"], capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    source = json.loads(done.stdout)["install"][0]["download_info"]
    return source["url"].rpartition("/")[2], source["archive_info"]["hashes"]["sha256"]


if __name__ == "__main__":
    sys.exit(main())
