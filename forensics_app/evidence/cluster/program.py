"""What reads evidence here, by name and version: where any of it differs, results may."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib import metadata

from forensics_app import __version__
from forensics_app.program_files import program_digest
from forensics_app.system.native_libraries import libarchive_version

_OWN, _FILES = "Sealwright", "the files of Sealwright"
_LIBRARIES = (
    "exifread",
    "isal",
    "libbde-python",
    "libewf-python",
    "libfvde-python",
    "libfwnt-python",
    "libmodi-python",
    "libvmdk-python",
    "libvshadow-python",
    "lzfse",
    "pillow",
    "pycryptodome",
    "pytsk3",
    "yara-x",
)
_SHOWN_DIGITS = 12


@cache
def reading_program() -> dict[str, str]:
    """Name to version; one that is not there has the version `-`."""
    found = {_OWN: __version__, _FILES: program_digest()[:_SHOWN_DIGITS]}
    found |= versions_of(_LIBRARIES)
    found["libarchive"] = libarchive_version() or "-"
    found["libmagic"] = _libmagic()
    return found


def versions_of(libraries: Iterable[str]) -> dict[str, str]:
    """Name to version of Python packages; one that is not there has the version `-`."""
    found = {}
    for name in libraries:
        found[name] = "-"
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def first_difference(here: dict[str, str], there: dict[str, str]) -> str | None:
    """What differs first, with both versions; None where nothing does."""
    for name in sorted({*here, *there}, key=lambda name: (name != _OWN, name != _FILES, name)):
        if here.get(name, "-") != there.get(name, "-"):
            return f"{name} {there.get(name, '-')} / {here.get(name, '-')}"
    return None


def _libmagic() -> str:
    try:
        return str(importlib.import_module("magic").version())
    except (ImportError, NotImplementedError):  # the package is there, the library of the system isn't
        return "-"
