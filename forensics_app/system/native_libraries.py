"""Libraries that are no Python packages, where a system does not bring them: libmagic and libarchive.

On Linux the distribution has both. For Windows and macOS libmagic comes in a wheel with its database;
libarchive is part of both systems (docs/adr/0067).
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

_LIBARCHIVE = {
    "win32": ("archive.dll", "archiveint.dll"),  # the latter is what Windows' own tar uses
    "darwin": ("libarchive.13.dylib", "/usr/lib/libarchive.2.dylib"),
}
# the package in whose folder a library lies, the library, its database, where the loader looks for it
_LIBMAGIC = {
    "win32": ("typecode_libmagic", "lib/libmagic-1.dll", "data/magic.mgc", "PATH"),
    "darwin": ("pylibmagic", "libmagic.dylib", "magic.mgc", "DYLD_LIBRARY_PATH"),
}


@cache
def libmagic_database() -> str | None:
    """The database that comes with libmagic, which can be loaded from now on; None for the system's own."""
    if sys.platform not in _LIBMAGIC:
        return None
    package, library, database, variable = _LIBMAGIC[sys.platform]
    for entry in sys.path:
        folder = Path(entry) / package
        with suppress(OSError):
            if (folder / library).is_file():
                where = str((folder / library).parent)
                os.environ[variable] = os.pathsep.join([where, os.environ.get(variable, "")])
                return str(folder / database)
    return None


@cache
def libarchive() -> ctypes.CDLL | None:
    """The library, with no call declared; None where this computer hasn't got it."""
    for name in _LIBARCHIVE.get(sys.platform, ("libarchive.so.13",)):
        with suppress(OSError):
            return ctypes.CDLL(name)
    return None


def libarchive_version() -> str | None:
    """Its version, as 3.7.4; None where this computer hasn't got it."""
    library = libarchive()
    if library is None:
        return None
    version = library.archive_version_string
    version.restype = ctypes.c_char_p
    return str(version().decode("ascii", "replace")).removeprefix("libarchive ")
