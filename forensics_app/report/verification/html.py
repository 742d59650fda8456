"""The report on a verification as one HTML file (see `html_frame`); every value is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from forensics_app.report.layout.document import Document, OneReport, Section
from forensics_app.report.layout.html_frame import by_hand, html_page
from forensics_app.report.layout.html_parts import facts_html, items_html, name_html


def render_html(document: Document) -> bytes:
    """The whole document, UTF-8."""
    return html_page(
        _body(document),
        title=document.title,
        style="verification",
        language=document.language,
        right_to_left=document.right_to_left,
        handling=document.handling,
        demo=document.demo,
    )


def _body(document: Document) -> Iterator[str]:
    yield f"<header><h1>{escape(document.title)}</h1><p>{name_html(document.subtitle)}</p></header>"
    yield "<main>"
    if len(document.reports) > 1:
        yield from _summary(document)
    for number, report in enumerate(document.reports, start=1):
        yield from _one(report, number)
    if document.hands is not None:
        yield f"<section><h3>{escape(document.hands.title)}</h3><p>{escape(document.hands.note)}</p>"
        yield from by_hand(document.hands.boxes)
        yield "</section>"
    yield "</main>"
    yield f"<footer>{escape(document.footer)}</footer>"


def _summary(document: Document) -> Iterator[str]:
    yield '<table class="several">'
    for number, report in enumerate(document.reports, start=1):
        yield f'<tr><th scope="row"><a href="#b{number}">{name_html(report.name)}</a></th>'
        yield f'<td class="{escape(report.verdict)}">{escape(report.word)}</td></tr>'
    yield "</table>"


def _one(report: OneReport, number: int) -> Iterator[str]:
    yield f'<article id="b{number}">'
    yield f'<div class="verdict {escape(report.verdict)}"><h2>{escape(report.word)}</h2>'
    yield f"<p>{name_html(report.name)}</p><p>{escape(report.sentence)}</p></div>"
    for section in report.sections:
        yield from _section(section)
    yield "</article>"


def _section(section: Section) -> Iterator[str]:
    yield f"<section><h3>{escape(section.title)}</h3>"
    if section.intro:
        yield f"<p>{escape(section.intro)}</p>"
    yield from facts_html(section.facts)
    yield from items_html(section.items)
    if section.paragraphs:
        yield "<ul>"
        yield from (f"<li>{escape(p)}</li>" for p in section.paragraphs)
        yield "</ul>"
    yield "</section>"
