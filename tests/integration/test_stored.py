"""Cases and bundles that earlier versions of the program made open and verify."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

STORED = sorted(path for path in (Path(__file__).parent / "stored").iterdir() if path.is_dir())


def sealwright(*arguments: object) -> str:
    command = [sys.executable, "-m", "forensics_app.cli.main", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(params=STORED, ids=lambda path: path.name)
def stored(request: pytest.FixtureRequest) -> Path:
    found = request.param
    assert isinstance(found, Path)
    return found


@pytest.fixture
def case(stored: Path, tmp_path: Path) -> Path:
    with tarfile.open(stored / "case.tar.xz") as packed:
        packed.extractall(tmp_path, filter="data")
    return tmp_path / "case"


def test_case_lists_what_it_did(case: Path) -> None:
    """The digest is that of the file, by sha256sum."""
    (line,) = (line for line in sealwright("list", case).splitlines() if ":/letter.txt" in line)
    assert "5c8437e345f639d9" in line


def test_case_is_written_on(case: Path) -> None:
    sealwright("tag", case, "seen", "--text", "picture")
    sealwright("custody", "check", case)
    (line,) = (line for line in sealwright("list", case, "--tag", "seen").splitlines() if "s1:/" in line)
    assert ":/picture.txt" in line


def test_bundle_verifies(stored: Path) -> None:
    (bundle,) = stored.glob("*.zip")
    report = json.loads(sealwright("verify", bundle, "--trust", stored / "signer.pem", "--json"))
    assert report["verdict"] == "verified"
