"""Whether a bill of materials names what is in its artefact, no more and no less, as it was published.

    python packaging/releasing/contents.py BILL PLACE

PLACE is an artefact, or the root in which it was unpacked or installed.

`packaging/release --check` asks the same of each artefact of a release.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import PathDistribution
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from bill import PLACE, normal  # type: ignore[import-not-found]
from python_archives import files_in  # type: ignore[import-not-found]

BILL = ".cdx.json"
_SITES = ("opt/sealwright/lib/python3.*/site-packages", "lib/python3.*/dist-packages")
# pip writes these beside what a wheel has; the compiled files are made where the package is installed
_NOT_RECORDED = re.compile(
    r"[^/]+\.dist-info/(REQUESTED|INSTALLER|direct_url\.json)|(.*/)?__pycache__/[^/]+\.pyc"
)


def check_bills(folder: Path) -> list[str]:
    """What is wrong with the bills of a release, one sentence each."""
    problems = []
    bills = {path.name.removesuffix(BILL): path for path in sorted(folder.glob(f"*{BILL}"))}
    for path in sorted(folder.iterdir()):
        if not path.name.endswith((".whl", ".tar.gz", ".deb", ".tar.xz")):
            continue
        bill = bills.get(path.name) or bills.get(re.sub(r"\.(deb|tar\.xz)\Z", "", path.name))
        if bill is None:
            problems.append(f"{path.name} has no bill of materials")
        else:
            problems += [f"{path.name}: {one}" for one in differences(bill, path)]
    return problems


def differences(bill: Path, place: Path) -> list[str]:
    """Between a bill and an artefact, or the root in which it was unpacked."""
    listed = json.loads(bill.read_text(encoding="utf-8"))
    if place.is_dir():
        return _of_tree(listed, place)
    if place.name.endswith((".whl", ".tar.gz")):
        return _of_files(listed, files_in(place))
    with tempfile.TemporaryDirectory() as work:
        if place.suffix == ".deb":
            subprocess.run(["dpkg-deb", "-x", str(place), work], check=True)
            return _of_tree(listed, Path(work))
        with tarfile.open(place) as packed:
            packed.extractall(work, filter="data")
        (top,) = Path(work).iterdir()
        return _of_tree(listed, top)


def _of_files(listed: Mapping[str, Any], files: Mapping[str, bytes]) -> list[str]:
    named = {one["name"]: one["hashes"][0]["content"] for one in listed["components"]}
    found = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return [*_apart(named.keys(), found.keys()), *_changed(named, found)]


def _of_tree(listed: Mapping[str, Any], root: Path) -> list[str]:
    sites = [site for pattern in _SITES for site in root.glob(pattern)]
    if len(sites) != 1:
        return [f"Python packages lie in {len(sites)} folders, not in one"]
    (site,) = sites
    documents = root / ("usr/share/doc" if (root / "usr").is_dir() else "share/doc")
    parts = [listed["metadata"]["component"], *listed["components"]]
    of_pages = [one for one in parts if any(p["name"] == PLACE for p in one.get("properties", ()))]
    of_system = [one for one in parts if one["purl"].startswith("pkg:deb/")]
    of_python = [one for one in parts if one not in of_pages and one not in of_system]
    problems = _apart({_key(one["name"], one["version"]) for one in of_python}, set(_installed(site)))
    problems += _apart(
        {one["name"] for one in of_system},
        {path.parent.name for path in documents.glob("*/copyright")} - {"sealwright"} if of_system else set(),
    )
    problems += [
        f"the licence of {one['name']} is not beside the pages"
        for one in of_pages
        if not (documents / "sealwright" / "html" / f"LICENSE.{one['name']}.txt").is_file()
    ]
    packed = documents / "sealwright" / f"sealwright{BILL}"
    if not packed.is_file() or json.loads(packed.read_text(encoding="utf-8")) != listed:
        problems.append(f"{packed.relative_to(root)} is not this bill")
    return [*problems, *_unrecorded(site)]


def _installed(site: Path) -> Iterator[str]:
    for folder in site.glob("*.dist-info"):
        one = PathDistribution(folder)
        yield _key(one.metadata["Name"], one.version)


def _key(name: str, version: str) -> str:
    return f"{normal(name)} {version}"


def _unrecorded(site: Path) -> list[str]:
    """Files that no wheel has, and those that are not as it has them. What was left out is no fault."""
    recorded: dict[str, str] = {}
    for record in site.glob("*.dist-info/RECORD"):
        with record.open(encoding="utf-8", newline="") as rows:
            # pip puts into the folder itself what a wheel wants beside it (`../../../share/man`)
            recorded |= {re.sub(r"\A(\.\./)+", "", row[0]): row[1] for row in csv.reader(rows)}
    problems = []
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        name = path.relative_to(site).as_posix()
        if _NOT_RECORDED.fullmatch(name):
            continue
        digest = recorded.get(name)
        if digest is None:
            problems.append(f"{name} is there, and no wheel lists it")
        elif digest and digest != _digest(path):
            problems.append(f"{name} is not as its wheel lists it")
    return problems


def _digest(path: Path) -> str:
    """As RECORD writes it."""
    digest = hashlib.sha256(path.read_bytes()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _apart(named: Any, found: Any) -> list[str]:
    problems = [f"{one} is in the bill and not there" for one in sorted(set(named) - set(found))]
    return problems + [f"{one} is there and not in the bill" for one in sorted(set(found) - set(named))]


def _changed(named: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    return [
        f"{one} is not the file in the bill"
        for one in sorted(named)
        if found.get(one, named[one]) != named[one]
    ]


def main() -> int:
    problems = differences(Path(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(problems) or "the bill names what is there")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
