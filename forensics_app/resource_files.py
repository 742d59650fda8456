"""Where the files are that come with the program: templates, messages, help, demo, documentation."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
_INSTALLED = _HERE / "resources"  # in a wheel the folder lies in this package, whose name is nobody else's

RESOURCES = _INSTALLED if _INSTALLED.is_dir() else _HERE.parent / "resources"
LOCK = (RESOURCES if RESOURCES == _INSTALLED else RESOURCES.parent) / "requirements.lock"
"""The versions that this release was tested with."""


def documentation(language: str) -> Path | None:
    """The first of the documentation's pages, in English where there are none in `language`; None where none
    are installed: the Debian packages and the folder for any Linux have them, a wheel and a checkout don't.
    """
    if len(_HERE.parents) < 4:  # a checkout next to the root of the file system
        return None
    # below share, as the Python packages lie below lib/python3.N/site-packages
    pages = _HERE.parents[3] / "share" / "doc" / "sealwright" / "html"
    return next((p for p in (pages / language / "index.html", pages / "index.html") if p.is_file()), None)
