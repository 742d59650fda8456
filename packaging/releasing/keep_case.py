"""Keep a small case and bundle of this version for the tests of later ones, once, when it is released.

    python packaging/releasing/keep_case.py

writes `tests/integration/stored/VERSION`: a case with one file tagged and sealed and one marked, its bundle,
and the signer's certificate. The signer's keys are thrown away. Needs mkfs.fat and mtools.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from forensics_app import __version__  # noqa: E402 - found by the line above

FILES = {"letter.txt": b"a letter\n", "picture.txt": b"a picture, in words\n"}
STICK_BYTES = 2 * 1024 * 1024
README = """\
A case and a bundle as version {version} made them (`packaging/releasing/keep_case.py`): a stick of 2 MiB
(FAT12, two files), one file tagged and sealed without trusted time by an identity whose keys were thrown
away, the other one marked, so that the catalogue has the format with marks. `signer.pem` is its certificate.
They open, migrate and verify for ever (`tests/integration/test_stored.py`, `test_migrating.py`).
"""


def keep(place: Path) -> None:
    """Make everything in a folder of its own, then move it to `place`, which must not be there.

    Raises FileExistsError, and CalledProcessError where a command fails.
    """
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        _make_stick(work / "stick.dd", work)
        case = _case_of(work)
        place.mkdir(parents=True)
        with tarfile.open(place / "case.tar.xz", "w:xz") as packed:
            packed.add(case, "case", filter=_of_nobody)
        for made, kept in (("DEMO-1.zip", "DEMO-1.zip"), ("signer.pem", "signer.pem")):
            (place / kept).write_bytes((work / made).read_bytes())
    (place / "README.md").write_text(README.format(version=__version__), encoding="utf-8")


def _make_stick(stick: Path, work: Path) -> None:
    with stick.open("wb") as file:
        file.truncate(STICK_BYTES)
    subprocess.run(["mkfs.fat", "-n", "STICK", stick], check=True, stdout=subprocess.DEVNULL)
    for name, content in FILES.items():
        (work / name).write_bytes(content)
        subprocess.run(["mcopy", "-i", stick, work / name, f"::{name}"], check=True)


def _case_of(work: Path) -> Path:
    (work / "passphrase").write_text("thrown away\n", encoding="utf-8")
    case, home = work / "case", work / "home"
    secret = ("--password-file", work / "passphrase")

    def sealwright(*arguments: object) -> str:
        command = [sys.executable, "-m", "forensics_app.cli.main", *map(str, arguments)]
        environment = os.environ | {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout

    facts = ("--reference", "DEMO-1", "--title", "A small stick", "--examiner", "DEMO Examiner")
    sealwright("case", "new", case, *facts, "--agency", "DEMO Laboratory", "--country", "DE")
    sealwright("ingest", case, work / "stick.dd")
    sealwright("tag", case, "letter", "--text", "letter.txt")
    sealwright("mark", case, "private", "--text", "picture.txt", "--reason", "not part of the request")
    sealwright("identity", "new", "--demo", "--name", "DEMO Examiner", "--country", "DE", *secret)
    (identity,) = (line for line in sealwright("identity", "list").splitlines() if "DEMO Examiner" in line)
    number = identity.split()[0]
    sealwright("seal", case, work / "DEMO-1.zip", "--tag", "letter", "--identity", number, *secret)
    sealwright("identity", "export", number, "-o", work / "signer.pem")
    return case


def _of_nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    keep(ROOT / "tests" / "integration" / "stored" / __version__)
