"""Whatever is written into a request, reports show it as text, under its own label, and nothing of it runs.

What a report says is read back out of the finished file: of web pages as a browser parses them, of pages as
`pdftotext` reads them.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics_app.i18n.request_words import field_label, role_label
from forensics_app.i18n.translator import Translator, translator_for
from forensics_app.model.names import visible
from forensics_app.model.request import RequestField, RequestRecord
from forensics_app.report.evidence.html import render_html as evidence_html
from forensics_app.report.evidence.pdf import TEMPLATE, page_data
from forensics_app.report.evidence.report import evidence_document
from forensics_app.report.forms.cover_sheet import cover_sheet_document
from forensics_app.report.forms.cover_sheet_html import cover_sheet_html
from forensics_app.report.layout.typesetting import render_pdf
from forensics_app.report.verification.html import render_html as verification_html
from forensics_app.report.verification.pdf import render_pages
from forensics_app.report.verification.report import make_document
from tests.judging.judges import require_judge
from tests.made.forms import checked, cover
from tests.property.hostile_requests import PLAIN, requests, texts
from tests.world.report_facts import facts
from tests.world.signing import NOW

EN, AR = translator_for("en"), translator_for("ar")
FREE = (
    RequestField.REQUESTING_REFERENCE,
    RequestField.EXECUTING_REFERENCE,
    RequestField.LEGAL_BASIS,
    RequestField.OFFENCE,
    RequestField.LIMITS_OF_USE,
    RequestField.RETENTION,
    RequestField.RETURN_TERMS,
)
"""Each of them one text of its own."""

ON_COVER = {
    "Requesting authority's reference": "requesting_reference",
    "Executing authority's reference": "executing_reference",
    "Legal basis": "legal_basis",
    "Limits of use": "limits_of_use",
}
HARMLESS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "article", "footer"),
    *(
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "dl",
        "dt",
        "dd",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
    ),
    *("p", "div", "span", "strong", "b", "br", "bdi", "code", "figure", "figcaption", "svg", "path", "rect"),
}
ISOLATES = re.compile("[\u2066-\u2069]")
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


class Labelled(HTMLParser):
    """Labels and what stands beside each, in a page's definition lists and in rows of tables."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.pairs: list[tuple[str, str]] = []
        self._open: str | None = None
        self._text = {"dt": "", "dd": ""}
        self.feed(page.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        part = {"dt": "dt", "th": "dt", "dd": "dd", "td": "dd"}.get(tag)
        if part is not None:
            self._open = part
            self._text[part] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("dd", "td") and self._open == "dd":
            self.pairs.append((self._text["dt"], ISOLATES.sub("", self._text["dd"])))
        if tag in ("dt", "th", "dd", "td"):
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._text[self._open] += data

    def beside(self, label: str) -> list[str]:
        return [value for name, value in self.pairs if name == label]

    def assert_harmless(self) -> None:
        assert self.tags <= HARMLESS
        assert not {
            a for a in self.attributes if a.startswith("on") or a in {"src", "href", "style", "action"}
        }


@given(requests(texts(PLAIN, paths=True)), st.sampled_from([EN, AR]))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_web_pages_hold_each_text_beside_its_own_label(record: RequestRecord, words: Translator) -> None:
    report = checked("EX-001")
    report = replace(report, bundle=replace(report.bundle, request=record))
    sheet = replace(cover(), report=replace(report, seal=replace(report.seal, code="5e" * 32)))
    evidence = Labelled(evidence_html(evidence_document(facts(request=record), words)))
    verification = Labelled(verification_html(make_document([report], words)))
    front = Labelled(cover_sheet_html(sheet, (words,)))
    for page in (evidence, verification, front):
        page.assert_harmless()
    for field in FREE:
        text, label = getattr(record, field.value), field_label(field, words)
        assert evidence.beside(label) == ([visible(text)] if text else [])
        assert verification.beside(label) == ([visible(text.replace("\n", " / "))] if text else [])
    for label, name in ON_COVER.items():
        text = getattr(record, name)
        assert front.beside(words.text(label)) == ([visible(text)] if text else [])
    for one in record.authorities:
        beside = verification.beside(visible(role_label(one.role, words)))
        assert any(visible(one.name) in value for value in beside) or not one.name


def reported(pdf: bytes) -> str:
    """All that can be read, in its order, without spaces and line ends."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return squeezed(done.stdout.decode("utf-8"))


def squeezed(text: str) -> str:
    return "".join(text.split())


def assert_reported(whole: str, pairs: Iterable[tuple[str, str]]) -> None:
    for label, text in pairs:
        assert squeezed(label) + squeezed(visible(text)) in whole, (label, text)


@given(requests(texts(PLAIN, paths=False).filter(lambda text: bool(squeezed(visible(text))))))
@SLOW
def test_pages_hold_each_text_behind_its_own_label(record: RequestRecord) -> None:
    require_judge("pdftotext")
    report = checked("EX-001")
    report = replace(report, bundle=replace(report.bundle, request=record))
    sheet = replace(cover(), report=replace(report, seal=replace(report.seal, code="5e" * 32)))
    made = evidence_document(facts(request=record), EN)
    pairs = [(field_label(field, EN), getattr(record, field.value)) for field in FREE]
    assert_reported(reported(render_pdf(TEMPLATE, page_data(made), lang="en", created=NOW)), pairs)
    spelled = [(label, text.replace("\n", " / ")) for label, text in pairs]
    assert_reported(reported(render_pages(make_document([report], EN), created=NOW)), spelled)
    front, _ = cover_sheet_document(sheet, (EN,), printed=NOW)
    assert_reported(reported(front), [(label, getattr(record, name)) for label, name in ON_COVER.items()])
