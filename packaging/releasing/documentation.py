"""The documentation as pages, for the packages: `share/doc/sealwright/html`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from bill import LICENCES, PAGES

_NOT_FOR_READERS = (".buildinfo", "_sources", "objects.inv")


def build_documentation(source: Path, work: Path) -> Path:
    """A new folder with the pages of this tree in all languages. Raises CalledProcessError for a bad link."""
    made = work / "documentation"
    builder = source / "packaging" / "documentation" / "build.py"
    subprocess.run([sys.executable, "-P", str(builder), str(made)], check=True, stdout=subprocess.DEVNULL)
    for name in _NOT_FOR_READERS:
        for found in made.rglob(name):
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    for package in LICENCES["pages"]:  # their licences go with what they leave in the pages
        files = metadata.files(package) or []
        licences = [f for f in files if f.name.upper().startswith("LICEN") and ".dist-info" in str(f)]
        texts = [Path(str(f.locate())).read_text(encoding="utf-8") for f in licences]
        if not texts:
            raise ValueError(f"{package} has no licence text to ship with the pages")
        (made / f"LICENSE.{package}.txt").write_text("\n\n".join(texts), encoding="utf-8")
    return made


def install_documentation(made: Path, root: Path) -> None:
    """Copy the pages to where a distribution keeps documentation; `root` is the prefix, such as `usr`."""
    shutil.copytree(made, root / PAGES)
