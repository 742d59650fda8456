"""Links in the documents of the project lead to files and headings that are there."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
_LINK = re.compile(r"(?<!\!)\[[^\]\n]*\]\(<?([^)\s>]+)>?\)|!\[[^\]\n]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")


def documents() -> list[Path]:
    """Those of the project itself, each once: the pages of the help are links to those in `docs`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.md"], cwd=PROJECT, capture_output=True, check=False
    ).stdout.decode()
    pages = [PROJECT / name for name in listed.split("\0") if name and not name.startswith("tests/vectors/")]
    return [page for page in pages if not page.is_symlink()] or sorted(PROJECT.glob("*.md"))


@cache
def anchors(page: Path) -> frozenset[str]:
    """As the usual renderers name headings."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#{1,6} +(.+?) *#*$", text, re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", t)) for t in titles)
    return frozenset(t.strip().lower().replace(" ", "-") for t in plain)


@pytest.mark.parametrize("page", documents(), ids=lambda p: str(p.relative_to(PROJECT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = _CODE.sub("", _FENCE.sub("", page.read_text(encoding="utf-8")))
    wrong = []
    for pair in _LINK.findall(text):
        target = "".join(pair)
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            wrong.append(target)
    assert not wrong
