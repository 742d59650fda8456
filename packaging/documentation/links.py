"""Where a file of the repository stands in the site, and the links between pages made to lead there.

What the site does not have (sources, tests, decision records) is named by its path, not linked: a reader
without the repository can't follow it.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

# Pages that stand in the site as they are: from the repository's root, to the site's name for it
PAGES = {
    "docs/start/README.md": "index.md",
    "docs/start/install.md": "start/install.md",
    "docs/start/examiner.md": "start/examiner.md",
    "docs/start/receiving.md": "start/receiving.md",
    "docs/start/trainer.md": "start/trainer.md",
    "docs/platforms.md": "platforms.md",
    "docs/inbox.md": "inbox.md",
    "docs/bundle-format.md": "formats/bundle.md",
    "docs/parcel-format.md": "formats/parcel.md",
    "docs/transmission-record.md": "formats/transmission-record.md",
    "docs/evidence-rules.md": "reference/evidence-rules.md",
    "docs/web-verifier.md": "reference/web-verifier.md",
    "docs/threat-model.md": "trust/threat-model.md",
    "docs/performance.md": "trust/performance.md",
    "docs/reliability.md": "trust/reliability.md",
    "docs/sizing.md": "trust/sizing.md",
    "docs/cluster.md": "cluster.md",
    "SECURITY.md": "trust/security.md",
    "CHANGELOG.md": "changelog.md",
}
# The menu of the site: a caption, and the pages under it
MENU = (
    ("Begin", ("start/install", "start/examiner", "start/receiving", "start/trainer")),
    ("Tasks", ("guide/index", "training/index", "inbox", "cluster")),
    (
        "Reference",
        ("commands/index", "reference/web-verifier", "reference/evidence-rules", "glossary", "platforms"),
    ),
    ("Formats", ("formats/bundle", "formats/parcel", "formats/transmission-record")),
    (
        "How far it can be believed",
        ("trust/threat-model", "trust/reliability", "trust/performance", "trust/sizing", "trust/security"),
    ),
    ("More", ("languages", "changelog")),
)
# Left out of the menu where a commit doesn't have them
OPTIONAL = {"docs/reliability.md", "docs/sizing.md", "docs/cluster.md"}

_FENCE = re.compile(r"^\s*(```|~~~)")
_LINK = re.compile(r"(?<!\\)(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
_CODE = re.compile(r"(`+)(.+?)\1")
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:")


@dataclass
class Site:
    """One language's pages. `source`: the folder that Sphinx reads for them.

    `places`: the page for a file, or for a file and a heading's anchor (`docs/user-guide.md#custody`).
    """

    project: Path
    source: Path
    language: str = "en"
    places: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places |= {file: page for file, page in PAGES.items() if self.has(file)}

    def has(self, file: str) -> bool:
        return file not in OPTIONAL or (self.project / file).is_file()

    def write(self, page: str, text: str) -> None:
        target = self.source / page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def rewritten(self, text: str, file: str, page: str) -> str:
        """The text of a repository's file as it stands at `page`: links, pictures, drawings."""
        lines, code = [], False
        for line in text.split("\n"):
            if _FENCE.match(line):
                code = not code
            lines.append(line if code else self._line(line, file, page))
        return "\n".join(lines)

    def _line(self, line: str, file: str, page: str) -> str:
        kept: list[str] = []

        def keep(found: re.Match[str]) -> str:
            kept.append(found[0])
            return f"\0{len(kept) - 1}\0"

        held = _CODE.sub(keep, line)  # no link begins inside code; one may hold code in its words
        held = _LINK.sub(lambda found: self._link(found, file, page), held)
        while "\0" in held:
            held = re.sub("\0(\\d+)\0", lambda found: kept[int(found[1])], held)
        return held

    def _link(self, found: re.Match[str], file: str, page: str) -> str:
        picture, words, target = found[1], found[2], found[3]
        if _OUTSIDE.match(target):
            return found[0]
        name, _, anchor = target.partition("#")
        path = os.path.normpath(Path(file).parent / name) if name else file
        if picture:
            return f"![{words}]({self._relative(page, f'pictures/{Path(path).name}')})"
        if path == "docs/schemas":
            return f"{words} (in `_static/schemas` of this documentation)"
        place = self.places.get(f"{path}#{anchor}") or self.places.get(path)
        if place is None:
            return words if path in words else f"{words} (`{path}`)"
        if f"{path}#{anchor}" in self.places:
            return f"[{words}]({self._relative(page, place)})"
        if self.language != "en" and path in PAGES:  # the page is in English, in the site around this one
            target = os.path.relpath(f"../{PAGES[path].removesuffix('.md')}.html", Path(page).parent)
            return f'<a href="{target}">{words}</a>'
        return f"[{words}]({self._relative(page, place)}{'#' + anchor if anchor else ''})"

    def _relative(self, page: str, place: str) -> str:
        path, _, anchor = place.partition("#")
        return os.path.relpath(path, Path(page).parent) + (f"#{anchor}" if anchor else "")


def write_pages(site: Site) -> None:
    """The pages that stand in the site as they are, in English."""
    for file, page in PAGES.items():
        if site.has(file):
            text = (site.project / file).read_text(encoding="utf-8")
            text = site.rewritten(text, file, page)
            site.write(page, text + _menu(site) if page == "index.md" else text)


def _menu(site: Site) -> str:
    left_out = {PAGES[file].removesuffix(".md") for file in OPTIONAL if not site.has(file)}
    trees = []
    for caption, pages in MENU:
        entries = "\n".join(page for page in pages if page not in left_out)
        trees.append(f"```{{toctree}}\n:hidden:\n:caption: {caption}\n:maxdepth: 1\n\n{entries}\n```\n")
    return "\n" + "\n".join(trees)
