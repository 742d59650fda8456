"""Wheel and source archive hold everything: installed in a bare environment, the program does its work."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from forensics_app import __version__
from forensics_app.program_files import program_digest

PROJECT = Path(__file__).resolve().parent.parent.parent
FILES = [
    *(
        f"locale/{tag}/LC_MESSAGES/sealwright.mo"
        for tag in ("ar", "de", "es", "fr", "pt_BR", "ru", "zh_Hans")
    ),
    *("demo/laptop.raw.gz", "demo/stick.E01", "geo/land.bin", "glossary/fr.tsv", "help/user-guide.ar.md"),
    *("help/pictures/verify.png", "templates/page.typ", "templates/verify_recipe.sh"),
    *("training/fraud/messages/fr.toml", "verifier/sealwright-verifier.html", "requirements.lock"),
]
WINDOW = """
import sys
import forensics_app.cli.ui
import ui.app
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
run = ui.app.run
def seen(path, shown):
    def look():
        window = max((w for w in QApplication.topLevelWidgets() if w.isVisible()), key=lambda w: w.width())
        print(type(window).__module__, window.width() > 600, flush=True)
        QApplication.quit()
    QTimer.singleShot(0, look)
    return run(path, shown=shown)
ui.app.run = seen
sys.exit(forensics_app.cli.ui.command.main([], standalone_mode=False))
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committed tree, as a release is made of."""
    folder = tmp_path_factory.mktemp("source")
    packed = subprocess.run(["git", "archive", "HEAD"], cwd=PROJECT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x"], cwd=folder, input=packed, check=True)
    return folder


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", made, source)
    (wheel,) = made.iterdir()
    return wheel


def pip(*arguments: object, python: str | Path = sys.executable) -> None:
    command = [python, "-m", "pip", "--disable-pip-version-check", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a bare environment with the wheel alone; its dependencies are those of this run.

    A line in a .pth file adds their folder without what is installed there as editable.
    """
    folder = tmp_path_factory.mktemp("environment") / "bare"
    venv.create(folder, with_pip=True)
    pip("install", "--no-deps", wheel, python=folder / "bin" / "python")
    (site,) = folder.glob("lib/python3.*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin"


def run(program: Path, *arguments: object, cwd: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LC_", "LANG"))}
    environment |= {
        "HOME": str(cwd), "XDG_DATA_HOME": str(cwd / "data"), "XDG_CONFIG_HOME": str(cwd / "config"),
        "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    done = subprocess.run(
        [program, *map(str, arguments)], cwd=cwd, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    return done.stdout.decode()


@pytest.mark.slow
def test_a_wheel_holds_every_resource_and_takes_no_common_name(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        names = set(file.namelist())
    assert {f"forensics_app/resources/{name}" for name in FILES} <= names
    tops = {name.split("/")[0] for name in names}
    assert tops == {"forensics_app", "sealwright_ui", f"sealwright-{__version__}.dist-info"}
    assert not [name for name in names if name.endswith((".po", ".pot", ".pyc"))]


@pytest.mark.slow
def test_an_installed_wheel_does_the_whole_job(installed: Path, tmp_path: Path) -> None:
    program = installed / "sealwright"
    assert run(program, "--version", cwd=tmp_path) == f"sealwright {__version__}\n"
    lines = run(program, "--version", "--verbose", cwd=tmp_path).splitlines()
    assert re.match(r"The Sleuth Kit \d", next(line for line in lines if "Sleuth" in line))
    assert "Commandes" in run(program, "--lang", "fr", "--help", cwd=tmp_path)
    run(program, "web-verifier", "-o", "page.html", cwd=tmp_path)
    run(program, "demo", "--to", "demo", cwd=tmp_path)
    (bundle,) = (tmp_path / "demo").glob("*.zip")
    report = json.loads(run(program, "verify", bundle, "--json", cwd=tmp_path))
    assert report["verifier"]["digest"] == program_digest()  # the same program as in the checkout


@pytest.mark.slow
def test_an_installed_wheel_opens_the_window(installed: Path, tmp_path: Path) -> None:
    shown = run(installed / "python", "-P", "-c", WINDOW, cwd=tmp_path)
    assert shown.split() == ["ui.window.main_window", "True"]


@pytest.mark.slow
def test_a_wheel_is_built_from_the_source_archive_with_the_same_content(
    source: Path, wheel: Path, tmp_path: Path
) -> None:
    code = "import setuptools.build_meta as b, sys; b.build_sdist(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code, tmp_path], cwd=source, check=True, capture_output=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        file.extractall(tmp_path, filter="data")
    (unpacked,) = (path for path in tmp_path.iterdir() if path.is_dir())
    pip("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path / "w", unpacked)
    (again,) = (tmp_path / "w").iterdir()
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert {i.filename: i.CRC for i in one.infolist()} == {i.filename: i.CRC for i in other.infolist()}
