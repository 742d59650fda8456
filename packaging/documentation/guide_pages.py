"""The guides, cut into pages: one for each section, in each language.

The window's help and the site have the same file. A section is what a heading of level 2 or 3 opens, and one
that has sections of its own lists them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from forensics_app.i18n import LANGUAGES

if TYPE_CHECKING:
    from links import Site  # type: ignore[import-not-found]

_FENCE = re.compile(r"^(```|~~~)")
_HEADING = re.compile(r"^(#{1,3}) +(.+?) *#*$")
_REPOSITORY = re.compile(r"(?ms)^<!-- in the repository only -->\n.*?^<!-- everywhere -->\n\n?")
_COMMENT = re.compile(r"(?m)^<!-- page: [a-z-]+ -->\n")
# GitHub's rule, which the links in the guides were written for: letters and digits, spaces as hyphens
_ANCHOR = re.compile(r"[^\w\- ]")


@dataclass
class Section:
    """`lines` are the text behind the heading, without the sections within it."""

    level: int
    title: str
    lines: list[str]

    @property
    def anchor(self) -> str:
        plain = re.sub(r"[*`_]", "", self.title)
        return _ANCHOR.sub("", plain.lower()).replace(" ", "-")

    @property
    def text(self) -> str:
        """What is below its own headings follows the page's first one without a gap."""
        return re.sub(r"(?m)^#### ", "## ", "\n".join(self.lines)).strip()


def guides_of(project: Path, language: str) -> dict[str, str]:
    """The files of a language's guides, by the folder of their pages: for the examiner, for the trainer."""
    suffix = "" if language == "en" else f".{language}"
    files = {"guide": f"docs/user-guide{suffix}.md", "training": f"docs/trainer-guide{suffix}.md"}
    return {folder: file for folder, file in files.items() if (project / file).is_file()}


def write_guides(site: Site) -> None:
    """A page for each section of the guides in the site's language."""
    for folder, file in guides_of(site.project, site.language).items():
        _write_guide(site, file, folder)


def write_language_index(site: Site) -> None:
    """The first page of a language's guides: its menu is made of their titles."""
    entries = "\n".join(f"{folder}/index" for folder in guides_of(site.project, site.language))
    english = '<a href="../index.html" lang="en" dir="ltr">English</a>'
    name = LANGUAGES[site.language]
    site.write(
        "index.md", f"# Sealwright: {name}\n\n{english}\n\n```{{toctree}}\n:maxdepth: 2\n\n{entries}\n```\n"
    )


def write_language_menu(site: Site) -> None:
    """The English page that leads to the guides in other languages."""
    links = [
        f'- <a href="{language}/index.html" lang="{language}">{name}</a>'
        for language, name in LANGUAGES.items()
        if language != "en" and guides_of(site.project, language)
    ]
    about = (
        "The guides in other languages, each with a search of its own. They were translated without a native "
        "examiner, and none has reviewed them yet. German, Portuguese, Russian and Chinese have the first "
        "part of the user guide."
    )
    site.write("languages.md", f"# Other languages\n\n{about}\n\n" + "\n".join(links) + "\n")


def sections(text: str) -> list[Section]:
    """All of a guide, in order; the first is its title (level 1)."""
    found, code = list[Section](), False
    for line in _COMMENT.sub("", _REPOSITORY.sub("", text)).split("\n"):
        if _FENCE.match(line):
            code = not code
        match = None if code else _HEADING.match(line)
        if match is not None:
            found.append(Section(len(match[1]), match[2], []))
        elif found:
            found[-1].lines.append(line)
    return found


def _write_guide(site: Site, file: str, folder: str) -> None:
    parts = sections((site.project / file).read_text(encoding="utf-8"))
    names = [f"{number:02}" for number in range(len(parts))]
    names[0] = "index"
    pages = [f"{folder}/{name}.md" for name in names]
    site.places[file] = pages[0]
    for part, page in zip(parts, pages, strict=True):
        site.places.setdefault(f"{file}#{part.anchor}", page)
    for number, (part, page) in enumerate(zip(parts, pages, strict=True)):
        below = []
        for name, inner in zip(names[number + 1 :], parts[number + 1 :], strict=True):
            if inner.level <= part.level:
                break
            if inner.level == part.level + 1:
                below.append(name)
        text = f"# {part.title}\n\n{site.rewritten(part.text, file, page)}\n"
        if below:
            text += "\n```{toctree}\n:maxdepth: 1\n\n" + "\n".join(below) + "\n```\n"
        site.write(page, text)
