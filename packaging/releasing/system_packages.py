"""Debian packages that the one-folder archive takes Python and the system libraries from, each by its digest.

    python packaging/releasing/system_packages.py      writes system-packages.lock anew (developers)

No root is needed: apt works in a folder of its own, with the mirror that this machine's apt knows.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
LOCK = HERE / "system-packages.lock"
SUITE, PYTHON = "trixie", "3.13"
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_MORE = (
    f"python{PYTHON}-minimal",
    f"libpython{PYTHON}-stdlib",
    "base-files",
    "fontconfig-config",
    "libc-bin",
    "libx11-data",
    "xkb-data",
)


@dataclass(frozen=True, slots=True)
class Locked:
    """One package: name, version as dpkg has it, SHA-256 of its file."""

    name: str
    version: str
    sha256: str


def locked() -> list[Locked]:
    """What the lock names."""
    rows = LOCK.read_text(encoding="ascii").splitlines()
    return [Locked(*row.split()) for row in rows if row and not row.startswith("#")]


def download(packages: Iterable[Locked], work: Path) -> dict[str, Path]:
    """Their files, by name. Raises ValueError for one that is not what the lock says."""
    wanted = {one.name: one for one in packages}
    files = _download([f"{one.name}={one.version}" for one in wanted.values()], work)
    for name, path in files.items():
        if hashlib.sha256(path.read_bytes()).hexdigest() != wanted[name].sha256:
            raise ValueError(f"{path.name} is not the file that {LOCK.name} names; write the lock anew")
    return files


def _download(wanted: list[str], work: Path) -> dict[str, Path]:
    folder = work / "system-packages"
    folder.mkdir()
    environment = _apt(work)
    done = subprocess.run(
        ["apt-get", "-q", "download", *wanted], cwd=folder, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise ValueError(
            f"not every package of {LOCK.name} is on the mirror; write the lock anew\n{done.stderr}"
        )
    return {path.name.split("_")[0]: path for path in sorted(folder.glob("*.deb"))}


def _apt(work: Path) -> dict[str, str]:
    """The environment in which apt looks at one suite alone, as if nothing were installed."""
    home = work / "apt"
    (home / "lists" / "partial").mkdir(parents=True)
    (home / "cache" / "archives" / "partial").mkdir(parents=True)
    (home / "status").touch()
    (home / "sources.list").write_text(
        f"deb [signed-by={_KEYRING}] {_mirror()} {SUITE} main\n", encoding="utf-8"
    )
    settings = {
        "Dir::Etc::sourcelist": home / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State": home,
        "Dir::State::lists": home / "lists",
        "Dir::State::status": home / "status",
        "Dir::Cache": home / "cache",
        "Acquire::Languages": "none",
        "APT::Architecture": "amd64",
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "",
    }
    (home / "apt.conf").write_text("".join(f'{k} "{v}";\n' for k, v in settings.items()), encoding="utf-8")
    environment = os.environ | {"APT_CONFIG": str(home / "apt.conf"), "LC_ALL": "C.UTF-8"}
    subprocess.run(["apt-get", "-q", "update"], env=environment, check=True, capture_output=True)
    return environment


def _mirror() -> str:
    """Where this machine's own apt gets Debian from."""
    folder = Path("/etc/apt")
    lists = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]
    for text in (path.read_text(encoding="utf-8") for path in lists if path.is_file()):
        for line in text.splitlines():
            found = re.match(r"(?:deb .*?|URIs: *)(\S+/debian)/?(?:\s|\Z)", line)
            if found is not None:
                return found[1]
    raise ValueError("apt on this machine knows no mirror of Debian; the archive can't be built here")


def write_lock(needed: Iterable[str]) -> None:
    """Lock what Python and the packages `needed` depend on."""
    with tempfile.TemporaryDirectory() as work:
        environment = _apt(Path(work))
        command = ["apt-get", "-q", "-y", "--print-uris", "install", *_MORE, *needed]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        names = [f.split("_")[0] for f in re.findall(r"^'\S+' (\S+\.deb) ", done.stdout, re.MULTILINE)]
        (Path(work) / "download").mkdir()
        files = _download(names, Path(work) / "download")
        rows = []
        for name, path in sorted(files.items()):
            shown = subprocess.run(
                ["dpkg-deb", "-f", str(path), "Version"], check=True, capture_output=True, text=True
            )
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            rows.append(f"{name} {shown.stdout.strip()} {digest}\n")
    head = (
        f"# Of Debian's {SUITE}, amd64: name, version, SHA-256 of the file. Written by system_packages.py.\n"
    )
    LOCK.write_text(head + "".join(rows), encoding="ascii")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    from debian import package_groups  # type: ignore[import-not-found]

    groups = package_groups(HERE.parent / "apt-packages.txt")
    write_lock(line.split(" | ")[0] for group in ("run", "window") for line in groups[group])
