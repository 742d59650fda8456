"""What a frozen Sealwright is made of, the same on every system. Used by the spec files of windows and macos.

PyInstaller follows imports. What it can't see is named here: commands and windows that are loaded by name,
the processes that the program starts of itself, files that come with it, and the versions of its packages.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from PyInstaller.utils.hooks import collect_data_files, collect_submodules, copy_metadata

PROJECT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(PROJECT))

import forensics_app  # noqa: E402 - of this checkout
from forensics_app.system.children import MODULES  # noqa: E402

VERSION = forensics_app.__version__
# Imported by name where they are needed
_BY_NAME = ["fontpkg_jetbrains_mono", "fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "pylopdf_fonts_zh_cn"]
_WITH_DATA = [*_BY_NAME, "qtawesome", "tzdata", "babel", "typst", "segno"]
_LIBMAGIC = {"win32": "typecode_libmagic", "darwin": "pylibmagic"}
# What our packages can use and this program doesn't: each would bring megabytes
EXCLUDED = ["tkinter", "numpy", "IPython", "pytest", "distributed", "dask", "setuptools", "pip"]
SCRIPTS = [str(PROJECT / "forensics_app" / "cli" / "frozen.py"), str(HERE / "window.py")]


def analysis() -> dict[str, object]:
    """Arguments of PyInstaller's Analysis, but the scripts."""
    hidden = [*MODULES, *_present(_BY_NAME)]
    for package in ("forensics_app", "ui", "Crypto", "isal"):  # the last two: of C, which loads by name
        hidden += collect_submodules(package, filter=lambda name: "SelfTest" not in name)
    datas = [pair for name in _present(_WITH_DATA) for pair in collect_data_files(name)]
    datas += [pair for name in _distributions() for pair in _metadata(name)]
    datas += [
        (str(PROJECT / "requirements.lock"), "forensics_app/resources"),
        (str(PROJECT / "LICENSE"), "."),
        *(
            (str(schema), str(schema.parent.relative_to(PROJECT)))
            for schema in (PROJECT / "forensics_app").rglob("*.sql")
        ),
        *(
            (str(file), str(Path("forensics_app") / file.parent.relative_to(PROJECT)))
            for file in sorted((PROJECT / "resources").rglob("*"))
            if file.is_file()
            and "__pycache__" not in file.parts
            and file.suffix not in (".po", ".pot", ".py")
        ),
    ]
    return {
        "pathex": [str(PROJECT), str(HERE)],
        "hiddenimports": hidden,
        "datas": datas,
        "binaries": _libmagic(),
        "excludes": EXCLUDED,
        "noarchive": False,
    }


def _libmagic() -> list[tuple[str, str]]:
    """The wheel's folder as it is: its libraries find each other there. Linux distributions bring it."""
    package = _LIBMAGIC.get(sys.platform)
    if package is None:
        return []
    for entry in sys.path:
        folder = Path(entry) / package
        if folder.is_dir():
            return [
                (str(file), str(Path(package) / file.parent.relative_to(folder)))
                for file in folder.rglob("*")
                if file.suffix in (".dll", ".dylib", ".mgc", ".LICENSE", ".txt")
            ]
    raise SystemExit(f"{package} is not installed: it stands in requirements-native.lock")


def _distributions() -> list[str]:
    """This one and those of requirements.lock, by name."""
    locked = (PROJECT / "requirements.lock").read_text("utf-8")
    return ["sealwright", *re.findall(r"(?m)^([a-z0-9][a-z0-9._-]*)==", locked)]


def _metadata(name: str) -> list[tuple[str, str]]:
    from importlib.metadata import PackageNotFoundError

    try:
        return copy_metadata(name)
    except PackageNotFoundError:  # for another Python or another system
        return []


def _present(names: list[str]) -> list[str]:
    from importlib.util import find_spec

    return [name for name in names if find_spec(name) is not None]
