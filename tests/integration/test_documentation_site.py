"""The documentation as a site: built with every warning an error, read and searched from a folder."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from forensics_app.cli.main import root
from forensics_app.i18n.glossary import GLOSSARY

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In English, and in Arabic, which runs from right to left."""
    pytest.importorskip("sphinx")
    out = tmp_path_factory.mktemp("site") / "out"
    build = PROJECT / "packaging" / "documentation" / "build.py"
    command = [sys.executable, "-P", str(build), str(out), "--language", "en", "--language", "ar"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


class Links(HTMLParser):
    """What a page links to or loads, and the anchors in it."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors.add(given.get("id", ""))
        if tag == "a" and "href" in given:
            self.targets.append(given["href"])
        elif tag in ("link", "script", "img"):
            self.loaded += [given[name] for name in ("href", "src") if name in given]


def read(page: Path) -> Links:
    found = Links()
    found.feed(page.read_text(encoding="utf-8"))
    return found


def test_every_link_leads_to_a_page_and_a_place_in_it_and_nothing_comes_from_a_network(site: Path) -> None:
    pages = {page.resolve(): read(page) for page in site.rglob("*.html")}
    others = re.compile(r"(\.\./)+index\.html$|^(de|es|fr|pt-BR|ru|zh-Hans)/")  # not built here
    wrong = []
    for page, found in pages.items():
        wrong += [f"{page.name} loads {name}" for name in found.loaded if "://" in name]
        for target in found.targets + found.loaded:
            path, _, anchor = target.partition("#")
            if "://" in target or target.startswith(("data:", "mailto:")) or others.search(target):
                continue
            there = (page.parent / unquote(path.partition("?")[0])).resolve() if path else page
            if not there.is_file() or (
                anchor and there in pages and unquote(anchor) not in pages[there].anchors
            ):
                wrong.append(f"{page.relative_to(site)}: {target}")
    assert wrong == []


def test_every_command_and_every_option_has_its_place(site: Path) -> None:
    context = click.Context(root, info_name="sealwright")
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        assert command is not None
        if not command.hidden:
            text = (site / "commands" / f"{name}.html").read_text(encoding="utf-8")
            for param in command.params:
                if isinstance(param, click.Option) and not param.hidden and param.help:
                    assert param.opts[0] in text


def test_the_search_finds_a_word_of_the_guide_of_the_commands_and_of_the_glossary(site: Path) -> None:
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    for word in ("bitlock", "cosign", "fingerprint"):  # as the search stems them
        assert re.search(rf'[{{,]"?{word}"?:', index), word
    assert len(GLOSSARY) == (site / "glossary.html").read_text(encoding="utf-8").count("<section id=") - 1


def test_arabic_runs_from_right_to_left(site: Path) -> None:
    page = (site / "ar" / "guide" / "01.html").read_text(encoding="utf-8")
    assert '<html class="no-js" lang="ar"' in page
    assert '<div dir="rtl">' in page
