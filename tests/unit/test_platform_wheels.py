"""Every locked package has a wheel for Windows x86-64 and macOS arm64, or a named replacement.

packaging/frozen/wheels.py names the wheels in wheels.csv beside it; the lock files have their digests.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.tags import Tag
from packaging.utils import parse_wheel_filename

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-native.lock", "requirements-frozen.lock")
SYSTEMS = {"win32": ("Windows", "win_amd64"), "darwin": ("Darwin", "arm64|universal2")}
# package -> what stands in for it where it has no wheel; a package with wheels everywhere must not be here
REPLACED: dict[tuple[str, str], str] = {}


def locked(lock: str, system: str) -> dict[str, tuple[str, set[str]]]:
    """Name -> version and SHA-256 digests of what CPython 3.13 on this system is to get."""
    text = (PROJECT / lock).read_text(encoding="ascii")
    values = {"sys_platform": system, "platform_system": SYSTEMS[system][0], "python_version": "3.13"}
    values |= {"python_full_version": "3.13.0", "implementation_name": "cpython"}
    values |= {"platform_python_implementation": "CPython"}
    found = {}
    for name, version, marker, rest in re.findall(
        r"(?m)^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)(?: ; ([^\\]*))? \\\n((?: {4}--hash.*\n?)+)", text
    ):
        if not marker or Marker(marker.strip()).evaluate(values):
            found[name] = version, set(re.findall(r"sha256:([0-9a-f]{64})", rest))
    return found


def wheels(lock: str, system: str) -> dict[str, tuple[str, str, str]]:
    with (PROJECT / "packaging" / "frozen" / "wheels.csv").open(encoding="ascii", newline="") as file:
        return {
            row["package"]: (row["version"], row["wheel"], row["sha256"])
            for row in csv.DictReader(file)
            if (row["lock"], row["system"]) == (lock, system)
        }


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("lock", LOCKS)
def test_each_package_has_a_wheel_or_a_replacement(lock: str, system: str) -> None:
    wanted, there = locked(lock, system), wheels(lock, system)
    assert len(wanted) > (60 if lock == "requirements.lock" else 0)
    missing = {name for name in wanted if name not in there}
    assert missing == {name for where, name in REPLACED if where == system and name in wanted}
    assert set(there) <= set(wanted)
    for name, (version, wheel, digest) in there.items():
        assert version == wanted[name][0], f"{name}: run packaging/frozen/wheels.py"
        assert digest in wanted[name][1], f"{name}: a wheel that is not locked"
        assert fits(wheel, system), wheel


def fits(wheel: str, system: str) -> bool:
    """Whether CPython 3.13 on x86-64 Windows, or on an arm64 Mac, takes it."""
    _, _, _, tags = parse_wheel_filename(wheel)
    return any(
        (tag.platform == "any" or re.search(rf"(?:{SYSTEMS[system][1]})$", tag.platform)) and _is_ours(tag)
        for tag in tags
    )


def _is_ours(tag: Tag) -> bool:
    if tag.abi == "none":
        return tag.interpreter.startswith(("py3", "cp3"))
    return tag.abi == "cp313" or (tag.abi == "abi3" and int(tag.interpreter.removeprefix("cp3")) <= 13)
