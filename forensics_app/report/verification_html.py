"""The report on a verification as one HTML file (see `html_frame`); every value is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from forensics_app.report.html_frame import html_page
from forensics_app.report.verification_document import Document, Fact, Item, OneReport, Section

# drawn in text, so that neither colour nor a picture is needed to tell them apart
_MARKS = {"yes": "✓", "no": "✕", "doubt": "△", "none": "○", "note": "i"}


def render_html(document: Document) -> bytes:
    """The whole document, UTF-8."""
    return html_page(
        _body(document),
        title=document.title,
        style="verification",
        language=document.language,
        right_to_left=document.right_to_left,
        handling=document.handling,
    )


def _body(document: Document) -> Iterator[str]:
    yield f"<header><h1>{escape(document.title)}</h1><p>{escape(document.subtitle)}</p></header>"
    yield "<main>"
    if len(document.reports) > 1:
        yield from _summary(document)
    for number, report in enumerate(document.reports, start=1):
        yield from _one(report, number)
    yield "</main>"
    yield f"<footer>{escape(document.footer)}</footer>"


def _summary(document: Document) -> Iterator[str]:
    yield "<table>"
    for number, report in enumerate(document.reports, start=1):
        yield f'<tr><th scope="row"><a href="#b{number}">{_name(report.name)}</a></th>'
        yield f'<td class="{escape(report.verdict)}">{escape(report.word)}</td></tr>'
    yield "</table>"


def _one(report: OneReport, number: int) -> Iterator[str]:
    yield f'<article id="b{number}">'
    yield f'<div class="verdict {escape(report.verdict)}"><h2>{escape(report.word)}</h2>'
    yield f"<p>{_name(report.name)}</p><p>{escape(report.sentence)}</p></div>"
    for section in report.sections:
        yield from _section(section)
    yield "</article>"


def _section(section: Section) -> Iterator[str]:
    yield f"<section><h3>{escape(section.title)}</h3>"
    if section.intro:
        yield f"<p>{escape(section.intro)}</p>"
    if section.facts:
        yield "<dl>"
        yield from map(_fact, section.facts)
        yield "</dl>"
    if section.items:
        yield '<ul class="items">'
        yield from map(_item, section.items)
        yield "</ul>"
    if section.paragraphs:
        yield "<ul>"
        yield from (f"<li>{escape(p)}</li>" for p in section.paragraphs)
        yield "</ul>"
    yield "</section>"


def _fact(fact: Fact) -> str:
    if fact.kind == "machine":
        value = f'<code dir="ltr">{escape(fact.value)}</code>'
    else:
        value = _name(fact.value) if fact.kind == "name" else escape(fact.value)
    return f"<dt>{escape(fact.label)}</dt><dd>{value}</dd>"


def _item(item: Item) -> str:
    code = f' <code dir="ltr">{escape(item.code)}</code>' if item.code else ""
    mark = f'<span class="mark" aria-hidden="true">{_MARKS[item.mark]}</span>'
    return (
        f'<li class="{item.mark}">{mark}<strong>{escape(item.word)}</strong> {escape(item.text)}{code}</li>'
    )


def _name(value: str) -> str:
    return f"<bdi>{escape(value)}</bdi>"
