"""The commands by a Windows Python under Wine, and every vector's verdict there.

Skipped without one: `packaging/windows/prepare.py` says how to have it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from forensics_app.services.demo import run_demo
from tests.integration.conftest import Run
from tests.judging.judges import environment_lacks
from tests.vectors.make_vectors import ALL, EXPECTATIONS
from tests.world.cases import TickingClock

PROJECT = Path(__file__).resolve().parents[3]
# A name that Windows can't write, pipes, two names that differ in case alone, and links, which Wine shows as
# what they lead to
NOT_THERE = {
    "folder-case-twin",
    "folder-file-becomes-link",
    "folder-file-becomes-pipe",
    "folder-odd-name",
    "folder-pipe",
    "folder-symlink-added",
    "folder-symlinked-dir",
}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
Windows = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Windows:
    """Run that Python with this tree, in a folder of its own, with a home of its own."""
    python, packages = (os.environ.get(f"SEALWRIGHT_WINDOWS_{name}", "") for name in ("PYTHON", "PACKAGES"))
    wine = shutil.which("wine")
    if wine is None or not Path(python).is_file() or not Path(packages).is_dir():
        environment_lacks("a Windows Python under Wine (packaging/windows/prepare.py)")
    home = tmp_path_factory.mktemp("home")
    environment = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHOME": path_of(Path(python).parent),
        "PYTHONPATH": f"{path_of(PROJECT)};{path_of(Path(packages))}",
        "PYTHONUTF8": "1",
        "SEALWRIGHT_HOME": path_of(home / "sealwright"),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mscoree=;mshtml=",
        "WINEPREFIX": str(home / "prefix"),
        "XDG_RUNTIME_DIR": str(home),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [wine, python, *arguments]
        return subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, check=False)

    return run


def path_of(path: Path) -> str:
    """As Wine names a path of this system."""
    return "Z:" + str(path).replace("/", "\\")


def sealwright(windows: Windows, *arguments: str) -> subprocess.CompletedProcess[str]:
    return windows("-m", "forensics_app.cli.main", *arguments)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    run_demo(folder, clock=TickingClock())
    return folder


def test_every_vector_gets_the_verdict_that_it_gets_on_linux(windows: Windows, tmp_path: Path) -> None:
    driver = path_of(Path(__file__).with_name("judge_vectors.py"))
    done = windows(driver, path_of(tmp_path / "bundles"), *sorted(NOT_THERE))
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    wrong = {}
    for vector in ALL:
        if vector.name not in NOT_THERE:
            wanted = json.loads((EXPECTATIONS / vector.name / "expected.json").read_text(encoding="utf-8"))
            if answers[vector.name] != {key: wanted[key] for key in ("verdict", "axes", "findings")}:
                wrong[vector.name] = answers[vector.name]
    assert wrong == {}
    assert set(answers) == {v.name for v in ALL} - NOT_THERE


def test_a_laboratory_verifies_reports_and_signs_a_receipt(
    windows: Windows, demo: Path, tmp_path: Path
) -> None:
    bundle = next(demo.glob("*.zip"))
    trust = path_of(demo / "trust.pem")
    report = tmp_path / "report.pdf"
    verified = sealwright(windows, "verify", path_of(bundle), "--trust", trust, "--report", path_of(report))
    assert verified.returncode == 0, verified.stderr
    assert verified.stdout.startswith("VERIFIED")
    assert report.read_bytes().startswith(b"%PDF")

    listed = sealwright(windows, "contents", path_of(bundle), "--trust", trust)
    assert "Pictures/ferry-01.jpg" in listed.stdout

    (tmp_path / "passphrase").write_text("correct horse battery\n", encoding="ascii")
    passphrase = ("--password-file", path_of(tmp_path / "passphrase"))
    about = ("--name", "L. Santos", "--organisation", "Lab South", "--country", "PT")
    made = sealwright(windows, "identity", "new", *about, *passphrase)
    assert made.returncode == 0, made.stderr
    receipt = tmp_path / "receipt.asice"
    signed = sealwright(
        windows,
        *("receive", path_of(bundle), "--trust", trust, "--identity", "L. Santos"),
        *(*passphrase, "-o", path_of(receipt)),
    )
    assert signed.returncode == 0, signed.stderr
    with zipfile.ZipFile(receipt) as container:
        assert "event.json" in container.namelist()


def test_a_changed_byte_is_altered_and_an_unpacked_bundle_is_walked(
    windows: Windows, demo: Path, tmp_path: Path
) -> None:
    bundle = next(demo.glob("*.zip"))
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "altered.zip").write_bytes(data)
    altered = sealwright(windows, "verify", path_of(tmp_path / "altered.zip"))
    assert altered.returncode != 0
    assert altered.stdout.startswith("ALTERED")

    with zipfile.ZipFile(bundle) as packed:
        packed.extractall(tmp_path / "folder")
    folder = next((tmp_path / "folder").iterdir())
    walked = sealwright(windows, "verify", path_of(folder), "--trust", path_of(demo / "trust.pem"))
    assert walked.stdout.startswith("VERIFIED"), walked.stdout


# libmagic's version decides these (docs/platforms.md); `id` is made with the case's own secret
NOT_COMPARED = {"id", "media_type", "extension_mismatch", "facets"}


def rows(case: Path) -> dict[str, list[tuple[object, ...]]]:
    """What a case has of its evidence, but for what may differ."""
    with closing(sqlite3.connect(f"file:{case / 'case.sqlite'}?mode=ro", uri=True)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(artifacts)")]
        compared = ", ".join(name for name in columns if name not in NOT_COMPARED)
        wanted = {"layers": "*", "folders": "*", "omissions": "*", "artifacts": compared}
        return {
            table: connection.execute(f"SELECT {what} FROM {table} ORDER BY 1").fetchall()  # noqa: S608
            for table, what in wanted.items()
        }


def test_evidence_is_read_sealed_and_verified_on_both_systems(
    windows: Windows, run: Run, demo: Path, tmp_path: Path
) -> None:
    """One process for all commands: each takes most of a minute to load its modules under Wine."""
    image = demo / "evidence" / "laptop.raw"
    (tmp_path / "passphrase").write_text("correct horse battery\n", encoding="ascii")
    case, bundle = tmp_path / "case", tmp_path / "W-1.sealed.zip"
    passphrase = ("--password-file", path_of(tmp_path / "passphrase"))
    there = {name: path_of(tmp_path / name) for name in ("case", "W-1.sealed.zip", "signer.pem", "files")}
    signing = ("--identity", "W. Examiner", *passphrase)
    about = ("--name", "W. Examiner", "--organisation", "Lab South", "--country", "PT")
    new = ("--reference", "W-1", "--title", "T", "--examiner", "W. Examiner", "--agency", "Lab South")
    commands = [
        ("case", "new", there["case"], *new, "--country", "PT"),
        ("ingest", there["case"], path_of(image)),
        ("list", there["case"]),
        ("identity", "new", *about, *passphrase),
        (*("seal", there["case"], there[bundle.name], "--ext", "jpg"), *signing),
        ("identity", "export", "W. Examiner", "-o", there["signer.pem"]),
        ("verify", there[bundle.name], "--trust", there["signer.pem"]),
        ("extract", there["case"], there["files"], "--ext", "jpg"),
        ("custody", "check", there["case"]),
        ("compare", there["case"], there[bundle.name]),
        ("report", there["case"], "-o", path_of(tmp_path / "report.pdf")),
        ("rehash", there["case"]),
        ("watch", there["case"]),
    ]
    (tmp_path / "commands.json").write_text(json.dumps(commands), encoding="utf-8")
    driver = path_of(Path(__file__).with_name("run_commands.py"))
    done = windows(driver, path_of(tmp_path / "commands.json"))
    assert done.returncode == 0, done.stderr
    *done_there, refused = json.loads(done.stdout)
    assert [answer for answer in done_there if answer["code"]] == []
    answers = {answer["words"][0]: answer for answer in done_there}
    assert refused["code"] != 0
    assert "“sealwright watch” is not available on this operating system" in refused["warned"]
    assert "can't fully confine the processes" in answers["ingest"]["warned"]
    assert answers["verify"]["said"].startswith("VERIFIED")
    assert "chain unbroken" in answers["custody"]["said"]
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert len(list((tmp_path / "files").rglob("*.jpg"))) > 2

    code, said, _ = run("verify", bundle, "--trust", tmp_path / "signer.pem")
    assert (code, said.splitlines()[0].split()[0]) == (0, "VERIFIED")
    here = tmp_path / "here"
    assert run("case", "new", here, *new, "--country", "PT")[0] == 0
    assert run("ingest", here, image)[0] == 0
    assert rows(case) == rows(here)
