"""The recipe of Windows' installer, built on this system: one folder, whose program starts its own processes.

It takes some minutes and a package index; SEALWRIGHT_FROZEN names a folder that was built before.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics_app.services.demo import run_demo
from forensics_app.system.children import RUN
from tests.judging.judges import environment_lacks
from tests.world.cases import TickingClock

PROJECT = Path(__file__).resolve().parents[3]
Frozen = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = os.environ.get("SEALWRIGHT_FROZEN")
    if built:
        return Path(built)
    work = tmp_path_factory.mktemp("frozen")
    venv.create(work / "environment", with_pip=True)
    python = work / "environment" / "bin" / "python"
    lock = PROJECT / "requirements-frozen.lock"
    install = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock]
    if subprocess.run(install, check=False, capture_output=True).returncode:
        environment_lacks("PyInstaller (requirements-frozen.lock), which pip could not install")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    here = next(Path(entry) for entry in sys.path if entry.endswith(f"{version}/site-packages"))
    there = work / "environment" / "lib" / version / "site-packages" / "run.pth"
    there.write_text(f"{here}\n", encoding="utf-8")  # the packages of the tests, after PyInstaller's own
    build = [python, PROJECT / "packaging" / "frozen" / "build.py", "--here", work / "out"]
    done = subprocess.run(build, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
    return work / "out" / "Sealwright"


@pytest.fixture(scope="module")
def frozen(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    """Run it as somebody who has no Python: with next to no environment."""
    home = tmp_path_factory.mktemp("home")
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}

    def run(*arguments: object, program: str = "sealwright") -> subprocess.CompletedProcess[str]:
        command = [str(folder / program), *map(str, arguments)]
        return subprocess.run(
            command, env=environment, cwd=home, capture_output=True, text=True, check=False, timeout=600
        )

    return run


def test_it_verifies_reads_and_seals_with_its_own_processes(frozen: Frozen, tmp_path: Path) -> None:
    demo = tmp_path / "demo"
    run_demo(demo, clock=TickingClock())
    bundle = next(demo.glob("*.zip"))
    report = tmp_path / "report.pdf"  # set by a process of its own
    verified = frozen("verify", bundle, "--trust", demo / "trust.pem", "--report", report)
    assert verified.returncode == 0, verified.stderr
    assert verified.stdout.startswith("VERIFIED")
    assert report.read_bytes().startswith(b"%PDF")

    case = tmp_path / "case"
    about = ("--reference", "F-1", "--title", "T", "--examiner", "E", "--agency", "A", "--country", "PT")
    assert frozen("case", "new", case, *about).returncode == 0
    read = frozen("ingest", case, demo / "evidence" / "laptop.raw")  # by forks of a nursery
    assert read.returncode == 0, read.stderr
    assert "71 artifacts" in read.stdout
    (tmp_path / "passphrase").write_text("correct horse battery\n", encoding="ascii")
    signing = ("--password-file", tmp_path / "passphrase")
    new = ("--name", "F. Examiner", "--organisation", "Lab", "--country", "PT")
    assert frozen("identity", "new", *new, *signing).returncode == 0
    sealed = tmp_path / "F.sealed.zip"
    done = frozen("seal", case, sealed, "--ext", "jpg", "--identity", "F. Examiner", *signing)
    assert done.returncode == 0, done.stderr
    assert frozen("verify", sealed).returncode == 0


def test_it_speaks_every_language_and_knows_its_components(frozen: Frozen) -> None:
    assert "Datenträgerabbilder" in frozen("--lang", "de", "--help").stdout
    listed = frozen("--version", "--verbose").stdout
    assert "(tested with" not in listed
    assert "msgspec" in listed


def test_it_runs_no_module_that_is_not_its_own(frozen: Frozen) -> None:
    asked = frozen(RUN, "http.server")
    assert asked.returncode != 0
    assert "http.server is no part of this program" in asked.stderr
