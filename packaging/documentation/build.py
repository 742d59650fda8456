"""Build the documentation as a site: short pages, searchable, readable from a folder without a network.

    build.py OUT [--source FOLDER] [--language LANGUAGE]...

The source is `docs/` itself: the guides are cut into a page for each of their sections, the command reference
comes from the commands, the glossary from the glossary files. Each language is a site of its own inside the
English one, so that it is searched by its own rules. `--source` keeps the pages that Sphinx was given.
A link that leads nowhere, a picture that is missing or a page in no menu ends the build (docs/adr/0063).
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
SPHINX_NAMES = {"pt-BR": "pt_BR", "zh-Hans": "zh_CN"}
sys.path[:0] = [str(HERE), str(PROJECT)]

from command_pages import write_command_pages  # type: ignore[import-not-found]  # noqa: E402
from glossary_page import write_glossary  # type: ignore[import-not-found]  # noqa: E402
from guide_pages import (  # type: ignore[import-not-found]  # noqa: E402
    write_guides,
    write_language_index,
    write_language_menu,
)
from links import Site, write_pages  # type: ignore[import-not-found]  # noqa: E402

from forensics_app.i18n import LANGUAGES  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(prog="packaging/site", description="Build the documentation as a site.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--source", type=Path)
    parser.add_argument("--language", action="append", choices=list(LANGUAGES))
    asked = parser.parse_args()
    if asked.out.exists() and any(asked.out.iterdir()):
        parser.error(f"{asked.out} is not empty; name a new folder")
    languages = asked.language or list(LANGUAGES)
    with tempfile.TemporaryDirectory() as scratch:
        source = asked.source or Path(scratch) / "source"
        failed = False
        for language in languages:
            folder, out = source / language, asked.out if language == "en" else asked.out / language
            (write_source if language == "en" else write_translation)(folder, language)
            failed |= run_sphinx(folder, out, Path(scratch) / "doctrees" / language, language)
    if failed:
        print("the site was not built; what is wrong stands above", file=sys.stderr)
        return 1
    print(f"{len(list(asked.out.rglob('*.html')))} pages; begin with {asked.out / 'index.html'}")
    return 0


def write_source(source: Path, _language: str) -> None:
    """What Sphinx reads for the site, in English."""
    site = Site(PROJECT, source)
    write_guides(site)
    write_pages(site)
    write_language_menu(site)
    write_command_pages(source)
    write_glossary(source)
    shutil.copytree(PROJECT / "docs" / "schemas", source / "_static" / "schemas")
    write_files(source)


def write_translation(source: Path, language: str) -> None:
    """What it reads for the guides in another language."""
    site = Site(PROJECT, source, language)
    write_guides(site)
    write_language_index(site)
    write_files(source)


def write_files(source: Path) -> None:
    shutil.copytree(PROJECT / "docs" / "pictures", source / "pictures")
    (source / "_static").mkdir(exist_ok=True)
    shutil.copyfile(HERE / "site.css", source / "_static" / "site.css")


def run_sphinx(source: Path, out: Path, doctrees: Path, language: str) -> bool:
    """Whether anything was wrong: every warning is an error."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")  # the same pages give the same bytes
    os.environ["LC_ALL"] = "C.UTF-8"  # Sphinx ends where the caller's locale is not installed
    from sphinx.cmd.build import main as sphinx

    options = ["-q", "-W", "--keep-going", "-c", str(HERE), "-d", str(doctrees)]
    options += ["-D", f"language={SPHINX_NAMES.get(language, language)}"]
    return sphinx([*options, str(source), str(out)]) != 0


if __name__ == "__main__":
    sys.exit(main())
