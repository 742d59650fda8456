"""The evidence report as one HTML file (see `html_frame`); what it says is what the PDF says."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from forensics_app.i18n.translator import translator_for
from forensics_app.report.evidence.chart import chart_svg
from forensics_app.report.evidence.document import (
    Cell,
    Chart,
    EvidenceDocument,
    Picture,
    Row,
    Section,
    Table,
)
from forensics_app.report.layout.html_frame import html_page
from forensics_app.report.layout.html_parts import facts_html, items_html, mark_html, name_html, value_html

_SHORT = 24
"""Characters: a time with its zone, the number of an exhibit, an address."""


def render_html(document: EvidenceDocument) -> bytes:
    """The whole document, UTF-8."""
    return html_page(
        _body(document),
        title=translator_for(document.language).labelled(document.title, document.reference),
        style="evidence",
        language=document.language,
        right_to_left=document.right_to_left,
        handling=document.handling,
        demo=document.demo,
        pictures=True,
    )


def _body(document: EvidenceDocument) -> Iterator[str]:
    yield f"<header><h1>{escape(document.title)}</h1>"
    yield f"<p>{name_html(document.reference)}</p><p>{name_html(document.subtitle)}</p></header>"
    yield from _standing(document)
    yield "<main>"
    for section in document.sections:
        yield from _section(section)
    yield "</main>"
    yield f"<footer>{escape(document.footer)}</footer>"


def _standing(document: EvidenceDocument) -> Iterator[str]:
    standing = document.standing
    yield f'<div class="verdict {escape(standing.verdict)}"><h2>{escape(standing.word)}</h2>'
    yield from (f"<p>{escape(sentence)}</p>" for sentence in standing.sentences)
    yield "</div>"


def _section(section: Section) -> Iterator[str]:
    yield f"<section><h3>{escape(section.title)}</h3>"
    if section.intro:
        yield f"<p>{escape(section.intro)}</p>"
    yield from items_html(section.items)
    yield from facts_html(section.facts)
    if section.chart is not None:
        yield _chart(section.chart)
    for table in section.tables:
        yield from _table(table)
    if section.pictures:
        yield '<div class="pictures">'
        yield from map(_picture, section.pictures)
        yield "</div>"
    yield from (f"<p>{escape(paragraph)}</p>" for paragraph in section.paragraphs)
    yield "</section>"


def _chart(chart: Chart) -> str:
    return (
        f'<figure><div class="chart" dir="ltr" role="img" aria-label="{escape(chart.alt)}">'
        f"{chart_svg(chart)}<p><span>{escape(chart.first)}</span><span>{escape(chart.last)}</span></p></div>"
        f"<figcaption>{escape(chart.alt)}</figcaption></figure>"
    )


def _table(table: Table) -> Iterator[str]:
    if table.title:
        yield f"<h4>{escape(table.title)}</h4>"
    yield '<div class="wide"><table class="rows"><thead><tr>'
    yield "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    yield "</tr></thead>"
    for row in table.rows:
        yield from _row(row, len(table.columns))
    yield "</table></div>"
    if table.note:
        yield f'<p class="note">{escape(table.note)}</p>'


def _row(row: Row, columns: int) -> Iterator[str]:
    """A body of its own, so that no page ends within it; its first cell stands beside all of it."""
    first, *others = row.cells
    cells = "".join(map(_cell, others))
    if not row.below:
        yield f'<tbody><tr class="lone">{_cell(first)}{cells}</tr></tbody>'
        return
    yield f"<tbody><tr>{_cell(first, rows=2)}{cells}</tr>"
    yield f'<tr class="below"><td colspan="{columns - 1}">'
    yield from facts_html(row.below)
    yield "</td></tr></tbody>"


def _cell(cell: Cell, *, rows: int = 1) -> str:
    """A cell; what is short stays on one line however narrow the page, and no word of ours is cut."""
    value = value_html(cell.text, cell.kind)
    shown = value if cell.mark is None else f'<span class="{cell.mark}">{mark_html(cell.mark)}{value}</span>'
    kind = "said" if cell.kind == "words" else "short" if len(cell.text) <= _SHORT else "long"
    spanning = f' rowspan="{rows}"' if rows > 1 else ""
    return f'<td{spanning} class="{kind}">{shown}</td>'


def _picture(picture: Picture) -> str:
    return (
        f'<figure><img src="data:image/png;base64,{escape(picture.png)}" alt="{escape(picture.alt)}">'
        f'<figcaption><code dir="ltr">{escape(picture.name)}</code></figcaption></figure>'
    )
