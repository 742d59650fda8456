"""The packages of requirements.lock, unpacked as they are for one Python, and without what no run needs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

_ENTRY = re.compile(r"^([A-Za-z0-9][^\\\n]*?) *\\\n((?: {4}--hash=\S+(?: \\)?\n)+)", re.MULTILINE)

_STARTERS = (b"../../bin/", b'"../../bin/')
LANGUAGES = ("en", "fr", "es", "ar", "de", "pt", "ru", "zh")
_LEFT_OUT = (
    "**/*.pyi",
    "**/py.typed",
    "**/*.h",
    "Crypto/SelfTest",
    "PySide6/Qt/libexec",
    "PySide6/Qt/metatypes",
    "PySide6/Qt/qml",
    "PySide6/[a-z]*",  # tools of developers and what they read; libraries of PySide6 are kept below
)
_PYSIDE = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtDBus")
_KEPT_FILES = ("PySide6/libpyside6.abi3.so*", "PySide6/_*.py", "PySide6/__init__.py", "PySide6/Qt")
_PLUGINS = (
    *("platforms/libqxcb.so", "platforms/libqwayland*.so", "platforms/libqoffscreen.so"),
    *("platforms/libqminimal.so", "imageformats/*", "iconengines/*", "xcbglintegrations/*"),
    *("platforminputcontexts/libcompose*", "platforminputcontexts/libibus*", "platformthemes/*"),
    *("wayland-decoration-client/*", "wayland-shell-integration/libxdg-shell.so"),
    *("wayland-shell-integration/libqt-shell.so", "wayland-graphics-integration-client/*"),
)
_FONTTOOLS_LEFT_OUT = (
    "varLib",
    "feaLib",
    "voltLib",
    "qu2cu",
    "cu2qu",
    "ufoLib",
    "mtiLib",
    "merge",
    "designspaceLib",
)


def requirements(lock: Path, python: str) -> Iterator[str]:
    """The entries, with hashes, whose markers hold for CPython `python` (3.11) on Linux."""
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
        "os_name": "posix",
        "extra": "",
    }
    for head, hashes in _ENTRY.findall(lock.read_text(encoding="ascii")):
        one = Requirement(head)
        if one.marker is None or one.marker.evaluate(environment):
            one.marker = None
            yield f"{one} \\\n{hashes}"


def unpack_locked(lock: Path, target: Path, python: str, glibc_minor: int, work: Path) -> None:
    """Wheels alone, each with a hash of the lock, for a Linux with glibc 2.`glibc_minor` on x86-64."""
    wanted = work / f"requirements-{python}.txt"
    wanted.write_text("".join(requirements(lock, python)), encoding="ascii")
    platforms = [f"manylinux_2_{n}_x86_64" for n in range(glibc_minor, 4, -1)]
    platforms += ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "linux_x86_64"]
    command = [
        *(sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"),
        *("--require-hashes", "--only-binary", ":all:", "--no-compile", "--target", str(target)),
        *("--implementation", "cp", "--python-version", python, "--requirement", str(wanted)),
        *(argument for name in platforms for argument in ("--platform", name)),
    ]
    subprocess.run(command, check=True)
    _forget_scripts(target)


def _forget_scripts(site: Path) -> None:
    """Drop the starters that pip makes, and their lines in RECORD: each names the Python that pip ran with,
    so that the same release would have other bytes in another folder. No package of ours has them.
    """
    _remove(site / "bin")
    for record in site.glob("*.dist-info/RECORD"):
        lines = record.read_bytes().splitlines(keepends=True)
        record.write_bytes(b"".join(line for line in lines if not line.startswith(_STARTERS)))


def trim(site: Path) -> None:
    """Leave out what no run of the program loads. The tests of the package run the program afterwards."""
    kept = {path for pattern in _KEPT_FILES for path in site.glob(pattern)}
    kept |= {site / "PySide6" / f"{name}.abi3.so" for name in _PYSIDE}
    for path in (site / "PySide6").iterdir():
        if path not in kept:
            _remove(path)
    for pattern in _LEFT_OUT:
        for path in list(site.glob(pattern)):
            if path not in kept:
                _remove(path)
    qt = site / "PySide6" / "Qt"
    plugins = {path for pattern in _PLUGINS for path in (qt / "plugins").glob(pattern)}
    for path in list((qt / "plugins").glob("*/*")):
        if path not in plugins:
            _remove(path)
    for path in (qt / "translations").iterdir():
        if not path.name.startswith(tuple(f"qtbase_{language}" for language in LANGUAGES)):
            _remove(path)
    _remove_unneeded_libraries(site / "PySide6", kept | plugins)
    for path in (site / "babel" / "locale-data").iterdir():
        if path.stem.split("_")[0] not in (*LANGUAGES, "root"):
            _remove(path)
    for name in _FONTTOOLS_LEFT_OUT:
        _remove(site / "fontTools" / name)
    for path in (site / "qtawesome" / "fonts").iterdir():
        if not path.name.startswith("phosphor"):  # the only font of icons that is loaded
            _remove(path)


def _remove_unneeded_libraries(folder: Path, roots: set[Path]) -> None:
    """Of Qt's own libraries those stay that something kept is linked with, directly or through another."""
    libraries = {path.name: path for path in (folder / "Qt" / "lib").iterdir()}
    waiting = [path for path in roots if path.is_file() and ".so" in path.name]
    needed: set[str] = set()
    while waiting:
        for name in linked(waiting.pop()):
            if name in libraries and name not in needed:
                needed.add(name)
                waiting.append(libraries[name])
    for name, path in libraries.items():
        if name not in needed:
            _remove(path)


def linked(library: Path) -> list[str]:
    """The names of the libraries that this one is linked with."""
    done = subprocess.run(["readelf", "-d", str(library)], capture_output=True, check=True, text=True)
    return re.findall(r"\(NEEDED\).*\[(.+)\]", done.stdout)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
