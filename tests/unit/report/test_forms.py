"""Forms that leave a laboratory: what was written into them is text in each, and no page lacks its codes."""

from __future__ import annotations

import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from forensics_app.model.names import visible
from tests.judging.judges import require_judge
from tests.made.forms import CONTROLS, DIGEST, LONG, MARKUP, SCRIPTS, html_forms, pdf_forms, write

TEXT = f"{SCRIPTS} {MARKUP} {CONTROLS}"
WITHOUT_CODES = ("card", "disposal-addendum")
"""What is made where no request is known."""

CODES = ("TLP:AMBER+STRICT", "Europol H2")
A4_POINTS = (595.3, 841.9)
WORD_PLACES = re.compile(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"')


class Page(HTMLParser):
    """The tags, attributes and text of a page, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    require_judge("pdftotext")
    return write(tmp_path_factory.mktemp("hostile"), pdf_forms("en", TEXT, LONG))


def reported(pdf: Path, *options: str) -> str:
    made = subprocess.run(["pdftotext", *options, str(pdf), "-"], capture_output=True, check=True)
    return made.stdout.decode("utf-8")


def test_web_pages_run_nothing_and_show_all_of_it() -> None:
    for name, page in html_forms("ar", TEXT, LONG).items():
        read = Page(page)
        harmful = {"script", "img", "iframe", "link", "object", "form", "base", "a"}
        assert not read.tags & harmful, name
        assert not {a for a in read.attributes if a.startswith("on") or a in {"src", "style", "href"}}, name
        for wanted in (SCRIPTS, MARKUP, visible(CONTROLS), LONG):
            assert wanted in read.text, (name, wanted[:20])
        assert not re.search("[\u202a-\u202e\ufeff\ud800-\udfff\x00-\x09\x0b-\x1f]", page), name


def test_web_pages_are_pages_of_the_same_frame() -> None:
    policies = set()
    for name, page in html_forms("fr").items():
        assert page.startswith('<!DOCTYPE html>\n<html lang="fr" dir="ltr">'), name
        found = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
        assert found is not None
        policies.add(re.sub("sha256-[^&]+", "", found[1]))
        head = page.partition("</thead>")[0]
        assert name in WITHOUT_CODES or all(code in head for code in CODES), name
    assert len(policies) == 1


def test_pdf_shows_text_as_text(hostile: list[Path]) -> None:
    """Letters that no packaged font has are spelled out by their number; nothing else is changed."""
    for pdf in hostile:
        seen = "".join(reported(pdf, "-raw").split())
        assert "".join(MARKUP.split()) in seen, pdf.name
        assert "gpj[RLO]exe[LRI][U+0007][ESC][31m[BOM][U+D800][NUL]end" in seen, pdf.name
        assert "Игорь" in seen, pdf.name
        assert "[U+05E2][U+05D1]" in seen, pdf.name  # Hebrew
        assert "root:" not in seen, pdf.name


def test_a_long_path_is_whole_and_nothing_leaves_the_page(hostile: list[Path]) -> None:
    for pdf in hostile:
        if pdf.stem != "verification":  # it has no place for a title
            assert reported(pdf, "-raw").count("d") >= 4999, pdf.name
        for left, top, right, bottom in WORD_PLACES.findall(reported(pdf, "-bbox")):
            assert float(left) >= 0, pdf.name
            assert float(top) >= 0, pdf.name
            assert float(right) <= A4_POINTS[0], pdf.name
            assert float(bottom) <= A4_POINTS[1], pdf.name


def test_every_page_has_the_handling_codes(hostile: list[Path]) -> None:
    for pdf in hostile:
        if pdf.stem in WITHOUT_CODES:
            continue
        pages = reported(pdf, "-layout").split("\f")[:-1]
        assert len(pages) > 1, pdf.name
        for page in pages:
            assert all(code in page.splitlines()[0] for code in CODES), pdf.name


def test_what_is_copied_from_a_page_is_the_digest(hostile: list[Path]) -> None:
    custody = next(pdf for pdf in hostile if pdf.stem == "custody")
    assert DIGEST in reported(custody, "-raw")


@pytest.mark.parametrize("language", ["pt-BR", "es"])
def test_a_name_keeps_its_hyphen_at_the_end_of_a_line(language: str, tmp_path: Path) -> None:
    """The typesetter would put another one before the next line, as these languages do in words of theirs."""
    require_judge("pdftotext")
    name = "Ana de la Torre-wellenbrink e-mail "
    for pdf in write(tmp_path, pdf_forms(language, name * 4)):
        seen = reported(pdf, "-raw")
        assert "Torre-wellenbrink" in "".join(seen.split()), pdf.name
        assert "--" not in "".join(seen.split()), pdf.name
